"""The profile: what the shop itself keeps of a person, beside the credentials in Cognito."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from souk.errors import AccountBlocked
from users.domain.blocking import BlockDecision
from users.domain.closing import Closing


@dataclass(frozen=True, slots=True)
class Profile:
    """`version` counts what was stored, 0 for a profile that never was. `name` is the person's own, over Cognito's.
    `closing` is there once they have asked to close the account, `block` once staff decided about shutting them out.
    """

    id: str
    email: str
    name: str
    created_at: datetime
    locale: str = "en"
    version: int = 0
    closing: Closing | None = None
    block: BlockDecision | None = None

    @property
    def is_blocked(self) -> bool:
        return self.block is not None and self.block.blocked

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
