"""What the shop's promotions take off an order's lines and its delivery, by the one engine of `souk.pricing`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from orders.domain.rates import ShippingRate
from orders.domain.totals import LineReduction, OrderLine
from orders.usecases.ports import Variant
from souk import clock
from souk.money import Money
from souk.pricing.promotions.engine import Occasion, price, price_delivery
from souk.pricing.promotions.priced import Priced, PriceReduction
from souk.pricing.promotions.rules import NONE, Goods, Rules

# Where shoppers order.
SHOP = "shop"


@dataclass(frozen=True, slots=True)
class ReducedLines:
    """Lines with what is taken off them. `priced` says of each promotion what it does, or why nothing; `version` is
    that of the promotions.
    """

    lines: tuple[OrderLine, ...]
    priced: Priced
    version: int


def reduced(
    lines: tuple[OrderLine, ...],
    variants: Mapping[str, Variant],
    agreed: Collection[str],
    rules: Rules | None,
    country: str,
    channel: str,
    currency: str,
    unlocked: frozenset[str] = frozenset(),
    *,
    first_order: bool = True,
    customer_groups: frozenset[str] = frozenset(),
    at: datetime | None = None,
) -> ReducedLines:
    """By the promotions of this moment, or of another one, sent to `country`, with those that codes have `unlocked`.
    What staff have `agreed` a price of, by SKU, is no promotion's: it counts for none. Nor does a gift card, which is
    no goods. `first_order`: as if it were one. `customer_groups` are
    those that the buyer is in.
    """
    rules = rules or NONE
    goods = [
        Goods(line.sku, line.quantity, line.unit_price.amount, variants[line.sku].keys)
        for line in lines
        if line.sku not in agreed and not line.gift_card
    ]
    occasion = Occasion(clock.isoformat(at or clock.now()), country, channel, unlocked, first_order, customer_groups)
    priced = price(goods, rules, occasion, currency)
    by_sku = {each.sku: _of(each.reductions, currency) for each in priced.lines if each.reductions}
    if by_sku:
        lines = tuple(replace(line, reductions=by_sku[line.sku]) if line.sku in by_sku else line for line in lines)
    return ReducedLines(lines, priced, rules.version)


def delivered(rates: Iterable[ShippingRate], priced: Priced) -> tuple[ShippingRate, ...]:
    """The ways of delivery at what they cost with the promotions of a priced cart."""
    if not priced.for_delivery:
        return tuple(rates)
    return tuple(_delivered(rate, priced) for rate in rates)


def _delivered(rate: ShippingRate, priced: Priced) -> ShippingRate:
    currency = rate.price.currency
    found = price_delivery(priced, rate.id, rate.price.amount)
    return replace(rate, price=Money(found.price, currency), reductions=_of(found.reductions, currency))


def _of(reductions: Iterable[PriceReduction], currency: str) -> tuple[LineReduction, ...]:
    return tuple(LineReduction(each.promotion_id, each.name, Money(each.amount, currency)) for each in reductions)
