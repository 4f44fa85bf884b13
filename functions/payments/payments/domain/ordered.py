"""What was ordered, as far as refunds have to know it: no unit goes back that was not bought, and none twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from payments.domain.ledger import OverRefund
from payments.domain.refund import Refund, RefundLine, RefundStatus
from payments.domain.refunding import BY_ORDER
from souk.errors import Conflict, InvalidInput
from souk.money import Money


@dataclass(frozen=True, slots=True)
class OrderedLine:
    """`amount`: what all its units cost the shopper with tax, in minor units of the order's currency."""

    sku: str
    quantity: int
    amount: int


@dataclass(frozen=True, slots=True)
class LeftLine:
    """What can still be refunded of a line: `units` of those that were ordered, and at most `amount` for them."""

    sku: str
    ordered: int
    units: int
    amount: int


def as_paid(ordered: Sequence[OrderedLine], paid: Sequence[OrderedLine]) -> tuple[OrderedLine, ...]:
    """The lines that the order was paid with, at the prices that were known before: units may have been cancelled in
    between.
    """
    known = {line.sku: line for line in ordered}
    return tuple(
        replace(before, quantity=line.quantity, amount=-(-before.amount * line.quantity // before.quantity))
        if (before := known.get(line.sku))
        else line
        for line in paid
    )


def as_charged(ordered: Sequence[OrderedLine], charged: Sequence[OrderedLine]) -> tuple[OrderedLine, ...]:
    """The lines that what was held was captured for: units may have been cancelled, and prices lowered, meanwhile."""
    most = {line.sku: line.quantity for line in ordered}
    told = {line.sku: line.amount for line in charged}
    units = [replace(line, quantity=min(line.quantity, most.get(line.sku, line.quantity))) for line in charged]
    return tuple(replace(line, amount=min(line.amount, told[line.sku])) for line in as_paid(ordered, units))


def with_cancelled(charged: Sequence[OrderedLine], refunds: Iterable[Refund]) -> tuple[OrderedLine, ...]:
    """What was charged, of an order that tells what is left of it by then: what was paid back meanwhile for units that
    were cancelled and prices that were lowered was charged, too.
    """
    lines = {line.sku: line for line in charged}
    for back in _standing(refund for refund in refunds if refund.requested_by == BY_ORDER):
        line = lines.get(back.sku, OrderedLine(back.sku, 0, 0))
        lines[back.sku] = OrderedLine(back.sku, line.quantity + back.quantity, line.amount + (back.amount or 0))
    return tuple(line for line in lines.values() if line.quantity)


def left_of(ordered: Sequence[OrderedLine], refunds: Iterable[Refund]) -> tuple[LeftLine, ...]:
    """Line by line, beside the refunds that were promised before; one that failed frees its units."""
    before = _standing(refunds)
    return tuple(_left(line, [earlier for earlier in before if earlier.sku == line.sku]) for line in ordered)


def shipping_left(paid: int, ordered: Sequence[OrderedLine], refunds: Iterable[Refund]) -> int:
    """What can still be refunded of the delivery: what was paid and is not for goods. Nothing when it is not known what
    was ordered.
    """
    if not ordered:
        return 0
    refunded = sum(refund.shipping for refund in refunds if refund.status is not RefundStatus.FAILED)
    return max(paid - sum(line.amount for line in ordered) - refunded, 0)


def priced(
    ordered: Sequence[OrderedLine], refunds: Iterable[Refund], wanted: Sequence[RefundLine]
) -> tuple[RefundLine, ...]:
    """The lines with what their units cost, where no amount is given."""
    before, lines = _standing(refunds), {line.sku: line for line in ordered}

    def with_amount(line: RefundLine) -> RefundLine:
        if line.amount is not None or line.sku not in lines:
            return line
        earlier = [known for known in before if known.sku == line.sku]
        return replace(line, amount=_worth(lines[line.sku], earlier, line.quantity))

    return tuple(with_amount(line) for line in wanted)


def check_lines(
    ordered: Sequence[OrderedLine], refunds: Iterable[Refund], wanted: Sequence[RefundLine], currency: str
) -> None:
    """Whether these lines may be refunded beside those that were promised before; a refund that failed frees its units.

    Raises InvalidInput for a line the order does not have, OverRefund for more units than are left of it or more than
    they cost, and Conflict when it is not known what was ordered.
    """
    if not wanted:
        return
    if not ordered:
        raise Conflict(
            "it is not known here what was ordered, so no lines can be refunded: give an amount without lines",
            lines=[line.sku for line in wanted],
        )
    lines = {line.sku: line for line in ordered}
    unknown = [line.sku for line in wanted if line.sku not in lines]
    if unknown:
        named, known = ", ".join(unknown), ", ".join(lines)
        raise InvalidInput(f"the order has no line {named}; it has {known}", unknown=unknown)
    before = _standing(refunds)
    for line in wanted:
        _check_line(lines[line.sku], [earlier for earlier in before if earlier.sku == line.sku], line, currency)


def _check_line(ordered: OrderedLine, before: Sequence[RefundLine], wanted: RefundLine, currency: str) -> None:
    refunded, left = sum(line.quantity for line in before), _left(ordered, before).units
    if wanted.quantity > left:
        raise OverRefund(
            f"{wanted.sku}: {ordered.quantity} ordered, {refunded} refunded before, so {wanted.quantity} cannot be",
            sku=wanted.sku,
            ordered=ordered.quantity,
            refunded=refunded,
            refundable=left,
        )
    most = _worth(ordered, before, wanted.quantity)
    if wanted.amount is not None and wanted.amount > most:
        raise OverRefund(
            f"{wanted.sku}: {wanted.quantity} of {ordered.quantity} units are worth {Money(most, currency)} at most, "
            f"not {Money(wanted.amount, currency)}; refund more than the goods cost without a line",
            sku=wanted.sku,
            refundable=most,
        )


def _standing(refunds: Iterable[Refund]) -> list[RefundLine]:
    """The lines of all refunds that did not fail."""
    return [line for refund in refunds if refund.status is not RefundStatus.FAILED for line in refund.lines]


def _left(ordered: OrderedLine, before: Sequence[RefundLine]) -> LeftLine:
    units = max(ordered.quantity - sum(line.quantity for line in before), 0)
    return LeftLine(ordered.sku, ordered.quantity, units, _worth(ordered, before, units))


def _worth(ordered: OrderedLine, before: Sequence[RefundLine], units: int) -> int:
    """What so many units may be refunded with, at most.

    The price of an odd number of units is rounded up: a cent more is no mistake, a line's price twice is. Where more
    went back than the units of a refund cost, the price of the others was lowered: then they are worth what is left.
    """
    worth = _price(ordered, units)
    rest = ordered.amount - sum(line.amount or 0 for line in before)
    left = ordered.quantity - sum(line.quantity for line in before)
    if left > 0 and any((line.amount or 0) > _price(ordered, line.quantity) for line in before):
        worth = min(worth, -(-rest * units // left))
    return max(min(worth, rest), 0)


def _price(ordered: OrderedLine, units: int) -> int:
    """What they cost when they were bought."""
    return -(-ordered.amount * units // ordered.quantity)
