"""The cart table.

    pk                 sk         item
    <owner>            CART       the cart with its lines
    <owner>            WISHLIST   the wishlist with its items

A cart is one item: a change is one conditional write of 1 unit per KB (some three lines), a read one look-up. The two
sort keys fall into one range, so both are read with one query. Versions only count up, also over emptying, so that a
writer who read long ago never mistakes a new state for the old one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pynamodb.attributes import ListAttribute, MapAttribute, NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute

from cart.domain.cart import Cart, CartLine
from cart.domain.leftovers import Leftover, Limit
from cart.domain.lifetime import expired, expiry
from cart.domain.offer import VariantCard
from cart.domain.wishlist import Wish, Wishlist
from cart.usecases.ports import Belongings
from souk import clock
from souk.dynamo import Record, Transaction, put_if, unchanged
from souk.money import Money

CART = "CART"
WISHLIST = "WISHLIST"


class CardItem(MapAttribute[str, Any]):
    sku = UnicodeAttribute()
    product_id = UnicodeAttribute()
    handle = UnicodeAttribute()
    title = UnicodeAttribute()
    variant_title = UnicodeAttribute(null=True)
    image = UnicodeAttribute(null=True)
    price = NumberAttribute()
    currency = UnicodeAttribute()


class LineItem(CardItem):
    quantity = NumberAttribute()
    chosen_price = NumberAttribute()


class WishItem(CardItem):
    added_at = UTCDateTimeAttribute()


class LeftoverItem(CardItem):
    quantity = NumberAttribute()
    kept = NumberAttribute()
    limit = UnicodeAttribute()


class CartRecord(Record):
    """`leftovers` is missing where there are none, as nearly always, and in what was stored before there were any."""

    cart_id = UnicodeAttribute(null=True)
    version = NumberAttribute()
    lines: ListAttribute[LineItem] = ListAttribute(of=LineItem)
    leftovers: ListAttribute[LeftoverItem] = ListAttribute(of=LeftoverItem, null=True)
    expires_at = NumberAttribute(null=True)


class WishlistRecord(Record):
    version = NumberAttribute()
    items: ListAttribute[WishItem] = ListAttribute(of=WishItem)
    expires_at = NumberAttribute(null=True)


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
        for item in _items(owner):
            if item["sk"]["S"] == CART:
                found = replace(found, cart=_cart(CartRecord.from_raw_data(item)))
            else:
                found = replace(found, wishlist=_wishlist(WishlistRecord.from_raw_data(item)))
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

    def hand_over(self, giver: Belongings, receiver: Belongings) -> Belongings:
        transaction = Transaction()
        _add(transaction, _emptied(giver), wishlist=bool(giver.wishlist.items))
        saved = _add(transaction, receiver, wishlist=bool(giver.wishlist.items))
        transaction.commit()
        return saved


def _items(owner: str) -> list[dict[str, Any]]:
    """Both items of an owner, as DynamoDB gives them: one query over two kinds of record."""
    answer = Record._get_connection().query(
        owner, range_key_condition=Record.sk.between(CART, WISHLIST), consistent_read=True
    )
    return [item for item in answer["Items"] if item["sk"]["S"] in (CART, WISHLIST)]


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
