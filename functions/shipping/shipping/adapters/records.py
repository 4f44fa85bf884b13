"""The items of the shipping table (see `shipping.adapters.store` for their keys)."""

from __future__ import annotations

from typing import Any

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    DiscriminatorAttribute,
    JSONAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from souk.storage.dynamo import Record


class Queues(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi1"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class WorkQueues(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi2"
        projection = AllProjection()

    gsi2pk = UnicodeAttribute(hash_key=True)
    gsi2sk = UnicodeAttribute(range_key=True)


class Part(Record):
    kind = DiscriminatorAttribute()
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    gsi2pk = UnicodeAttribute(null=True)
    gsi2sk = UnicodeAttribute(null=True)
    queues = Queues()
    work = WorkQueues()


class ShipmentRecord(Part, discriminator="shipment"):
    """`state` is for people who read the table; the code works it out."""

    state = UnicodeAttribute()
    version = NumberAttribute()
    journal = BinaryAttribute(legacy_encoding=False)


class BarRecord(Part, discriminator="bar"):
    """Takes the place of the first shipment, so that none can be created there any more. `journal` holds the events
    that say so, if any.
    """

    journal = BinaryAttribute(legacy_encoding=False, null=True)


class HoldsRecord(Part, discriminator="holds"):
    """Stands where the first shipment of an order will: what holds the parcels that it has not yet."""

    holds = JSONAttribute()


class ReturnRecord(Part, discriminator="return"):
    """`state` is for people who read the table; the journal has it."""

    state = UnicodeAttribute()
    version = NumberAttribute()
    journal = BinaryAttribute(legacy_encoding=False)


class RefundedRecord(Part, discriminator="refunded"):
    """The units of an order that were paid back without a return."""

    version = NumberAttribute()
    refunds = JSONAttribute()


class WebhookRecord(Part, discriminator="webhook"):
    """A webhook that nobody understood."""

    type = UnicodeAttribute()
    outcome = UnicodeAttribute()
    received_at = UTCDateTimeAttribute()
    body = UnicodeAttribute()
    expires_at = NumberAttribute()


class BatchRecord(Part, discriminator="batch"):
    """Parcels that one person picks in one go; once closed, until it expires."""

    version = NumberAttribute()
    created_at = UTCDateTimeAttribute()
    created_by = UnicodeAttribute()
    assignee = UnicodeAttribute()
    shipment_ids = ListAttribute[UnicodeAttribute](of=UnicodeAttribute)
    size = NumberAttribute()
    wish = UnicodeAttribute()
    formed = BooleanAttribute()
    closed_at = UTCDateTimeAttribute(null=True)
    expires_at = NumberAttribute(null=True)
