"""Calls a service's API as API Gateway would."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import souk_answers
from souk.http import Api, Route, SessionState
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
    address: str = "127.0.0.1",
    key: str | None = None,
) -> Response:
    """Sends a request to the route that matches `path` ("/orders/123").

    `body` goes as JSON, `raw` as it is. `user` is the sub of a verified ID token, `groups` are those it names;
    `session` is how its session stands, or its id; without one it stands as the token says, with a second factor.
    Raises LookupError when the service has no such route. `address` is the visitor's; limits do not count a loopback
    address. With `key`, which is sent as a bearer token, it goes by `/keyed/<service>/…`.
    """
    route, parameters = _match(api, method, path)
    sent = {name.lower(): value for name, value in (headers or {}).items()}
    if cookies:
        sent["cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    if body is not None:
        sent.setdefault("content-type", "application/json")
    if key is not None:
        sent["authorization"] = f"Bearer {key}"
    claims = _claims(user, groups, session) if user else None
    event = {
        "resource": route.path,
        "path": path,
        "httpMethod": method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": dict(query) if query else None,
        "multiValueQueryStringParameters": {k: [v] for k, v in query.items()} if query else None,
        "pathParameters": parameters or None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": route.path,
            "httpMethod": method,
            "path": f"/api{path}",
            "stage": "api",
            "requestId": "test",
            "identity": {"sourceIp": address},
            "authorizer": {"claims": claims} if user else None,
        },
        "body": raw if raw is not None else (json.dumps(body) if body is not None else None),
        "isBase64Encoded": False,
    }
    answer = api.handler(event if key is None else _keyed(api, event), LambdaContext())
    # Whatever a test is about, an operation answers what infra/openapi.yaml says of it.
    status = answer["statusCode"]
    if status >= 400:
        documented = souk_answers.refusals(route).get(status, ())
        assert json.loads(answer["body"])["code"] in documented, f"undocumented: {method} {path} {answer}"
    set_cookies = answer.get("multiValueHeaders", {}).get("Set-Cookie", [])
    return Response(
        answer["statusCode"],
        answer["headers"],
        {line.partition("=")[0]: line.partition("=")[2] for line in set_cookies},
        answer["body"],
    )


def _keyed(api: Api, event: dict[str, Any]) -> dict[str, Any]:
    """The same request by the other way in, where no authorizer stands."""
    resource = f"/keyed/{api.service}/{{proxy+}}"
    return {
        **event,
        "resource": resource,
        "path": f"/keyed/{api.service}{event['path']}",
        "pathParameters": {"proxy": event["path"].removeprefix("/")},
        "requestContext": {**event["requestContext"], "resourcePath": resource, "authorizer": None},
    }


def _claims(user: str, groups: Sequence[str], session: SessionState | str | None) -> dict[str, str]:
    """Of an ID token, as the gateway hands them on."""
    held = SessionState(active=True, second_factor=True, groups=frozenset(groups)) if session is None else session
    return {
        "sub": user,
        "token_use": "id",
        "cognito:groups": f"[{' '.join(groups)}]",
        "origin_jti": held if isinstance(held, str) else sessions.begun(user, held),
    }


def wrong_method(api: Api, method: str, path: str) -> Response:
    """Sends a request for a method that the path does not have: the gateway hands these over too."""
    request = {"resourcePath": path, "httpMethod": method, "identity": {"sourceIp": "127.0.0.1"}}
    event = {"resource": path, "path": path, "httpMethod": method, "headers": {}, "requestContext": request}
    answer = api.handler(event, LambdaContext())
    return Response(answer["statusCode"], answer["headers"], {}, answer["body"])


def _match(api: Api, method: str, path: str) -> tuple[Route, dict[str, str]]:
    # A literal path wins over one with parameters, as in API Gateway.
    for route in sorted(api.routes, key=lambda route: route.path.count("{")):
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]*)", route.path)
        match = re.fullmatch(pattern, path)
        if match and route.method == method:
            return route, match.groupdict()  # still percent-encoded, as from a REST API
    raise LookupError(f"{api.service} has no route {method} {path}")
