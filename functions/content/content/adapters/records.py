"""The items of the content table.

    DOC#<kind>  DRAFT             what would be published
    DOC#<kind>  HEAD              how it stands; gsi1 lists all under DOCS / <kind>, rules under RULES / <kind>
    DOC#<kind>  VERSION#<number>  what was published, by whom, since when and until when; never deleted
    DOC#<kind>  OUTBOX#<event>    its event (`souk.storage.outbox`)
    SHOP        <kind>            what shoppers are given of the documents there is one of
    PAGES       <slug>            what they are given of a page
    FIRST-DAY   FIRST-DAY         what staff said of the first day's steps

The head holds no content, so that a list costs the same however long the pages are.
"""

from __future__ import annotations

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from souk.storage.dynamo import Record


class ByKind(GlobalSecondaryIndex["HeadRecord"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi1"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class HeadRecord(Record):
    version = NumberAttribute()
    number = NumberAttribute()
    in_force = BooleanAttribute()
    changed = BooleanAttribute()
    updated_at = UnicodeAttribute()
    updated_by = UnicodeAttribute()
    gsi1pk = UnicodeAttribute(default="DOCS")
    gsi1sk = UnicodeAttribute()
    by_kind = ByKind()


class TextRecord(Record):
    """A draft, or what shoppers are given: JSON."""

    content = UnicodeAttribute()


class HeadOrDraft(HeadRecord, TextRecord):
    """What a document is read as, in one request: both its items."""


class VersionRecord(Record):
    content = UnicodeAttribute()
    since = UnicodeAttribute()
    until = UnicodeAttribute(null=True)
    by = UnicodeAttribute()


class FirstDayRecord(Record):
    said = UnicodeAttribute()
    version = NumberAttribute()
