"""Who someone is, as Cognito knows it, and what signing in gives."""

from __future__ import annotations

from dataclasses import dataclass, field

from souk.errors import Conflict, Forbidden, InvalidInput


@dataclass(frozen=True, slots=True)
class Identity:
    """`id` is Cognito's sub: it never changes, the e-mail address may. `groups` are roles: staff, admin.

    Who has not proved that the address is theirs is nobody to the shop yet: no profile, no letter. `invited` is who has
    not used the password of an invitation yet; only the list of the staff says so.
    """

    id: str
    email: str
    email_verified: bool
    name: str = ""
    groups: tuple[str, ...] = ()
    invited: bool = False


@dataclass(frozen=True, slots=True)
class Tokens:
    """What Cognito gives for a complete sign-in, and for a refresh of it.

    `bearer` is the ID token, good for the shop's own routes for `expires_in` seconds. `access_token` would open
    Cognito's self-service (another address, another second factor, deletion) to whoever holds it, and `refresh_token`
    ("" after a refresh, as the one in use goes on being valid) the next sign-ins: neither leaves the service.
    `session_id` is the same for a sign-in and all its refreshes.
    """

    bearer: str = field(repr=False)
    expires_in: int
    identity: Identity
    session_id: str
    access_token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)


class EmailTaken(Exception):
    """There is an account with this address. Never shown to whoever asked."""


class EmailNotConfirmed(Forbidden):
    """The person has not entered the code from the e-mail yet."""

    code, title = "email_not_confirmed", "Confirm your e-mail address first"


class ActionRequired(Forbidden):
    """Signing in needs a step that is taken elsewhere, for instance a new password."""

    code, title = "action_required", "Signing in needs another step"


class InvitationUsed(Conflict):
    code, title = "invitation_used", "This person has signed in already"

    def __init__(self, message: str = "they have an account that works; there is no invitation to send") -> None:
        super().__init__(message)


class CodeRejected(InvalidInput):
    """One error for a wrong code, an old one, too many tries and an unknown address: which, is not told."""

    code, title = "code_rejected", "This code is not valid"

    def __init__(self, message: str = "the code is wrong or has expired; ask for a new one") -> None:
        super().__init__(message)


def normal_email(text: str) -> str:
    """The address as accounts are looked up by: case does not make another person."""
    return text.strip().lower()
