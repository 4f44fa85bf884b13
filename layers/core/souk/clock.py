"""The time, in one place, so that tests can say what it is."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """The current time, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def epoch() -> int:
    """The current Unix time in whole seconds, as DynamoDB's TTL wants it."""
    return int(now().timestamp())


def isoformat(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds, which sorts as text: 2026-01-31T08:00:00.000Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def milliseconds(moment: datetime) -> int:
    """Whole milliseconds since 1970, as moments are stored."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def of_milliseconds(since: int) -> datetime:
    """What `milliseconds` makes a number of, in UTC."""
    return _EPOCH + timedelta(milliseconds=since)


class Deadline:
    """A moment some seconds from now, by a clock that never goes back: work ends before its function is ended."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    @property
    def passed(self) -> bool:
        return time.monotonic() > self._ends


@contextlib.contextmanager
def freeze(moment: datetime) -> Iterator[None]:
    """Makes `now()` answer `moment` within the block. For tests."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
