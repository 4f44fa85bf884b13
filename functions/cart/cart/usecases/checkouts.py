"""What the orders service needs of carts. Works without the catalogue."""

from __future__ import annotations

from cart.domain.cart import Cart
from cart.usecases.ports import CartStore
from souk.errors import NotFound
from souk.storage.versioned import until_fresh


class Checkouts:
    """Reading a cart to check it out, and emptying it once its order is placed."""

    def __init__(self, carts: CartStore) -> None:
        self._carts = carts

    def cart(self, owner: str) -> Cart:
        """Raises NotFound for an owner who never put anything into a cart."""
        cart = self._carts.cart(owner)
        if not cart.id:
            raise NotFound("there is no such cart")
        return cart

    def ordered(self, owner: str, cart_id: str, units: dict[str, int]) -> bool:
        """Takes the ordered units (by SKU) out of the cart they came from. Answers whether it did.

        The cart gets a new id with it, so the same order heard of again changes nothing.
        """

        def change() -> bool:
            cart = self._carts.cart(owner)
            if not cart_id or cart.id != cart_id:
                return False
            self._carts.save_cart(cart.checked_out(units))
            return True

        return until_fresh(change)
