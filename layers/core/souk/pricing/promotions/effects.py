"""How much each effect takes off each line of a cart. All amounts are minor units, and none takes more than is left.

What stands before has been taken off already: `left` is what a line costs still. Units of a line are alike, so one of
three costs a third of what is left of it. Which are cheaper and which dearer is told by the list prices.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import mul
from typing import Any, NamedTuple

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
    GoodsChosen,
    LineEffect,
    PercentageOff,
    Places,
    ShippingOff,
    Tiers,
    TierStep,
)
from souk.pricing.promotions.spreading import rounded, spread


class Basket:
    """A cart while it is priced: how many of each of `goods` there are, what one of them costs, and what is `left` of
    the price of all of it, at first the whole. They are in the order of their SKUs and have `places` by their keys.
    """

    __slots__ = ("_whole", "currency", "everything", "left", "places", "quantities", "unit_prices")

    def __init__(self, goods: Sequence[Goods], places: Places, currency: str) -> None:
        self.places = places
        self.currency = currency
        self.quantities = [each.quantity for each in goods]
        self.unit_prices = [each.unit_price for each in goods]
        self.left = list(map(mul, self.quantities, self.unit_prices))
        self.everything = range(len(goods))
        self._whole: tuple[int, int] | None = None

    def found(self, selection: GoodsChosen) -> Sequence[int]:
        return selection.among(self.everything, self.places)

    def left_of(self, found: Sequence[int]) -> Sequence[int]:
        left = self.left
        return left if len(found) == len(left) else [left[number] for number in found]

    def counted(self, selection: GoodsChosen) -> tuple[int, int]:
        """How many units are meant, and what they are worth at list prices."""
        if selection.means_all:
            if self._whole is None:
                self._whole = sum(self.quantities), sum(map(mul, self.quantities, self.unit_prices))
            return self._whole
        found = self.found(selection)
        quantities, prices = self.quantities, self.unit_prices
        return sum([quantities[each] for each in found]), sum([quantities[each] * prices[each] for each in found])


class Nothing(NamedTuple):
    """Why an effect takes nothing off. `missing` as of `priced.MissedPromotion`."""

    why: Missed
    missing: int = 0


class Off(NamedTuple):
    """What is taken off the lines at these places, each of them once: `amounts`, none of them zero."""

    places: Sequence[int]
    amounts: Sequence[int]


def taken_off(effect: LineEffect, basket: Basket) -> Off | Nothing:
    """What `effect` takes off a basket, which stays as it is."""
    found = basket.found(effect.items)
    if not found:
        return Nothing(Missed.NO_GOODS)
    off = _EFFECTS[type(effect)](effect, basket, found)
    if isinstance(off, Nothing):
        return off
    return off if off.places else Nothing(Missed.NOTHING_LEFT)


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


def reached(quantity: int, value: Amounts, of: GoodsChosen, basket: Basket) -> Nothing | None:
    """What is missing of a minimum, counted at list prices; None when nothing is."""
    units, worth = basket.counted(of)
    if units < quantity:
        return Nothing(Missed.MINIMUM_QUANTITY, quantity - units)
    if not value:
        return None
    if basket.currency not in value:
        return Nothing(Missed.CURRENCY)
    return Nothing(Missed.MINIMUM_VALUE, value[basket.currency] - worth) if worth < value[basket.currency] else None


def _together(amount: int, basket: Basket, found: Sequence[int]) -> Off:
    """An amount off these lines together, in proportion to what is left of them."""
    weights = basket.left_of(found)
    return _above_zero(found, spread(min(amount, sum(weights)), weights))


def _share(share: int, basket: Basket, found: Sequence[int], most: int | None = None) -> Off:
    """A share of what these lines cost together, `most` at most."""
    weights = basket.left_of(found)
    total = sum(weights)
    amount = rounded(total * share, WHOLE)
    return _above_zero(found, spread(amount if most is None or amount < most else most, weights, total))


def _above_zero(found: Sequence[int], parts: Sequence[int]) -> Off:
    if parts and min(parts) > 0:
        return Off(found, parts)
    taken = [(number, part) for number, part in zip(found, parts, strict=True) if part > 0]
    return Off([number for number, _ in taken], [part for _, part in taken])


def _percentage(effect: PercentageOff, basket: Basket, found: Sequence[int]) -> Off | Nothing:
    if not effect.at_most:
        return _share(effect.share, basket, found)
    if basket.currency not in effect.at_most:
        return Nothing(Missed.CURRENCY)
    return _share(effect.share, basket, found, effect.at_most[basket.currency])


def _amount(effect: AmountOff, basket: Basket, found: Sequence[int]) -> Off | Nothing:
    amount = effect.amounts.get(basket.currency)
    if amount is None:
        return Nothing(Missed.CURRENCY)
    if not effect.each:
        return _together(amount, basket, found)
    left, quantities = basket.left, basket.quantities
    return _above_zero(found, [min(left[number], amount * quantities[number]) for number in found])


def _fixed(effect: FixedPrice, basket: Basket, found: Sequence[int]) -> Off | Nothing:
    price = effect.prices.get(basket.currency)
    if price is None:
        return Nothing(Missed.CURRENCY)
    left, quantities = basket.left, basket.quantities
    return _above_zero(found, [left[number] - price * quantities[number] for number in found])


def _dearest_first(basket: Basket, found: Sequence[int]) -> list[int]:
    # They are in their order, in which sorting leaves those that cost the same, backwards too.
    return sorted(found, key=basket.unit_prices.__getitem__, reverse=True)


def _bundle(effect: Bundle, basket: Basket, found: Sequence[int]) -> Off | Nothing:
    price = effect.prices.get(basket.currency)
    if price is None:
        return Nothing(Missed.CURRENCY)
    quantities, unit_prices = basket.quantities, basket.unit_prices
    dearest = _dearest_first(basket, found)
    units = [number for number in dearest for _ in range(quantities[number])]
    prices = [unit_prices[number] for number in units]
    size = effect.quantity
    bundles = 0
    # Each bundle is worth no more than the one before: those that cost less anyhow are the last.
    while (bundles + 1) * size <= len(units):
        if sum(prices[bundles * size : (bundles + 1) * size]) <= price:
            break
        bundles += 1
    if not bundles:
        missing = size - len(units)
        return Nothing(Missed.MINIMUM_QUANTITY, missing) if missing > 0 else Nothing(Missed.NOTHING_LEFT)
    taken: dict[int, int] = {}
    for number in units[: bundles * size]:
        taken[number] = taken.get(number, 0) + 1
    left = basket.left
    numbers = sorted(taken)
    costs = [rounded(left[number] * taken[number], quantities[number]) for number in numbers]
    return _above_zero(numbers, spread(max(sum(costs) - bundles * price, 0), costs))


def _of_some_units(units: dict[int, int], share: int, basket: Basket) -> Off:
    left, quantities = basket.left, basket.quantities
    off = [rounded(left[number] * count * share, quantities[number] * WHOLE) for number, count in units.items()]
    return _above_zero(tuple(units), off)


def _buy_and_get(effect: BuyAndGet, basket: Basket, found: Sequence[int]) -> Off | Nothing:
    """A unit is bought or got, never both: of those that could be either, as many are got as the buying leaves."""
    quantities = basket.quantities
    got_from = found if effect.getting is effect.items else basket.found(effect.getting)
    buys, gets = set(found), set(got_from)
    only_bought = sum([quantities[number] for number in buys - gets])
    only_got = sum([quantities[number] for number in gets - buys])
    either = sum([quantities[number] for number in buys & gets])
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
        most = quantities[number]
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


def _step(step: TierStep, basket: Basket, found: Sequence[int]) -> Off | Nothing:
    if step.share:
        return _share(step.share, basket, found)
    amount = step.amounts.get(basket.currency)
    return Nothing(Missed.CURRENCY) if amount is None else _together(amount, basket, found)


def _gift(effect: Gift, basket: Basket, found: Sequence[int]) -> Off:
    units = {number: min(effect.quantity, basket.quantities[number]) for number in found}
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
