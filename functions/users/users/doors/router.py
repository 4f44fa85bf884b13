"""The API that the route modules of the users service declare their routes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from souk import clock
from souk.http import Api, SessionState
from users.compose import services

if TYPE_CHECKING:
    from souk.http.keys.keyed import KeptKeys


def _state(user_id: str, session_id: str) -> SessionState:
    """How a session stands, of our own table: no other service has to be asked, and nothing is remembered."""
    session = services().session_store.get(user_id, session_id)
    if session is None or not session.is_live(clock.now()):
        return SessionState(active=False)
    return SessionState(active=True, second_factor=session.second_factor, groups=frozenset(session.groups))


def _keys() -> KeptKeys:
    return services().kept_keys


api = Api("users", sessions=lambda: _state, keys=_keys)
