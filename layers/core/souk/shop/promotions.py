"""A shop's promotions as the engine takes them, made of their document once for each version of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from souk.pricing.promotions import rules
from souk.pricing.promotions.rules import Facets, GoodsChosen, Key, Rules

if TYPE_CHECKING:
    # The document's models are heavy to import, and what is kept of them is enough to read them by.
    from souk.events.rules import promotions as document
    from souk.shop.port import PublishedShop

KIND = "promotions"


class ShopPromotions:
    """The promotions that a service's copy of the shop has, made into rules once for each version."""

    def __init__(self, shop: PublishedShop) -> None:
        self._shop = shop
        self._made: tuple[object, Rules] = (None, rules.NONE)

    def __call__(self) -> Rules:
        published = self._shop.document(KIND)
        if published is None:
            return rules.NONE
        if self._made[0] is not published:
            made = rules_of(cast("document.Promotions", published), self._shop.version(KIND))
            self._made = published, made
        return self._made[1]


def rules_of(published: document.Promotions, version: int = 0) -> Rules:
    """What `published` says of carts. Those of the catalogue are none of a cart's: its prices have them already."""
    return Rules(tuple(_promotion(each) for each in published.promotions if each.scope == "cart"), version)


def catalogue_rules_of(published: document.Promotions, version: int = 0) -> Rules:
    """What `published` says of the prices that the catalogue shows."""
    return Rules(tuple(_promotion(each) for each in published.promotions if each.scope == "catalogue"), version)


def _promotion(each: document.Promotion) -> rules.Promotion:
    conditions = each.conditions
    effect = _effect(each.effect)
    return rules.Promotion(
        id=each.id,
        name=each.name,
        effect=effect,
        by_code=each.trigger == "code",
        since=each.since,
        until=each.until,
        priority=each.priority,
        exclusive=each.combination == "exclusive",
        minimum=_minimum(conditions.minimum, effect),
        countries=frozenset(conditions.countries),
        channels=frozenset(conditions.channels),
        first_order=conditions.first_order,
        customer_groups=frozenset(conditions.customer_groups),
        total=each.limits.total if each.limits else 0,
        per_person=each.limits.per_person if each.limits else 0,
        budget=_amounts(each.budget),
    )


def _effect(effect: document.Effect) -> rules.Effect:
    match effect.kind:
        case "percentage":
            return rules.PercentageOff(_selection(effect.items), effect.share, _amounts(effect.at_most))
        case "amount":
            return rules.AmountOff(_selection(effect.items), _amounts(effect.amounts), effect.each)
        case "fixed_price":
            return rules.FixedPrice(_selection(effect.items), _amounts(effect.prices))
        case "bundle":
            return rules.Bundle(_selection(effect.items), effect.quantity, _amounts(effect.prices))
        case "buy_get":
            items = _selection(effect.items)
            getting = items if effect.getting is None else _selection(effect.getting)
            return rules.BuyAndGet(items, effect.buy, getting, effect.get, effect.share, effect.times)
        case "tiers":
            steps = tuple(
                rules.TierStep(step.quantity, _amounts(step.value), step.share, _amounts(step.amounts))
                for step in reversed(effect.steps)
            )
            return rules.Tiers(_selection(effect.items), steps)
        case "shipping":
            return rules.ShippingOff(
                effect.share, _amounts(effect.amounts), _amounts(effect.prices), frozenset(effect.methods)
            )
        case "gift":
            return rules.Gift(GoodsChosen(Facets(frozenset({("sku", effect.sku)}))), effect.quantity)


def _minimum(minimum: document.PromotionMinimum | None, effect: rules.Effect) -> rules.Minimum | None:
    """A gift is no part of what has to be bought to have it."""
    if minimum is None or not (minimum.quantity or minimum.value):
        return None
    of = _selection(minimum.of)
    if isinstance(effect, rules.Gift):
        of = GoodsChosen(of.facets, Facets(of.without.named | effect.items.facets.named, of.without.all_of))
    return rules.Minimum(minimum.quantity, _amounts(minimum.value), of)


def _selection(selection: document.GoodsSelection) -> GoodsChosen:
    return GoodsChosen(_facets(selection), _facets(selection.without) if selection.without else Facets())


def _facets(facets: document.NamedGoods) -> Facets:
    named = _keys("product", facets.products) | _keys("sku", facets.skus)
    kinds = (
        _keys("category", facets.categories),
        _keys("tag", facets.tags),
        _keys("vendor", facets.vendors),
    )
    return Facets(named, tuple(keys for keys in kinds if keys))


def _keys(kind: str, values: Iterable[str]) -> frozenset[Key]:
    return frozenset((kind, value) for value in values)


def _amounts(prices: Iterable[document.PromotionPrice]) -> dict[str, int]:
    return {price.currency: price.amount for price in prices}
