"""The items of the documents table (see `documents.adapters.store` for their keys)."""

from __future__ import annotations

from typing import Any

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from souk.storage.dynamo import Record


class Waits(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi1"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class FileRecord(Record):
    """All documents of an order, and what they are made of. `numbers` are those of its documents, for people who read
    the table and for the audit; the code works with what is packed.
    """

    version = NumberAttribute()
    numbers = UnicodeAttribute(null=True)
    packed = BinaryAttribute(legacy_encoding=False)
    expires_at = NumberAttribute(null=True)
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    waits = Waits()


class TaxSumRecord(Record):
    """What documents come to in one row of a month. Its key says which; see `documents.adapters.books`."""

    net = NumberAttribute()
    tax = NumberAttribute()
    documents = NumberAttribute()


class BusinessSumRecord(Record):
    """What a business bought in a month, by its VAT number, which may be a person's."""

    net = NumberAttribute()
    expires_at = NumberAttribute()


class ExchangeRecord(Record):
    """How much of each currency one euro is, in JSON, as staff entered it for a period."""

    rates = UnicodeAttribute()


class RangeRecord(Record):
    """The last number that was taken of a range, and the date of its document."""

    last = NumberAttribute()
    on = UnicodeAttribute()
