"""In-memory ports of the logs service, and records as the shipper makes them."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from logs.domain.entry import LogEntry
from logs.domain.group import Group
from souk.delivery.consumer import KafkaRecord
from souk.events import Event
from souk.storage.versioned import Stale

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)


def line(number: int = 0, *, seconds: float = 0, **members: Any) -> dict[str, Any]:
    moment = NOW + timedelta(seconds=seconds or number)
    return {
        "id": f"id{number}",
        "kind": "log",
        "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": "INFO",
        "service": "orders",
        "function": "souk-test-orders-api",
        "message": f"message {number}",
        "correlation_id": "c1",
        **members,
    }


def failure(number: int = 0, **members: Any) -> dict[str, Any]:
    error = {
        "type": "KeyError",
        "message": "'x'",
        "stack": 'Traceback (most recent call last):\n  File "/var/task/orders/api.py", line 3, in checkout\n    f()',
    }
    return line(number, **{"level": "ERROR", "message": "it failed", "error": error, **members})


def records(*lines: dict[str, Any] | bytes, first: int = 0, partition: str = "logging-0") -> list[KafkaRecord]:
    start = int(NOW.timestamp() * 1000)
    return [
        KafkaRecord(
            "logging",
            partition,
            first + number,
            "c1",
            one if isinstance(one, bytes) else json.dumps(one).encode(),
            start + first + number,
        )
        for number, one in enumerate(lines)
    ]


class FakeEntries:
    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], LogEntry] = {}

    def __len__(self) -> int:
        return len(self.kept)

    def add(self, entries: Iterable[LogEntry]) -> None:
        for entry in entries:
            self.kept[(entry.correlation_id or entry.service, f"{entry.time}#{entry.id}")] = entry

    def trace(self, correlation_id: str, limit: int) -> list[LogEntry]:
        return [entry for _, entry in self._positions() if entry.correlation_id == correlation_id][:limit]

    def by_trace(self, correlation_id: str, since: str, before: str, limit: int) -> list[tuple[str, LogEntry]]:
        return self._newest(since, before, limit, lambda entry: entry.correlation_id == correlation_id)

    def by_service(self, service: str, since: str, before: str, limit: int) -> list[tuple[str, LogEntry]]:
        return self._newest(since, before, limit, lambda entry: entry.service == service)

    def problems(
        self, levels: Sequence[str], service: str | None, since: str, before: str, limit: int
    ) -> list[tuple[str, LogEntry]]:
        return self._newest(
            since, before, limit, lambda entry: entry.level in levels and service in (None, entry.service)
        )

    def _positions(self) -> list[tuple[str, LogEntry]]:
        return sorted(((position, entry) for (_, position), entry in self.kept.items()), key=lambda one: one[0])

    def _newest(self, since: str, before: str, limit: int, wanted: Any) -> list[tuple[str, LogEntry]]:
        found = [(at, entry) for at, entry in reversed(self._positions()) if since <= at < before and wanted(entry)]
        return found[:limit]


class FakeGroups:
    def __init__(self) -> None:
        self.kept: dict[str, Group] = {}
        self.alerts: list[Event] = []
        self.saves = 0
        self.rivals = 0

    def __len__(self) -> int:
        return len(self.kept)

    def load(self, fingerprints: Sequence[str]) -> dict[str, Group]:
        return {name: copy.deepcopy(self.kept[name]) for name in fingerprints if name in self.kept}

    def save(self, group: Group, alerts: Sequence[Event]) -> None:
        if self.rivals:
            self.rivals -= 1
            raise Stale
        held = self.kept.get(group.fingerprint)
        if (held.version if held else 0) != group.version:
            raise Stale
        group.version += 1
        self.saves += 1
        self.kept[group.fingerprint] = copy.deepcopy(group)
        self.alerts += alerts

    def get(self, fingerprint: str) -> Group | None:
        return self.kept.get(fingerprint)

    def latest(self, limit: int, after: str | None) -> tuple[list[Group], str | None]:
        return sorted(self.kept.values(), key=lambda group: group.last_seen, reverse=True)[:limit], None


class FakeArchive:
    def __init__(self) -> None:
        self.batches: list[list[KafkaRecord]] = []

    def put(self, records: Sequence[KafkaRecord]) -> None:
        self.batches.append(list(records))
