"""The items of the logs table (see `logs.adapters.store`)."""

from __future__ import annotations

from typing import Any

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from souk.storage.dynamo import Record


class ByService(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi1"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class Problems(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi2"
        projection = AllProjection()

    gsi2pk = UnicodeAttribute(hash_key=True)
    gsi2sk = UnicodeAttribute(range_key=True)


class EntryRecord(Record):
    level = UnicodeAttribute()
    service = UnicodeAttribute()
    function = UnicodeAttribute(null=True)
    message = UnicodeAttribute(null=True)
    request_id = UnicodeAttribute(null=True)
    error = JSONAttribute(null=True)
    fields = JSONAttribute(null=True)
    expires_at = NumberAttribute()
    gsi1pk = UnicodeAttribute()
    gsi1sk = UnicodeAttribute()
    gsi2pk = UnicodeAttribute(null=True)
    gsi2sk = UnicodeAttribute(null=True)
    by_service = ByService()
    problems = Problems()


class ByLastSeen(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi1"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class GroupRecord(Record):
    service = UnicodeAttribute()
    type = UnicodeAttribute(null=True)
    message = UnicodeAttribute(null=True)
    occurrences = NumberAttribute(attr_name="count")  # a model has a method of that name
    first_seen = UnicodeAttribute()
    last_seen = UnicodeAttribute()
    sample = JSONAttribute(null=True)
    window = NumberAttribute()
    in_window = NumberAttribute()
    usual = NumberAttribute()
    alerted = NumberAttribute()
    read = JSONAttribute()
    version = NumberAttribute()
    expires_at = NumberAttribute()
    gsi1pk = UnicodeAttribute()
    gsi1sk = UnicodeAttribute()
    latest = ByLastSeen()


class SampleRecord(Record):
    entry = JSONAttribute()
    expires_at = NumberAttribute()
