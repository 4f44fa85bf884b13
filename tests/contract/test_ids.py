"""Ids that no item can have: every route answers them with a problem, none with an error of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest

import souk_openapi
import users.compose
from souk import clock
from souk.http import Route, SessionState
from souk.http.api import MAX_PATH_PARAMETER
from tests.support import sessions
from tests.support.http import call
from tests.unit.users.fakes import MemorySessions
from users.domain.sessions import Session

APIS = souk_openapi.apis()
DOCUMENT: Any = souk_openapi.document(APIS)
ROUTES = [(service, route) for service, api in APIS.items() for route in api.routes if "{" in route.path]
# As sent, and as long as the gateway takes a path.
IDS = {
    "long": "a" * 2041,
    "one byte too many": "a" * (MAX_PATH_PARAMETER + 1),
    "multibyte": "の" * 700,
    "emoji": "🧿" * 512,
}


@pytest.fixture(scope="module", autouse=True)
def _staff() -> Iterator[None]:
    """The users service looks sessions up in its own table: there, too, is that of who asks here."""
    held, now = MemorySessions(), clock.now()
    admins = SessionState(active=True, second_factor=True, groups=frozenset(["admin"]))
    begun = sessions.begun("u1", admins)
    held.add(Session(begun, "u1", now, now, "", "", "", "", groups=("admin",), second_factor=True))
    with users.compose.services.swap(lambda: replace(users.compose.real(), sessions=held)):
        yield


def path_of(route: Route, text: str) -> str:
    parts = route.path.split("/")
    return "/".join(quote(text) if part.startswith("{") else part for part in parts)


@pytest.mark.parametrize("text", IDS.values(), ids=IDS)
@pytest.mark.parametrize(("service", "route"), ROUTES, ids=lambda value: getattr(value, "name", None))
def test_an_id_that_nothing_can_have_is_not_found(service: str, route: Route, text: str) -> None:
    headers = {"Idempotency-Key": "k", "If-Match": '"1"'}
    raw = json.dumps({}) if route.method != "GET" else None
    path = path_of(route, text)
    answer = call(APIS[service], route.method, path, raw=raw, user="u1", groups=["admin"], headers=headers)
    assert answer.status in (400, 404)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert text[:40] not in answer.json["detail"], "what was sent may be somebody's name, and details end up in logs"


@pytest.mark.parametrize(("service", "route"), ROUTES, ids=lambda value: getattr(value, "name", None))
def test_an_empty_id_is_not_found(service: str, route: Route) -> None:
    headers = {"Idempotency-Key": "k", "If-Match": '"1"'}
    raw = json.dumps({}) if route.method != "GET" else None
    path = path_of(route, "")
    answer = call(APIS[service], route.method, path, raw=raw, user="u1", groups=["admin"], headers=headers)
    assert answer.status in (400, 404)
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_every_text_in_a_query_has_an_end() -> None:
    endless = [
        f"{method} {path} {parameter['name']}"
        for path, item in DOCUMENT["paths"].items()
        for method, operation in item.items()
        if not method.startswith("x-")
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query" and not _ends(parameter["schema"])
    ]
    assert endless == []


def _ends(schema: dict[str, Any]) -> bool:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _ends(DOCUMENT["components"]["schemas"][name])
    parts = schema.get("anyOf") or schema.get("allOf") or schema.get("oneOf")
    if parts:
        return all(_ends(part) for part in parts)
    bounded = {"maxLength", "enum", "pattern", "format", "const"} & set(schema)
    return schema.get("type") != "string" or bool(bounded)
