"""The items of the cart table.

    pk                 sk         item
    <owner>            CART       the cart with its lines
    <owner>            WISHLIST   the wishlist with its items

A cart is one item: a change is one conditional write of 1 unit per KB (some three lines), a read one look-up. The two
sort keys fall into one range, so both are read with one query. Versions only count up, also over emptying, so that a
writer who read long ago never mistakes a new state for the old one.
"""

from __future__ import annotations

from typing import Any

from pynamodb.attributes import ListAttribute, MapAttribute, NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute

from souk.storage.dynamo import Record

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


class CartOrWishlist(CartRecord, WishlistRecord):
    """What an owner has, read with one query."""
