"""The ops console, for staff."""

from __future__ import annotations

from datetime import date

from logs.compose import services
from logs.doors.router import api
from logs.doors.schemas import LogsQuery
from logs.doors.views import EntryView, ErrorGroupView, PulsesView, PulseView, TraceView
from logs.usecases.logs import Wanted
from souk.errors import InvalidInput
from souk.http import ListQuery, Page, Request
from souk.staff.permissions import Permission
from souk.storage import cursor


@api.get("/ops/logs", needs=Permission.LOGS_READ, query=LogsQuery, response=Page[EntryView])
def list_logs(request: Request[None, LogsQuery]) -> Page[EntryView]:
    """Log lines, newest first, by correlation id, service and lowest level."""
    query = request.query
    wanted = Wanted(query.correlation_id, query.service, query.level, query.since, _position(query.cursor), query.limit)
    entries, following = services().console.logs(wanted)
    return Page(
        items=[EntryView.of(entry) for entry in entries],
        next_cursor=cursor.encode({"before": {"S": following}} if following else None),
    )


@api.get("/ops/errors", needs=Permission.LOGS_READ, query=ListQuery, response=Page[ErrorGroupView])
def list_errors(request: Request[None, ListQuery]) -> Page[ErrorGroupView]:
    """Error groups, the latest seen first."""
    groups, following = services().console.errors(request.query.limit, request.query.cursor)
    return Page(items=[ErrorGroupView.of(group) for group in groups], next_cursor=following)


@api.get("/ops/errors/{fingerprint}", needs=Permission.LOGS_READ, response=ErrorGroupView)
def get_error(_request: Request[None, None], fingerprint: str) -> ErrorGroupView:
    """One error group with the stack of its sample."""
    return ErrorGroupView.of(services().console.error(fingerprint))


@api.get("/ops/health", needs=Permission.LOGS_READ, response=PulsesView)
def read_health(_request: Request[None, None]) -> PulsesView:
    """Whether every service was heard of within the hour, and its errors, from the log lines alone."""
    return PulsesView(services=[PulseView.of(pulse) for pulse in services().console.health()])


@api.get("/ops/traces/{correlation_id}", needs=Permission.LOGS_READ, response=TraceView)
def get_trace(_request: Request[None, None], correlation_id: str) -> TraceView:
    """Everything one request set off, over all services, oldest first."""
    entries, names = services().console.trace(correlation_id)
    return TraceView(correlation_id=correlation_id, services=names, entries=[EntryView.of(entry) for entry in entries])


def _position(text: str | None) -> str | None:
    """The position in a cursor: it begins with a date. Raises InvalidInput."""
    key = cursor.decode(text)
    if key is None:
        return None
    try:
        before = str(key["before"]["S"])
        date.fromisoformat(before[:10])
    except (KeyError, ValueError):
        raise InvalidInput("the cursor is not one this list gave; start again without it") from None
    return before
