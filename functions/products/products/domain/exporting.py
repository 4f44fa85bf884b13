"""The export of the catalogue to a file: what it has done so far, and from where it goes on.

RUNNING ── the last product ──▶ SUCCEEDED

The file is sent to the bucket in parts. What is done counts with the part it is in; what came after the last part is
done again by the next worker.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

# A running export that wrote nothing for so long has lost its worker.
STALE = timedelta(minutes=2)
# The bucket deletes the file a day after it is written.
KEPT = timedelta(days=1)
# What is told of an export is kept longer than its file.
REMEMBERED = timedelta(days=30)


class ExportStatus(enum.StrEnum):
    RUNNING = "running"
    SUCCEEDED = "succeeded"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportJob:
    """`drafts` says whether it has products that shoppers do not see. `cursor` is where the list of products goes on
    after those that are in `parts`, the tags of what was sent, of upload `upload_id`; `sent` counts these products,
    `done` also those on their way; `is_sent` says that nothing is left to send. `total` is how many there were at the
    start, None until they are counted.

    `version` counts the changes: the worker that wrote last is the only one that may write next.
    """

    id: str
    created_by: str
    created_at: datetime
    updated_at: datetime
    drafts: bool
    status: ExportStatus = ExportStatus.RUNNING
    upload_id: str = ""
    parts: tuple[str, ...] = ()
    cursor: str = ""
    sent: int = 0
    done: int = 0
    is_sent: bool = False
    total: int | None = None
    version: int = 1

    @property
    def key(self) -> str:
        return f"exports/{self.id}.csv"

    @property
    def filename(self) -> str:
        return f"products-{self.created_at:%Y-%m-%d}.csv"

    @property
    def has_begun(self) -> bool:
        return bool(self.parts)

    def is_stale(self, now: datetime) -> bool:
        return self.status is ExportStatus.RUNNING and now - self.updated_at > STALE

    def available_until(self) -> datetime | None:
        """Until when its file can be fetched; None while there is none."""
        return self.updated_at + KEPT if self.status is ExportStatus.SUCCEEDED else None

    def touched(self, now: datetime) -> ExportJob:
        """A worker takes over, or is called."""
        return self._changed(now, done=self.sent)

    def begun(self, upload_id: str, total: int, now: datetime) -> ExportJob:
        """From the first product, whatever was sent before."""
        return self._changed(now, upload_id=upload_id, total=total, parts=(), cursor="", sent=0, done=0, is_sent=False)

    def passed(self, products: int, now: datetime) -> ExportJob:
        """Products were written that are in no part yet."""
        return self._changed(now, done=self.done + products)

    def with_part(self, tag: str, cursor: str, products: int, now: datetime) -> ExportJob:
        """A part was sent with what there was; `products` came since it was written down last. Without a `cursor` it
        was the last one.
        """
        done, parts = self.done + products, (*self.parts, tag)
        return self._changed(now, parts=parts, cursor=cursor, sent=done, done=done, is_sent=not cursor)

    def finished(self, now: datetime) -> ExportJob:
        return self._changed(now, status=ExportStatus.SUCCEEDED, total=self.done)

    def _changed(self, now: datetime, **changes: object) -> ExportJob:
        return replace(self, updated_at=now, version=self.version + 1, **changes)  # type: ignore[arg-type]
