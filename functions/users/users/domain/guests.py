"""Guests who want to be forgotten. The shop knows them by the e-mail address of their orders alone, so that is what
they prove.

asked for ──a letter, 30 minutes──▶ proved ──▶ orders is told, every day until it has no order left that names them
              ──▶ none left, a day later ──▶ the last letter; the address is forgotten, too
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from users.domain.closing import ASK_AGAIN, GRACE, LONG

PROOF_LIFE = timedelta(minutes=30)
# As long as with an account: an order may be placed on the last day, and is settled a month after its end.
OVERDUE = GRACE + LONG


class GuestWish(StrEnum):
    """What one may want to become of what the shop holds of one."""

    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class MailboxProof:
    """That somebody reads the mailbox of `email`, once they show what the letter there carried.

    `key` is the hash of that; `guest` is what the shop knows the address by (`Guests.known_as`).
    """

    key: str
    guest: str
    email: str = field(repr=False)
    expires_at: datetime

    def is_open(self, now: datetime) -> bool:
        return now < self.expires_at


@dataclass(frozen=True, slots=True)
class GuestErasure:
    """It is about the orders placed until `asked_at`. `told_at` is when the orders service heard of it last, `done_at`
    when none of its orders named the guest any more. From then on `email` is empty, and the rest a mark by which
    orders that are heard of later are known.
    """

    guest: str
    email: str = field(repr=False)
    asked_at: datetime
    told_at: datetime | None = None
    done_at: datetime | None = None
    version: int = 0

    @property
    def next_at(self) -> datetime | None:
        """When there is something to do about it; None when it is done."""
        if self.done_at:
            return None
        return self.told_at + ASK_AGAIN if self.told_at else self.asked_at

    def is_due(self, now: datetime) -> bool:
        return self.next_at is not None and self.next_at <= now

    def covers(self, placed_at: datetime) -> bool:
        return placed_at <= self.asked_at

    def told(self, at: datetime) -> GuestErasure:
        return replace(self, told_at=at)

    def done(self, at: datetime) -> GuestErasure:
        return replace(self, email="", done_at=at)

    def reopened(self) -> GuestErasure:
        """One of its orders was heard of late."""
        return replace(self, told_at=None, done_at=None)
