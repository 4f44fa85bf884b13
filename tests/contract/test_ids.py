"""Ids that no item can have: every route answers them with a problem, none with an error of its own."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest

import souk_openapi
from souk.http import Route
from souk.http.api import MAX_PATH_PARAMETER
from tests.support.http import call

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
