"""The users table: sign-ins that wait for their next step.

    pk           sk     item
    STEP#<hash>  STEP   Cognito's session of the sign-in, and how often it was answered

Under the hash of what the browser holds. DynamoDB deletes it late, so `expires_at` is looked at.
"""

from __future__ import annotations

from datetime import UTC, datetime

from souk.storage.dynamo import update_if
from souk.storage.versioned import Stale
from users.adapters.records import StepRecord
from users.domain.sign_in import PendingStep, Step, StepKind

STEP = "STEP"


class DynamoSteps:
    """The `StepStore` port."""

    def add(self, pending: PendingStep) -> None:
        step = pending.step
        StepRecord(
            _partition(pending.key),
            STEP,
            kind=step.kind.value if step else None,
            username=step.username if step else None,
            session=step.session if step else None,
            challenge=step.challenge or None if step else None,
            tries=pending.tries,
            expires_at=int(pending.expires_at.timestamp()),
        ).save()

    def attempt(self, key: str) -> PendingStep | None:
        record = StepRecord(_partition(key), STEP)
        try:
            update_if(record, [StepRecord.tries.add(1)], StepRecord.pk.exists())
        except Stale:
            return None
        return PendingStep(key, datetime.fromtimestamp(record.expires_at, UTC), _step(record), int(record.tries))

    def remove(self, key: str) -> None:
        StepRecord(_partition(key), STEP).delete()


def _partition(key: str) -> str:
    return f"STEP#{key}"


def _step(record: StepRecord) -> Step | None:
    if not record.kind:
        return None
    return Step(StepKind(record.kind), record.username or "", record.session or "", record.challenge or "")
