"""What a route is given: the validated parts of an API Gateway proxy event."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from souk.errors import InvalidInput, PreconditionFailed, PreconditionRequired
from souk.staff.permissions import Permission, permissions_of

VIEWER_HEADER = "x-souk-viewer"
# The header by which a route takes the answer to a challenge (`souk.challenge`), as its declaration names it.
CHALLENGE = {"X-Challenge": "The answer to the challenge that `challenge_required` asks for; it holds once"}

# The header by which a route is told what its caller saw: the ETag is a version.
IF_MATCH = {"If-Match": "The ETag of what you saw: nothing is done when it was changed since"}
# Numbers of DynamoDB have 38 digits; nothing is changed this often.
_LONGEST = 18

Body = TypeVar("Body")
Query = TypeVar("Query")


@dataclass(frozen=True, slots=True)
class User:
    """Who is signed in: `id` is Cognito's sub, `groups` say the roles (`souk.staff.permissions`).

    The groups are those of the token, up to 15 minutes old; on a route for staff, those of the checked session.
    `session_id` is what all tokens of one sign-in have in common. An API key is `key:<its id>`, without groups and
    session, and with what it was `granted`.
    """

    id: str
    groups: frozenset[str] = frozenset()
    session_id: str = ""
    granted: frozenset[Permission] = frozenset()

    def may(self, permission: Permission) -> bool:
        return permission in self.granted or permission in permissions_of(self.groups)


@dataclass(frozen=True, slots=True)
class Request(Generic[Body, Query]):
    """`body` and `query` are the validated models the route declares, None where it declares none. `source_ip` is the
    visitor's network address.
    """

    method: str
    body: Body
    query: Query
    user: User | None
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    raw_body: bytes
    source_ip: str

    @property
    def signed_in(self) -> User:
        """The user of a route that requires one."""
        if self.user is None:
            raise RuntimeError("this route does not require a user")
        return self.user

    @property
    def idempotency_key(self) -> str | None:
        return self.headers.get("idempotency-key")

    @property
    def if_match(self) -> str | None:
        return self.headers.get("if-match")

    @property
    def if_none_match(self) -> str | None:
        return self.headers.get("if-none-match")

    @property
    def challenge_response(self) -> str:
        """The answer to a challenge; empty when none was sent."""
        return self.headers.get("x-challenge", "")

    @property
    def user_agent(self) -> str:
        return self.headers.get("user-agent", "")


def version_seen(request: Request[Any, Any]) -> int | None:
    """The version that was looked at; None when it is not said. Raises PreconditionFailed for what is no ETag here."""
    if request.if_match is None:
        return None
    text = request.if_match.strip().removeprefix("W/").strip('"')
    if not text.isdecimal() or len(text) > _LONGEST:
        raise PreconditionFailed("If-Match is not an ETag of this; look at it again")
    return int(text)


def version_changed(request: Request[Any, Any]) -> int:
    """The version that is changed, which has to be said. Raises PreconditionRequired, PreconditionFailed."""
    seen = version_seen(request)
    if seen is None:
        raise PreconditionRequired("send If-Match with the ETag of what you change")
    return seen


def headers_of(event: Mapping[str, Any]) -> dict[str, str]:
    """The headers under lower-case names; repeated ones joined as RFC 9110 says."""
    multi = event.get("multiValueHeaders") or {}
    if multi:
        return {name.lower(): ", ".join(values) for name, values in multi.items()}
    return {name.lower(): value for name, value in (event.get("headers") or {}).items()}


def cookies_of(headers: Mapping[str, str]) -> dict[str, str]:
    """The cookies by name; of two with one name the first, which browsers make the one of the longer path.

    The standard library's parser gives up at the first cookie it does not like: another script's would cost the
    shopper the cart.
    """
    cookies: dict[str, str] = {}
    # Several Cookie headers were joined with a comma above; a cookie's value holds none.
    for pair in headers.get("cookie", "").replace(", ", ";").split(";"):
        name, equals, value = pair.strip().partition("=")
        if equals:
            cookies.setdefault(name.strip(), value.strip().removeprefix('"').removesuffix('"'))
    return cookies


def query_of(event: Mapping[str, Any]) -> dict[str, Any]:
    """Query parameters; one given several times becomes a list."""
    multi = event.get("multiValueQueryStringParameters") or {}
    if not multi:
        return dict(event.get("queryStringParameters") or {})
    return {name: values[0] if len(values) == 1 else values for name, values in multi.items()}


def source_ip_of(event: Mapping[str, Any], headers: Mapping[str, str]) -> str:
    """The visitor's address: the header that CloudFront writes over whatever was sent (infra/edge.yaml), and without
    which the firewall lets nobody in. The gateway itself only sees CloudFront's address.
    """
    seen: str = ((event.get("requestContext") or {}).get("identity") or {}).get("sourceIp") or ""
    return headers.get(VIEWER_HEADER) or seen


def raw_body_of(event: Mapping[str, Any]) -> bytes:
    """The body as it was sent. Raises InvalidInput when the gateway's base64 is broken."""
    body = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return body.encode() if isinstance(body, str) else bytes(body)
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error:
        raise InvalidInput("the body is not valid base64") from None


def user_of(event: Mapping[str, Any]) -> User | None:
    """The user whose ID token the gateway has verified.

    Not the access token: that would open Cognito's self-service to whoever holds it, so no browser ever gets one
    (docs/decisions/0030-sessions-of-our-own.md).
    """
    claims = ((event.get("requestContext") or {}).get("authorizer") or {}).get("claims") or {}
    if not claims.get("sub") or claims.get("token_use") != "id":
        return None
    groups = claims.get("cognito:groups") or ()
    if isinstance(groups, str):
        # The gateway flattens the list: "[staff admin]" or "staff,admin".
        groups = [group for group in re.split(r"[\[\],\s]+", groups) if group]
    return User(claims["sub"], frozenset(groups), claims.get("origin_jti", ""))
