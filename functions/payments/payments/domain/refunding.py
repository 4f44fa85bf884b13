"""Money that goes back: promised, sent, settled. What changes a payment returns it as it is afterwards."""

from __future__ import annotations

from datetime import datetime

from payments.domain.ids import refund_id_of
from payments.domain.ledger import EntryKind, OverRefund
from payments.domain.payment import SYSTEM, Payment
from payments.domain.refund import Refund, RefundLine, RefundStatus
from souk.errors import Conflict, IllegalTransition

# Who asks for refunds of what was cancelled of an order.
BY_ORDER = "cancellation"


def request_refund(
    payment: Payment,
    refund_id: str,
    amount: int,
    reason: str,
    by: str,
    at: datetime,
    lines: tuple[RefundLine, ...] = (),
    restock: bool = False,
    shipping: int = 0,
    return_id: str = "",
    beside: int = 0,
    as_credit: bool = False,
) -> Payment:
    """Promises `amount` back, `as_credit` of whose order it is, unless gift cards paid it. The same id again is the
    same refund.

    Raises IllegalTransition before any capture, OverRefund when less is left, Conflict for another amount or other
    lines.
    """
    known, as_credit = payment.refunds.get(refund_id), as_credit and not payment.is_credit
    if known:
        before = (known.amount, known.lines, known.restock, known.shipping, known.as_credit)
        if before != (amount, lines, restock, shipping, as_credit):
            raise Conflict("this refund was asked for with another amount or other lines", amount=known.amount)
        return payment
    if not payment.totals.captured:
        raise IllegalTransition(f"a {payment.state} payment has nothing to refund", state=str(payment.state))
    if amount > payment.refundable:
        raise over_refund(payment)
    refund = Refund(
        refund_id,
        amount,
        reason,
        by,
        at,
        lines=lines,
        restock=restock,
        shipping=shipping,
        return_id=return_id,
        beside=beside,
        as_credit=as_credit,
    )
    return _told(payment, "refund.requested", refund, at)


def refuse_refund(payment: Payment, refund: Refund, why: str, at: datetime) -> Payment:
    """One that cannot be made is kept and told as one that failed: who asked for it by an event hears of it. The same
    id again is the same refund.
    """
    if refund.refund_id in payment.refunds:
        return payment
    return _told(payment, "refund.failed", refund.failed(why, "", at), at)


def over_refund(payment: Payment) -> OverRefund:
    """Why more cannot be refunded, and how much can."""
    left = max(payment.refundable, 0)
    why = f"only {payment.money(left)} can still be refunded" if left else "nothing is left to refund"
    if not payment.contested:
        return OverRefund(why, refundable=left)
    disputed = [dispute for dispute in payment.disputes.values() if dispute.contested]
    named = ", ".join(f"{dispute.reference} ({dispute.status})" for dispute in disputed)
    return OverRefund(
        f"{why}: {payment.money(payment.contested)} is disputed at the shopper's bank, see {named}",
        refundable=left,
        disputed=payment.contested,
        disputes=[dispute.reference for dispute in disputed],
    )


def record_refund(payment: Payment, refund_id: str, amount: int, reference: str, at: datetime) -> Payment:
    """A refund made at the provider, not by us. Its money has moved: only the ledger's own limit holds."""
    refund = Refund(refund_id, amount, "refunded at the provider", "provider", at).succeeded(reference, at)
    return _told(payment.moved(EntryKind.REFUNDED, amount, at, reference), "refund.succeeded", refund, at)


def accept_refund(payment: Payment, refund_id: str, reference: str, at: datetime) -> Payment:
    """The provider has taken the refund and will report how it went."""
    refund = payment.refund(refund_id)
    if not refund.pending or refund.reference == reference:
        return payment
    return payment.keeping(refund.accepted(reference), at)


def settle_refund(payment: Payment, refund_id: str, reference: str, at: datetime, by: str = "provider") -> Payment:
    """The money is on its way to the shopper. Nothing when it was settled before."""
    refund = payment.refund(refund_id)
    if refund.status is RefundStatus.SUCCEEDED or refund.failed_at_provider:
        return payment
    payment = payment.moved(EntryKind.REFUNDED, refund.amount, at, reference, by)
    return _told(payment, "refund.succeeded", refund.succeeded(reference, at), at)


def fail_refund(payment: Payment, refund_id: str, why: str, at: datetime, reference: str = "") -> Payment:
    """The provider will not send it, or the bank sent it back; the money is ours again."""
    refund = payment.refund(refund_id)
    if refund.status is RefundStatus.FAILED:
        return payment
    if refund.status is RefundStatus.SUCCEEDED:
        payment = payment.moved(EntryKind.REFUND_REVERSED, refund.amount, at, refund.reference)
    payment = _told(payment, "refund.failed", refund.failed(why, reference, at), at)
    return return_unwanted_money(payment, at) if payment.contested else payment


def return_unwanted_money(payment: Payment, at: datetime) -> Payment:
    """What is left of an abandoned payment is promised back, unless the provider has refused to send it."""
    if not payment.abandoned or payment.refundable <= 0 or _is_refused(payment):
        return payment
    key = f"abandoned/{payment.totals.captured}/{len(payment.refunds)}"
    refund_id = refund_id_of(payment.payment_id, key)
    left, as_credit = payment.refundable, payment.as_credit
    return request_refund(payment, refund_id, left, payment.abandoned, SYSTEM, at, as_credit=as_credit)


def return_surplus(payment: Payment, at: datetime) -> Payment:
    """What was captured beyond what is left of the order costs is promised back: units of it were cancelled before."""
    surplus = payment.totals.captured - payment.wanted
    refund_id = refund_id_of(payment.payment_id, "surplus")
    if payment.abandoned or surplus <= 0 or refund_id in payment.refunds or payment.refundable <= 0:
        return payment
    amount = min(surplus, payment.refundable)
    return request_refund(
        payment, refund_id, amount, "units of the order were cancelled before it was paid", BY_ORDER, at
    )


def _is_refused(payment: Payment) -> bool:
    """Once the provider has refused to send it back, a person decides: no endless refunds of our own.

    A refusal while the payment was disputed says nothing of the time after it, and one of more than is left beside a
    dispute, which was not known of yet, says nothing of what is left.
    """
    ended = [dispute.changed_at for dispute in payment.disputes.values() if dispute.status.closed]
    return any(
        refund.requested_by == SYSTEM
        and refund.status is RefundStatus.FAILED
        and refund.amount <= payment.refundable
        and refund.ended_after(ended)
        for refund in payment.refunds.values()
    )


def _told(payment: Payment, type_: str, refund: Refund, at: datetime) -> Payment:
    return payment.keeping(refund, at).happened(type_, at, refund)
