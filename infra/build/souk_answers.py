"""What an operation may answer, and the gateway before it: every status with the codes of its problems."""

from __future__ import annotations

from collections.abc import Iterator

from souk.errors import (
    Conflict,
    Forbidden,
    IdempotencyKeyReused,
    IllegalTransition,
    InProgress,
    InvalidInput,
    NotFound,
    RateLimited,
    SoukError,
    TooLarge,
    Unauthenticated,
    Unavailable,
    UnsupportedMediaType,
)
from souk.http import Auth, Route, SecondFactorRequired

_ALWAYS = (InvalidInput, RateLimited, SoukError, Unavailable)
# A service that takes longer than the gateway waits: its INTEGRATION_TIMEOUT.
_TIMEOUT = 504


def refusals(route: Route) -> dict[int, list[str]]:
    """The codes of the problems by status, both in order."""
    codes: dict[int, set[str]] = {_TIMEOUT: {Unavailable.code}}
    for error in _errors(route):
        codes.setdefault(error.status, set()).add(error.code)
    return {status: sorted(codes[status]) for status in sorted(codes)}


def success(route: Route) -> int:
    return 204 if route.response is None and route.status == 200 else route.status


def _errors(route: Route) -> Iterator[type[SoukError]]:
    yield from _ALWAYS
    yield from route.errors
    if "{" in route.path or route.body is not None or route.query is not None or route.auth is not Auth.NONE:
        # What names something may name what is not there, an account's own things among them.
        yield NotFound
    if route.auth is not Auth.NONE or route.path.startswith("/auth/"):
        yield from (Unauthenticated, Forbidden)
    if route.needs is not None:
        yield SecondFactorRequired
    if route.body is not None or route.raw_body:
        yield TooLarge
    if route.body is not None:
        yield UnsupportedMediaType
    if route.method != "GET" and not route.raw_body:
        # What is to be changed may be in a state that does not allow it.
        yield from (Conflict, IllegalTransition)
    if route.idempotent:
        yield from (IdempotencyKeyReused, InProgress)
