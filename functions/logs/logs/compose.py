"""The composition root (see `souk.compose`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from logs.adapters.store import EntryStore, GroupStore
from logs.usecases.logs import Console, Ingest
from logs.usecases.ports import Archive, Entries, Groups
from souk.compose import Held
from souk.settings import Settings


class LogsSettings(Settings):
    @property
    def archive_bucket(self) -> str:
        """Where raw lines are archived; empty when they are not."""
        return self.optional("ARCHIVE_BUCKET")

    @property
    def logged_services(self) -> list[str]:
        """Whose lines the forwarder brings."""
        return self.required("LOGGED_SERVICES").split(",")


@dataclass(frozen=True, slots=True)
class Parts:
    """`archive` answers None where raw lines are not archived."""

    entries: Entries
    groups: Groups
    archive: Callable[[], Archive | None]


@dataclass(frozen=True)
class Services:
    parts: Parts

    @cached_property
    def ingest(self) -> Ingest:
        return Ingest(self.parts.entries, self.parts.groups, self.parts.archive())

    @cached_property
    def console(self) -> Console:
        return Console(self.parts.entries, self.parts.groups, LogsSettings().logged_services)


def real() -> Parts:
    return Parts(EntryStore(), GroupStore(), _archive)


def _archive() -> Archive | None:
    # Imported here: the console needs no archive.
    from logs.adapters.archive import S3Archive

    bucket = LogsSettings().archive_bucket
    return S3Archive(bucket) if bucket else None


services = Held(Services, real)
