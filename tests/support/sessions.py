"""The users service as far as sessions go: it knows how each that a test has begun stands."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from souk.http import SessionState
from souk.http.sessions import sessions

_begun: dict[str, SessionState] = {}


def begun(user: str, state: SessionState) -> str:
    """The id of a session of this person that stands like this."""
    known = f"{user} {state.active} {state.second_factor} {sorted(state.groups)}"
    _begun[known] = state
    return known


def _check(user_id: str, session_id: str) -> SessionState:
    ended = SessionState(active=False)
    return _begun.get(session_id, ended) if session_id.startswith(f"{user_id} ") else ended


@contextlib.contextmanager
def known() -> Iterator[None]:
    """Within the block services check sessions here."""
    with sessions.swap(lambda: _check):
        yield
