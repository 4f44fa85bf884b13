"""Log lines and error groups as the HTTP routes show them."""

from __future__ import annotations

from typing import Any, Literal

from logs.domain.entry import LogEntry
from logs.domain.fingerprint import fingerprint
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


class LastErrorView(View):
    """`fingerprint` is that of its error group."""

    type: str
    time: str
    fingerprint: str

    @classmethod
    def of(cls, entry: LogEntry) -> LastErrorView:
        return cls(type=entry.error.type if entry.error else "", time=entry.time, fingerprint=fingerprint(entry))


class PulseView(View):
    """`last_line` is empty for a service that wrote nothing within a day. Those that wrote nothing within the hour are
    `silent`: nobody asked them, or they are down. `errors` are those of the hour, counted to 20. `since` is when the
    first of them was, or when a silent one wrote last; empty where that is not known.
    """

    service: str
    state: Literal["up", "failing", "silent"]
    since: str
    last_line: str
    errors: int
    last_error: LastErrorView | None

    @classmethod
    def of(cls, pulse: Pulse) -> PulseView:
        return cls(
            service=pulse.service,
            state=pulse.state,
            since=pulse.since,
            last_line=pulse.last_line,
            errors=len(pulse.errors),
            last_error=LastErrorView.of(pulse.errors[0]) if pulse.errors else None,
        )


class PulsesView(View):
    services: list[PulseView]


class TraceView(View):
    """What one request set off: the services in the order it reached them, and their lines, oldest first."""

    correlation_id: str
    services: list[str]
    entries: list[EntryView]
