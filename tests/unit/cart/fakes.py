"""In-memory ports of the cart service."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from cart.domain.cart import Cart
from cart.domain.lifetime import expired, expiry
from cart.domain.offer import Offer, VariantCard
from cart.domain.wishlist import Wishlist
from cart.usecases.ports import Belongings
from souk import clock
from souk.errors import Unavailable
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

    def __init__(self) -> None:
        self.carts: dict[str, Cart] = {}
        self.wishlists: dict[str, Wishlist] = {}
        self.saves = 0
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

    def save_wishlist(self, wishlist: Wishlist) -> Wishlist:
        self._commit(wishlist)
        return self.wishlists[wishlist.owner]

    def save_both(self, belongings: Belongings) -> Belongings:
        self._commit(belongings.cart, belongings.wishlist)
        return self.belongings(belongings.cart.owner)

    def forget(self, owner: str) -> None:
        self.carts.pop(owner, None)
        self.wishlists.pop(owner, None)

    def hand_over(self, giver: Belongings, receiver: Belongings) -> Belongings:
        emptied = (replace(giver.cart, id="", lines=(), leftovers=()), replace(giver.wishlist, items=()))
        self._commit(*emptied, receiver.cart, receiver.wishlist)
        return self.belongings(receiver.cart.owner)

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
                self.carts[item.owner] = stored
            else:
                self.wishlists[item.owner] = stored
            self.saves += 1
