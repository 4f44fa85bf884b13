"""The users table: forgetting a person. Keys as in `users.adapters.store`, and

    ERASED#<hash of the user id>  ERASED    the person is forgotten; for a year

Events live for 90 days in the archive and for 7 in Kafka; for as long and longer this mark keeps what is delivered
again from making the person anew. A user id is random, so its hash leads to nobody.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from itertools import islice

from souk import clock
from souk.events import Event
from souk.storage.dynamo import Record, Transaction, unchanged
from souk.storage.outbox import OutboxRecord
from users.adapters.history_store import OWNER
from users.adapters.records import ErasedRecord, OwnerRecord, ProfileRecord
from users.adapters.store import CLOSING, PROFILE, partition
from users.domain.profile import Profile

MARK = "ERASED"
MARK_SECONDS = 366 * 24 * 3600


class DynamoErasures:
    """The `Erasures` port."""

    def due(self, at: datetime, limit: int) -> list[str]:
        found = ProfileRecord.by_closing.query(CLOSING, ProfileRecord.gsi1sk <= f"{clock.isoformat(at)}~", limit=limit)
        return [record.pk.removeprefix("USER#") for record in found]

    def forget_order(self, order_id: str) -> None:
        OwnerRecord(f"ORDER#{order_id}", OWNER).delete()

    def remove(self, profile: Profile, event: Event) -> None:
        """While the profile is there, the timer finds what was left half done."""
        pk = partition(profile.id)
        items = (item for item in Record.query(pk, consistent_read=True) if item.sk != PROFILE)
        while batch := [*islice(items, 25)]:
            with Record.batch_write() as writes:
                for item in batch:
                    writes.delete(item)
        tx = Transaction()
        tx.put(ErasedRecord(_mark_of(profile.id), MARK, expires_at=clock.epoch() + MARK_SECONDS))
        tx.delete(ProfileRecord(pk, PROFILE), unchanged(ProfileRecord.version, profile.version))
        tx.put(OutboxRecord.again(event.text(), pk))
        tx.commit()

    def is_erased(self, user_id: str) -> bool:
        return ErasedRecord.fetch(_mark_of(user_id), MARK, consistent=True) is not None


def _mark_of(user_id: str) -> str:
    return f"ERASED#{hashlib.sha256(user_id.encode()).hexdigest()}"
