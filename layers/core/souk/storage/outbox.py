"""The transactional outbox: an event is an item beside its aggregate, written in the same transaction.

For aggregates of several items, and for those that live on without end. What is one item and comes to an end (an order,
a payment, a parcel) keeps its events in the item itself: see `souk.storage.journal`.

The table's stream hands new outbox items to the relay, which produces them to Kafka. They stay for a while as the
archive of what was published, then DynamoDB's TTL removes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Self

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute

from souk import clock
from souk.events import Event
from souk.storage.dynamo import Record, Transaction

PREFIX = "OUTBOX#"
ARCHIVE_SECONDS = 90 * 24 * 3600
# What is only told again is in an archive already.
REPEAT_SECONDS = 24 * 3600


class OutboxRecord(Record):
    """Shares the aggregate's partition key, so the stream keeps an aggregate's events in order."""

    event = UnicodeAttribute()
    expires_at = NumberAttribute(null=True)

    @classmethod
    def of(cls, event: Event, pk: str, kept: timedelta = timedelta(seconds=ARCHIVE_SECONDS)) -> Self:
        return cls(
            pk,
            f"{PREFIX}{event.id}",
            event=event.text(),
            expires_at=clock.epoch() + int(kept.total_seconds()),
        )

    @classmethod
    def again(cls, text: str, pk: str) -> Self:
        """An event that was published before, to be published once more: the same text, so consumers know its id."""
        event = Event.model_validate_json(text)
        return cls(
            pk,
            f"{PREFIX}{event.id}#{clock.isoformat(clock.now())}",
            event=text,
            expires_at=clock.epoch() + REPEAT_SECONDS,
        )


class PackedOutboxRecord(Record):
    """OUTBOX#<first event>. Several events in one item, for a transaction that has no room for an item each."""

    journal = BinaryAttribute(legacy_encoding=False)
    expires_at = NumberAttribute()

    @classmethod
    def of(cls, events: Sequence[Event], pk: str) -> Self:
        # Imported here: few ever pack.
        from souk.storage import journal

        packed = journal.pack(None, [event.text() for event in events])
        return cls(pk, f"{PREFIX}{events[0].id}", journal=packed, expires_at=clock.epoch() + ARCHIVE_SECONDS)


def emit(tx: Transaction, event: Event, pk: str) -> None:
    """Adds the outbox item of `event` to the partition of its aggregate."""
    tx.put(OutboxRecord.of(event, pk), OutboxRecord.pk.does_not_exist(), label="outbox")


def emit_together(tx: Transaction, events: Sequence[Event], pk: str) -> None:
    """Adds one item for all of them. They keep their order among each other, but not with other events of their
    aggregates: only for those whose readers look at what is, and not at what they are told.
    """
    tx.put(PackedOutboxRecord.of(events, pk), PackedOutboxRecord.pk.does_not_exist(), label="outbox")
