"""The cart table. Its items are in `cart.adapters.records`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cart.adapters.exported import COVERED
from cart.adapters.records import (
    CART,
    WISHLIST,
    CardItem,
    CartOrWishlist,
    CartRecord,
    LeftoverItem,
    LineItem,
    WishItem,
    WishlistRecord,
)
from cart.domain.cart import Cart, CartLine
from cart.domain.leftovers import Leftover, Limit
from cart.domain.lifetime import expired, expiry
from cart.domain.offer import VariantCard
from cart.domain.wishlist import Wish, Wishlist
from cart.usecases.ports import Belongings
from souk import clock
from souk.exports.readable import Json, readable
from souk.money import Money
from souk.storage.dynamo import Transaction, put_if, unchanged


class DynamoCarts:
    """The `CartStore` port in DynamoDB. Reads are consistent, or a shopper would miss the last click."""

    def cart(self, owner: str) -> Cart:
        record = CartRecord.fetch(owner, CART, consistent=True)
        return _cart(record) if record else Cart(owner)

    def wishlist(self, owner: str) -> Wishlist:
        record = WishlistRecord.fetch(owner, WISHLIST, consistent=True)
        return _wishlist(record) if record else Wishlist(owner)

    def belongings(self, owner: str) -> Belongings:
        found = Belongings(Cart(owner), Wishlist(owner))
        keys = CartOrWishlist.sk.between(CART, WISHLIST)
        for record in CartOrWishlist.query(owner, keys, consistent_read=True):
            if record.sk == CART:
                found = replace(found, cart=_cart(record))
            elif record.sk == WISHLIST:
                found = replace(found, wishlist=_wishlist(record))
        return found

    def save_cart(self, cart: Cart) -> Cart:
        record = _cart_record(cart)
        put_if(record, unchanged(CartRecord.version, cart.version))
        return _cart(record)

    def save_wishlist(self, wishlist: Wishlist) -> Wishlist:
        record = _wishlist_record(wishlist)
        put_if(record, unchanged(WishlistRecord.version, wishlist.version))
        return _wishlist(record)

    def save_both(self, belongings: Belongings) -> Belongings:
        transaction = Transaction()
        saved = _add(transaction, belongings)
        transaction.commit()
        return saved

    def forget(self, owner: str) -> None:
        CartRecord(owner, CART).delete()
        WishlistRecord(owner, WISHLIST).delete()

    def exported(self, owner: str) -> dict[str, Json]:
        cart = CartRecord.fetch(owner, CART, consistent=True)
        wishlist = WishlistRecord.fetch(owner, WISHLIST, consistent=True)
        return {"cart": readable(cart, COVERED), "wishlist": readable(wishlist, COVERED)}

    def hand_over(self, giver: Belongings, receiver: Belongings) -> Belongings:
        transaction = Transaction()
        _add(transaction, _emptied(giver), wishlist=bool(giver.wishlist.items))
        saved = _add(transaction, receiver, wishlist=bool(giver.wishlist.items))
        transaction.commit()
        return saved


def _add(transaction: Transaction, belongings: Belongings, *, wishlist: bool = True) -> Belongings:
    """Adds the puts of both, each on condition that it did not change since. A write unit costs double here, so a
    wishlist that does not change is left out."""
    cart = _cart_record(belongings.cart)
    transaction.put(cart, unchanged(CartRecord.version, belongings.cart.version), label="cart")
    if not wishlist:
        return Belongings(_cart(cart), belongings.wishlist)
    wishes = _wishlist_record(belongings.wishlist)
    transaction.put(wishes, unchanged(WishlistRecord.version, belongings.wishlist.version), label="wishlist")
    return Belongings(_cart(cart), _wishlist(wishes))


def _emptied(belongings: Belongings) -> Belongings:
    return Belongings(replace(belongings.cart, id="", lines=(), leftovers=()), replace(belongings.wishlist, items=()))


def _cart_record(cart: Cart) -> CartRecord:
    return CartRecord(
        cart.owner,
        CART,
        cart_id=cart.id or None,
        version=cart.version + 1,
        lines=[_line_item(line) for line in cart.lines],
        leftovers=[_leftover_item(leftover) for leftover in cart.leftovers] or None,
        expires_at=expiry(cart.owner, clock.epoch()),
    )


def _wishlist_record(wishlist: Wishlist) -> WishlistRecord:
    return WishlistRecord(
        wishlist.owner,
        WISHLIST,
        version=wishlist.version + 1,
        items=[_wish_item(wish) for wish in wishlist.items],
        expires_at=expiry(wishlist.owner, clock.epoch()),
    )


def _line_item(line: CartLine) -> LineItem:
    values = _card_values(line.card)
    return LineItem(**values, quantity=line.quantity, chosen_price=line.chosen_price.amount)  # type: ignore[no-untyped-call]


def _leftover_item(left: Leftover) -> LeftoverItem:
    values = _card_values(left.card)
    return LeftoverItem(**values, quantity=left.quantity, kept=left.kept, limit=left.limit.value)  # type: ignore[no-untyped-call]


def _wish_item(wish: Wish) -> WishItem:
    return WishItem(**_card_values(wish.card), added_at=wish.added_at)  # type: ignore[no-untyped-call]


def _card_values(card: VariantCard) -> dict[str, Any]:
    return {
        "sku": card.sku,
        "product_id": card.product_id,
        "handle": card.handle,
        "title": card.title,
        "variant_title": card.variant_title or None,
        "image": card.image or None,
        "price": card.price.amount,
        "currency": card.price.currency,
    }


def _cart(record: CartRecord) -> Cart:
    version, expires_at = int(record.version), _whole(record.expires_at)
    if expired(expires_at, clock.epoch()):
        return Cart(record.pk, version=version)
    lines = tuple(
        CartLine(_card(item), int(item.quantity), Money(int(item.chosen_price), item.currency)) for item in record.lines
    )
    leftovers = tuple(
        Leftover(_card(item), int(item.quantity), int(item.kept), Limit(item.limit)) for item in record.leftovers or ()
    )
    return Cart(record.pk, record.cart_id or "", version, lines, expires_at, leftovers)


def _wishlist(record: WishlistRecord) -> Wishlist:
    version, expires_at = int(record.version), _whole(record.expires_at)
    if expired(expires_at, clock.epoch()):
        return Wishlist(record.pk, version)
    wishes = tuple(Wish(_card(item), item.added_at) for item in record.items)
    return Wishlist(record.pk, version, wishes, expires_at)


def _card(item: CardItem) -> VariantCard:
    return VariantCard(
        sku=item.sku,
        product_id=item.product_id,
        handle=item.handle,
        title=item.title,
        variant_title=item.variant_title or "",
        image=item.image or "",
        price=Money(int(item.price), item.currency),
    )


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)
