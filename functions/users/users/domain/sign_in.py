"""The steps of a sign-in after its first: what Cognito asks for, and what the browser is given to answer it with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from souk.errors import Unauthenticated

# The app client's AuthSessionValidity, Cognito's default: its own session ends then.
STEP_LIFE = timedelta(minutes=3)
MOST_TRIES = 5
"""Codes have six digits and a TOTP code lives about a minute and a half: five tries of one sign-in find nothing."""


class StepKind(StrEnum):
    TOTP = "totp"
    NEW_PASSWORD = "new_password"  # noqa: S105 -- the name of a step
    PASSKEY = "passkey"


@dataclass(frozen=True, slots=True)
class Step:
    """`username` is what Cognito wants the answer to name, `session` its own of this sign-in.

    `challenge` is what a passkey's authenticator signs, base64url.
    """

    kind: StepKind
    username: str
    session: str = field(repr=False)
    challenge: str = ""


@dataclass(frozen=True, slots=True)
class PendingStep:
    """A step somebody is at. `step` is None for an address that has no passkey: the answer to it is refused.

    `key` is the hash of what the browser holds. `tries` counts the answers given.
    """

    key: str
    expires_at: datetime
    step: Step | None
    tries: int = 0

    def is_open(self, now: datetime) -> bool:
        return now < self.expires_at and self.tries <= MOST_TRIES


class StepRequired(Exception):
    """Signing in is not complete."""

    def __init__(self, step: Step) -> None:
        super().__init__(step.kind)
        self.step = step


class StepEnded(Unauthenticated):
    """It took too long, was tried too often, or was answered already."""

    code, title = "sign_in_ended", "Sign in again"

    def __init__(self, message: str = "this sign-in has ended, begin again") -> None:
        super().__init__(message)


def passkey_refused() -> Unauthenticated:
    """One error for an unknown address, one without a passkey, and a passkey of somebody else."""
    return Unauthenticated("this passkey does not sign in to this account")
