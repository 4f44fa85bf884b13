"""What staff have added to a paid order, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

# Beside those of `exchanges`: what it was agreed with was not changed.
NOT_CHANGED = "not_changed"
# What the ids of their drafts begin with.
DRAFTED = "supplement:"
_CART = f"draft:{DRAFTED}"


@dataclass(frozen=True, slots=True)
class AddedLine:
    """`price` is of a unit, in minor units."""

    sku: str
    quantity: int
    title: str
    price: int


@dataclass(frozen=True, slots=True)
class Supplement:
    """Units that were agreed on beside those of a paid order: an order of its own. `number` counts those of an order.

    `shipping` is what its delivery costs and `total` all of it with tax, in minor units. `wish` is the number of the
    edit that is made with it, 0 if there is none: it is ordered once that has come true. It is the order `order_id`, or
    `refusal` says why it is none; neither, while nobody has got to that. `request`: the same again, under the same key,
    is the same supplement.
    """

    number: int
    lines: tuple[AddedLine, ...]
    shipping: int
    total: int
    at: datetime
    by: str
    reason: str = ""
    request: str = ""
    wish: int = 0
    order_id: str = ""
    refusal: str = ""
    answered_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return not (self.order_id or self.refusal)

    @property
    def quantities(self) -> dict[str, int]:
        """By SKU."""
        return {line.sku: line.quantity for line in self.lines}

    def anonymised(self) -> Supplement:
        return replace(self, reason="", request="")


def supplement_of(cart_id: str) -> str:
    """The id of the order that an order was added to, by what it was made of; empty for any other order."""
    return cart_id.removeprefix(_CART).rpartition("-S")[0] if cart_id.startswith(_CART) else ""
