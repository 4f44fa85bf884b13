"""One event for one endpoint, until it was taken or given up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

# Between attempts, as the specification recommends: the last is three days after the first.
PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
# A pause is up to so much longer, or all that failed together would come again together.
JITTER = 0.2
# No Retry-After is heeded beyond it.
LONGEST_PAUSE = timedelta(days=1)
# How long a delivery and what it tells can be seen and repeated.
KEPT = timedelta(days=30)
MAX_ANSWER = 500
_GONE = 410


class HookState(StrEnum):
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class HookAnswer:
    """What came of an attempt: the status and the answer's beginning, or why there is none.

    `retry_after` is in seconds.
    """

    status: int | None = None
    text: str = ""
    problem: str = ""
    retry_after: int = 0

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """Nobody wants anything any more at this address."""
        return self.status == _GONE


@dataclass(frozen=True, slots=True)
class HookDelivery:
    """`about` is under what the payload is kept. `changed_at` is the moment of the last attempt or repetition, `due_at`
    that of the next attempt. `status`, `problem` and `answer` are those of the last one.
    """

    endpoint_id: str
    event_id: str
    type: str
    about: str
    created_at: datetime
    changed_at: datetime
    due_at: datetime | None
    state: HookState = HookState.PENDING
    attempts: int = 0
    status: int | None = None
    problem: str = ""
    answer: str = ""
    version: int = 1

    def is_due(self, at: datetime) -> bool:
        return self.state is HookState.PENDING and self.due_at is not None and self.due_at <= at

    def answered(self, answer: HookAnswer, at: datetime, chance: float) -> HookDelivery:
        """After an attempt. `chance`, from 0 to 1, says how much of the jitter is added."""
        after = replace(
            self,
            attempts=self.attempts + 1,
            status=answer.status,
            problem=answer.problem,
            answer=answer.text[:MAX_ANSWER],
            changed_at=at,
            due_at=None,
            version=self.version + 1,
        )
        if answer.taken:
            return replace(after, state=HookState.DELIVERED)
        if answer.gone or self.attempts >= len(PAUSES):
            return replace(after, state=HookState.FAILED)
        asked = min(timedelta(seconds=answer.retry_after), LONGEST_PAUSE)
        return replace(after, due_at=at + max(PAUSES[self.attempts] * (1 + JITTER * chance), asked))

    def lost(self, at: datetime) -> HookDelivery:
        """What it was to tell is not kept any more."""
        return replace(
            self,
            state=HookState.FAILED,
            problem="what it told is not kept any more",
            changed_at=at,
            due_at=None,
            version=self.version + 1,
        )

    def repeated(self, at: datetime) -> HookDelivery:
        """From the beginning, at once."""
        return replace(self, state=HookState.PENDING, attempts=0, changed_at=at, due_at=at, version=self.version + 1)
