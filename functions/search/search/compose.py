"""The composition root (see `souk.compose`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from search.adapters.store import Bucket, S3Reader, S3Writer
from search.settings import SearchSettings
from souk.compose import Held


@dataclass(frozen=True, slots=True)
class Parts:
    index: Bucket


@dataclass(frozen=True)
class Services:
    parts: Parts

    @cached_property
    def reader(self) -> S3Reader:
        return S3Reader(self.parts.index)

    @cached_property
    def writer(self) -> S3Writer:
        return S3Writer(self.parts.index)


def real() -> Parts:
    return Parts(Bucket(SearchSettings().index_bucket))


services = Held(Services, real)
