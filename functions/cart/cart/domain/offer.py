"""What the catalogue offers, and what of it a cart remembers having shown."""

from __future__ import annotations

from dataclasses import dataclass, replace

from souk.money import Money
from souk.pricing.markets import Market
from souk.pricing.promotions.rules import Key


@dataclass(frozen=True, slots=True)
class VariantCard:
    """A variant as the shopper last saw it. Kept with the line, so that a cart can be shown without the catalogue."""

    sku: str
    product_id: str
    handle: str
    title: str
    variant_title: str
    image: str
    price: Money
    withdrawal_exclusion: str = ""


@dataclass(frozen=True, slots=True)
class MeasuredPrice:
    """What a variant costs for one measure of what it contains: per kg, 100ml, m2 …"""

    price: Money
    per: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A variant as it can be bought now; `available` in units. `in_stock` of them are there, the others are promised
    for `available_from`, a day; empty when there are no others. `keys` are what promotions find it by. `measured` is
    not kept with a line: it follows from the price. Of a `gift_card` promotions take nothing off.
    """

    card: VariantCard
    available: int
    backorder: bool = False
    in_stock: int = 0
    available_from: str = ""
    keys: frozenset[Key] = frozenset()
    measured: MeasuredPrice | None = None
    gift_card: bool = False

    def at(self, market: Market) -> Offer:
        """As it costs in a market."""
        if market.is_own:
            return self
        own, here = self.card.price, market.price(self.card.price)
        told = self.measured
        measured = MeasuredPrice(market.beside(told.price, own, here), told.per) if told else None
        return replace(self, card=replace(self.card, price=here), measured=measured)

    def promised(self, quantity: int) -> str:
        """The day for which some of so many units are promised; empty when all are there."""
        return self.available_from if quantity > self.in_stock else ""

    def covers(self, quantity: int) -> bool:
        return self.backorder or self.available >= quantity
