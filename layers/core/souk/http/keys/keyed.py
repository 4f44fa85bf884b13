"""The second way to the routes for staff: `/keyed/<service>/…` with an API key, for the merchant's own systems.

The gateway lets everything under it through: its authorizer knows people's tokens alone, and a method has one
authorizer. So the key is looked at here, before anything else of the request is. What comes after the service's name is
the path that people use; only routes that need a permission are found. Imported with the first such request.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import unquote

from souk import clock
from souk.errors import Forbidden, NotFound, RateLimited, Unauthenticated
from souk.http.request import User, headers_of, source_ip_of
from souk.http.route import Route
from souk.limits.visitor import network
from souk.staff.api_key import PresentedKey, presented
from souk.staff.permissions import NOT_FOR_KEYS, Permission

# How long a process does not ask again about a key that holds, unless its requests are used up: the longest that a
# revoked one goes on.
KEPT_SECONDS = 30
MOST_KEPT = 500
# Wrong keys of a network, in a process and `KEPT_SECONDS`, after which no more of them are asked about: what somebody
# makes up costs the users service, which checkout needs, no more than that.
MOST_WRONG = 10
_BEARER = re.compile(r"bearer +(\S+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class KeyState:
    """`permissions` are what the key permits at this moment. `requests` is how many may be made before asking again."""

    active: bool
    permissions: frozenset[Permission] = frozenset()
    requests: int = 0


class KeyCheck(Protocol):
    """The port: how a key stands now. `souk.http.keys.check` asks the users service."""

    def __call__(self, key: PresentedKey, /) -> KeyState:
        """Raises RateLimited when the key's requests are used up, Unavailable when it cannot be said."""
        ...


class KeptKeys:
    """A check that remembers keys that hold, and how much of what they were granted is left."""

    def __init__(self, check: KeyCheck) -> None:
        self._check = check
        self._kept: dict[bytes, tuple[int, int, KeyState]] = {}
        self._wrong: dict[str, tuple[int, int]] = {}

    def __call__(self, key: PresentedKey, address: str) -> KeyState:
        """`address` is the visitor's. Raises RateLimited and Unavailable."""
        until, left, state = self._kept.pop(key.digest, (0, 0, _NONE))
        if clock.epoch() >= until or left < 1:
            state = self._asked(key, network(address))
            until, left = clock.epoch() + KEPT_SECONDS, state.requests
        if state.active:
            _make_room(self._kept)
            self._kept[key.digest] = (until, left - 1, state)
        return state

    def _asked(self, key: PresentedKey, source: str) -> KeyState:
        until, wrong = self._wrong.get(source, (0, 0))
        if clock.epoch() >= until:
            until, wrong = clock.epoch() + KEPT_SECONDS, 0
        if source and wrong >= MOST_WRONG:
            raise RateLimited("too many wrong keys came from your network", retry_after=until - clock.epoch())
        state = self._check(key)
        if not state.active:
            self._wrong.pop(source, None)
            _make_room(self._wrong)
            self._wrong[source] = (until, wrong + 1)
        return state


_NONE = KeyState(active=False)


def within(event: Mapping[str, Any], routes: Iterable[Route]) -> dict[str, Any]:
    """The event as if the path had been asked for without the prefix. Raises NotFound where no route for staff is.

    A literal step wins over a parameter, as at the gateway. Where an authorizer says who calls, it says "keyed".
    """
    asked = str((event.get("pathParameters") or {}).get("proxy", "")).split("/")
    request = event["requestContext"]
    templates = {route.path for route in routes if route.needs is not None}
    for template in sorted(templates, key=lambda path: [step.startswith("{") for step in path.split("/")]):
        parameters = _parameters(template.removeprefix("/").split("/"), asked)
        if parameters is not None:
            return {
                **event,
                "resource": template,
                "path": "/" + "/".join(asked),
                "pathParameters": parameters or None,
                "requestContext": {**request, "resourcePath": template, "authorizer": {"keyed": True}},
            }
    raise NotFound("there is nothing at this address")


def _parameters(template: list[str], asked: list[str]) -> dict[str, str] | None:
    """The parameters by which a path is of this template; None when it is not."""
    if len(template) != len(asked):
        return None
    found: dict[str, str] = {}
    for step, text in zip(template, asked, strict=True):
        if step.startswith("{"):
            found[step[1:-1]] = text
        elif step != unquote(text):
            return None
    return found


def holder(route: Route, event: Mapping[str, Any], check: Callable[[PresentedKey, str], KeyState]) -> User:
    """The key as the user it acts as. Raises Unauthenticated, Forbidden, RateLimited, Unavailable."""
    headers = headers_of(event)
    bearer = _BEARER.fullmatch(headers.get("authorization", "").strip())
    key = presented(bearer[1]) if bearer else None
    if key is None:
        raise Unauthenticated("send an API key as a bearer token; people's tokens are for the paths without /keyed")
    state = check(key, source_ip_of(event, headers))
    if not state.active:
        raise Unauthenticated("this API key does not hold")
    user = User(f"key:{key.id}", granted=state.permissions - NOT_FOR_KEYS)
    if route.needs is None or not user.may(route.needs):
        raise Forbidden(f"this needs the permission {route.needs}")
    return user


def _make_room(kept: dict[Any, Any]) -> None:
    if len(kept) >= MOST_KEPT:
        del kept[next(iter(kept))]
