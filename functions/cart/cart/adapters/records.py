"""The items of the cart table.

    pk                 sk         item
    <owner>            CART       the cart with its lines; gsi1 LEFT by when its owner is told of it, who agrees to that
    <owner>            WISHLIST   the wishlist with its items
    <owner>            OUTBOX#…   what is published of cart and wishlist of who agrees to it, see `souk.storage.outbox`

A cart is one item: a change is one conditional write of 1 unit per KB (some three lines), a read one look-up. Versions
only count up, also over emptying, so that a writer who read long ago never mistakes a new state for the old one.
"""

from __future__ import annotations

from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

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
    withdrawal_exclusion = UnicodeAttribute(null=True)


class LineItem(CardItem):
    quantity = NumberAttribute()
    chosen_price = NumberAttribute()


class WishItem(CardItem):
    added_at = UTCDateTimeAttribute()


class LeftoverItem(CardItem):
    quantity = NumberAttribute()
    kept = NumberAttribute()
    limit = UnicodeAttribute()


class CartCodeItem(MapAttribute[str, Any]):
    code = UnicodeAttribute()
    promotion_id = UnicodeAttribute()


class _First(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi1"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class CartRecord(Record):
    """`leftovers` is missing where there are none, as nearly always, and in what was stored before there were any.

    So are `codes` and `market`. `followed` and `decision` are missing where its owner never decided about being told
    what they left in it.
    """

    cart_id = UnicodeAttribute(null=True)
    version = NumberAttribute()
    lines: ListAttribute[LineItem] = ListAttribute(of=LineItem)
    leftovers: ListAttribute[LeftoverItem] = ListAttribute(of=LeftoverItem, null=True)
    codes: ListAttribute[CartCodeItem] = ListAttribute(of=CartCodeItem, null=True)
    market = UnicodeAttribute(null=True)
    expires_at = NumberAttribute(null=True)
    followed = BooleanAttribute(null=True)
    decision = NumberAttribute(null=True)
    due_at = UTCDateTimeAttribute(null=True)
    told_at = UTCDateTimeAttribute(null=True)
    told_of = UnicodeAttribute(null=True)
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    by_turn = _First()


class WishlistRecord(Record):
    """`followed` and `decision` are missing where its owner never decided about hearing of lower prices."""

    version = NumberAttribute()
    items: ListAttribute[WishItem] = ListAttribute(of=WishItem)
    followed = BooleanAttribute(null=True)
    decision = NumberAttribute(null=True)
    expires_at = NumberAttribute(null=True)
