"""The API of the documents service, and who asks in its two families of routes."""

from __future__ import annotations

from typing import Any

from documents.usecases.reading import Viewer
from souk.http import Api, Request
from souk.http.families import Families
from souk.http.sessions import keys, sessions


def _with_key(request: Request[Any, Any]) -> Viewer:
    return Viewer(key=request.headers.get("x-order-key", ""))


def _with_account(request: Request[Any, Any]) -> Viewer:
    return Viewer(user_id=request.signed_in.id)


api = Api("documents", sessions=sessions, keys=keys)
viewers = Families(api, guest=_with_key, member=_with_account, names=("guest_{}", "my_{}"))
