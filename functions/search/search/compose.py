"""What the handlers work with, built once per process when first needed."""

from __future__ import annotations

from functools import cache

from search.adapters.store import Bucket, S3Reader, S3Writer
from search.settings import SearchSettings


@cache
def reader() -> S3Reader:
    return S3Reader(Bucket(SearchSettings().index_bucket))


@cache
def writer() -> S3Writer:
    return S3Writer(Bucket(SearchSettings().index_bucket))


def reset() -> None:
    """Forgets both. For tests."""
    reader.cache_clear()
    writer.cache_clear()
