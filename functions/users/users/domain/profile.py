"""The profile: what the shop itself keeps of a person, beside the credentials in Cognito."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from souk.errors import AccountBlocked, Conflict
from users.domain.closing import Closing

DEFAULT_LOCALE = "en"


class OfTheStaff(Conflict):
    """Staff are not dealt with as customers are."""

    code, title = "of_the_staff", "This person is of the staff"

    def __init__(self, message: str = "take their role away first") -> None:
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class BlockDecision:
    """The last thing the staff decided about shutting the person out: no sign-in, no session that goes on, no order as
    this account. The reason is about the person, so it is theirs to read, and goes with them."""

    blocked: bool
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Profile:
    """`version` counts what was stored, 0 for a profile that never was. `name` is the person's own, over Cognito's.
    `closing` is there once they have asked to close the account, `block` once staff decided about shutting them out.
    """

    id: str
    email: str
    name: str
    created_at: datetime
    locale: str = DEFAULT_LOCALE
    version: int = 0
    closing: Closing | None = None
    block: BlockDecision | None = None

    @property
    def is_blocked(self) -> bool:
        return self.block is not None and self.block.blocked

    @property
    def block_reason(self) -> str:
        return self.block.reason if self.block else ""

    def require_admitted(self) -> None:
        """Raises AccountBlocked."""
        if self.is_blocked:
            raise AccountBlocked

    def changed(self, *, name: str | None = None, locale: str | None = None) -> Profile:
        """With what is given; the same object when nothing differs."""
        changed = replace(self, name=name or self.name, locale=locale or self.locale)
        return self if changed == self else changed

    def moved(self, email: str) -> Profile:
        """With another address, which was proved."""
        return replace(self, email=email)
