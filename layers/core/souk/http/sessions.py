"""The checks that routes for staff demand: asked of the users service, and remembered for half a minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from souk import clock
from souk.compose import Held
from souk.errors import NotFound
from souk.http.authorisation import SessionCheck, SessionState

if TYPE_CHECKING:
    from souk.http.keys.keyed import KeptKeys
    from souk.rpc.invoke import Send

# For how long a process does not ask again for a session that holds: the longest that staff act on after it ended.
KEPT_SECONDS = 30
# More than the staff of a shop has sessions; a process that has seen so many forgets the oldest.
MOST_KEPT = 500
# As long as Lambda lets a function start, whose first question this may be; two thirds of the gateway's 29 seconds are
# left for what comes after. Only staff wait. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
_SECONDS = 10.0
_CHECK = "/souk.contracts.v1.Users/CheckSession"
_ENDED = SessionState(active=False)


class Kept:
    """A check that remembers sessions that hold, each for `KEPT_SECONDS`. One that does not hold it asks for again."""

    def __init__(self, check: SessionCheck) -> None:
        self._check = check
        self._kept: dict[tuple[str, str], tuple[int, SessionState]] = {}

    def __call__(self, user_id: str, session_id: str) -> SessionState:
        key = (user_id, session_id)
        until, state = self._kept.get(key, (0, _ENDED))
        if clock.epoch() < until:
            return state
        self._kept.pop(key, None)
        state = self._check(user_id, session_id)
        if state.active and state.second_factor:
            self._keep(key, state)
        return state

    def _keep(self, key: tuple[str, str], state: SessionState) -> None:
        if len(self._kept) >= MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = (clock.epoch() + KEPT_SECONDS, state)


class UsersSessionCheck:
    """Asks over the Users contract, by whatever carries a call there. Without gRPC, which the first of the staff would
    wait for.
    """

    def __init__(self, send: Send) -> None:
        self._send = send

    def __call__(self, user_id: str, session_id: str) -> SessionState:
        from souk.contracts import users_pb2 as users
        from souk.rpc.invoke import ask

        request = users.CheckSessionRequest(user_id=user_id, session_id=session_id)
        try:
            said = ask(self._send, _CHECK, request, users.SessionState, _SECONDS)
        except NotFound:  # the person is gone, and every session of theirs
            return _ENDED
        return SessionState(said.active, said.second_factor, frozenset(said.groups))


def _real() -> SessionCheck:
    from souk.rpc.invoke import to_users

    return UsersSessionCheck(to_users)


# One for all services, which ask the same: `Api(…, sessions=sessions, keys=keys)`. A test swaps the check.
sessions: Held[SessionCheck, SessionCheck] = Held(Kept, _real)


def keys() -> KeptKeys:
    """The check of API keys. Imported when the first one comes: no person pays for it."""
    from souk.http.keys import check

    return check.keys()
