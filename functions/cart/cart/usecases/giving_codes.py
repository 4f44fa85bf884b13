"""Codes that shoppers give with their carts: looked up once, when they are given, and kept with the cart.

So a cart is priced with them without asking anybody, and the order looks each up again.
"""

from __future__ import annotations

from collections.abc import Callable

from cart.domain.cart import with_code, without_code
from cart.domain.codes import CartCode
from cart.domain.pricing import PricedCart
from cart.usecases.carts import Shopping
from cart.usecases.ports import CartStore, CodeLookUp
from souk.errors import CodeRefused
from souk.limits import rules
from souk.limits.limits import Charge, Limits, from_address
from souk.shopper.owner import user_id_of
from souk.storage.versioned import until_fresh


class GivingCodes:
    def __init__(self, carts: CartStore, shopping: Shopping, codes: Callable[[], CodeLookUp], limits: Limits) -> None:
        self._carts = carts
        self._shopping = shopping
        self._codes = codes
        self._limits = limits

    def give(self, owner: str, entered: str, address: str) -> PricedCart:
        """Raises CodeRefused, which says why, RateLimited for who tries many, Conflict when the cart has too many,
        Unavailable.
        """
        with self._limits.guessing(_charges(owner, address), CodeRefused):
            code = self._codes().look_up(entered, owner)
        return self._change(owner, code)

    def take_out(self, owner: str, text: str) -> PricedCart:
        def change() -> None:
            cart = self._carts.cart(owner)
            left = without_code(cart, text)
            if left is not cart:
                self._carts.save_cart(left)

        until_fresh(change)
        return self._shopping.cart(owner)

    def _change(self, owner: str, code: CartCode) -> PricedCart:
        def change() -> None:
            cart = self._carts.cart(owner)
            given = with_code(cart, code)
            if given is not cart:
                self._carts.save_cart(given)

        until_fresh(change)
        return self._shopping.cart(owner)


def _charges(owner: str, address: str) -> list[Charge]:
    user_id = user_id_of(owner)
    return [
        *from_address(rules.COUPONS_FROM, address),
        *([Charge(rules.COUPONS, user_id)] if user_id else []),
    ]
