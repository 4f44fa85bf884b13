"""The port to whoever sets the challenges."""

from __future__ import annotations

from enum import Enum
from typing import Protocol


class Verdict(Enum):
    PASSED = "passed"
    FAILED = "failed"  # also an answer that is too old, or was given before
    UNAVAILABLE = "unavailable"  # nobody can say


class ChallengeProvider(Protocol):
    name: str
    origin: str  # where a page loads it from
    site_key: str  # what a page shows the challenge with; it is public

    def verify(self, response: str, address: str) -> Verdict:
        """Whether the answer holds, which it does once. `address` is the visitor's network address, or empty."""
