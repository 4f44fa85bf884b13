"""Codes for promotions that were given with a cart."""

from __future__ import annotations

from dataclasses import dataclass

MOST_CODES = 5


@dataclass(frozen=True, slots=True)
class CartCode:
    """`promotion_id` is what it opened when it was given; whether it still does is told by the price."""

    text: str
    promotion_id: str


def together(codes: tuple[CartCode, ...], more: tuple[CartCode, ...]) -> tuple[CartCode, ...]:
    """Of two carts that become one; as many as a cart takes, the first of them."""
    known = {code.text for code in codes}
    return (*codes, *(code for code in more if code.text not in known))[:MOST_CODES]
