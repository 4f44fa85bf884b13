"""In-memory ports of the cart service."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from cart.domain.cart import Cart
from cart.domain.lifetime import expired, expiry
from cart.domain.offer import Offer, VariantCard
from cart.domain.reminder import Reminder
from cart.domain.wishlist import Wishlist
from cart.usecases.ports import Belongings
from souk import clock
from souk.errors import Unavailable
from souk.events import Event
from souk.exports.readable import Json
from souk.money import Money
from souk.storage.versioned import Stale


def offer(sku: str = "MUG", price: int = 1200, available: int = 10, *, backorder: bool = False) -> Offer:
    card = VariantCard(sku, f"p-{sku}", sku.lower(), sku.title(), "Blue", f"/media/{sku}.svg", Money(price, "EUR"))
    return Offer(card, available, backorder)


class MemoryCatalogue:
    """A catalogue whose offers, and being up, a test decides."""

    def __init__(self, *offers: Offer) -> None:
        self.held = {offer.card.sku: offer for offer in offers}
        self.down = False
        self.calls = 0

    def put(self, changed: Offer) -> None:
        self.held[changed.card.sku] = changed

    def offers(self, skus: Iterable[str]) -> dict[str, Offer]:
        self.calls += 1
        if self.down:
            raise Unavailable("the catalogue is down")
        return {sku: self.held[sku] for sku in skus if sku in self.held}


class MemoryCarts:
    """Keeps carts like the table does: by owner, on condition of the version.

    `before_save` lets a test slip another change in between a load and its save.
    """

    def __init__(self, wait: timedelta = timedelta()) -> None:
        self.wait = wait
        self.carts: dict[str, Cart] = {}
        self.wishlists: dict[str, Wishlist] = {}
        self.saves = 0
        self.told: list[Event] = []
        self.before_save: Callable[[], object] = lambda: None

    def cart(self, owner: str) -> Cart:
        held = self.carts.get(owner, Cart(owner))
        return Cart(owner, version=held.version) if expired(held.expires_at, clock.epoch()) else held

    def wishlist(self, owner: str) -> Wishlist:
        held = self.wishlists.get(owner, Wishlist(owner))
        return Wishlist(owner, held.version) if expired(held.expires_at, clock.epoch()) else held

    def belongings(self, owner: str) -> Belongings:
        return Belongings(self.cart(owner), self.wishlist(owner))

    def exported(self, owner: str) -> dict[str, Json]:
        cart = self.cart(owner)
        return {"cart": {"lines": [line.sku for line in cart.lines]}}

    def save_cart(self, cart: Cart) -> Cart:
        self._commit(cart)
        return self.carts[cart.owner]

    def touch_cart(self, cart: Cart) -> None:
        touched, held = self._put_off(cart), self.carts[cart.owner]
        if touched.reminder != cart.reminder and (held.version, held.reminder) == (cart.version, cart.reminder):
            self.carts[cart.owner] = touched

    def remind(self, cart: Cart, reminder: Reminder, *events: Event) -> None:
        held = self.carts[cart.owner]
        if (held.version, held.reminder.due_at) != (cart.version, cart.reminder.due_at):
            raise Stale
        self.carts[cart.owner] = replace(held, reminder=reminder)
        self.told += events

    @property
    def reminds(self) -> bool:
        return bool(self.wait)

    def left(self, now: datetime, limit: int) -> list[str]:
        return [cart.owner for cart in self.carts.values() if cart.reminder.is_due(now)][:limit]

    def save_wishlist(self, wishlist: Wishlist, *events: Event) -> Wishlist:
        self._commit(wishlist)
        self.told += events
        return self.wishlists[wishlist.owner]

    def save_both(self, belongings: Belongings, *events: Event) -> Belongings:
        self._commit(belongings.cart, belongings.wishlist)
        self.told += events
        return self.belongings(belongings.cart.owner)

    def forget(self, owner: str) -> None:
        self.carts.pop(owner, None)
        self.wishlists.pop(owner, None)

    def hand_over(self, giver: Belongings, receiver: Belongings, *events: Event) -> Belongings:
        emptied = (replace(giver.cart, id="", lines=(), leftovers=()), replace(giver.wishlist, items=()))
        self._commit(*emptied, receiver.cart, receiver.wishlist)
        self.told += events
        return self.belongings(receiver.cart.owner)

    def _put_off(self, cart: Cart) -> Cart:
        return replace(cart, reminder=cart.reminder.after(cart.filling, clock.now(), self.wait))

    def _commit(self, *items: Cart | Wishlist) -> None:
        slipped_in, self.before_save = self.before_save, lambda: None
        slipped_in()
        for item in items:
            held = self.carts if isinstance(item, Cart) else self.wishlists
            if item.owner in held and held[item.owner].version != item.version:
                raise Stale
        for item in items:
            stored = replace(item, version=item.version + 1, expires_at=expiry(item.owner, clock.epoch()))
            if isinstance(stored, Cart):
                self.carts[item.owner] = self._put_off(stored)
            else:
                self.wishlists[item.owner] = stored
            self.saves += 1
