"""A wish to cancel an order whose parcel may have left, and what came of it.

Before it is paid an order is cancelled at once. Afterwards only shipping knows whether the parcel can still be had
back, so the wish waits for its answer. A refused wish stays with the order: who had it, when and why, for whoever
deals with the goods when they come back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

TOO_LATE = "the parcel is on its way already"


class WishState(StrEnum):
    REQUESTED = "requested"  # shipping has not answered yet
    ACCEPTED = "accepted"  # the parcel stays here, and the order is cancelled
    REFUSED = "refused"  # the carrier has it, and the order goes on


@dataclass(frozen=True, slots=True)
class Cancellation:
    """`by` and `reason` are those of the wish, `answer` says why it was refused."""

    state: WishState
    requested_at: datetime
    by: str
    reason: str = ""
    answered_at: datetime | None = None
    answer: str = ""

    @property
    def is_open(self) -> bool:
        return self.state is WishState.REQUESTED

    def accepted(self, at: datetime) -> Cancellation:
        return replace(self, state=WishState.ACCEPTED, answered_at=at)

    def refused(self, at: datetime, answer: str) -> Cancellation:
        return replace(self, state=WishState.REFUSED, answered_at=at, answer=answer)
