"""The API of the documents service, and who asks in its two families of routes."""

from __future__ import annotations

from typing import Any

from documents.usecases.reading import DocumentViewer
from souk.http import Api, Request
from souk.http.families import Families
from souk.http.sessions import keys, sessions


def _with_key(request: Request[Any, Any]) -> DocumentViewer:
    return DocumentViewer(key=request.headers.get("x-order-key", ""))


def _with_account(request: Request[Any, Any]) -> DocumentViewer:
    return DocumentViewer(user_id=request.signed_in.id)


api = Api("documents", sessions=sessions, keys=keys)
viewers = Families(api, guest=_with_key, member=_with_account, names=("guest_{}", "my_{}"))
