"""Whether money comes, is held, taken or let go. Every function returns the payment as it is afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from payments.domain.ledger import EntryKind
from payments.domain.payment import Payment, PaymentState
from payments.domain.refunding import return_surplus, return_unwanted_money
from souk.errors import IllegalTransition


def require_action(payment: Payment, at: datetime) -> Payment:
    """The shopper must confirm with the bank (3-D Secure)."""
    if payment.phase is PaymentState.REQUIRES_ACTION or not _is_untouched(payment):
        return payment
    return replace(payment, phase=PaymentState.REQUIRES_ACTION).happened("payment.requires_action", at)


def fail(payment: Payment, reason: str, decline_code: str, at: datetime) -> Payment:
    """The bank declined; the shopper may try another card on the same payment."""
    failed = replace(payment, phase=PaymentState.FAILED, reason=reason, decline_code=decline_code)
    if failed == payment or not _is_untouched(payment):
        return payment
    return failed.happened("payment.failed", at)


def authorise(payment: Payment, amount: int, at: datetime, reference: str = "") -> Payment:
    """The bank holds `amount` for us. Raises OverCapture beyond the payment's amount."""
    return payment.moved(EntryKind.AUTHORISED, amount, at, reference).happened("payment.authorised", at)


def capture(payment: Payment, amount: int, at: datetime, reference: str = "", by: str = "provider") -> Payment:
    """`amount` is ours: from what was authorised, the rest as a sale. Raises OverCapture."""
    held = min(amount, payment.totals.capturable)
    if held:
        payment = payment.moved(EntryKind.CAPTURED, held, at, reference, by)
    if amount > held:
        payment = payment.moved(EntryKind.SALE, amount - held, at, reference, by)
    return return_surplus(return_unwanted_money(payment.happened("payment.captured", at), at), at)


def release(payment: Payment, at: datetime, reference: str = "") -> Payment:
    """What was authorised and will not be captured goes back to the card. Nothing when nothing is held."""
    held = payment.totals.capturable
    return replace(payment.moved(EntryKind.VOIDED, held, at, reference), updated_at=at) if held else payment


def void(payment: Payment, reason: str, at: datetime) -> Payment:
    """No money will come. Nothing when voided before. Raises IllegalTransition once captured."""
    if payment.state is PaymentState.VOIDED:
        return payment
    if not payment.open:
        raise IllegalTransition(
            f"a {payment.state} payment cannot be voided; refund it instead", state=str(payment.state)
        )
    return replace(release(payment, at), phase=PaymentState.VOIDED, reason=reason).happened("payment.voided", at)


def abandon(payment: Payment, reason: str, at: datetime, *, as_credit: bool = False) -> Payment:
    """The order is off: an open payment is to be voided, captured money goes back by itself."""
    if not payment.abandoned:
        payment = replace(payment, abandoned=reason, as_credit=as_credit and not payment.is_credit, updated_at=at)
    return return_unwanted_money(payment, at)


def keep(payment: Payment, spent: int) -> Payment:
    """Before it is abandoned: so much of it, as far as there is, does not go back."""
    if payment.abandoned or payment.is_credit:
        return payment
    return replace(payment, kept=min(spent, max(payment.refundable, 0)))


def _is_untouched(payment: Payment) -> bool:
    return not payment.totals.authorised and payment.phase is not PaymentState.VOIDED
