"""What was ordered, as far as refunds have to know it: no unit goes back that was not bought, and none twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from payments.domain.ledger import OverRefund
from payments.domain.refund import Refund, RefundLine, RefundStatus
from souk.errors import Conflict, InvalidInput
from souk.money import Money


@dataclass(frozen=True, slots=True)
class OrderedLine:
    """`amount`: what all its units cost the shopper with tax, in minor units of the order's currency."""

    sku: str
    quantity: int
    amount: int


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
    before = [line for refund in refunds if refund.status is not RefundStatus.FAILED for line in refund.lines]
    for line in wanted:
        _check_line(lines[line.sku], [earlier for earlier in before if earlier.sku == line.sku], line, currency)


def _check_line(ordered: OrderedLine, before: Sequence[RefundLine], wanted: RefundLine, currency: str) -> None:
    refunded = sum(line.quantity for line in before)
    left = max(ordered.quantity - refunded, 0)
    if wanted.quantity > left:
        raise OverRefund(
            f"{wanted.sku}: {ordered.quantity} ordered, {refunded} refunded before, so {wanted.quantity} cannot be",
            sku=wanted.sku,
            ordered=ordered.quantity,
            refunded=refunded,
            refundable=left,
        )
    # The price of an odd number of units is rounded up: a cent more is no mistake, a line's price twice is.
    worth = -(-ordered.amount * wanted.quantity // ordered.quantity)
    rest = ordered.amount - sum(line.amount or 0 for line in before)
    most = max(min(worth, rest), 0)
    if wanted.amount is not None and wanted.amount > most:
        raise OverRefund(
            f"{wanted.sku}: {wanted.quantity} of {ordered.quantity} units are worth {Money(most, currency)} at most, "
            f"not {Money(wanted.amount, currency)}; refund more than the goods cost without a line",
            sku=wanted.sku,
            refundable=most,
        )
