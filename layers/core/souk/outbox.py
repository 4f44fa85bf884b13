"""The transactional outbox: an event is an item beside its aggregate, written in the same transaction.

The table's stream hands new outbox items to the relay, which produces them to Kafka. They stay for a while as the
archive of what was published, then DynamoDB's TTL removes them.
"""

from __future__ import annotations

from typing import Self

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from souk import clock
from souk.dynamo import Record
from souk.events import Event

PREFIX = "OUTBOX#"
ARCHIVE_SECONDS = 90 * 24 * 3600


class OutboxRecord(Record):
    """Shares the aggregate's partition key, so the stream keeps an aggregate's events in order."""

    event = UnicodeAttribute()
    expires_at = NumberAttribute(null=True)

    @classmethod
    def of(cls, event: Event, pk: str) -> Self:
        return cls(
            pk,
            f"{PREFIX}{event.id}",
            event=event.model_dump_json(exclude_none=True),
            expires_at=clock.epoch() + ARCHIVE_SECONDS,
        )

    def parsed(self) -> Event:
        return Event.model_validate_json(self.event)


def archived(pk: str) -> list[Event]:
    """The events an aggregate has published, oldest first."""
    records = OutboxRecord.query(pk, OutboxRecord.sk.startswith(PREFIX), consistent_read=True)
    return [record.parsed() for record in records]
