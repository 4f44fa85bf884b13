"""Log lines and error groups as the HTTP routes show them."""

from __future__ import annotations

from typing import Any

from logs.domain.entry import LogEntry
from logs.domain.group import Group
from logs.usecases.logs import Pulse
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
    def of(cls, entry: LogEntry) -> EntryView:
        return cls.model_validate(entry, from_attributes=True)


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
        return cls.model_validate(group, from_attributes=True)


class PulseView(View):
    """`last_line` is empty for a service that wrote nothing within the hour; `errors` are counted to 20."""

    service: str
    last_line: str
    errors: int

    @classmethod
    def of(cls, pulse: Pulse) -> PulseView:
        return cls.model_validate(pulse, from_attributes=True)


class PulsesView(View):
    services: list[PulseView]


class TraceView(View):
    """What one request set off: the services in the order it reached them, and their lines, oldest first."""

    correlation_id: str
    services: list[str]
    entries: list[EntryView]
