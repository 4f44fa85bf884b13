"""The items of the users table (see `users.adapters.store`)."""

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

from souk.dynamo import Record


class ProfileRecord(Record):
    email = UnicodeAttribute()
    name = UnicodeAttribute(null=True)
    locale = UnicodeAttribute()
    created_at = UTCDateTimeAttribute()
    version = NumberAttribute()


class AddressItem(MapAttribute[str, Any]):
    id = UnicodeAttribute()
    name = UnicodeAttribute()
    line1 = UnicodeAttribute()
    line2 = UnicodeAttribute(null=True)
    city = UnicodeAttribute(null=True)
    postal_code = UnicodeAttribute(null=True)
    region = UnicodeAttribute(null=True)
    country = UnicodeAttribute()
    phone = UnicodeAttribute(null=True)


class AddressBookRecord(Record):
    addresses: ListAttribute[AddressItem] = ListAttribute(of=AddressItem)
    default_id = UnicodeAttribute(null=True)
    version = NumberAttribute()


class ActivityRecord(Record):
    """Also an activity that waits for its owner."""

    id = UnicodeAttribute()
    kind = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    order_id = UnicodeAttribute(null=True)
    order_number = UnicodeAttribute(null=True)
    product_id = UnicodeAttribute(null=True)
    handle = UnicodeAttribute(null=True)
    title = UnicodeAttribute(null=True)
    image = UnicodeAttribute(null=True)
    query_text = UnicodeAttribute(null=True, attr_name="query")  # `query` is the model's own method
    tracking_code = UnicodeAttribute(null=True)
    tracking_url = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    amount = NumberAttribute(null=True)
    currency = UnicodeAttribute(null=True)
    expires_at = NumberAttribute(null=True)


class GlanceRecord(Record):
    at = NumberAttribute()
    expires_at = NumberAttribute()


class ConsentRecord(Record):
    given = BooleanAttribute()
    version = UnicodeAttribute()
    at = UTCDateTimeAttribute()


class OwnerRecord(Record):
    user_id = UnicodeAttribute()
    number = UnicodeAttribute(null=True)
