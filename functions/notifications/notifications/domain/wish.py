"""What somebody wants to be told about when it is back in stock, and how many are told how soon.

When a SKU comes back, as many are told as units came in, those first who asked first. Who is left is told a day later,
again so many, unless it has sold out meanwhile: then with the next units.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

KEPT = timedelta(days=90)
# Until when a guest may open the link that proves the address.
ASKED = timedelta(days=2)
BETWEEN_WAVES = timedelta(days=1)
# A member's consent comes from another service, and may be on its way for so long.
SETTLING = timedelta(hours=1)
SHORTLY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class WantedVariant:
    """A variant as it was shown when it was asked for."""

    sku: str
    product_id: str
    handle: str
    title: str
    variant_title: str = ""
    image: str = ""


@dataclass(frozen=True, slots=True)
class StockWish:
    """`email` is a guest's; a member's is known of the reader."""

    id: str
    reader: str
    wanted: WantedVariant
    asked_at: datetime
    email: str = ""
    locale: str = ""

    @property
    def ends_at(self) -> datetime:
        return self.asked_at + KEPT


@dataclass(frozen=True, slots=True)
class UnprovedWish:
    """What a guest wants, until they have proved the address. `key` is the hash of what the letter carries."""

    key: str
    reader: str
    email: str
    locale: str
    wanted: WantedVariant
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Wave:
    """`units` came in; `left` of them are not told of yet. `stock` is the version of the level that told it."""

    sku: str
    units: int
    left: int
    due_at: datetime
    stock: int
    version: int = 0

    def promised(self, letters: int) -> Wave:
        return replace(self, left=self.left - letters)

    def unsent(self, letters: int) -> Wave:
        return replace(self, left=self.left + letters)

    def shortly(self, now: datetime) -> Wave:
        """Nobody who waits is known to have agreed yet; that is told within moments."""
        return replace(self, due_at=now + SHORTLY)

    def later(self, now: datetime) -> Wave:
        """For those who are left."""
        return replace(self, left=self.units, due_at=now + BETWEEN_WAVES)
