"""The check of API keys: asked of the users service, and remembered for half a minute (`souk.http.keys.keyed`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from souk.compose import Held
from souk.http.keys.keyed import KeptKeys, KeyCheck, KeyState
from souk.staff.permissions import permissions_named

if TYPE_CHECKING:
    from souk.rpc.invoke import Send
    from souk.staff.api_key import PresentedKey

# As long as the check of sessions waits.
_SECONDS = 10.0
_CHECK = "/souk.contracts.v1.Users/CheckKey"


class UsersKeyCheck:
    """Asks over the Users contract, by whatever carries a call there. The secret itself goes nowhere."""

    def __init__(self, send: Send) -> None:
        self._send = send

    def __call__(self, key: PresentedKey) -> KeyState:
        from souk.contracts import users_pb2 as users
        from souk.rpc.invoke import ask

        request = users.CheckKeyRequest(key_id=key.id, digest=key.digest)
        said = ask(self._send, _CHECK, request, users.KeyState, _SECONDS)
        return KeyState(said.active, permissions_named(said.permissions), said.requests)


def _real() -> KeyCheck:
    from souk.rpc.invoke import to_users

    return UsersKeyCheck(to_users)


# One for all services, which ask the same. A test swaps the check.
keys: Held[KeyCheck, KeptKeys] = Held(KeptKeys, _real)
