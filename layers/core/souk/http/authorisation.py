"""Who may call a route: what the gateway has verified, and for staff also what holds at this moment.

The gateway's authorizer looks at an access token's signature and expiry and at nothing else, so a token stays good for
its 15 minutes after its session was ended or its person was removed. For shoppers that is accepted; for staff, all of
whose routes show other people's data or move money, it is not (record 32).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from souk.errors import Forbidden, Unauthenticated
from souk.http.request import User
from souk.http.route import Auth, Route
from souk.staff.permissions import Permission, is_staff, permissions_of


@dataclass(frozen=True, slots=True)
class SessionState:
    """`groups` are the person's now, whatever the token says. `second_factor`: whether they signed in with one."""

    active: bool
    second_factor: bool = False
    groups: frozenset[str] = frozenset()


class SessionCheck(Protocol):
    """The port: how a session stands now. `souk.http.sessions` asks the users service."""

    def __call__(self, user_id: str, session_id: str, /) -> SessionState:
        """`session_id` is the `origin_jti` of the session's tokens. Raises Unavailable when it cannot be said."""
        ...


Sessions = Callable[[], SessionCheck]


class SecondFactorRequired(Forbidden):
    """Staff act only in sessions that began with a second factor."""

    code, title = "second_factor_required", "Sign in with your second factor"


def authorised(route: Route, user: User | None, sessions: Sessions | None) -> User | None:
    """The user as the route may know them.

    Raises Unauthenticated without a token or when the session has ended, Forbidden without the permission,
    SecondFactorRequired, and Unavailable when a session cannot be checked: then nobody of the staff gets in.
    """
    if route.auth is Auth.NONE:
        return user
    if user is None:
        raise Unauthenticated("sign in and send the token as a bearer token")
    if route.needs is None or sessions is None:
        return user
    return _checked(user, route.needs, sessions())


def _checked(user: User, needed: Permission, check: SessionCheck) -> User:
    """The user with the groups of now. Whose token says nothing of staff is refused unasked: no shopper's request may
    cost the users service a call."""
    if not is_staff(user.groups):
        raise Forbidden("this is for staff only")
    state = check(user.id, user.session_id)
    if not state.active:
        raise Unauthenticated("the session has ended, sign in again")
    if needed not in permissions_of(state.groups):
        raise Forbidden(f"this needs the permission {needed.value}")
    if not state.second_factor:
        raise SecondFactorRequired("sign in again, with the second factor of your account")
    return User(user.id, state.groups, user.session_id)
