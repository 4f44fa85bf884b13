"""How much each effect takes off each line of a cart. All amounts are minor units, and none takes more than is left.

What stands before has been taken off already: `left` is what a line costs still. Units of a line are alike, so one of
three costs a third of what is left of it. Which are cheaper and which dearer is told by the list prices.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from souk.pricing.promotions.priced import Missed
from souk.pricing.promotions.rules import (
    WHOLE,
    AmountOff,
    Amounts,
    Bundle,
    BuyAndGet,
    FixedPrice,
    Gift,
    Goods,
    LineEffect,
    PercentageOff,
    Places,
    Selection,
    ShippingOff,
    Step,
    Tiers,
)
from souk.pricing.promotions.spreading import rounded, spread


@dataclass(slots=True)
class Basket:
    """A cart while it is priced: what is left of each of `goods`, at first all of it. They are in the order of their
    SKUs and have `places` by their keys.
    """

    goods: Sequence[Goods]
    places: Places
    currency: str
    left: list[int]
    everything: range = field(init=False)
    # All units, and what they are worth at list prices.
    units: int = field(init=False)
    worth: int = field(init=False)

    def __post_init__(self) -> None:
        self.everything = range(len(self.goods))
        self.units = sum([each.quantity for each in self.goods])
        self.worth = sum(self.left)

    def found(self, selection: Selection) -> Sequence[int]:
        return selection.among(self.everything, self.places)


@dataclass(frozen=True, slots=True)
class Nothing:
    """Why an effect takes nothing off. `missing` as of `priced.MissedPromotion`."""

    why: Missed
    missing: int = 0


# What is taken off the lines at these places, none of it zero.
Off = dict[int, int]


def taken_off(effect: LineEffect, basket: Basket) -> Off | Nothing:
    """What `effect` takes off a basket, which stays as it is."""
    found = basket.found(effect.items)
    if not found:
        return Nothing(Missed.NO_GOODS)
    off = _EFFECTS[type(effect)](effect, basket, found)
    if isinstance(off, Nothing):
        return off
    return off or Nothing(Missed.NOTHING_LEFT)


def off_delivery(effect: ShippingOff, method: str, price: int, currency: str) -> int | Nothing:
    """What `effect` takes off a delivery by `method` that costs `price`."""
    if effect.methods and method not in effect.methods:
        return Nothing(Missed.METHOD)
    if effect.share:
        off = rounded(price * effect.share, WHOLE)
    elif currency in effect.amounts:
        off = min(price, effect.amounts[currency])
    elif currency in effect.prices:
        off = max(price - effect.prices[currency], 0)
    else:
        return Nothing(Missed.CURRENCY)
    return off or Nothing(Missed.NOTHING_LEFT)


def reached(quantity: int, value: Amounts, of: Selection, basket: Basket) -> Nothing | None:
    """What is missing of a minimum, counted at list prices; None when nothing is."""
    if of.means_all:
        units, worth = basket.units, basket.worth
    else:
        goods = [basket.goods[number] for number in basket.found(of)]
        units = sum([each.quantity for each in goods])
        worth = sum([each.quantity * each.unit_price for each in goods])
    if units < quantity:
        return Nothing(Missed.MINIMUM_QUANTITY, quantity - units)
    if not value:
        return None
    if basket.currency not in value:
        return Nothing(Missed.CURRENCY)
    return Nothing(Missed.MINIMUM_VALUE, value[basket.currency] - worth) if worth < value[basket.currency] else None


def _together(amount: int, basket: Basket, found: Sequence[int]) -> Off:
    """An amount off these lines together, in proportion to what is left of them."""
    left = basket.left
    if len(found) == 1:
        part = min(amount, left[found[0]])
        return {found[0]: part} if part else {}
    weights = left if len(found) == len(left) else [left[number] for number in found]
    parts = spread(min(amount, sum(weights)), weights)
    return {number: part for number, part in zip(found, parts, strict=True) if part}


def _share_of(share: int, basket: Basket, found: Sequence[int]) -> int:
    left = basket.left
    weights = left if len(found) == len(left) else [left[number] for number in found]
    return rounded(sum(weights) * share, WHOLE)


def _percentage(effect: PercentageOff, basket: Basket, found: Sequence[int]) -> Off | Nothing:
    amount = _share_of(effect.share, basket, found)
    if effect.at_most:
        if basket.currency not in effect.at_most:
            return Nothing(Missed.CURRENCY)
        amount = min(amount, effect.at_most[basket.currency])
    return _together(amount, basket, found)


def _amount(effect: AmountOff, basket: Basket, found: Sequence[int]) -> Off | Nothing:
    amount = effect.amounts.get(basket.currency)
    if amount is None:
        return Nothing(Missed.CURRENCY)
    if not effect.each:
        return _together(amount, basket, found)
    off = {number: min(basket.left[number], amount * basket.goods[number].quantity) for number in found}
    return {number: part for number, part in off.items() if part}


def _fixed(effect: FixedPrice, basket: Basket, found: Sequence[int]) -> Off | Nothing:
    price = effect.prices.get(basket.currency)
    if price is None:
        return Nothing(Missed.CURRENCY)
    off = {number: basket.left[number] - price * basket.goods[number].quantity for number in found}
    return {number: part for number, part in off.items() if part > 0}


def _dearest_first(basket: Basket, found: Sequence[int]) -> list[int]:
    # They are in their order, in which sorting leaves those that cost the same.
    return sorted(found, key=lambda number: -basket.goods[number].unit_price)


def _bundle(effect: Bundle, basket: Basket, found: Sequence[int]) -> Off | Nothing:
    price = effect.prices.get(basket.currency)
    if price is None:
        return Nothing(Missed.CURRENCY)
    goods = basket.goods
    units = [number for number in _dearest_first(basket, found) for _ in range(goods[number].quantity)]
    size = effect.quantity
    bundles = 0
    # Each bundle is worth no more than the one before: those that cost less anyhow are the last.
    while (bundles + 1) * size <= len(units):
        worth = sum(goods[number].unit_price for number in units[bundles * size : (bundles + 1) * size])
        if worth <= price:
            break
        bundles += 1
    if not bundles:
        missing = size - len(units)
        return Nothing(Missed.MINIMUM_QUANTITY, missing) if missing > 0 else Nothing(Missed.NOTHING_LEFT)
    taken: dict[int, int] = {}
    for number in units[: bundles * size]:
        taken[number] = taken.get(number, 0) + 1
    costs = {number: rounded(basket.left[number] * count, goods[number].quantity) for number, count in taken.items()}
    amount = max(sum(costs.values()) - bundles * price, 0)
    numbers = sorted(costs)
    parts = spread(amount, [costs[number] for number in numbers])
    return {number: part for number, part in zip(numbers, parts, strict=True) if part}


def _of_some_units(units: dict[int, int], share: int, basket: Basket) -> Off:
    off = {
        number: rounded(basket.left[number] * count * share, basket.goods[number].quantity * WHOLE)
        for number, count in units.items()
    }
    return {number: part for number, part in off.items() if part}


def _buy_and_get(effect: BuyAndGet, basket: Basket, found: Sequence[int]) -> Off | Nothing:
    """A unit is bought or got, never both: of those that could be either, as many are got as the buying leaves."""
    goods = basket.goods
    got_from = basket.found(effect.getting)
    buys, gets = set(found), set(got_from)
    only_bought = sum(goods[number].quantity for number in buys - gets)
    only_got = sum(goods[number].quantity for number in gets - buys)
    either = sum(goods[number].quantity for number in buys & gets)
    buy, get = effect.buy, effect.get

    def fits(times: int) -> bool:
        return max(times * buy - only_bought, 0) + max(times * get - only_got, 0) <= either

    times = min(
        (only_bought + either) // buy, (only_got + either) // get, (only_bought + only_got + either) // (buy + get)
    )
    times = min(times, effect.times) if effect.times else times
    while times and not fits(times):
        times -= 1
    if not times:
        return _not_enough(buy, get, only_bought, only_got, either)
    to_get = times * get
    spare = either - max(times * buy - only_bought, 0)
    taken: dict[int, int] = {}
    for number in reversed(_dearest_first(basket, got_from)):
        most = goods[number].quantity
        if number in buys:
            most = min(most, spare)
            units = min(most, to_get)
            spare -= units
        else:
            units = min(most, to_get)
        to_get -= units
        if units:
            taken[number] = units
    return _of_some_units(taken, effect.share, basket)


def _not_enough(buy: int, get: int, only_bought: int, only_got: int, either: int) -> Nothing:
    missing = max(buy - only_bought, 0) + max(get - only_got, 0) - either
    return Nothing(Missed.MINIMUM_QUANTITY, max(missing, 1))


def _tiers(effect: Tiers, basket: Basket, found: Sequence[int]) -> Off | Nothing:
    lacking = Nothing(Missed.NOTHING_LEFT)
    for step in effect.steps:
        missing = reached(step.quantity, step.value, effect.items, basket)
        if missing is None:
            return _step(step, basket, found)
        lacking = missing
    return lacking


def _step(step: Step, basket: Basket, found: Sequence[int]) -> Off | Nothing:
    if step.share:
        return _together(_share_of(step.share, basket, found), basket, found)
    amount = step.amounts.get(basket.currency)
    return Nothing(Missed.CURRENCY) if amount is None else _together(amount, basket, found)


def _gift(effect: Gift, basket: Basket, found: Sequence[int]) -> Off:
    units = {number: min(effect.quantity, basket.goods[number].quantity) for number in found}
    return _of_some_units(units, WHOLE, basket)


_EFFECTS: dict[type, Callable[[Any, Basket, Sequence[int]], Off | Nothing]] = {
    PercentageOff: _percentage,
    AmountOff: _amount,
    FixedPrice: _fixed,
    Bundle: _bundle,
    BuyAndGet: _buy_and_get,
    Tiers: _tiers,
    Gift: _gift,
}
