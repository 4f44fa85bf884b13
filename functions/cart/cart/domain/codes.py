"""Codes for promotions that were given with a cart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from souk.errors import Conflict

if TYPE_CHECKING:
    from cart.domain.cart import Cart

MOST_CODES = 5


@dataclass(frozen=True, slots=True)
class CartCode:
    """`promotion_id` is what it opened when it was given; whether it still does is told by the price."""

    text: str
    promotion_id: str


def with_code(cart: Cart, code: CartCode) -> Cart:
    """The same cart when it has the code. Raises Conflict when it has too many."""
    if code in cart.codes:
        return cart
    others = tuple(each for each in cart.codes if each.text != code.text)
    if len(others) >= MOST_CODES:
        raise Conflict(f"a cart takes at most {MOST_CODES} codes; take one out first", limit=MOST_CODES)
    return replace(cart, codes=(*others, code))


def without_code(cart: Cart, text: str) -> Cart:
    """The same cart when it has no such code, so that a repeat succeeds."""
    left = tuple(each for each in cart.codes if each.text != text.upper())
    return cart if left == cart.codes else replace(cart, codes=left)


def together(codes: tuple[CartCode, ...], more: tuple[CartCode, ...]) -> tuple[CartCode, ...]:
    """Of two carts that become one; as many as a cart takes, the first of them."""
    known = {code.text for code in codes}
    return (*codes, *(code for code in more if code.text not in known))[:MOST_CODES]
