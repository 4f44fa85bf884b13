"""The use cases of the logs service."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from logs.domain.entry import LogEntry, Unreadable, at_least, entry_of
from logs.domain.fingerprint import fingerprint
from logs.domain.group import AlertKind, Group, Occurrence
from logs.usecases.ports import Archive, Entries, Groups
from souk import clock
from souk.context import bound, correlation_id
from souk.delivery.record import KafkaRecord
from souk.errors import InvalidInput, NotFound
from souk.events import Event
from souk.events.factory import new_event
from souk.events.logs import AlertRaised
from souk.ids import new_id
from souk.storage.versioned import until_fresh
from souk.telemetry import count, logger

KEPT = timedelta(days=14)
_DEFAULT_SINCE = timedelta(days=1)
_TRACE_LIMIT = 1_000


class Ingest:
    """Takes batches from the topic `logging`. A batch may come again: nothing is kept or counted twice."""

    def __init__(self, entries: Entries, groups: Groups, archive: Archive | None) -> None:
        self._entries = entries
        self._groups = groups
        self._archive = archive

    def take(self, records: Sequence[KafkaRecord]) -> None:
        self._put_away(records)
        occurrences = []
        for record in records:
            try:
                entry = entry_of(record.value)
            except Unreadable:
                count("LinesUnreadable")
                continue
            occurrences.append(Occurrence(entry, record.partition, record.offset, record.timestamp))
        self._entries.add(one.entry for one in occurrences if one.entry.is_kept_at_hand)
        self._group([one for one in occurrences if one.entry.is_error])

    def _put_away(self, records: Sequence[KafkaRecord]) -> None:
        if self._archive is None:
            return
        by_partition: dict[str, list[KafkaRecord]] = defaultdict(list)
        for record in records:
            by_partition[record.partition].append(record)
        for partition in by_partition.values():
            self._archive.put(partition)

    def _group(self, occurrences: Sequence[Occurrence]) -> None:
        by_fingerprint: dict[str, list[Occurrence]] = defaultdict(list)
        for one in occurrences:
            by_fingerprint[fingerprint(one.entry)].append(one)
        known = self._groups.load(list(by_fingerprint))
        for name, ones in by_fingerprint.items():
            self._count(known.get(name) or Group(name), ones)

    def _count(self, group: Group, occurrences: Sequence[Occurrence]) -> None:
        """One write a group and batch, however many errors there are: a storm must not cost a write each."""
        name = group.fingerprint
        at_hand = [group]  # read with all others of the batch

        def absorb() -> None:
            group = at_hand.pop() if at_hand else self._groups.load([name]).get(name) or Group(name)
            before = group.count
            alerts = group.absorb(occurrences)
            if group.count == before:
                return
            self._groups.save(group, [_alert(kind, group) for kind in alerts])
            for kind in alerts:
                logger.warning("alert", extra={"kind": kind, "fingerprint": name})

        until_fresh(absorb)


def _alert(kind: AlertKind, group: Group) -> Event:
    """The alert goes under the sample's correlation id: from it one gets to the trace."""
    alert_id = new_id()
    sample = group.sample.correlation_id if group.sample else ""
    with bound(sample or correlation_id()):
        return new_event(
            "alert.raised",
            aggregate_id=alert_id,
            aggregate_version=1,
            data=AlertRaised(
                alert_id=alert_id,
                kind=kind,
                service=group.service,
                message=group.message,
                fingerprint=group.fingerprint,
                count=group.count if kind is AlertKind.NEW else group.in_window,
            ),
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an operator looks for. `level` is the lowest; `before` the position the page before ended at."""

    correlation_id: str | None = None
    service: str | None = None
    level: str = "INFO"
    since: datetime | None = None
    before: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Pulse:
    """A service as its own lines show it: its last line of a day, empty for none, whether it was `heard` of within the
    hour, and the hour's errors, newest first and MOST_ERRORS at most.
    """

    service: str
    last_line: str
    heard: bool
    errors: Sequence[LogEntry]

    @property
    def state(self) -> Literal["up", "failing", "silent"]:
        """Silent is who wrote nothing within the hour: nobody asked it, or it is down."""
        if not self.heard:
            return "silent"
        return "failing" if self.errors else "up"

    @property
    def since(self) -> str:
        """Since when it fails, as far as its errors are counted, or is silent; empty where neither is known."""
        if self.state == "failing":
            return self.errors[-1].time
        return self.last_line if self.state == "silent" else ""


MOST_ERRORS = 20
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


class Console:
    """What operators ask. `services` are those whose lines come; another's are found by its name."""

    def __init__(self, entries: Entries, groups: Groups, services: Sequence[str]) -> None:
        self._entries = entries
        self._groups = groups
        self._services = services

    def logs(self, wanted: Wanted) -> tuple[list[LogEntry], str | None]:
        """Lines, newest first, and the position the next page begins at. Without `since`: of the last day.

        Raises InvalidInput for a time before what is kept.
        """
        found = self._find(wanted, wanted.limit + 1)
        found.sort(key=lambda one: one[0], reverse=True)
        page = found[: wanted.limit]
        following = page[-1][0] if len(found) > wanted.limit else None
        return [entry for _, entry in page], following

    def trace(self, correlation: str) -> tuple[list[LogEntry], list[str]]:
        """What one request set off, oldest first, and the services it went through in that order.

        At most the first 1,000 lines. Raises NotFound when there is none.
        """
        entries = self._entries.trace(correlation, _TRACE_LIMIT)
        if not entries:
            raise NotFound("nothing is known under this correlation id (lines are kept for 14 days)")
        return entries, list(dict.fromkeys(entry.service for entry in entries))

    def health(self) -> list[Pulse]:
        """How every service is: few queries each, of at most one line and MOST_ERRORS."""
        now = clock.now()
        day, hour, before = clock.isoformat(now - _DAY), clock.isoformat(now - _HOUR), _end()
        return [self._pulse(service, day, hour, before) for service in self._services]

    def _pulse(self, service: str, day: str, hour: str, before: str) -> Pulse:
        lines = self._entries.by_service(service, day, before, 1)
        last_line = lines[0][1].time if lines else ""
        errors = self._entries.problems(at_least("ERROR"), service, hour, before, MOST_ERRORS)
        return Pulse(service, last_line, last_line >= hour, [entry for _, entry in errors])

    def errors(self, limit: int, after: str | None) -> tuple[list[Group], str | None]:
        return self._groups.latest(limit, after)

    def error(self, name: str) -> Group:
        """One group. Raises NotFound."""
        group = self._groups.get(name)
        if group is None:
            raise NotFound("no such error group")
        return group

    def _find(self, wanted: Wanted, limit: int) -> list[tuple[str, LogEntry]]:
        since, before = _since(wanted), min(wanted.before or _end(), _end())
        levels = at_least(wanted.level)
        if wanted.correlation_id:
            found = self._entries.by_trace(wanted.correlation_id, since, before, _TRACE_LIMIT)
            return [
                (position, entry)
                for position, entry in found
                if entry.level in levels and wanted.service in (None, entry.service)
            ]
        if "INFO" not in levels:
            return self._entries.problems(levels, wanted.service, since, before, limit)
        services = [wanted.service] if wanted.service else self._services
        return [one for service in services for one in self._entries.by_service(service, since, before, limit)]


def _since(wanted: Wanted) -> str:
    oldest = clock.now() - KEPT
    if wanted.since is not None:
        if wanted.since > clock.now():
            raise InvalidInput("since lies in the future")
        return clock.isoformat(max(wanted.since, oldest))
    return clock.isoformat(oldest if wanted.correlation_id else clock.now() - _DEFAULT_SINCE)


def _end() -> str:
    # Functions' clocks differ a little.
    return clock.isoformat(clock.now() + timedelta(minutes=1))
