"""The import of a product file: what it has done so far, and from where it goes on.

AWAITING_UPLOAD ── start ──▶ RUNNING ──▶ SUCCEEDED   (bad products are in the report)
                                │  ▲
                                ▼  │ start again
                              FAILED                 (the file cannot be read)
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from products.shopify.reader import Position, RowError
from souk.errors import IllegalTransition, InvalidInput

# The report keeps the first faults; what comes after is counted only.
MAX_ERRORS = 1000
# Of one product: they are written with the progress in one transaction.
MAX_PER_PRODUCT = 80
MAX_BYTES = 512 * 1024 * 1024
# A running import that wrote nothing for so long has lost its worker.
STALE = timedelta(minutes=3)


class Mode(enum.StrEnum):
    """Whether the file's quantities count for SKUs that are stocked already."""

    UPDATE = "update"
    SET_STOCK = "set_stock"


class Status(enum.StrEnum):
    AWAITING_UPLOAD = "awaiting_upload"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class Outcome(enum.StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportJob:
    """`key` is the file's in the bucket, `etag` that of the file it started on, `names` the file's columns.

    `version` counts the changes: the worker that wrote last is the only one that may write next.
    """

    id: str
    filename: str
    key: str
    mode: Mode
    created_by: str
    created_at: datetime
    updated_at: datetime
    status: Status = Status.AWAITING_UPLOAD
    etag: str = ""
    names: tuple[str, ...] = ()
    position: Position = field(default_factory=Position)
    rows_expected: int = 0
    rows_done: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    errors: int = 0
    failure: str = ""
    version: int = 1

    @property
    def rows_total(self) -> int | None:
        """Known once the file is read to its end, or when it was announced; else None."""
        return self.rows_done if self.status is Status.SUCCEEDED else self.rows_expected or None

    def started(self, now: datetime) -> ImportJob:
        """Ready to run, from where it stopped.

        Raises IllegalTransition when it is done, or running and alive.
        """
        if self.status is Status.SUCCEEDED:
            raise IllegalTransition(f"import {self.id} is done; make a new one", state=self.status.value)
        if self.status is Status.RUNNING and now - self.updated_at < STALE:
            raise IllegalTransition(f"import {self.id} is running", state=self.status.value)
        if not self.rows_done:
            # Nothing of the file has counted yet, so another one may have been sent in its place.
            return self._changed(now, status=Status.RUNNING, failure="", etag="", names=(), position=Position())
        return self._changed(now, status=Status.RUNNING, failure="")

    def taken_over(self, etag: str, now: datetime) -> ImportJob:
        """A worker begins or goes on. Raises InvalidInput when the file is not the one it started on."""
        if self.etag and self.etag != etag:
            raise InvalidInput("the file was replaced while its import was under way; make a new import")
        return self._changed(now, etag=etag)

    def finished(self, now: datetime) -> ImportJob:
        return self._changed(now, status=Status.SUCCEEDED)

    def broken(self, reason: str, now: datetime) -> ImportJob:
        return self._changed(now, status=Status.FAILED, failure=reason)

    def advanced(self, progress: Progress, now: datetime) -> ImportJob:
        """With what a worker did since the last checkpoint."""
        return self._changed(
            now,
            names=progress.names,
            position=progress.position,
            rows_done=self.rows_done + progress.rows,
            created=self.created + progress.count(Outcome.CREATED),
            updated=self.updated + progress.count(Outcome.UPDATED),
            unchanged=self.unchanged + progress.count(Outcome.UNCHANGED),
            failed=self.failed + progress.count(Outcome.FAILED),
            errors=self.errors + progress.faults,
        )

    def _changed(self, now: datetime, **changes: object) -> ImportJob:
        return replace(self, updated_at=now, version=self.version + 1, **changes)  # type: ignore[arg-type]


@dataclass(slots=True)
class Progress:
    """What happened since the last checkpoint. `errors` are those still to be written down."""

    names: tuple[str, ...]
    position: Position
    rows: int = 0
    outcomes: list[Outcome] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    faults: int = 0

    def add(self, outcome: Outcome, rows: int, position: Position, errors: Iterable[RowError] = ()) -> None:
        found = list(errors)
        self.outcomes.append(outcome)
        self.rows += rows
        self.position = position
        self.errors.extend(found)
        self.faults += len(found)

    def count(self, outcome: Outcome) -> int:
        return self.outcomes.count(outcome)
