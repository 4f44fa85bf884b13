"""What staff change of a paid order before it is handed over: fewer units, lower prices. Pure.

An edit is one act: it is a wish as one to have units out is (`cancelling.lines`), with prices that are lowered with it.
Where a parcel has to be opened for its units, all of it waits for shipping's answer, and a refusal leaves the order as
it was. What it costs less goes back by one refund.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from orders.domain.cancellation import LinesCancellation, Repricing, WishState
from orders.domain.cancelling.lines import asked_for, can_be_cancelled, check_units, known_as, worth
from orders.domain.order import Cause, Order, without
from orders.domain.states import UNPAID
from souk.errors import Conflict, IllegalTransition, InvalidInput
from souk.money import Money


@dataclass(frozen=True, slots=True)
class EditWish:
    """Units to be taken out by SKU, and what a unit of a SKU, or the delivery, is to cost from now on."""

    units: Mapping[str, int] = field(default_factory=dict)
    prices: Mapping[str, Money] = field(default_factory=dict)
    shipping: Money | None = None

    def __bool__(self) -> bool:
        return bool(self.units or self.prices or self.shipping is not None)


def edited(order: Order, wanted: EditWish, request: str, cause: Cause) -> Order:
    """With the edit, or the wish for it. The same when that was asked for before.

    Raises IllegalTransition when it is not paid, has left or ended, InvalidInput for what it does not have or does not
    make it cheaper, Conflict while it is being called off or another edit waits, or for another edit under the same
    key; NothingToSend.
    """
    known = known_as(order, request)
    if known:
        if (dict(known.lines), known.edit) != (dict(wanted.units), _as_before(wanted, known)):
            raise Conflict("another change was asked for under this key; use a new one")
        return order
    if order.state in UNPAID:
        raise IllegalTransition("it is not paid yet: cancel units of it, or all of it", state=str(order.state))
    rest = {line.sku for line in without(order.lines, wanted.units)}
    if not rest:
        raise InvalidInput("nothing of it would be left: cancel the whole order")
    check_units(order, wanted.units)
    if any(wish.edit and wish.is_open for wish in order.line_cancellations):
        raise Conflict("another change waits for shipping's answer; try again in a minute")
    here = can_be_cancelled(order)
    if not here:
        raise IllegalTransition("nothing of it is here any more: refund what is to go back", state=str(order.state))
    edit = _lowered(order, wanted)
    for sku, _, _ in edit.prices:
        if sku not in rest or sku not in here:
            raise InvalidInput(f"no unit of {sku} is here that could cost less", sku=sku)
    wish = LinesCancellation(
        len(order.line_cancellations) + 1,
        WishState.REQUESTED,
        tuple(wanted.units.items()),
        cause.at,
        cause.by,
        cause.reason,
        request,
        edit=edit,
    )
    if not wanted.units and not sum(worth(order, wish)):
        raise InvalidInput("nothing of it would be changed")
    return asked_for(order, wish, cause)


def _lowered(order: Order, wanted: EditWish) -> Repricing:
    """Raises InvalidInput for a price that is not lower than what holds, or of another currency."""
    now = {line.sku: line.unit_price for line in order.lines}
    for line in order.lines:
        if line.gift_card and line.sku in wanted.prices:
            raise InvalidInput("a gift card costs what it is worth", sku=line.sku)
    for sku, price in wanted.prices.items():
        _check_price(price, now.get(sku), sku)
    if wanted.shipping is not None:
        _check_price(wanted.shipping, order.totals.shipping, "")
    shipping = (order.totals.shipping.amount, wanted.shipping.amount) if wanted.shipping is not None else None
    prices = tuple((sku, now[sku].amount, price.amount) for sku, price in wanted.prices.items())
    return Repricing(prices, shipping)


def _check_price(price: Money, now: Money | None, sku: str) -> None:
    named = sku or "the delivery"
    if now is None:
        raise InvalidInput(f"the order has no {named}", sku=sku)
    if price.currency != now.currency:
        raise InvalidInput(f"the order is in {now.currency}", sku=sku)
    if price >= now:
        raise InvalidInput(f"{named} costs {now}: only less can be agreed on a paid order", sku=sku)


def _as_before(wanted: EditWish, known: LinesCancellation) -> Repricing | None:
    """What is wanted now, beside the prices that held when the wish was had."""
    if known.edit is None:
        return None
    before = {sku: was for sku, was, _ in known.edit.prices}
    prices = tuple((sku, before.get(sku, -1), price.amount) for sku, price in wanted.prices.items())
    was = known.edit.shipping[0] if known.edit.shipping else -1
    return Repricing(prices, None if wanted.shipping is None else (was, wanted.shipping.amount))
