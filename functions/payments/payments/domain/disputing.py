"""What becomes of a payment whose money the shopper's bank asks back, or warns that it may."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from payments.domain.dispute import Dispute, ProviderDispute
from payments.domain.ledger import EntryKind
from payments.domain.payment import AmountMismatch, Payment
from payments.domain.refunding import return_unwanted_money
from payments.domain.warning import FraudWarning, ProviderWarning


def learn_of_dispute(payment: Payment, seen: ProviderDispute, at: datetime) -> Payment:
    """The payment with what the provider says of a dispute. Old news, and the same once more, change nothing.

    Raises AmountMismatch for one in another currency than the payment's.
    """
    if seen.amount.currency != payment.amount.currency:
        raise AmountMismatch(
            f"{seen.reference} disputes {seen.amount}, the payment is of {payment.amount}",
            payment_id=payment.payment_id,
        )
    before = payment.disputes.get(seen.reference)
    after = before.joined(seen, at) if before else Dispute.of(seen, at)
    if after == before:
        return payment
    payment = replace(payment, disputes={**payment.disputes, after.reference: after})
    if before is None:
        payment = payment.happened("dispute.opened", at, dispute=after)
    payment = _ended(_moved(payment, before, after, at), before, after, at)
    return return_unwanted_money(payment, at)


def learn_of_warning(payment: Payment, seen: ProviderWarning, at: datetime) -> Payment:
    """The payment with a warning of its card's issuer: told when it comes, and once to act on it would be of no use.

    In which order the news come makes no difference; the same once more changes nothing.
    """
    before = payment.warnings.get(seen.reference)
    after = before.joined(seen, at) if before else FraudWarning.of(seen, at)
    if after == before:
        return payment
    type_ = "fraud_warning.closed" if before else "fraud_warning.received"
    payment = replace(payment, warnings={**payment.warnings, after.reference: after})
    return payment.happened(type_, at, warning=after)


def _moved(payment: Payment, before: Dispute | None, after: Dispute, at: datetime) -> Payment:
    withdrawn, reinstated = _figures(before)
    if after.withdrawn > withdrawn:
        payment = payment.moved(EntryKind.DISPUTE_WITHDRAWN, after.withdrawn - withdrawn, at, after.reference)
        payment = payment.happened("dispute.funds_withdrawn", at, dispute=after)
    if after.reinstated > reinstated:
        payment = payment.moved(EntryKind.DISPUTE_REINSTATED, after.reinstated - reinstated, at, after.reference)
        payment = payment.happened("dispute.funds_reinstated", at, dispute=after)
    return payment


def _ended(payment: Payment, before: Dispute | None, after: Dispute, at: datetime) -> Payment:
    if after.status.closed and (before is None or before.status is not after.status):
        return payment.happened("dispute.closed", at, dispute=after)
    if before and _figures(before) == _figures(after):
        return payment.happened("dispute.updated", at, dispute=after)
    return payment


def _figures(dispute: Dispute | None) -> tuple[int, int]:
    return (dispute.withdrawn, dispute.reinstated) if dispute else (0, 0)
