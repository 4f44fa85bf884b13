"""What a merge could not put into the cart. It is kept beside the lines until the shopper takes it in or dismisses it.

A guest's cart ends when it is merged, so what its lines ask for beyond the cart's limits would be lost; cut without a
word it would be missed only at the door.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from cart.domain.offer import VariantCard
from souk.errors import Conflict

# Some 300 bytes each: far more than anybody merges, and far from the 400 KB of an item.
MAX_LEFTOVERS = 200


class Limit(StrEnum):
    QUANTITY = "quantity"  # as many of one product as a line can have
    LINES = "lines"  # as many products as a cart can have


@dataclass(frozen=True, slots=True)
class Leftover:
    """`quantity` units that did not fit, beside the `kept` ones that were in the cart after the merge."""

    card: VariantCard
    quantity: int
    kept: int
    limit: Limit

    @property
    def sku(self) -> str:
        return self.card.sku

    @property
    def wanted(self) -> int:
        return self.kept + self.quantity


def joined(before: tuple[Leftover, ...], added: Iterable[Leftover]) -> tuple[Leftover, ...]:
    """Both, the units of one SKU summed. Raises Conflict when it would be more than can be kept."""
    merged = {leftover.sku: leftover for leftover in before}
    for leftover in added:
        known = merged.get(leftover.sku)
        merged[leftover.sku] = replace(leftover, quantity=leftover.quantity + (known.quantity if known else 0))
    if len(merged) > MAX_LEFTOVERS:
        raise Conflict(
            "too much of what you collected does not fit into your cart; make room in it, or dismiss what did not fit "
            "before, and it is added then",
            limit=MAX_LEFTOVERS,
        )
    return tuple(merged.values())


def without(leftovers: tuple[Leftover, ...], sku: str, units: int) -> tuple[Leftover, ...]:
    """After `units` of this SKU were taken; a leftover of which nothing is left is gone."""
    return tuple(
        replace(leftover, quantity=leftover.quantity - units, kept=leftover.kept + units)
        if leftover.sku == sku
        else leftover
        for leftover in leftovers
        if leftover.sku != sku or leftover.quantity > units
    )
