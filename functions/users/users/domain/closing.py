"""Closing an account: a time in which it can be taken back, then the person is forgotten everywhere.

asked for ──14 days──▶ due ──▶ nobody can sign in, all services are told, every day until orders has answered
                                ──▶ answered ──1 day──▶ what is left here is removed
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from souk.errors import Conflict

GRACE = timedelta(days=14)
ASK_AGAIN = timedelta(days=1)
# Events that still name the person were published before the orders service answered. Those that come within this time
# are removed with the rest; what comes later is older than this, and is looked at twice (`users.usecases.members`).
SETTLING = timedelta(days=1)
# More waits only for orders under way, and for what nobody repaired.
LONG = timedelta(days=30)


class ErasureBegun(Conflict):
    code, title = "erasure_begun", "The account is being erased"


@dataclass(frozen=True, slots=True)
class Closing:
    """`due_at` is until when it can be taken back. `asked_at` is when the services were told last, `answered_at` when
    the orders service had no order left that names the person."""

    due_at: datetime
    asked_at: datetime | None = None
    answered_at: datetime | None = None

    @classmethod
    def asked_for(cls, at: datetime) -> Closing:
        return cls(at + GRACE)

    @property
    def next_at(self) -> datetime:
        """When there is something to do about it."""
        if self.answered_at:
            return self.answered_at + SETTLING
        return self.asked_at + ASK_AGAIN if self.asked_at else self.due_at

    def told(self, at: datetime) -> Closing:
        return replace(self, asked_at=at)

    def answered(self, at: datetime) -> Closing:
        return replace(self, answered_at=at)

    @property
    def is_final(self) -> bool:
        return self.asked_at is not None

    def require_open(self, now: datetime) -> None:
        """Raises ErasureBegun when it cannot be taken back any more."""
        if self.is_final or now >= self.due_at:
            raise ErasureBegun("the time to take it back is over")
