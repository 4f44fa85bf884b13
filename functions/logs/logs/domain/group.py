"""A group of errors: how often, since when, and whether it has become news."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from logs.domain.entry import LogEntry

WINDOW_SECONDS = 300
# A spike is at least so many in a window, and so many times what was usual.
SPIKE_COUNT = 20
SPIKE_FACTOR = 4


class AlertKind(StrEnum):
    NEW = "new_error"
    SPIKE = "error_spike"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An error and where it was read: `partition` is Kafka's topic-partition, `timestamp` Kafka's, in milliseconds."""

    entry: LogEntry
    partition: str
    offset: int
    timestamp: int


@dataclass(slots=True)
class Group:
    """`read` holds for every partition the last offset counted and the latest timestamp of those.

    A batch that is delivered again is known by them and not counted twice. Should the topic be made anew, its offsets
    begin again, but later: then they count.
    """

    fingerprint: str
    service: str = ""
    type: str = ""
    message: str = ""
    count: int = 0
    first_seen: str = ""
    last_seen: str = ""
    sample: LogEntry | None = None
    window: int = 0
    in_window: int = 0
    usual: float = 0.0
    alerted: int = 0
    read: dict[str, tuple[int, int]] = field(default_factory=dict)
    version: int = 0

    def absorb(self, occurrences: Sequence[Occurrence]) -> list[AlertKind]:
        """Counts what was not counted yet and says what is worth an alert."""
        fresh = [occurrence for occurrence in occurrences if self._is_fresh(occurrence)]
        if not fresh:
            return []
        alerts = [] if self.count else [AlertKind.NEW]
        for occurrence in sorted(fresh, key=lambda one: one.entry.time):
            self._count(occurrence.entry)
        if self._is_spike():
            self.alerted = self.window
            alerts.append(AlertKind.SPIKE)
        return alerts

    def _is_fresh(self, occurrence: Occurrence) -> bool:
        offset, timestamp = self.read.get(occurrence.partition, (-1, -1))
        if occurrence.offset <= offset and occurrence.timestamp <= timestamp:
            return False
        self.read[occurrence.partition] = (occurrence.offset, max(timestamp, occurrence.timestamp))
        return True

    def _count(self, entry: LogEntry) -> None:
        self.count += 1
        self.first_seen = min(self.first_seen or entry.time, entry.time)
        if entry.time >= self.last_seen:
            self.last_seen, self.sample = entry.time, entry
            self.service, self.message = entry.service, entry.message
            self.type = entry.error.type if entry.error else ""
        window = int(entry.moment.timestamp()) // WINDOW_SECONDS
        if window > self.window:
            self._turn_to(window)
        if window == self.window:
            self.in_window += 1

    def _turn_to(self, window: int) -> None:
        """What is usual is an average in which each window counts half as much as the one after it."""
        passed = min(window - self.window, 60)
        self.usual = (self.usual + self.in_window) / 2 / 2 ** (passed - 1)
        self.window, self.in_window = window, 0

    def _is_spike(self) -> bool:
        enough = self.in_window >= SPIKE_COUNT and self.in_window >= SPIKE_FACTOR * self.usual
        return enough and self.alerted != self.window
