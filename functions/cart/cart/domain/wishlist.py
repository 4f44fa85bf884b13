"""The wishlist: variants a shopper put aside, newest first when shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from cart.domain.offer import VariantCard
from souk.errors import Conflict, NotFound

MAX_ITEMS = 100
# Merging never cuts a list, so it may be longer than one can make it by hand; this keeps it far from an item's 400 KB.
MAX_MERGED = 500


@dataclass(frozen=True, slots=True)
class Wish:
    card: VariantCard
    added_at: datetime

    @property
    def sku(self) -> str:
        return self.card.sku


@dataclass(frozen=True, slots=True)
class Wishlist:
    """Immutable, like the cart. `version` counts what was stored, 0 for a list that never was. `followed`: its owner
    agrees to hear of lower prices, by the decision of this `decision` number.
    """

    owner: str
    version: int = 0
    items: tuple[Wish, ...] = ()
    expires_at: int | None = None
    followed: bool = False
    decision: int = 0

    def __contains__(self, sku: object) -> bool:
        return any(wish.sku == sku for wish in self.items)

    @property
    def skus(self) -> list[str]:
        return [wish.sku for wish in self.items]

    def add(self, card: VariantCard, at: datetime) -> Wishlist:
        """With this variant; the same list when it is there. Raises Conflict when the list is full."""
        if card.sku in self:
            return self
        if len(self.items) >= MAX_ITEMS:
            raise Conflict(f"a wishlist holds at most {MAX_ITEMS} products", limit=MAX_ITEMS)
        return replace(self, items=(*self.items, Wish(card, at)))

    def remove(self, sku: str) -> Wishlist:
        """Without this variant; an equal list when it has none, so that a repeated removal succeeds."""
        return replace(self, items=tuple(wish for wish in self.items if wish.sku != sku))

    def take(self, sku: str) -> Wishlist:
        """Without this variant. Raises NotFound when it is not on the list."""
        if sku not in self:
            raise NotFound("the wishlist has no such product", sku=sku)
        return self.remove(sku)

    def decided(self, number: int, *, followed: bool) -> Wishlist:
        """As its owner decided; the same list for what was heard of before."""
        return replace(self, followed=followed, decision=number) if number > self.decision else self

    def absorb(self, other: Wishlist) -> Wishlist:
        """With the other's items, all of them; an item on both keeps the date it has here.

        Raises Conflict when the list would be longer than it can be kept.
        """
        items = (*self.items, *(wish for wish in other.items if wish.sku not in self))
        if len(items) > MAX_MERGED:
            raise Conflict(
                f"a wishlist holds at most {MAX_MERGED} products; take some off, and what you collected is added then",
                limit=MAX_MERGED,
            )
        return replace(self, items=items)
