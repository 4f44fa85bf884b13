"""What becomes of a payment when units of its order are cancelled. Pure.

Before it is captured, less is wanted: that much is captured, or if more comes what is beyond it goes back; so does what
a part of a bank transfer has brought beyond it already. Once it is captured, what the units cost goes back, and of
units that were refunded before, nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from payments.domain.ids import refund_id_of
from payments.domain.ordered import OrderedLine, left_of
from payments.domain.payment import Payment, Reduction
from payments.domain.refund import RefundLine, RefundStatus
from payments.domain.refunding import BY_ORDER, request_refund, return_surplus


def reduced(
    payment: Payment,
    number: int,
    rest: int,
    lines: tuple[RefundLine, ...],
    ordered: Sequence[OrderedLine] | None,
    reason: str,
    at: datetime,
) -> Payment:
    """After the order's cancellation of this `number`, which leaves `rest` to be paid, in minor units; `lines` are what
    was cancelled, at what each cost. `ordered` is what the order was paid for, and None when it was not paid then: its
    payment tells of the units that are left, so money that came all the same goes back without naming the others.
    The same once that was told.
    """
    if number in payment.reductions:
        return payment
    told = Reduction(rest, was_captured=bool(payment.totals.captured) and not payment.is_part)
    payment = replace(payment, reductions={**payment.reductions, number: told}, updated_at=at)
    if payment.abandoned:
        return payment  # all that is captured for it goes back anyway
    if not told.was_captured:
        return return_surplus(payment, at)
    back = _not_refunded_yet(payment, lines, ordered or ())
    named = sum(line.amount or 0 for line in back)
    amount = min(named, payment.refundable, _too_much(payment))
    if amount <= 0:
        return payment
    if amount < named:  # of which of them, nobody can say
        back = tuple(replace(line, amount=None) for line in back)
    refund_id = refund_id_of(payment.payment_id, f"cancelled/{number}")
    return request_refund(payment, refund_id, amount, reason, BY_ORDER, at, () if ordered is None else back)


def _too_much(payment: Payment) -> int:
    """What was captured beyond what is left of the order, and has not gone back for what was cancelled of it."""
    rest = min(told.rest for told in payment.reductions.values())
    gone = sum(
        refund.amount
        for refund in payment.refunds.values()
        if refund.requested_by == BY_ORDER and refund.status is not RefundStatus.FAILED
    )
    return payment.totals.captured - rest - gone


def _not_refunded_yet(
    payment: Payment, lines: tuple[RefundLine, ...], ordered: Sequence[OrderedLine]
) -> tuple[RefundLine, ...]:
    left = {line.sku: line.units for line in left_of(ordered, payment.refunds.values())}
    back = [(line, min(line.quantity, left.get(line.sku, line.quantity))) for line in lines]
    return tuple(
        replace(line, quantity=units, amount=-(-(line.amount or 0) * units // line.quantity))
        for line, units in back
        if units > 0
    )
