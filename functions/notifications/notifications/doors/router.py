"""The API that the route modules of the notifications service declare their routes on, and who asks in its two families
of routes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from souk.http import Api, Request
from souk.http.families import Families
from souk.http.order_key import order_key
from souk.http.sessions import keys, sessions


@dataclass(frozen=True, slots=True)
class LetterViewer:
    """A signed-in user, or a guest with the key of an order."""

    user_id: str = ""
    key: str = ""


def _with_key(request: Request[Any, Any]) -> LetterViewer:
    return LetterViewer(key=order_key(request))


def _with_account(request: Request[Any, Any]) -> LetterViewer:
    return LetterViewer(user_id=request.signed_in.id)


api = Api("notifications", sessions=sessions, keys=keys)
viewers = Families(api, guest=_with_key, member=_with_account, names=("guest_{}", "my_{}"))
