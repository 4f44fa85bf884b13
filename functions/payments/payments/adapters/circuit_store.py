"""Which circuits are open, in DynamoDB: one small item a provider, there only while its circuit is open."""

from __future__ import annotations

from payments.adapters.codec import provider_key
from payments.adapters.records import CircuitRecord
from souk.storage.dynamo import update_if
from souk.storage.versioned import Stale

CIRCUIT = "CIRCUIT"
# An item nobody closed is of no use any more.
_KEPT_SECONDS = 24 * 3600


class DynamoCircuits:
    """The `CircuitMemory` port."""

    def open_until(self, provider: str) -> int:
        record = CircuitRecord.fetch(provider_key(provider), CIRCUIT, consistent=True)
        return int(record.open_until) if record else 0

    def open(self, provider: str, until: int) -> None:
        CircuitRecord(provider_key(provider), CIRCUIT, open_until=until, expires_at=until + _KEPT_SECONDS).save()

    def claim(self, provider: str, seen: int, until: int) -> bool:
        record = CircuitRecord(provider_key(provider), CIRCUIT)
        actions = [CircuitRecord.open_until.set(until), CircuitRecord.expires_at.set(until + _KEPT_SECONDS)]
        try:
            update_if(record, actions, CircuitRecord.open_until == seen)
        except Stale:
            return False
        return True

    def close(self, provider: str) -> None:
        CircuitRecord(provider_key(provider), CIRCUIT).delete()
