"""Prices a cart with a shop's promotions. Pure, and the same whatever the order of the lines.

1. The promotions that may concern these goods are tried by their order: priority, then id.
2. Those that go together take off one after the other, each from what the ones before have left. An exclusive one goes
   with no other: it counts in the place of all of these, if it alone takes more off.
3. Minima are counted at list prices, so that no promotion switches another off.
4. Promotions of the delivery are by themselves: `off_delivery` chooses among them by the same rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import attrgetter

from souk.pricing.promotions import effects
from souk.pricing.promotions.effects import Basket, Nothing, Off
from souk.pricing.promotions.priced import (
    Missed,
    MissedPromotion,
    Priced,
    PricedDelivery,
    PricedGoods,
    PriceReduction,
)
from souk.pricing.promotions.rules import Goods, Places, Promotion, Rules, ShippingOff, places_of, promotion_order

_ID = attrgetter("id")
# A cart makes hundreds of tuples: a name that is called by their class takes longer than the tuple.
_new = tuple.__new__
_NONE: tuple[PriceReduction, ...] = ()


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who buys, when, and where it goes. `moment`: RFC 3339 in UTC to the millisecond. `country` is empty while nobody
    knows where to. `unlocked` are the promotions of the codes that were given. `first_order`: nothing was ordered
    before.
    """

    moment: str
    country: str = ""
    channel: str = "shop"
    unlocked: frozenset[str] = frozenset()
    first_order: bool = False
    customer_groups: frozenset[str] = frozenset()


def price(goods: Sequence[Goods], rules: Rules, occasion: Occasion, currency: str) -> Priced:
    """The cart with what its promotions take off. `goods` have each SKU once and no amount below zero."""
    if not rules.promotions:
        return Priced(currency, tuple([PricedGoods(each.sku, each.quantity * each.unit_price) for each in goods]))
    live, unlocked = rules.live(occasion.moment), occasion.unlocked
    given = [rules.by_id[name] for name in unlocked if name in rules.by_id] if unlocked else []
    skus = [each.sku for each in goods]
    numbers = sorted(range(len(goods)), key=skus.__getitem__)
    ordered = [goods[number] for number in numbers]
    places = places_of(ordered, rules.keys if given else live.keys)
    basket = Basket(ordered, places, currency)
    missed: list[MissedPromotion] = []
    for_goods: list[Promotion] = []
    for_delivery: list[Promotion] = []
    tried = live.to_try(places)
    if given:
        tried = _with_given(tried, given, places)
    for promotion in tried:
        if promotion.by_goods_alone:
            for_goods.append(promotion)
            continue
        why = not_for(promotion, occasion) or _below_minimum(promotion, basket)
        if why:
            missed.append(MissedPromotion(promotion.id, promotion.name, why.why, why.missing))
        else:
            (for_delivery if isinstance(promotion.effect, ShippingOff) else for_goods).append(promotion)
    if given:
        missed.extend(_for_nothing(given, tried, occasion))
    taken = _taken_off(for_goods, basket, missed)
    whole, reductions = [0] * len(goods), [_NONE] * len(goods)
    for number, amount in zip(numbers, basket.left, strict=True):
        whole[number] = amount
    for promotion, off in taken:
        id_, name = promotion.id, promotion.name
        for place, amount in zip(off.places, off.amounts, strict=True):
            reductions[numbers[place]] += (_new(PriceReduction, (id_, name, amount)),)
    lines = map(_new, repeat(PricedGoods), zip(skus, whole, reductions, strict=True))
    return Priced(currency, tuple(lines), tuple(missed), tuple(for_delivery))


def _for_nothing(
    given: Iterable[Promotion], tried: Iterable[Promotion], occasion: Occasion
) -> Iterator[MissedPromotion]:
    """Promotions of codes that were given, of which nothing is in the cart."""
    seen = {promotion.id for promotion in tried}
    for promotion in sorted(given, key=_ID):
        if promotion.id not in seen:
            why = not_for(promotion, occasion) or Nothing(Missed.NO_GOODS)
            yield MissedPromotion(promotion.id, promotion.name, why.why)


def _with_given(tried: Iterable[Promotion], given: Iterable[Promotion], places: Places) -> list[Promotion]:
    """Those of the codes that were given among the others, unless nothing that they are for is there."""
    found = {promotion.id: promotion for promotion in tried}
    for promotion in given:
        keys = promotion.found_by
        if keys is None or not keys.isdisjoint(places):
            found[promotion.id] = promotion
    return sorted(found.values(), key=promotion_order)


def price_delivery(priced: Priced, method: str, list_price: int) -> PricedDelivery:
    """What a way of delivery costs with the promotions of a priced cart."""
    together: list[PriceReduction] = []
    left = list_price
    best: tuple[PriceReduction, ...] = ()
    most = 0
    for promotion in priced.for_delivery:
        effect = promotion.effect
        if not isinstance(effect, ShippingOff):
            continue
        off = effects.off_delivery(effect, method, list_price if promotion.exclusive else left, priced.currency)
        if isinstance(off, Nothing):
            continue
        reduction = PriceReduction(promotion.id, promotion.name, off)
        if not promotion.exclusive:
            together.append(reduction)
            left -= off
        elif off > most:
            best, most = (reduction,), off
    return PricedDelivery(list_price, best if most > list_price - left else tuple(together))


def not_for(promotion: Promotion, occasion: Occasion) -> Nothing | None:
    """Why a promotion is not for this occasion, whatever is in the cart; None when it is."""
    moment = occasion.moment
    why: Missed | None = None
    if promotion.since > moment:
        why = Missed.NOT_BEGUN
    elif promotion.until and promotion.until <= moment:
        why = Missed.OVER
    elif promotion.channels and occasion.channel not in promotion.channels:
        why = Missed.CHANNEL
    elif promotion.countries and occasion.country not in promotion.countries:
        why = Missed.COUNTRY if occasion.country else Missed.WITHOUT_COUNTRY
    elif promotion.first_order and not occasion.first_order:
        why = Missed.FIRST_ORDER
    elif promotion.customer_groups and promotion.customer_groups.isdisjoint(occasion.customer_groups):
        why = Missed.CUSTOMER_GROUP
    return Nothing(why) if why else None


def _below_minimum(promotion: Promotion, basket: Basket) -> Nothing | None:
    minimum = promotion.minimum
    return effects.reached(minimum.quantity, minimum.value, minimum.of, basket) if minimum else None


def _taken_off(
    promotions: Iterable[Promotion], basket: Basket, missed: list[MissedPromotion]
) -> list[tuple[Promotion, Off]]:
    """What counts: all that go together, or one exclusive promotion that takes more off than they."""
    whole = basket.left
    left = list(whole)
    together: list[tuple[Promotion, Off]] = []
    alone: list[tuple[Promotion, Off]] = []
    for promotion in promotions:
        basket.left = whole if promotion.exclusive else left
        off = effects.taken_off(promotion.effect, basket)  # type: ignore[arg-type]
        if isinstance(off, Nothing):
            missed.append(MissedPromotion(promotion.id, promotion.name, off.why, off.missing))
        elif promotion.exclusive:
            alone.append((promotion, off))
        else:
            together.append((promotion, off))
            for place, amount in zip(off.places, off.amounts, strict=True):
                left[place] -= amount
    basket.left = whole
    if not alone:
        return together
    best, most = together, sum(whole) - sum(left)
    for promotion, off in alone:
        amount = sum(off.amounts)
        if amount > most:
            best, most = [(promotion, off)], amount
    chosen = {promotion.id for promotion, _ in best}
    missed.extend(
        MissedPromotion(promotion.id, promotion.name, Missed.BETTER)
        for promotion, _ in (*together, *alone)
        if promotion.id not in chosen
    )
    return best
