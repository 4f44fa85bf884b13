"""Puts the service together, once per process."""

from __future__ import annotations

from functools import cache

from logs.adapters.store import EntryStore, GroupStore
from logs.usecases.logs import Console, Ingest
from souk.settings import Settings


class LogsSettings(Settings):
    @property
    def archive_bucket(self) -> str:
        """Where raw lines are archived; empty when they are not."""
        return self.optional("ARCHIVE_BUCKET")


@cache
def ingest() -> Ingest:
    # Imported here: the console needs no archive.
    from logs.adapters.archive import S3Archive

    bucket = LogsSettings().archive_bucket
    return Ingest(EntryStore(), GroupStore(), S3Archive(bucket) if bucket else None)


@cache
def console() -> Console:
    return Console(EntryStore(), GroupStore())


def reset() -> None:
    """Forgets what was built. For tests, which swap the environment."""
    ingest.cache_clear()
    console.cache_clear()
