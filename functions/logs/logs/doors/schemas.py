"""What the HTTP routes take."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from souk.http import ListQuery

Level = Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
Word = Annotated[str, Field(min_length=1, max_length=200)]


class LogsQuery(ListQuery):
    """`level` is the lowest wanted. `since` defaults to a day ago, with a correlation id to all that is kept."""

    correlation_id: Word | None = None
    service: Word | None = None
    level: Level = "INFO"
    since: AwareDatetime | None = None
