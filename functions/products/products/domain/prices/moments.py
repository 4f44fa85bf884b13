"""Moments as they are stored: whole milliseconds since 1970, in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def told(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def of(milliseconds: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=milliseconds)
