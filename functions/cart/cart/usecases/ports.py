"""What the use cases need from outside: a place to keep carts, and the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from cart.domain.cart import Cart
from cart.domain.offer import Offer
from cart.domain.wishlist import Wishlist
from souk.exports.readable import Json


@dataclass(frozen=True, slots=True)
class Belongings:
    """All that one owner has here."""

    cart: Cart
    wishlist: Wishlist


class CartStore(Protocol):
    """Loads answer the latest state, an empty one for an owner without (version 0) and for one whose time is over.

    What is saved must have been made from what was loaded; saving counts its version up and extends its life.
    """

    def cart(self, owner: str) -> Cart: ...

    def wishlist(self, owner: str) -> Wishlist: ...

    def belongings(self, owner: str) -> Belongings: ...

    def save_cart(self, cart: Cart) -> Cart:
        """Raises Stale."""
        ...

    def save_wishlist(self, wishlist: Wishlist) -> Wishlist:
        """Raises Stale."""
        ...

    def save_both(self, belongings: Belongings) -> Belongings:
        """Both or neither. Raises Stale."""
        ...

    def forget(self, owner: str) -> None:
        """Removes all the owner has; a second time changes nothing."""
        ...

    def exported(self, owner: str) -> dict[str, Json]:
        """What the owner has, to be read by them: see `cart.adapters.exported`."""
        ...

    def hand_over(self, giver: Belongings, receiver: Belongings) -> Belongings:
        """Saves the receiver's and empties the giver's, both or neither. Raises Stale."""
        ...


class Catalogue(Protocol):
    def offers(self, skus: Iterable[str]) -> dict[str, Offer]:
        """The offers by SKU; unknown and unpublished ones are missing. Raises Unavailable."""
        ...
