"""Brings a payment to where the provider says it is. Webhook, client return and reconciliation all end here.

Repeating an observation changes nothing, and an older one arriving late takes nothing back: totals only grow.
"""

from __future__ import annotations

from datetime import datetime

from payments.domain.disputing import learn_of_dispute, learn_of_warning
from payments.domain.ids import refund_id_of
from payments.domain.movements import authorise, capture, fail, release, require_action, void
from payments.domain.payment import AmountMismatch, Payment, PaymentState
from payments.domain.reconciling.holding import hold
from payments.domain.refund import Refund
from payments.domain.refunding import accept_refund, fail_refund, record_refund, settle_refund
from payments.domain.snapshot import ProviderPayment, ProviderRefund, ProviderStatus


def observe(
    payment: Payment,
    seen: ProviderPayment,
    at: datetime,
    by: str = "provider",
    void_reason: str = "cancelled at the provider",
) -> Payment:
    """The payment with what the provider reports. `by` is who says so: the provider, or staff for a bank transfer.

    Raises AmountMismatch when it reports another amount or currency, OverCapture or OverRefund when its
    figures cannot be: nothing is booked that the ledger does not allow.
    """
    if seen.amount != payment.amount:
        raise AmountMismatch(
            f"the provider has {seen.amount}, we asked for {payment.amount}", payment_id=payment.payment_id
        )
    payment = _observe_money(payment, seen, at, by)
    for refund in seen.refunds:
        payment = observe_refund(payment, refund, at)
    for dispute in seen.disputes:
        payment = learn_of_dispute(payment, dispute, at)
    for warning in seen.warnings:
        payment = learn_of_warning(payment, warning, at)
    return payment if payment.totals.captured else _observe_phase(payment, seen, at, void_reason)


def _observe_money(payment: Payment, seen: ProviderPayment, at: datetime, by: str) -> Payment:
    captured = seen.captured - payment.totals.captured
    authorised = seen.authorised - payment.totals.authorised
    # Captured without an authorisation of its own is one movement, a sale.
    if authorised > max(captured, 0):
        payment = hold(authorise(payment, authorised, at, seen.charge), seen.held_until, at)
    if captured > 0:
        payment = capture(payment, captured, at, seen.charge, by)
    if seen.status is ProviderStatus.CAPTURED:
        payment = release(payment, at, seen.charge)  # a partial capture lets the rest of the authorisation go
    return payment


def _observe_phase(payment: Payment, seen: ProviderPayment, at: datetime, void_reason: str) -> Payment:
    match seen.status:
        case ProviderStatus.REQUIRES_ACTION:
            return require_action(payment, at)
        case ProviderStatus.DECLINED:
            return fail(payment, seen.failure, seen.decline_code, at)
        case ProviderStatus.CANCELLED if payment.state is not PaymentState.VOIDED:
            return void(payment, payment.unwanted or void_reason, at)
        case _:
            return payment


def observe_refund(payment: Payment, seen: ProviderRefund, at: datetime) -> Payment:
    """The payment with what the provider reports of one refund. Raises OverRefund."""
    refund = _matching(payment, seen)
    if refund is None:
        refund_id = refund_id_of(payment.payment_id, seen.reference)
        is_news = seen.status == "succeeded"
        return record_refund(payment, refund_id, seen.amount, seen.reference, at) if is_news else payment
    if seen.status == "succeeded":
        return settle_refund(payment, refund.refund_id, seen.reference, at)
    if seen.status == "failed":
        return fail_refund(payment, refund.refund_id, seen.failure or "refused by the provider", at, seen.reference)
    return accept_refund(payment, refund.refund_id, seen.reference, at)


def _matching(payment: Payment, seen: ProviderRefund) -> Refund | None:
    if seen.refund_id in payment.refunds:
        return payment.refunds[seen.refund_id]
    for refund in payment.refunds.values():
        if refund.reference == seen.reference:
            return refund
    return payment.refunds.get(refund_id_of(payment.payment_id, seen.reference))
