"""Calls a service's API as API Gateway would."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from souk.http import Api, SessionState
from tests.support import sessions
from tests.support.lambdas import LambdaContext


@dataclass(frozen=True)
class Response:
    status: int
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def call(
    api: Api,
    method: str,
    path: str,
    *,
    body: Any = None,
    raw: str | None = None,
    user: str | None = None,
    groups: Sequence[str] = (),
    session: SessionState | str | None = None,
    query: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    cookies: Mapping[str, str] | None = None,
) -> Response:
    """Sends a request to the route that matches `path` ("/orders/123").

    `body` goes as JSON, `raw` as it is. `user` is the sub of a verified ID token, `groups` are those it names;
    `session` is how its session stands, or its id; without one it stands as the token says, with a second factor.
    Raises LookupError when the service has no such route.
    """
    resource, parameters = _match(api, method, path)
    sent = {name.lower(): value for name, value in (headers or {}).items()}
    if cookies:
        sent["cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    if body is not None:
        sent.setdefault("content-type", "application/json")
    claims = _claims(user, groups, session) if user else None
    event = {
        "resource": resource,
        "path": path,
        "httpMethod": method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": dict(query) if query else None,
        "multiValueQueryStringParameters": {k: [v] for k, v in query.items()} if query else None,
        "pathParameters": parameters or None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": resource,
            "httpMethod": method,
            "path": f"/api{path}",
            "stage": "api",
            "requestId": "test",
            "identity": {"sourceIp": "127.0.0.1"},
            "authorizer": {"claims": claims} if user else None,
        },
        "body": raw if raw is not None else (json.dumps(body) if body is not None else None),
        "isBase64Encoded": False,
    }
    answer = api.handler(event, LambdaContext())
    set_cookies = answer.get("multiValueHeaders", {}).get("Set-Cookie", [])
    return Response(
        answer["statusCode"],
        answer["headers"],
        {line.partition("=")[0]: line.partition("=")[2] for line in set_cookies},
        answer["body"],
    )


def _claims(user: str, groups: Sequence[str], session: SessionState | str | None) -> dict[str, str]:
    """Of an ID token, as the gateway hands them on."""
    held = SessionState(active=True, second_factor=True, groups=frozenset(groups)) if session is None else session
    return {
        "sub": user,
        "token_use": "id",
        "cognito:groups": f"[{' '.join(groups)}]",
        "origin_jti": held if isinstance(held, str) else sessions.begun(user, held),
    }


def _match(api: Api, method: str, path: str) -> tuple[str, dict[str, str]]:
    # A literal path wins over one with parameters, as in API Gateway.
    for route in sorted(api.routes, key=lambda route: route.path.count("{")):
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]*)", route.path)
        match = re.fullmatch(pattern, path)
        if match and route.method == method:
            return route.path, match.groupdict()  # still percent-encoded, as from a REST API
    raise LookupError(f"{api.service} has no route {method} {path}")
