"""What a person has agreed to, with the words they agreed to and when: who relies on consent must be able to show it
(GDPR, article 7 (1)), and it is as easy to withdraw as to give (article 7 (3)).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

# Of the words on the storefront's account page. Other words are another version, and nobody has agreed to them yet.
ACTIVITY_VERSION = "2026-11"


@dataclass(frozen=True, slots=True)
class Consent:
    """Whether looks and searches may be noted; `at` is when it was said, None while nothing was."""

    user_id: str
    given: bool = False
    version: str = ""
    at: datetime | None = None

    @property
    def holds(self) -> bool:
        """For the words of now."""
        return self.given and self.version == ACTIVITY_VERSION
