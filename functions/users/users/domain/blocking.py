"""Shutting a person out of their account: no sign-in, no session that goes on, no order as that account.

The reason is about the person, so it is theirs to read (the export of their data) and goes with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class BlockDecision:
    """The last thing the staff decided: that the person is shut out, or no longer."""

    blocked: bool
    reason: str
    at: datetime

    def says(self, *, blocked: bool, reason: str) -> bool:
        return (self.blocked, self.reason) == (blocked, reason)
