"""Which events a consumer has handled, written in the same transaction as their effect."""

from __future__ import annotations

from typing import Self

from pynamodb.attributes import NumberAttribute

from souk import clock
from souk.dynamo import Record, Transaction

# Longer than Kafka keeps a record (7 days), so that no replay from a topic finds the mark gone.
KEPT_SECONDS = 14 * 24 * 3600


class SeenRecord(Record):
    """The mark that an event was handled. DynamoDB's TTL removes it; being late there is harmless."""

    expires_at = NumberAttribute()

    @classmethod
    def of(cls, event_id: str) -> Self:
        return cls(f"SEEN#{event_id}", "SEEN", expires_at=clock.epoch() + KEPT_SECONDS)


def once(tx: Transaction, event_id: str, label: str = "seen") -> None:
    """Makes the transaction fail under `label` when this event was handled before."""
    tx.put(SeenRecord.of(event_id), SeenRecord.pk.does_not_exist(), label=label)
