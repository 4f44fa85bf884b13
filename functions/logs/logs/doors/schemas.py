"""What the HTTP routes take."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AwareDatetime, BeforeValidator, Field

from souk.http import ListQuery

Level = Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
Word = Annotated[str, Field(min_length=1, max_length=200)]
_WRITTEN_OUT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


def _written_out(text: object) -> object:
    """Raises ValueError for what is not of RFC 3339: pydantic would take a number, too, as seconds since 1970."""
    if not isinstance(text, str) or not _WRITTEN_OUT.match(text):
        raise ValueError("write it like 2026-01-05T10:00:00Z")
    return text


Moment = Annotated[AwareDatetime, BeforeValidator(_written_out)]


class LogsQuery(ListQuery):
    """`level` is the lowest wanted. `since` defaults to a day ago, with a correlation id to all that is kept."""

    correlation_id: Word | None = None
    service: Word | None = None
    level: Level = "INFO"
    since: Moment | None = None
