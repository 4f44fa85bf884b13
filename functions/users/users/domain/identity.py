"""Who someone is, as Cognito knows it, and what signing in gives."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from souk.errors import Forbidden, InvalidInput, SoukError

# What the user pool demands as well (template.yaml). Length counts, composition does not: NIST SP 800-63B, 5.1.1.2.
MIN_PASSWORD = 10
MAX_PASSWORD = 256  # Cognito's limit
_COGNITO_PASSWORD = re.compile(r"\S.*\S", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Identity:
    """`id` is Cognito's sub: it never changes, the e-mail address may. `groups` are roles: staff, admin."""

    id: str
    email: str
    name: str = ""
    groups: tuple[str, ...] = ()
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Session:
    """`expires_in` in seconds. `refresh_token` is None when the one in use goes on being valid."""

    access_token: str = field(repr=False)
    expires_in: int
    identity: Identity
    refresh_token: str | None = field(default=None, repr=False)


class EmailTaken(Exception):
    """There is an account with this address. Never shown to whoever asked."""


class EmailNotConfirmed(Forbidden):
    """The person has not entered the code from the e-mail yet."""

    code, title = "email_not_confirmed", "Confirm your e-mail address first"


class ActionRequired(Forbidden):
    """Signing in needs a step that is taken elsewhere, for instance a new password."""

    code, title = "action_required", "Signing in needs another step"


class CodeRejected(InvalidInput):
    """One error for a wrong code, an old one, too many tries and an unknown address: which, is not told."""

    code, title = "code_rejected", "This code is not valid"

    def __init__(self, message: str = "the code is wrong or has expired; ask for a new one") -> None:
        super().__init__(message)


def normal_email(text: str) -> str:
    """The address as accounts are looked up by: case does not make another person."""
    return text.strip().lower()


def check_password(password: str) -> None:
    """Raises InvalidInput when the user pool would refuse it.

    Checked before Cognito is asked: Cognito looks at the address first, and so a bad password would tell whether the
    address has an account.
    """
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise _bad_password(f"a password has {MIN_PASSWORD} to {MAX_PASSWORD} characters")
    if not _COGNITO_PASSWORD.fullmatch(password):
        raise _bad_password("a password neither begins nor ends with a space")


def _bad_password(message: str) -> SoukError:
    return InvalidInput(message, errors=[{"field": "password", "message": message}])
