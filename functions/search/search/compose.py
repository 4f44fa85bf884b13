"""The composition root (see `souk.compose`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from search.adapters.store import CHECK_SECONDS, GRACE_SECONDS, Bucket, S3Reader, S3Writer
from search.settings import SearchSettings
from souk.compose import Held
from souk.events import Event


@dataclass(frozen=True, slots=True)
class Parts:
    """How old a reader's copy may be, and how long a file is kept that nothing names any more, in seconds."""

    index: Bucket
    check_seconds: float = CHECK_SECONDS
    grace_seconds: float = GRACE_SECONDS


@dataclass(frozen=True)
class Services:
    parts: Parts

    @cached_property
    def reader(self) -> S3Reader:
        return S3Reader(self.parts.index, check_seconds=self.parts.check_seconds)

    @cached_property
    def writer(self) -> S3Writer:
        return S3Writer(self.parts.index, grace_seconds=self.parts.grace_seconds)

    def indexed(self, events: Iterable[Event]) -> int:
        # Imported here: a shopper's search needs no events.
        from search.usecases.search import apply_events

        return apply_events(self.writer, events)


def real() -> Parts:
    return Parts(Bucket(SearchSettings().index_bucket))


services = Held(Services, real)
