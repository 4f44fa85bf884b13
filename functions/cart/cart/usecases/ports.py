"""What the use cases need from outside: a place to keep carts, and the catalogue."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cart.domain.cart import Cart
from cart.domain.codes import CartCode
from cart.domain.offer import Offer
from cart.domain.reminder import Reminder
from cart.domain.wishlist import Wishlist
from souk.events import Event
from souk.exports.readable import Json


@dataclass(frozen=True, slots=True)
class Belongings:
    """All that one owner has here."""

    cart: Cart
    wishlist: Wishlist


class CartStore(Protocol):
    """Loads answer the latest state, an empty one for an owner without (version 0) and for one whose time is over.

    What is saved must have been made from what was loaded; saving counts its version up, extends its life, and puts off
    when its owner is told what they left in it. What is to be told is saved with it.
    """

    def cart(self, owner: str) -> Cart: ...

    def wishlist(self, owner: str) -> Wishlist: ...

    def belongings(self, owner: str) -> Belongings: ...

    def save_cart(self, cart: Cart) -> Cart:
        """Raises Stale."""
        ...

    def touch_cart(self, cart: Cart) -> None:
        """It was looked at: as it is, its owner is told of it later. Nothing when it was changed since."""
        ...

    def remind(self, cart: Cart, reminder: Reminder, *events: Event) -> None:
        """What has become of its reminder. It is the same version, as nothing that is shown has changed. Raises Stale
        when it was changed or looked at since it was loaded."""
        ...

    @property
    def reminds(self) -> bool:
        """Whether anybody is told of a cart they left."""
        ...

    def left(self, now: datetime, limit: int) -> list[str]:
        """The owners of carts of which they are to be told now."""
        ...

    def save_wishlist(self, wishlist: Wishlist, *events: Event) -> Wishlist:
        """Raises Stale."""
        ...

    def save_both(self, belongings: Belongings, *events: Event) -> Belongings:
        """Both or neither. Raises Stale."""
        ...

    def forget(self, owner: str) -> None:
        """Removes all the owner has; a second time changes nothing."""
        ...

    def exported(self, owner: str) -> dict[str, Json]:
        """What the owner has, to be read by them: see `cart.adapters.exported`."""
        ...

    def hand_over(self, giver: Belongings, receiver: Belongings, *events: Event) -> Belongings:
        """Saves the receiver's and empties the giver's, both or neither. Raises Stale."""
        ...


class CodeLookUp(Protocol):
    def look_up(self, entered: str, owner: str) -> CartCode:
        """The code as it is kept, and what it opens now. Raises CodeRefused, which says why, and Unavailable."""
        ...


class GroupMembers(Protocol):
    def groups_of(self, user_id: str, groups: Collection[str]) -> frozenset[str]:
        """Those of these groups of customers that the user is in. Raises Unavailable, NotFound, Forbidden."""
        ...


class Catalogue(Protocol):
    def offers(self, skus: Iterable[str]) -> dict[str, Offer]:
        """The offers by SKU; unknown and unpublished ones are missing. Raises Unavailable."""
        ...
