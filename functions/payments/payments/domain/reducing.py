"""What becomes of a payment when units of its order are cancelled, or staff lower prices of it. Pure.

Before it is captured, less is wanted: that much is captured, or if more comes what is beyond it goes back; so does what
a part of a bank transfer has brought beyond it already. Once it is captured, what the units cost goes back, and of
units that were refunded before, nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from payments.domain.ids import refund_id_of
from payments.domain.ordered import LeftLine, OrderedLine, left_of, shipping_left
from payments.domain.payment import Payment, Reduction
from payments.domain.refund import RefundLine, RefundStatus
from payments.domain.refunding import BY_ORDER, request_refund, return_surplus


@dataclass(frozen=True, slots=True)
class Lowered:
    """What prices were lowered by, in minor units and with tax: of the units that are left, by SKU, and of the
    delivery.
    """

    lines: Mapping[str, int] = field(default_factory=dict)
    shipping: int = 0


NOT_LOWERED = Lowered()


def reduced(
    payment: Payment,
    number: int,
    rest: int,
    lines: tuple[RefundLine, ...],
    ordered: Sequence[OrderedLine] | None,
    reason: str,
    at: datetime,
    lowered: Lowered = NOT_LOWERED,
    *,
    as_credit: bool = False,
) -> Payment:
    """After the order's cancellation of this `number`, which leaves `rest` to be paid, in minor units; `lines` are what
    was cancelled, at what each cost, `lowered` what prices of the others were lowered by. `ordered` is what the order
    was paid for, and None when it was not paid then: its payment tells of the units that are left, so money that came
    all the same goes back without naming the others. `as_credit` as of a refund. The same once that was told.
    """
    if number in payment.reductions:
        return payment
    told = Reduction(rest, was_captured=bool(payment.totals.captured) and not payment.is_part)
    payment = replace(payment, reductions={**payment.reductions, number: told}, updated_at=at)
    if payment.abandoned:
        return payment  # all that is captured for it goes back anyway
    if not told.was_captured:
        return return_surplus(payment, at)
    left = left_of(ordered or (), payment.refunds.values())
    back = _with_lowered(_not_refunded_yet(lines, left), lowered.lines, left)
    delivery = _of_delivery(payment, lowered.shipping, ordered or ())
    named = sum(line.amount or 0 for line in back) + delivery
    amount = min(named, payment.refundable, _too_much(payment))
    if amount <= 0:
        return payment
    if amount < named:  # of which of them, nobody can say
        back, delivery = tuple(replace(line, amount=None) for line in back if line.quantity), 0
    refund_id = refund_id_of(payment.payment_id, f"cancelled/{number}")
    named_lines = () if ordered is None else back
    return request_refund(
        payment, refund_id, amount, reason, BY_ORDER, at, named_lines, shipping=delivery, as_credit=as_credit
    )


def _of_delivery(payment: Payment, lowered: int, ordered: Sequence[OrderedLine]) -> int:
    """What of it did not go back before. What is left of the delivery is known at least: goods may have cost less than
    is known here, where tax comes on top of several rates.
    """
    refunds = payment.refunds.values()
    before = sum(refund.shipping for refund in refunds if refund.status is not RefundStatus.FAILED)
    return min(lowered, max(shipping_left(payment.wanted + payment.beside, ordered, refunds), lowered - before))


def _too_much(payment: Payment) -> int:
    """What was captured beyond what is left of the order, and has not gone back for what was cancelled of it."""
    rest = min(told.rest for told in payment.reductions.values())
    gone = sum(
        refund.amount
        for refund in payment.refunds.values()
        if refund.requested_by == BY_ORDER and refund.status is not RefundStatus.FAILED
    )
    return payment.totals.captured - rest - gone


def _not_refunded_yet(lines: tuple[RefundLine, ...], left: Sequence[LeftLine]) -> tuple[RefundLine, ...]:
    units_left = {line.sku: line.units for line in left}
    back = [(line, min(line.quantity, units_left.get(line.sku, line.quantity))) for line in lines]
    return tuple(
        replace(line, quantity=units, amount=-(-(line.amount or 0) * units // line.quantity))
        for line, units in back
        if units > 0
    )


def _with_lowered(
    back: tuple[RefundLine, ...], lowered: Mapping[str, int], left: Sequence[LeftLine]
) -> tuple[RefundLine, ...]:
    """With what a lower price of the other units of each SKU comes to, at most what is left of them: a SKU has one
    line, whose units are those that are cancelled.
    """
    lines, most = {line.sku: line for line in back}, {line.sku: line.amount for line in left}
    for sku, amount in lowered.items():
        line = lines.get(sku, RefundLine(sku, 0, 0))
        more = min(amount, most.get(sku, amount) - (line.amount or 0))
        if more > 0:
            lines[sku] = replace(line, amount=(line.amount or 0) + more)
    return tuple(lines.values())
