"""What a piece of work belongs to: the correlation id of the request that started it, and what caused it."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from contextvars import ContextVar

from souk.ids import new_id

_correlation: ContextVar[str] = ContextVar("correlation_id", default="")
_causation: ContextVar[str | None] = ContextVar("causation_id", default=None)
_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)
_ACCEPTED = re.compile(r"[A-Za-z0-9._:-]{1,128}")


def correlation_id() -> str:
    """The current correlation id; a new one is made for work that came without."""
    current = _correlation.get()
    if not current:
        current = new_id()
        _correlation.set(current)
    return current


def causation_id() -> str | None:
    """The id of the event or request that led to the current work."""
    return _causation.get()


def deadline() -> float | None:
    """When whoever waits for the current work gives up, in Unix time; None when nobody said."""
    return _deadline.get()


@contextlib.contextmanager
def until(deadline: float | None) -> Iterator[None]:
    """Works under that deadline within the block, or under the one there is if it is earlier."""
    known = _deadline.get()
    token = _deadline.set(min((moment for moment in (deadline, known) if moment is not None), default=None))
    try:
        yield
    finally:
        _deadline.reset(token)


def acceptable(candidate: str | None) -> str:
    """`candidate` when it may serve as a correlation id (1–128 of letters, digits and ._:-), else a new id.

    Callers choose it and it ends up in logs, so nothing else is let in.
    """
    return candidate if candidate and _ACCEPTED.fullmatch(candidate) else new_id()


def adopt(correlation_id: str) -> None:
    """Goes on under another correlation id until the current work ends.

    For calls from outside (webhooks): what they bring belongs to the request that once made the other side call.
    """
    if correlation_id:
        _correlation.set(correlation_id)


@contextlib.contextmanager
def bound(correlation_id: str, causation_id: str | None = None) -> Iterator[None]:
    """Works under the given ids within the block."""
    correlation = _correlation.set(correlation_id)
    causation = _causation.set(causation_id)
    try:
        yield
    finally:
        _correlation.reset(correlation)
        _causation.reset(causation)
