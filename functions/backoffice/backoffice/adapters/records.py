"""The items of the backoffice table.

    ORDER#<id>         ORDER              an order's row: what is known of it and what it counts for, packed
        gsi1: LIST#<group> by the time placed; gsi2: CUSTOMER#<id> by the time placed
    CUSTOMER#<id>      CUSTOMER           a customer, with the sums of their orders; by a hash, one who is forgotten
        gsi1: CUSTOMERS by the address
    WORD#<kind>#<shelf> <word> <time> <id>  that an order, or an account, is found under a word; the latest first
    FIGURES#<month>    <day>T<hour>       counters of an hour, in the shop's time zone
    DAYS#<year>        <month>            the sums of the days of a month that is over, packed, once asked for
    SOLD#<month>       <day>#<sku>        units of a SKU sold that day
    STOCK#<sku>        STOCK              that a SKU is low, sold out, or no longer
        gsi1: REORDER by the SKU
    VIEW#<id>          VIEW               a saved view; gsi1: VIEWS#<person>; gsi2: VIEWS, of shared ones
    NOTES#<about>      <note id>          a note
    EXPORT#<id>        EXPORT             a list of orders that is written to a file; gsi1: EXPORTS

The indexes hold keys only: an entry is written when its key changes, and not with every change of its item.
"""

from __future__ import annotations

from typing import Any

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    JSONAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from souk.storage.dynamo import Record


class _First(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi1"
        projection = KeysOnlyProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class _Second(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi2"
        projection = KeysOnlyProjection()

    gsi2pk = UnicodeAttribute(hash_key=True)
    gsi2sk = UnicodeAttribute(range_key=True)


class ListEntry(Record):
    """An item's place in an index, which holds keys only."""

    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    gsi2pk = UnicodeAttribute(null=True)
    gsi2sk = UnicodeAttribute(null=True)
    first = _First()
    second = _Second()


class OrderRecord(Record):
    """`row` is packed `Facts` and `Counted` (see `backoffice.adapters.codec`)."""

    row = BinaryAttribute(legacy_encoding=False)
    version = NumberAttribute()
    erased = BooleanAttribute(null=True)
    leaving = JSONAttribute(null=True)
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    gsi2pk = UnicodeAttribute(null=True)
    gsi2sk = UnicodeAttribute(null=True)


class CustomerRecord(Record):
    known = NumberAttribute()
    account_email = UnicodeAttribute(null=True)
    account_name = UnicodeAttribute(null=True)
    ordered_at = UTCDateTimeAttribute(null=True)
    ordered_email = UnicodeAttribute(null=True)
    ordered_name = UnicodeAttribute(null=True)
    last_order = UnicodeAttribute(null=True)
    orders = NumberAttribute()
    spent = NumberAttribute()
    erased = BooleanAttribute(null=True)
    version = NumberAttribute()
    expires_at = NumberAttribute(null=True)
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)


class WordRecord(Record):
    """Keys are all there is to it."""


class HourRecord(Record):
    """As `backoffice.domain.figures.FIELDS`."""

    placed = NumberAttribute(null=True)
    converted = NumberAttribute(null=True)
    paid = NumberAttribute(null=True)
    gross = NumberAttribute(null=True)
    units = NumberAttribute(null=True)
    cancelled = NumberAttribute(null=True)
    expired = NumberAttribute(null=True)
    payments_failed = NumberAttribute(null=True)
    refunds = NumberAttribute(null=True)
    refunded = NumberAttribute(null=True)


class DaysRecord(Record):
    """`version` counts how often the month has changed since it was over."""

    version = NumberAttribute()
    days = BinaryAttribute(legacy_encoding=False, null=True)


class SoldRecord(Record):
    units = NumberAttribute()


class StockRecord(Record):
    product_id = UnicodeAttribute()
    version = NumberAttribute()
    available = NumberAttribute()
    threshold = NumberAttribute()
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)


class ViewRecord(Record):
    owner = UnicodeAttribute()
    name = UnicodeAttribute()
    of = UnicodeAttribute()
    filter = JSONAttribute()
    shared = BooleanAttribute()
    updated_at = UTCDateTimeAttribute()
    version = NumberAttribute()
    gsi1pk = UnicodeAttribute()
    gsi1sk = UnicodeAttribute()
    gsi2pk = UnicodeAttribute(null=True)
    gsi2sk = UnicodeAttribute(null=True)


class NoteRecord(Record):
    about = UnicodeAttribute()
    text = UnicodeAttribute()
    author = UnicodeAttribute()
    created_at = UTCDateTimeAttribute()
    edited_at = UTCDateTimeAttribute(null=True)
    deleted_at = UTCDateTimeAttribute(null=True)
    expires_at = NumberAttribute(null=True)
    version = NumberAttribute()


class ExportRecord(Record):
    status = UnicodeAttribute()
    created_by = UnicodeAttribute()
    created_at = UTCDateTimeAttribute()
    updated_at = UTCDateTimeAttribute()
    filter = JSONAttribute()
    upload_id = UnicodeAttribute(null=True)
    parts = JSONAttribute(null=True)
    after = UnicodeAttribute(null=True)
    sent = NumberAttribute()
    is_sent = BooleanAttribute()
    version = NumberAttribute()
    expires_at = NumberAttribute()
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
