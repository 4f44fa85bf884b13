"""Sessions: what a browser that is signed in holds, and how its secret changes with every use.

A refresh exchanges the secret for its successor. One that was exchanged longer than `GRACE` ago is held by somebody
else than the browser that has its successor: one of the two has stolen it, so the session ends for both (RFC 9700,
section 4.14.2). Within the grace, the successor is given again: an answer got lost, or two tabs asked at once.

Of a secret only its hash is kept. The successor is derived from the secret that is presented and a seed that is kept,
so it can be given again without being stored, and what is stored gives nobody a secret.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum

GRACE = timedelta(seconds=60)
LIFE = timedelta(days=30)  # the app client's RefreshTokenValidity (template.yaml)


class SecretState(Enum):
    """What a secret is to its session."""

    CURRENT = "current"
    FORGIVEN = "forgiven"  # exchanged a moment ago
    SPENT = "spent"


@dataclass(frozen=True, slots=True)
class Session:
    """`id` is the `origin_jti` of all tokens of this sign-in. `used_at` is when the secret was last exchanged.

    `current` and `previous` are hashes, `previous` "" before the first exchange. `groups` are those of the last
    exchange; `second_factor` says that signing in took more than a password.
    """

    id: str
    user_id: str
    started_at: datetime
    used_at: datetime
    device: str
    current: str = field(repr=False)
    seed: str = field(repr=False)
    refresh_token: str = field(repr=False)
    groups: tuple[str, ...] = ()
    second_factor: bool = False
    previous: str = field(default="", repr=False)

    @property
    def ends_at(self) -> datetime:
        return self.started_at + LIFE

    def is_live(self, now: datetime) -> bool:
        return now < self.ends_at

    def state_of(self, secret: str, now: datetime) -> SecretState:
        shown = digest(secret)
        if hmac.compare_digest(shown, self.current):
            return SecretState.CURRENT
        if hmac.compare_digest(shown, self.previous) and now - self.used_at <= GRACE:
            return SecretState.FORGIVEN
        return SecretState.SPENT

    def successor(self, secret: str) -> str:
        made = hmac.new(self.seed.encode(), secret.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(made).decode().rstrip("=")

    def exchanged(self, secret: str, now: datetime, groups: tuple[str, ...]) -> Session:
        """With the successor of the current secret in its place."""
        successor = digest(self.successor(secret))
        return replace(self, current=successor, previous=self.current, used_at=now, groups=groups)


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the browser's cookie says: which session, and its secret."""

    user_id: str
    session_id: str
    secret: str = field(repr=False)

    def __str__(self) -> str:
        return f"{self.user_id}.{self.session_id}.{self.secret}"

    @classmethod
    def parse(cls, text: str) -> Ticket | None:
        """None for what cannot be one."""
        parts = text.split(".")
        return cls(*parts) if len(parts) == 3 and all(parts) else None


def digest(secret: str) -> str:
    """A plain hash will do: the secret is 256 random bits, which nobody can try through."""
    return hashlib.sha256(secret.encode()).hexdigest()
