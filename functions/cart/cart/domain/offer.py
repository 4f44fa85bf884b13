"""What the catalogue offers, and what of it a cart remembers having shown."""

from __future__ import annotations

from dataclasses import dataclass

from souk.money import Money


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


@dataclass(frozen=True, slots=True)
class Offer:
    """A variant as it can be bought now; `available` in units."""

    card: VariantCard
    available: int
    backorder: bool = False

    def covers(self, quantity: int) -> bool:
        return self.backorder or self.available >= quantity
