"""The items of the notifications table.

    pk ORDER#<order id>    sk LETTER#<event id>#<kind>   the claim on a letter about an order, then what became of it;
                                                         30 days
                           sk CONTACT                    whom the letters of the order go to; 400 days
                           sk REVIEW                     when it is asked how it was, or that it is not any more; gsi1
                                                         REVIEWS by when; 400 days
    pk LETTER#<event id>   sk <kind>                     the same of a letter about an account; those about orders were
                                                         claimed here, too, by versions before
    pk WORDS#<kind>        sk <language>                 the merchant's words of a letter
    pk DEAD#<hash>         sk ADDRESS                    an address that mail came back from; 400 days
    pk READER#<reader>     sk READER                     what somebody agreed to, a member's with whom to write to
                           sk WISH#<sku>                 what they want to hear of, 90 days; gsi1 WISHES#<sku> by when
                                                         they asked, gsi2 WISHES-OF#<product id>
                           sk WATCH                      how far a member's wishlist is heard of, who agrees to hear of
                                                         lower prices; gsi1 LOOKS by when it is looked at next
                           sk PRICE#<sku>                what a thing on it must cost less than; gsi2
                                                         PRICE#OF#<product id>
    pk FALL#<product id>   sk FALL                       whose wishlists are to be looked at, as its price fell; gsi1
                                                         FALLS by when it goes on
    pk ASKED#<hash>        sk ASKED                      a guest's wish until the address is proved; 2 days
    pk WAVE#<sku>          sk WAVE                       how many may still be told; gsi1 WAVES by when it goes on

A letter costs two write units, an order one more for its contact. The indexes are the inbox's (see `souk.delivery`).
"""

from __future__ import annotations

from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from souk.storage.dynamo import Record


class _First(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi1"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class _Second(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi2"
        projection = AllProjection()

    gsi2pk = UnicodeAttribute(hash_key=True)
    gsi2sk = UnicodeAttribute(range_key=True)


class ClaimRecord(Record):
    state = UnicodeAttribute()
    lease_until = NumberAttribute()
    message_id = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    to = UnicodeAttribute(null=True)
    expires_at = NumberAttribute()


class ContactRecord(Record):
    number = UnicodeAttribute()
    email = UnicodeAttribute()
    access_key = UnicodeAttribute(null=True)
    locale = UnicodeAttribute(null=True)
    owner = UnicodeAttribute(null=True)
    version = NumberAttribute(null=True)
    expires_at = NumberAttribute()


class ReviewRecord(Record):
    """Only `expires_at` once the order is not asked about any more."""

    letter_id = UnicodeAttribute(null=True)
    number = UnicodeAttribute(null=True)
    reader = UnicodeAttribute(null=True)
    skus: ListAttribute[Any] = ListAttribute(null=True)
    due_at = UTCDateTimeAttribute(null=True)
    expires_at = NumberAttribute()
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    by_turn = _First()


class DeadAddressRecord(Record):
    why = UnicodeAttribute()
    since = UTCDateTimeAttribute()
    expires_at = NumberAttribute()


class WordsRecord(Record):
    """`version` is that of the event they came with."""

    subject = UnicodeAttribute(null=True)
    intro = UnicodeAttribute(null=True)
    closing = UnicodeAttribute(null=True)
    version = NumberAttribute()


class DecisionItem(MapAttribute[str, Any]):
    topic = UnicodeAttribute()
    given_at = UTCDateTimeAttribute(null=True)
    ended_at = UTCDateTimeAttribute(null=True)
    version = UnicodeAttribute(null=True)
    number = NumberAttribute()


class ReaderRecord(Record):
    """A guest's has no address and ends; a member's goes with the account."""

    user_id = UnicodeAttribute(null=True)
    email = UnicodeAttribute(null=True)
    locale = UnicodeAttribute(null=True)
    decisions = ListAttribute(of=DecisionItem)
    version = NumberAttribute()
    expires_at = NumberAttribute(null=True)


class WishRecord(Record):
    wish_id = UnicodeAttribute()
    product_id = UnicodeAttribute()
    handle = UnicodeAttribute()
    title = UnicodeAttribute()
    variant_title = UnicodeAttribute(null=True)
    image = UnicodeAttribute(null=True)
    email = UnicodeAttribute(null=True)
    locale = UnicodeAttribute(null=True)
    asked_at = UTCDateTimeAttribute()
    expires_at = NumberAttribute()
    gsi1pk = UnicodeAttribute()
    gsi1sk = UnicodeAttribute()
    gsi2pk = UnicodeAttribute()
    gsi2sk = UnicodeAttribute()
    by_sku = _First()
    by_product = _Second()


class AskedRecord(Record):
    reader = UnicodeAttribute()
    email = UnicodeAttribute()
    locale = UnicodeAttribute(null=True)
    sku = UnicodeAttribute()
    product_id = UnicodeAttribute()
    handle = UnicodeAttribute()
    title = UnicodeAttribute()
    variant_title = UnicodeAttribute(null=True)
    image = UnicodeAttribute(null=True)
    expires_at = NumberAttribute()


class WaveRecord(Record):
    units = NumberAttribute()
    left = NumberAttribute()
    due_at = UTCDateTimeAttribute()
    stock = NumberAttribute()
    version = NumberAttribute()
    gsi1pk = UnicodeAttribute()
    gsi1sk = UnicodeAttribute()
    by_turn = _First()


class WatchRecord(Record):
    """`letter_id` and `prices`, by SKU, are of a letter that is written down to be sent."""

    list_version = NumberAttribute()
    look_at = UTCDateTimeAttribute(null=True)
    told_at = UTCDateTimeAttribute(null=True)
    letter_id = UnicodeAttribute(null=True)
    prices = JSONAttribute(null=True)
    more = BooleanAttribute(null=True)
    version = NumberAttribute()
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    by_turn = _First()


class WatchedRecord(Record):
    sku = UnicodeAttribute()
    product_id = UnicodeAttribute()
    price = NumberAttribute()
    currency = UnicodeAttribute()
    gsi2pk = UnicodeAttribute()
    gsi2sk = UnicodeAttribute()
    by_product = _Second()


class FallRecord(Record):
    due_at = UTCDateTimeAttribute()
    after = UnicodeAttribute(null=True)
    version = NumberAttribute()
    gsi1pk = UnicodeAttribute()
    gsi1sk = UnicodeAttribute()
    by_turn = _First()
