"""Members who agree to letters about their wishlist or their cart: what these need is published, and of nobody else's.

Of a wishlist, for lower prices, all that is on it. Of a cart that was left, only that it was.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cart.domain.cart import Cart
from cart.domain.wishlist import Wishlist
from souk import clock
from souk.shopper.owner import user_id_of, user_owner
from souk.storage.versioned import Stale, until_fresh
from souk.telemetry import logger

if TYPE_CHECKING:
    from collections.abc import Callable

    from cart.usecases.ports import CartStore
    from souk.events import Event
    from souk.events.users import ConsentDecided

PRICES, LEFT = "price_drop", "abandoned_cart"
_AT_ONCE = 200


class WishlistFollowing:
    def __init__(self, carts: CartStore) -> None:
        self._carts = carts

    def decided(self, told: ConsentDecided) -> None:
        """Begins or ends it. A decision that is heard of again, or after a later one, changes nothing."""
        if told.kind == PRICES:
            until_fresh(lambda: self._prices(told))
        elif told.kind == LEFT:
            until_fresh(lambda: self._left(told))

    def ordered(self, owner: str) -> None:
        """Somebody has ordered, and not from their cart: they are not told of what is in it now. Heard of again, it may
        cost a later cart its letter, no more.
        """

        def change() -> None:
            cart = self._carts.cart(owner)
            if cart.reminder.due_at:
                self._carts.remind(cart, cart.reminder.passed_over(cart.filling))

        until_fresh(change)

    def run(self, has_time: Callable[[], bool]) -> int:
        """Publishes that carts were left, as far as the time goes; of how many."""
        told, more = 0, True
        while more and has_time():
            owners = self._carts.left(clock.now(), _AT_ONCE)
            left = [owner for owner in owners if has_time() and self._left_now(owner)]
            told += len(left)
            # Where none of so many could be told of, the next look would find the same.
            more = len(owners) == _AT_ONCE and bool(left)
        return told

    def _left_now(self, owner: str) -> bool:
        """Whether it is off the list."""
        try:
            return self._leave(owner)
        except Stale:
            logger.info("this cart was not left after all")
        except Exception:  # others need not wait for it
            logger.exception("a cart that was left waits for the next turn")
        return False

    def _leave(self, owner: str) -> bool:
        cart, now = self._carts.cart(owner), clock.now()
        due = cart.reminder.is_due(now)
        if due and not self._carts.reminds:  # put off while such letters were written
            self._carts.remind(cart, cart.reminder.passed_over(cart.filling))
        elif due:
            self._carts.remind(cart, cart.reminder.told(cart.filling, now), _abandoned(cart))
        return due

    def _prices(self, told: ConsentDecided) -> None:
        held = self._carts.wishlist(user_owner(told.user_id))
        decided = held.decided(told.number, followed=told.given)
        if decided is not held:
            self._carts.save_wishlist(decided, *_told(decided))

    def _left(self, told: ConsentDecided) -> None:
        held = self._carts.cart(user_owner(told.user_id))
        decided = held.reminder.decided(told.number, followed=told.given)
        if decided is not held.reminder:
            self._carts.save_cart(replace(held, reminder=decided))


def news(wishlist: Wishlist) -> tuple[Event, ...]:
    """What is published with a wishlist that is about to be saved."""
    return _told(wishlist) if wishlist.followed else ()


def _told(wishlist: Wishlist) -> tuple[Event, ...]:
    # Imported here: most wishlists tell nobody.
    from souk.events.cart import WishedVariant, WishlistChanged
    from souk.events.common import Amount
    from souk.events.factory import new_event

    user_id = user_id_of(wishlist.owner) or ""
    items = [
        WishedVariant(sku=wish.sku, product_id=wish.card.product_id, price=Amount.of(wish.card.price))
        for wish in (wishlist.items if wishlist.followed else ())
    ]
    data = WishlistChanged(user_id=user_id, items=items)
    return (new_event("wishlist.changed", aggregate_id=user_id, aggregate_version=wishlist.version + 1, data=data),)


def _abandoned(cart: Cart) -> Event:
    from souk.events.cart import CartAbandoned
    from souk.events.factory import new_event

    user_id = user_id_of(cart.owner) or ""
    data = CartAbandoned(user_id=user_id, cart_id=cart.id)
    return new_event("cart.abandoned", aggregate_id=user_id, aggregate_version=cart.version, data=data)
