"""The gateway in one process: WSGI in front of the handlers of the shop in memory (`tests.support.world`)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from souk.http.api import KEYED
from souk.http.problem import CONTENT_TYPE
from tests.fuzz.principals import PRINCIPALS
from tests.support import http
from tests.support.world.world import World

Start = Callable[[str, list[tuple[str, str]]], Any]
BY_TOKEN = {f"Bearer {principal.name}": principal for principal in PRINCIPALS}


class Gateway:
    """Finds the operation as API Gateway does: a literal step of a path wins over a parameter."""

    def __init__(self, world: World, document: Mapping[str, Any]) -> None:
        self._world = world
        self._document = document
        self._paths = sorted(document["paths"], key=lambda path: path.count("{"))

    def __call__(self, environ: Mapping[str, Any], start: Start) -> Iterable[bytes]:
        raw = str(environ.get("REQUEST_URI") or environ["RAW_URI"]).partition("?")[0]
        method, path = str(environ["REQUEST_METHOD"]), re.sub(r"^(https?://[^/]*)?/api", "", raw)
        answer = self._answer(method, path, environ)
        status = f"{answer.status} {HTTPStatus(answer.status).phrase}"
        start(status, [*answer.headers.items()])
        return [answer.body.encode() if method != "HEAD" else b""]

    def _answer(self, method: str, path: str, environ: Mapping[str, Any]) -> http.Response:
        if path == "/openapi.json":
            return http.Response(200, {"Content-Type": "application/json"}, {}, json.dumps(self._document))
        found = next((known for known in self._paths if re.fullmatch(re.sub(r"{\w+}", "[^/]*", known), path)), None)
        if found is None:
            return _refused(404, "not_found")
        item = self._document["paths"][found]
        service = next(operation["tags"][0] for name, operation in item.items() if not name.startswith("x-"))
        if method.lower() not in item:
            return self._world.wrong_method(service, method, found)
        token = environ.get("HTTP_AUTHORIZATION", "")
        principal = BY_TOKEN.get(token)
        prefix = ""
        as_whom: dict[str, Any] = {}
        if path.startswith(KEYED):  # no authorizer looks at these
            prefix, as_whom = f"{KEYED}{service}", {"key": token.removeprefix("Bearer ")}
        elif principal is not None:
            as_whom = {"user": principal.user, "groups": principal.groups}
        elif "security" in item[method.lower()]:
            return _refused(401, "unauthenticated")
        return self._world.request(
            service,
            method,
            path.removeprefix(prefix),
            query=dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)),
            headers=_headers(environ),
            raw=environ["wsgi.input"].read().decode(errors="replace"),
            **as_whom,
        )


def _headers(environ: Mapping[str, Any]) -> dict[str, str]:
    sent = {name[5:].replace("_", "-"): value for name, value in environ.items() if name.startswith("HTTP_")}
    return {**sent, "Content-Type": environ["CONTENT_TYPE"]} if environ.get("CONTENT_TYPE") else sent


def _refused(status: int, code: str) -> http.Response:
    """As the gateway itself answers."""
    title = HTTPStatus(status).phrase
    body = {"type": f"urn:souk:problem:{code}", "title": title, "status": status, "code": code}
    return http.Response(status, {"Content-Type": CONTENT_TYPE}, {}, json.dumps(body))
