"""Which circuits are open, in DynamoDB: one small item a provider, there only while its circuit is open."""

from __future__ import annotations

from pynamodb.exceptions import UpdateError
from pynamodb.expressions.update import Action

from payments.adapters.codec import provider_key
from payments.adapters.records import CircuitRecord

CIRCUIT = "CIRCUIT"
_CONDITION_FAILED = "ConditionalCheckFailedException"
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
        actions: list[Action] = [
            CircuitRecord.open_until.set(until),
            CircuitRecord.expires_at.set(until + _KEPT_SECONDS),
        ]
        try:
            record.update(actions=actions, condition=CircuitRecord.open_until == seen)
        except UpdateError as error:
            if error.cause_response_code != _CONDITION_FAILED:
                raise
            return False
        return True

    def close(self, provider: str) -> None:
        CircuitRecord(provider_key(provider), CIRCUIT).delete()
