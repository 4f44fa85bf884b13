"""What the use cases need from outside: where entries and groups are kept, and the archive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from logs.domain.entry import LogEntry
from logs.domain.group import Group
from souk.delivery.record import KafkaRecord
from souk.events import Event


class Entries(Protocol):
    def add(self, entries: Iterable[LogEntry]) -> None:
        """Keeps entries; one that is there already is written over with the same."""

    def trace(self, correlation_id: str, limit: int) -> list[LogEntry]:
        """The entries of one piece of work, oldest first."""

    def by_trace(self, correlation_id: str, since: str, before: str, limit: int) -> list[tuple[str, LogEntry]]:
        """Entries of one piece of work with their positions, newest first.

        `since` and `before` are positions too (a time is the smallest position of its moment).
        """

    def by_service(self, service: str, since: str, before: str, limit: int) -> list[tuple[str, LogEntry]]:
        """Entries of a service with their positions, newest first."""

    def problems(
        self, levels: Sequence[str], service: str | None, since: str, before: str, limit: int
    ) -> list[tuple[str, LogEntry]]:
        """Entries from WARNING upwards with their positions, newest first."""


class Groups(Protocol):
    def load(self, fingerprints: Sequence[str]) -> dict[str, Group]:
        """The groups that exist, strongly consistent."""

    def save(self, group: Group, alerts: Sequence[Event]) -> None:
        """Keeps a group and its alerts together, and counts its version up. Raises Stale."""

    def get(self, fingerprint: str) -> Group | None:
        """A group with its whole sample."""

    def latest(self, limit: int, after: str | None) -> tuple[list[Group], str | None]:
        """Groups by when they were last seen, newest first, their samples without stacks; the next page's cursor."""


class Archive(Protocol):
    def put(self, records: Sequence[KafkaRecord]) -> None:
        """Keeps records of one partition for good. The same records have the same place."""
