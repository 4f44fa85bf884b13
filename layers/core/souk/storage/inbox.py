"""What has been done once, by the id it was asked for under, written in the same transaction as its effect."""

from __future__ import annotations

from typing import Self

from pynamodb.attributes import NumberAttribute

from souk import clock
from souk.storage.dynamo import Record, Transaction

# Longer than Kafka keeps a record (7 days), so that no replay from a topic finds the mark gone.
KEPT_SECONDS = 14 * 24 * 3600


class SeenRecord(Record):
    """The mark of what was done. DynamoDB's TTL removes it; being late there is harmless."""

    expires_at = NumberAttribute()

    @classmethod
    def of(cls, event_id: str) -> Self:
        return cls(f"SEEN#{event_id}", "SEEN", expires_at=clock.epoch() + KEPT_SECONDS)


def once(tx: Transaction, event_id: str, label: str = "seen") -> None:
    """Makes the transaction fail under `label` when this was done before."""
    tx.put(SeenRecord.of(event_id), SeenRecord.pk.does_not_exist(), label=label)
