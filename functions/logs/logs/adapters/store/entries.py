"""Log entries by request, by service and by severity."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from itertools import takewhile

from pynamodb.expressions.condition import Condition

from logs.adapters.store.records import ByService, EntryRecord, Problems
from logs.domain.entry import Error, LogEntry
from souk import clock

ENTRY_SECONDS = 14 * 24 * 3600
Found = list[tuple[str, LogEntry]]


class EntryStore:
    """`ports.Entries` on the service's table."""

    def add(self, entries: Iterable[LogEntry]) -> None:
        # DynamoDB refuses a batch that names a key twice.
        records = {(record.pk, record.sk): record for record in map(_entry_record, entries)}
        if not records:
            return
        with EntryRecord.batch_write() as batch:
            for record in records.values():
                batch.save(record)

    def trace(self, correlation_id: str, limit: int) -> list[LogEntry]:
        return [_entry(record) for record in EntryRecord.query(f"TRACE#{correlation_id}", limit=limit)]

    def by_trace(self, correlation_id: str, since: str, before: str, limit: int) -> Found:
        records = EntryRecord.query(
            f"TRACE#{correlation_id}", EntryRecord.sk < before, scan_index_forward=False, limit=limit
        )
        return _until(since, records)

    def by_service(self, service: str, since: str, before: str, limit: int) -> Found:
        def day(name: str, wanted: int) -> Iterable[EntryRecord]:
            key = f"SERVICE#{service}#{name}"
            until = ByService.gsi1sk < before
            return EntryRecord.by_service.query(key, until, scan_index_forward=False, limit=wanted)

        return _day_by_day(day, since, before, limit)

    def problems(self, levels: Sequence[str], service: str | None, since: str, before: str, limit: int) -> Found:
        condition: Condition = EntryRecord.level.is_in(*levels)
        if service:
            condition &= EntryRecord.service == service

        def day(name: str, wanted: int) -> Iterable[EntryRecord]:
            key = f"PROBLEM#{name}"
            until = Problems.gsi2sk < before
            return EntryRecord.problems.query(key, until, condition, scan_index_forward=False, limit=wanted)

        return _day_by_day(day, since, before, limit)


def _day_by_day(day: Callable[[str, int], Iterable[EntryRecord]], since: str, before: str, limit: int) -> Found:
    """Goes back from day to day until there is enough."""
    found: Found = []
    for name in _days(since, before):
        found += _until(since, day(name, limit - len(found)))
        if len(found) >= limit:
            break
    return found


def _until(since: str, newest_first: Iterable[EntryRecord]) -> Found:
    """Entries with their positions down to `since`; nothing beyond it is read but the rest of a page."""
    return [(record.sk, _entry(record)) for record in takewhile(lambda record: record.sk >= since, newest_first)]


def _days(since: str, before: str) -> Iterator[str]:
    first, day = date.fromisoformat(since[:10]), date.fromisoformat(before[:10])
    while day >= first:
        yield day.isoformat()
        day -= timedelta(days=1)


def _entry_record(entry: LogEntry) -> EntryRecord:
    day, position = entry.time[:10], f"{entry.time}#{entry.id}"
    problem = entry.level in ("WARNING", "ERROR", "CRITICAL")
    return EntryRecord(
        f"TRACE#{entry.correlation_id}" if entry.correlation_id else f"LINE#{entry.service}#{day}",
        position,
        level=entry.level,
        service=entry.service,
        function=entry.function or None,
        message=entry.message or None,
        request_id=entry.request_id or None,
        error=asdict(entry.error) if entry.error else None,
        fields=entry.fields or None,
        expires_at=clock.epoch() + ENTRY_SECONDS,
        gsi1pk=f"SERVICE#{entry.service}#{day}",
        gsi1sk=position,
        gsi2pk=f"PROBLEM#{day}" if problem else None,
        gsi2sk=position if problem else None,
    )


def _entry(record: EntryRecord) -> LogEntry:
    time, _, entry_id = record.sk.partition("#")
    return LogEntry(
        id=entry_id,
        time=time,
        level=record.level,
        service=record.service,
        function=record.function or "",
        message=record.message or "",
        correlation_id=record.pk.removeprefix("TRACE#") if record.pk.startswith("TRACE#") else "",
        request_id=record.request_id or "",
        error=Error(**record.error) if record.error else None,
        fields=record.fields or {},
    )
