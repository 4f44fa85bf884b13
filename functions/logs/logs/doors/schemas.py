"""Requests and answers of the ops console."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from logs.domain.entry import Entry
from logs.domain.group import Group
from souk.http import ListQuery, View

Level = Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
Word = Annotated[str, Field(min_length=1, max_length=200)]


class LogsQuery(ListQuery):
    """`level` is the lowest wanted. `since` defaults to a day ago, with a correlation id to all that is kept."""

    correlation_id: Word | None = None
    service: Word | None = None
    level: Level = "INFO"
    since: AwareDatetime | None = None


class ErrorView(View):
    type: str
    message: str
    stack: str
    fingerprint: str


class EntryView(View):
    id: str
    time: str
    level: str
    service: str
    function: str
    message: str
    correlation_id: str
    request_id: str
    error: ErrorView | None
    fields: dict[str, Any]


class ErrorGroupView(View):
    """`sample` is the latest occurrence; only the single group's has its stack."""

    fingerprint: str
    service: str
    type: str
    message: str
    count: int
    first_seen: str
    last_seen: str
    sample: EntryView | None


class TraceView(View):
    """What one request set off: the services in the order it reached them, and their lines, oldest first."""

    correlation_id: str
    services: list[str]
    entries: list[EntryView]


def entry_view(entry: Entry) -> EntryView:
    return EntryView(
        id=entry.id,
        time=entry.time,
        level=entry.level,
        service=entry.service,
        function=entry.function,
        message=entry.message,
        correlation_id=entry.correlation_id,
        request_id=entry.request_id,
        error=ErrorView(**asdict(entry.error)) if entry.error else None,
        fields=entry.fields,
    )


def group_view(group: Group) -> ErrorGroupView:
    return ErrorGroupView(
        fingerprint=group.fingerprint,
        service=group.service,
        type=group.type,
        message=group.message,
        count=group.count,
        first_seen=group.first_seen,
        last_seen=group.last_seen,
        sample=entry_view(group.sample) if group.sample else None,
    )
