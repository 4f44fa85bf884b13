"""What shoppers do with carts and wishlists.

Each change is load, change, save on the loaded version, and again when another change came first. The catalogue is
asked before the save, never between: a slow catalogue holds nothing up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from cart.domain.cart import Cart
from cart.domain.lifetime import due_for_touch
from cart.domain.offer import Offer
from cart.domain.pricing import PricedCart, priced, with_promotions
from cart.domain.wishlist import Wishlist
from cart.usecases.following import news
from cart.usecases.ports import Belongings, CartStore, Catalogue, GroupMembers
from souk import clock
from souk.errors import Forbidden, NotFound, Unavailable
from souk.pricing.markets import Markets
from souk.pricing.promotions.engine import Occasion
from souk.pricing.promotions.rules import NONE, Rules
from souk.shopper.owner import guest_owner, user_id_of, user_owner
from souk.storage.versioned import Stale, until_fresh
from souk.telemetry import logger

Offers = dict[str, Offer]


@dataclass(frozen=True, slots=True)
class PricedWishlist:
    """`offers` is None when the catalogue could not be asked."""

    wishlist: Wishlist
    offers: Offers | None


@dataclass(frozen=True, slots=True)
class PricedBelongings:
    cart: PricedCart
    wishlist: PricedWishlist


class Shopping:
    """The use cases. `owner` is a string that `souk.shopper.owner` makes; `markets` and `promotions` are the shop's
    now, as far as this process knows, and `newest` the markets as they were published last.
    """

    def __init__(
        self,
        carts: CartStore,
        catalogue: Catalogue,
        markets: Callable[[], Markets],
        promotions: Callable[[], Rules] = lambda: NONE,
        members: Callable[[], GroupMembers] | None = None,
        newest: Callable[[], Markets] | None = None,
    ) -> None:
        self._promotions = promotions
        self._members = members
        self._carts = carts
        self._catalogue = catalogue
        self._markets = markets
        self._newest = newest or markets

    # the cart

    def cart(self, owner: str) -> PricedCart:
        """The cart at current prices; at the prices seen last, marked stale, when the catalogue does not answer."""
        cart = self._carts.cart(owner)
        offers = self._offers_or_none(cart)
        shown = cart.shown(offers) if offers else cart
        if cart.version and (shown is not cart or due_for_touch(cart.expires_at, clock.epoch())):
            shown = self._saved_if_unchanged(shown)
        elif cart.reminder.due_at:
            self._carts.touch_cart(cart)
        return self._priced(shown, offers)

    def add(self, owner: str, sku: str, quantity: int) -> PricedCart:
        """Raises NotFound for a SKU that is not for sale, Conflict beyond the cart's limits, Unavailable when the
        catalogue cannot say what it costs."""

        def change() -> PricedCart:
            cart = self._carts.cart(owner)
            offers = self._offers([*cart.skus, sku], cart)
            added = cart.add(_offered(offers, sku), quantity)
            return self._priced(self._carts.save_cart(added), offers)

        return until_fresh(change)

    def set_quantity(self, owner: str, sku: str, quantity: int) -> PricedCart:
        """0 removes the line. Raises NotFound when the cart has no such line."""

        def change() -> PricedCart:
            cart = self._carts.cart(owner)
            offers = self._offers_or_none(cart)
            changed = cart.set_quantity(sku, quantity, (offers or {}).get(sku))
            return self._priced(self._saved(cart, changed), offers)

        return until_fresh(change)

    def remove(self, owner: str, sku: str) -> PricedCart:
        def change() -> PricedCart:
            cart = self._carts.cart(owner)
            left = self._saved(cart, cart.remove(sku))
            return self._priced(left, self._offers_or_none(left))

        return until_fresh(change)

    def clear(self, owner: str) -> PricedCart:
        def change() -> PricedCart:
            cart = self._carts.cart(owner)
            left = self._saved(cart, cart.clear())
            return self._priced(left, self._offers_or_none(left))

        return until_fresh(change)

    def take_in(self, owner: str, sku: str) -> PricedCart:
        """Puts what is left over of a SKU into the cart, as much as fits.

        Raises NotFound when nothing is or it is not for sale any more, Conflict when there is no room, Unavailable.
        """

        def change() -> PricedCart:
            cart = self._carts.cart(owner)
            offers = self._offers(cart.skus, cart)
            taken = cart.take_in(_offered(offers, sku))
            return self._priced(self._carts.save_cart(taken), offers)

        return until_fresh(change)

    def dismiss(self, owner: str, sku: str) -> PricedCart:
        """Forgets what is left over of a SKU."""

        def change() -> PricedCart:
            cart = self._carts.cart(owner)
            left = self._saved(cart, cart.dismiss(sku))
            return self._priced(left, self._offers_or_none(left))

        return until_fresh(change)

    def move_to_market(self, owner: str, id_: str) -> PricedCart:
        """The cart at the prices of that market from now on; of the shop's own where there is none of this id. Raises
        Unavailable while the catalogue cannot say what its lines cost.
        """

        def change() -> PricedCart:
            cart = self._carts.cart(owner)
            market = self._markets().of(id_)
            if id_ and market.is_own:
                market = self._newest().of(id_)
            wanted = replace(cart, market=market.id)
            offers = self._offers(cart.skus, wanted) if cart.skus else {}
            return self._priced(self._saved(cart, cart.moved(wanted.market, offers)), offers)

        return until_fresh(change)

    # the wishlist

    def wishlist(self, owner: str) -> PricedWishlist:
        wishlist = self._carts.wishlist(owner)
        if due_for_touch(wishlist.expires_at, clock.epoch()):
            try:
                wishlist = self._carts.save_wishlist(wishlist)
            except Stale:
                logger.info("a change of the wishlist came first, which has extended its life")
        return PricedWishlist(wishlist, self._offers_or_none(wishlist))

    def wish(self, owner: str, sku: str) -> PricedWishlist:
        """Raises NotFound for a SKU that is not for sale, Conflict when the list is full."""

        def change() -> PricedWishlist:
            wishlist = self._carts.wishlist(owner)
            offers = self._catalogue.offers([*wishlist.skus, sku])
            added = wishlist.add(_offered(offers, sku).card, clock.now())
            saved = wishlist if added is wishlist else self._carts.save_wishlist(added, *news(added))
            return PricedWishlist(saved, offers)

        return until_fresh(change)

    def unwish(self, owner: str, sku: str) -> PricedWishlist:
        def change() -> PricedWishlist:
            wishlist = self._carts.wishlist(owner)
            left = wishlist.remove(sku)
            if left != wishlist:
                left = self._carts.save_wishlist(left, *news(left))
            return PricedWishlist(left, self._offers_or_none(left))

        return until_fresh(change)

    # between the two

    def move_to_wishlist(self, owner: str, sku: str) -> PricedBelongings:
        """Puts a line aside. Raises NotFound when it is in neither place, so a repeated move succeeds."""

        def change() -> PricedBelongings:
            held = self._carts.belongings(owner)
            if held.cart.line(sku) is None and sku in held.wishlist:
                return self._priced_both(held)
            cart, line = held.cart.take(sku)
            moved = Belongings(cart, held.wishlist.add(line.card, clock.now()))
            return self._priced_both(self._carts.save_both(moved, *news(moved.wishlist)))

        return until_fresh(change)

    def move_to_cart(self, owner: str, sku: str, quantity: int) -> PricedBelongings:
        """Raises NotFound when it is in neither place or no longer for sale, Conflict beyond the cart's limits."""

        def change() -> PricedBelongings:
            held = self._carts.belongings(owner)
            if sku not in held.wishlist and held.cart.line(sku):
                return self._priced_both(held)
            wishlist = held.wishlist.take(sku)
            offer = _offered(self._offers([sku], held.cart), sku)
            moved = Belongings(held.cart.add(offer, quantity), wishlist)
            return self._priced_both(self._carts.save_both(moved, *news(wishlist)))

        return until_fresh(change)

    # at sign-in

    def merge(self, user_id: str, cart_token: str | None) -> PricedCart:
        """Hands what a guest collected over to the user.

        The guest's cart ends in the very transaction that adds its lines, so a repeated call finds nothing to add. What
        does not fit is left over in the answer, and until it is taken in or dismissed. Raises Conflict, and leaves
        everything where it is, when more is left over than can be kept.
        """
        owner = user_owner(user_id)
        if cart_token is None:
            return self.cart(owner)

        def change() -> PricedCart:
            guest = self._carts.belongings(guest_owner(cart_token))
            if not guest.cart.lines and not guest.wishlist.items:
                return self.cart(owner)
            user = self._carts.belongings(owner)
            merged = Belongings(user.cart.absorb(guest.cart), user.wishlist.absorb(guest.wishlist))
            told = news(merged.wishlist) if guest.wishlist.items else ()
            cart = self._carts.hand_over(guest, merged, *told).cart
            return self._priced(cart, self._offers_or_none(cart))

        return until_fresh(change)

    # helpers

    def _offers(self, skus: list[str], cart: Cart) -> Offers:
        """At the prices of the cart's market. Raises Unavailable."""
        market = self._markets().of(cart.market)
        found = self._catalogue.offers(skus)
        return found if market.is_own else {sku: offer.at(market) for sku, offer in found.items()}

    def _offers_or_none(self, of: Cart | Wishlist, *more: str) -> Offers | None:
        """None when the catalogue does not answer: what is known of the lines is still worth showing."""
        skus = [*of.skus, *more]
        if not skus:
            return {}
        try:
            return self._offers(skus, of) if isinstance(of, Cart) else self._catalogue.offers(skus)
        except Unavailable:
            logger.warning("the catalogue does not answer; showing what was seen last")
            return None

    def _saved(self, before: Cart, after: Cart) -> Cart:
        return before if after == before else self._carts.save_cart(after)

    def _saved_if_unchanged(self, cart: Cart) -> Cart:
        """A look is no reason to insist: when a change came first, the next look saves."""
        try:
            return self._carts.save_cart(cart)
        except Stale:
            return cart

    def _priced(self, cart: Cart, offers: Offers | None) -> PricedCart:
        unlocked = frozenset(code.promotion_id for code in cart.codes)
        rules, moment = self._promotions(), clock.isoformat(clock.now())
        asked = rules.customer_groups(moment, unlocked) if offers and rules.promotions else frozenset()
        groups = self._groups_of(cart.owner, asked) if asked else frozenset()
        occasion = Occasion(moment, unlocked=unlocked, customer_groups=groups)
        market = self._markets().of(cart.market)
        here = replace(priced(cart, offers, market.currency), market=market.id)
        return with_promotions(here, offers, rules, occasion)

    def _groups_of(self, owner: str, asked: frozenset[str]) -> frozenset[str]:
        """Those of these groups of customers that they are in. Who cannot be asked about is shown the price of
        everybody: what it costs, the quote and the checkout find out.
        """
        user_id = user_id_of(owner)
        if user_id is None or self._members is None:
            return frozenset()
        try:
            return self._members().groups_of(user_id, asked)
        except (Forbidden, NotFound):
            return frozenset()
        except Unavailable:
            logger.warning("nobody says which groups a member is in; showing the prices of everybody")
            return frozenset()

    def _priced_both(self, held: Belongings) -> PricedBelongings:
        offers = self._offers_or_none(held.cart, *(sku for sku in held.wishlist.skus if sku not in held.cart.skus))
        return PricedBelongings(self._priced(held.cart, offers), PricedWishlist(held.wishlist, offers))


def _offered(offers: Offers, sku: str) -> Offer:
    offer = offers.get(sku)
    if offer is None:
        raise NotFound("there is no such product for sale", sku=sku)
    return offer
