"""The items of the webhooks table.

    ENDPOINTS        <endpoint id>    an endpoint
    LANE#<endpoint>  LANE             who sends to it just now, and since when attempts fail
    ABOUT#<about>    EVENT#<event>    what an event tells, under the order or the person that it is about
    TO#<endpoint>    <event id>       a delivery; gsi1 DUE#<endpoint> / when, while it waits; gsi2
                                      TO#<endpoint>#<state> / <last change>#<event>

Event ids sort by the time they were made, so the deliveries of an endpoint are in that order. A delivery has ids only.
"""

from __future__ import annotations

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from souk.storage.dynamo import Record


class EndpointRecord(Record):
    url = UnicodeAttribute()
    description = UnicodeAttribute()
    event_types = UnicodeAttribute()
    personal_data = BooleanAttribute()
    off = UnicodeAttribute(null=True)
    secret_id = UnicodeAttribute()
    former = UnicodeAttribute()
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    on_since = UnicodeAttribute()
    version = NumberAttribute()


class LaneRecord(Record):
    holder = UnicodeAttribute()
    held_until = NumberAttribute()
    failing_since = UnicodeAttribute(null=True)


class HookPayloadRecord(Record):
    type = UnicodeAttribute()
    occurred_at = UnicodeAttribute()
    data = UnicodeAttribute()
    personal = UnicodeAttribute(null=True)
    expires_at = NumberAttribute()


class HooksDue(GlobalSecondaryIndex["HookDeliveryRecord"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi1"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class HooksByState(GlobalSecondaryIndex["HookDeliveryRecord"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi2"
        projection = AllProjection()

    gsi2pk = UnicodeAttribute(hash_key=True)
    gsi2sk = UnicodeAttribute(range_key=True)


class HookDeliveryRecord(Record):
    type = UnicodeAttribute()
    about = UnicodeAttribute()
    created_at = UnicodeAttribute()
    changed_at = UnicodeAttribute()
    due_at = UnicodeAttribute(null=True)
    state = UnicodeAttribute()
    attempts = NumberAttribute()
    status = NumberAttribute(null=True)
    problem = UnicodeAttribute()
    answer = UnicodeAttribute()
    version = NumberAttribute()
    expires_at = NumberAttribute()
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    gsi2pk = UnicodeAttribute()
    gsi2sk = UnicodeAttribute()
    waiting = HooksDue()
    by_state = HooksByState()
