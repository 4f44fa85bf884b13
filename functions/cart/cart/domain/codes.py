"""Codes for promotions that were given with a cart."""

from __future__ import annotations

from dataclasses import dataclass

from souk.errors import Conflict

MOST_CODES = 5


@dataclass(frozen=True, slots=True)
class CartCode:
    """`promotion_id` is what it opened when it was given; whether it still does is told by the price."""

    text: str
    promotion_id: str


def with_code(codes: tuple[CartCode, ...], code: CartCode) -> tuple[CartCode, ...]:
    """The codes of a cart that is given one; the same when it has it. Raises Conflict when it has too many."""
    if code in codes:
        return codes
    others = tuple(each for each in codes if each.text != code.text)
    if len(others) >= MOST_CODES:
        raise Conflict(f"a cart takes at most {MOST_CODES} codes; take one out first", limit=MOST_CODES)
    return (*others, code)


def without_code(codes: tuple[CartCode, ...], text: str) -> tuple[CartCode, ...]:
    """The same when there is no such code, so that a repeat succeeds."""
    return tuple(each for each in codes if each.text != text.upper())


def together(codes: tuple[CartCode, ...], more: tuple[CartCode, ...]) -> tuple[CartCode, ...]:
    """Of two carts that become one; as many as a cart takes, the first of them."""
    known = {code.text for code in codes}
    return (*codes, *(code for code in more if code.text not in known))[:MOST_CODES]
