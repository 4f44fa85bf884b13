"""Log lines and error groups as the HTTP routes show them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from logs.domain.entry import Entry
from logs.domain.group import Group
from souk.http import View


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

    @classmethod
    def of(cls, entry: Entry) -> EntryView:
        return cls(
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

    @classmethod
    def of(cls, group: Group) -> ErrorGroupView:
        return cls(
            fingerprint=group.fingerprint,
            service=group.service,
            type=group.type,
            message=group.message,
            count=group.count,
            first_seen=group.first_seen,
            last_seen=group.last_seen,
            sample=EntryView.of(group.sample) if group.sample else None,
        )


class TraceView(View):
    """What one request set off: the services in the order it reached them, and their lines, oldest first."""

    correlation_id: str
    services: list[str]
    entries: list[EntryView]
