"""What staff keep for themselves and for each other: saved views, and notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

# How long a deleted note can be had back.
REGRET = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A list as somebody looks at it: which `list`, and its `query`. A shared one everybody of the staff sees."""

    id: str
    owner: str
    name: str
    list: str
    query: Mapping[str, str]
    shared: bool
    updated_at: datetime
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """`about` is "order:<id>" or "customer:<id>"; `author` the user id of who wrote it. One that is deleted is seen by
    nobody, and can be had back for a day.
    """

    id: str
    about: str
    text: str
    author: str
    created_at: datetime
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class StockWarning:
    """A SKU that is low or sold out, as of a version of its stock. In units."""

    sku: str
    product_id: str
    version: int
    available: int
    threshold: int

    @property
    def to_reorder(self) -> bool:
        return self.available <= max(self.threshold, 0)
