"""How a refund of an order is spread over the payments that paid it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from payments.domain.ledger import OverRefund
from payments.domain.ordered import OrderedLine, check_lines, priced, shipping_left
from payments.domain.payment import Payment
from payments.domain.refund import Refund, RefundLine
from souk.errors import InvalidInput
from souk.money import Money


@dataclass(frozen=True, slots=True)
class RefundWish:
    """What is to be refunded: `amount`, or else what the lines and the shipping add up to, or else all that is left."""

    amount: Money | None = None
    lines: tuple[RefundLine, ...] = ()
    shipping: Money | None = None


@dataclass(frozen=True, slots=True)
class RefundPart:
    """What one payment gives back. `lines` are those whose money it begins to give back, `shipping` how much of it is
    for the way of delivery; what is neither is for nothing named.
    """

    payment: Payment
    amount: int
    lines: tuple[RefundLine, ...] = ()
    shipping: int = 0


def refunds_of(payments: Sequence[Payment]) -> list[Refund]:
    return list(chain.from_iterable(payment.refunds.values() for payment in payments))


def left_of_shipping(ordered: Sequence[OrderedLine], payments: Sequence[Payment]) -> int:
    """Of all that was paid for the way of delivery, by whichever payment."""
    return shipping_left(sum(payment.wanted for payment in payments), ordered, refunds_of(payments))


def left_in(payments: Sequence[Payment]) -> int:
    return sum(max(payment.refundable, 0) for payment in payments)


def spread(wanted: RefundWish, ordered: Sequence[OrderedLine], payments: Sequence[Payment]) -> list[RefundPart]:
    """Those that the provider sends by itself come before bank transfers, which staff have to make, and of each kind
    the latest first: an older card is likelier to be gone. Gift cards and store credit come last: who paid money gets
    money first. None gives back more than is left of it.

    `payments` are those that were captured. Raises OverRefund for more than is left of the money, of a line or of the
    shipping, InvalidInput for another currency or lines that do not fit, Conflict when it is not known what was
    ordered.
    """
    currency = _currency(wanted, payments)
    refunds = refunds_of(payments)
    lines = priced(ordered, refunds, wanted.lines) if wanted.amount is None else wanted.lines
    check_lines(ordered, refunds, lines, currency)
    shipping = wanted.shipping.amount if wanted.shipping else 0
    named = sum(line.amount or 0 for line in lines) + shipping
    amount = _amount(wanted, named, payments)
    of_shipping = left_of_shipping(ordered, payments)
    if shipping > of_shipping:
        raise OverRefund(f"only {Money(of_shipping, currency)} of the shipping is left", refundable=of_shipping)
    left = left_in(payments)
    if not 0 < amount <= left:
        raise OverRefund(f"only {Money(left, currency)} of this order can still be refunded", refundable=left)
    return parts_of(amount, lines, shipping, payments)


def parts_of(amount: int, lines: Sequence[RefundLine], shipping: int, payments: Sequence[Payment]) -> list[RefundPart]:
    """What each gives back of `amount`, those that give nothing left out."""
    return list(_parts(amount, lines, shipping, sorted(payments, key=_turn)))


def _turn(payment: Payment) -> tuple[bool, bool, float]:
    captured_at = payment.captured_at
    return payment.is_credit, payment.is_transfer, -captured_at.timestamp() if captured_at else 0.0


def _currency(wanted: RefundWish, payments: Sequence[Payment]) -> str:
    asked = {money.currency for money in (wanted.amount, wanted.shipping) if money}
    currencies = {payment.amount.currency for payment in payments} | asked
    if len(currencies) > 1:
        raise InvalidInput(f"the order was not paid in one currency with {', '.join(sorted(asked))}")
    return currencies.pop()


def _amount(wanted: RefundWish, named: int, payments: Sequence[Payment]) -> int:
    if wanted.amount is not None:
        return wanted.amount.amount
    if not wanted.lines and not wanted.shipping:
        return left_in(payments)
    if not named:
        raise InvalidInput("these lines cost nothing that could be refunded")
    return named


def _parts(
    amount: int, lines: Sequence[RefundLine], shipping: int, payments: Sequence[Payment]
) -> Iterator[RefundPart]:
    """The first ones give back the lines, then the shipping, then what is for nothing named."""
    waiting = list(lines)
    for payment in payments:
        share = min(amount, max(payment.refundable, 0))
        if share <= 0:
            continue
        rest, taken = share, list[RefundLine]()
        while waiting and (rest or not waiting[0].amount):
            line = waiting.pop(0)
            part = None if line.amount is None else min(line.amount, rest)
            taken.append(replace(line, amount=part))
            rest -= part or 0
        delivery = min(shipping, rest)
        shipping, amount = shipping - delivery, amount - share
        yield RefundPart(payment, share, tuple(taken), delivery)
