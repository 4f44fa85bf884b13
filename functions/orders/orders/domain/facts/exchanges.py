"""What became of what was wanted in the place of returned goods."""

from __future__ import annotations

from dataclasses import dataclass

# What the draft of an exchange is called, before its return.
DRAFTED = "exchange:"
_CART = f"draft:{DRAFTED}"
SOLD_OUT, NOT_POSSIBLE = "sold_out", "not_possible"


@dataclass(frozen=True, slots=True)
class OrderExchange:
    """What became of a return's exchange: it is the order `order_id`, or `refusal` says why it is none. `lines` are
    the units by SKU, with their titles.
    """

    return_id: str
    order_id: str
    refusal: str
    lines: tuple[tuple[str, int, str], ...]


def exchange_of(cart_id: str) -> str:
    """The return that an order was placed for, by what it was made of; empty for any other order."""
    return cart_id.removeprefix(_CART) if cart_id.startswith(_CART) else ""
