"""The items of the users table (see `users.adapters.store`)."""

from __future__ import annotations

from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from souk.storage.dynamo import Record


class _ByTurn(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi1"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class ProfileRecord(Record):
    email = UnicodeAttribute()
    name = UnicodeAttribute(null=True)
    locale = UnicodeAttribute()
    created_at = UTCDateTimeAttribute()
    version = NumberAttribute()
    closes_at = UTCDateTimeAttribute(null=True)
    erasure_asked_at = UTCDateTimeAttribute(null=True)
    erasure_answered_at = UTCDateTimeAttribute(null=True)
    blocked = BooleanAttribute(null=True)
    block_reason = UnicodeAttribute(null=True)
    block_decided_at = UTCDateTimeAttribute(null=True)
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    by_closing = _ByTurn()


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
    """`kind` and `source` are not in what is older than the history."""

    kind = UnicodeAttribute(null=True)
    given = BooleanAttribute()
    version = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    source = UnicodeAttribute(null=True)


class OwnerRecord(Record):
    """A member's order, or a guest's, which has no `user_id` and is in the list of its address."""

    user_id = UnicodeAttribute(null=True)
    number = UnicodeAttribute(null=True)
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    by_guest = _ByTurn()


class SessionRecord(Record):
    started_at = UTCDateTimeAttribute()
    used_at = UTCDateTimeAttribute()
    device = UnicodeAttribute()
    current = UnicodeAttribute()
    previous = UnicodeAttribute(null=True)
    seed = UnicodeAttribute()
    refresh_token = UnicodeAttribute()
    groups: ListAttribute[Any] = ListAttribute()
    second_factor = BooleanAttribute()
    expires_at = NumberAttribute()


class StepRecord(Record):
    kind = UnicodeAttribute(null=True)
    username = UnicodeAttribute(null=True)
    session = UnicodeAttribute(null=True)
    challenge = UnicodeAttribute(null=True)
    tries = NumberAttribute()
    expires_at = NumberAttribute()


class _UnderWay(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi1"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class ExportRecord(Record):
    export_id = UnicodeAttribute()
    asked_at = UTCDateTimeAttribute()
    arrived = UnicodeSetAttribute(null=True)
    ready_at = UTCDateTimeAttribute(null=True)
    size = NumberAttribute(null=True)
    missing: ListAttribute[Any] = ListAttribute(null=True)
    expires_at = NumberAttribute()
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    under_way = _UnderWay()


class ExportOwnerRecord(Record):
    user_id = UnicodeAttribute()
    expires_at = NumberAttribute()


class ErasedRecord(Record):
    expires_at = NumberAttribute()


class ProofRecord(Record):
    guest = UnicodeAttribute()
    email = UnicodeAttribute()
    expires_at = NumberAttribute()


class GuestErasureRecord(Record):
    email = UnicodeAttribute(null=True)
    asked_at = UTCDateTimeAttribute()
    told_at = UTCDateTimeAttribute(null=True)
    done_at = UTCDateTimeAttribute(null=True)
    version = NumberAttribute()
    expires_at = NumberAttribute(null=True)
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    by_turn = _ByTurn()


class ApiKeyRecord(Record):
    """Days are as ISO 8601 has them, digests hexadecimal. What is `earlier…` is of the secret before the present one.
    Without a `version` the secret was never changed."""

    name = UnicodeAttribute()
    permissions: ListAttribute[Any] = ListAttribute()
    maker = UnicodeAttribute()
    made_at = UTCDateTimeAttribute()
    digest = UnicodeAttribute()
    ends_at = UTCDateTimeAttribute(null=True)
    used_on = UnicodeAttribute(null=True)
    earlier_digest = UnicodeAttribute(null=True)
    earlier_until = UTCDateTimeAttribute(null=True)
    earlier_used_on = UnicodeAttribute(null=True)
    version = NumberAttribute(null=True)


class RolesRecord(Record):
    groups: ListAttribute[Any] = ListAttribute()
    version = NumberAttribute()


class GroupRecord(Record):
    """`rule` is JSON (`users.adapters.groups.codec`)."""

    name = UnicodeAttribute()
    rule = UnicodeAttribute(null=True)
    made_at = UTCDateTimeAttribute()
    ended_at = UTCDateTimeAttribute(null=True)
    version = NumberAttribute()


class GroupMemberRecord(Record):
    group_id = UnicodeAttribute()
    since = UTCDateTimeAttribute()
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    by_group = _ByTurn()


class PurchaseRecord(Record):
    """What was paid for an order, or given back of it, as `kind` says; without one, that older ones were taken up."""

    kind = UnicodeAttribute(null=True)
    order_id = UnicodeAttribute(null=True)
    at = UTCDateTimeAttribute()
    amount = NumberAttribute(null=True)
    currency = UnicodeAttribute(null=True)
