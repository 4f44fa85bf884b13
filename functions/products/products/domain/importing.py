"""The import of a product file: what it has done so far, and from where it goes on.

AWAITING_UPLOAD ── start ──▶ RUNNING ──▶ SUCCEEDED   (bad products are in the report)
                                │  ▲
                                ▼  │ start again
                         STOPPED, FAILED             (by staff; the file cannot be read)

A worker first brings the rows of each product together, in a prepared file, and so knows how many there are; then it
works on them one by one.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from products.domain.shopify.reader import RowError
from souk.errors import IllegalTransition, InvalidInput

# The report keeps the first faults; what comes after is counted only.
MAX_ERRORS = 1000
# Of one product: they are written with the progress in one transaction.
MAX_PER_PRODUCT = 80
# They are written with the product itself.
MAX_WARNINGS_PER_PRODUCT = 20
# So many products wait at most for what comes later in the file (see `Importer`).
MAX_DEFERRED = 500
MAX_BYTES = 512 * 1024 * 1024
# A running import that wrote nothing for so long has lost its worker.
STALE = timedelta(minutes=3)


class Mode(enum.StrEnum):
    """Whether the file's quantities count for SKUs that are stocked already."""

    UPDATE = "update"
    SET_STOCK = "set_stock"


class ImportStatus(enum.StrEnum):
    AWAITING_UPLOAD = "awaiting_upload"
    RUNNING = "running"
    STOPPED = "stopped"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class ImportOutcome(enum.StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Position:
    """Where work goes on: `offset` in bytes of the prepared file, `line` of the merchant's file, counted from 1."""

    offset: int = 0
    line: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportJob:
    """`key` is the file's in the bucket, `etag` that of the file it started on, `encoding` what staff said of it.

    `rows` and `products` are how many the file has, None until it is prepared. `deferred` are the offsets of products
    that wait for the end of the file. `version` counts the changes: the worker that wrote last is the only one that
    may write next.
    """

    id: str
    filename: str
    key: str
    mode: Mode
    created_by: str
    created_at: datetime
    updated_at: datetime
    status: ImportStatus = ImportStatus.AWAITING_UPLOAD
    etag: str = ""
    encoding: str = ""
    rows: int | None = None
    products: int | None = None
    position: Position = field(default_factory=Position)
    deferred: tuple[int, ...] = ()
    rows_expected: int = 0
    rows_done: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    errors: int = 0
    warnings: int = 0
    failure: str = ""
    version: int = 1

    @property
    def prepared_key(self) -> str:
        return f"{self.key.removesuffix('.csv')}.rows"

    @property
    def corrections_key(self) -> str:
        return f"reports/import-{self.id}.csv"

    @property
    def is_prepared(self) -> bool:
        return self.products is not None

    @property
    def rows_total(self) -> int | None:
        """Known once the file is read, or when it was announced; else None."""
        return self.rows_expected or None if self.rows is None else self.rows

    def started(self, now: datetime) -> ImportJob:
        """Ready to run, from where it stopped.

        Raises IllegalTransition when it is done, or running and alive.
        """
        if self.status is ImportStatus.SUCCEEDED:
            raise IllegalTransition(f"import {self.id} is done; make a new one", state=self.status.value)
        if self.status is ImportStatus.RUNNING and now - self.updated_at < STALE:
            raise IllegalTransition(f"import {self.id} is running", state=self.status.value)
        running = self._changed(now, status=ImportStatus.RUNNING, failure="")
        # While nothing of the file has counted, another one may have been sent in its place.
        return running if self.rows_done else running._anew()

    def stopped(self, now: datetime) -> ImportJob:
        """What is done stays; `started` goes on from there. Raises IllegalTransition when it is not running."""
        if self.status is not ImportStatus.RUNNING:
            raise IllegalTransition(f"import {self.id} is not running", state=self.status.value)
        return self._changed(now, status=ImportStatus.STOPPED)

    def taken_over(self, etag: str, now: datetime) -> ImportJob:
        """A worker begins or goes on. Raises InvalidInput when the file is not the one it started on."""
        if self.etag and self.etag != etag:
            raise InvalidInput("the file was replaced while its import was under way; make a new import")
        return self._changed(now, etag=etag)

    def alive(self, now: datetime) -> ImportJob:
        return self._changed(now)

    def prepared(self, rows: int, products: int, now: datetime) -> ImportJob:
        """The file is read, and work begins with its first product."""
        return replace(self._changed(now)._anew(), etag=self.etag, rows=rows, products=products)

    def finished(self, now: datetime) -> ImportJob:
        return self._changed(now, status=ImportStatus.SUCCEEDED)

    def broken(self, reason: str, now: datetime) -> ImportJob:
        return self._changed(now, status=ImportStatus.FAILED, failure=reason)

    def advanced(self, progress: Progress, now: datetime) -> ImportJob:
        """With what a worker did since the last checkpoint."""
        return self._changed(
            now,
            position=progress.position,
            deferred=progress.deferred,
            rows_done=self.rows_done + progress.rows,
            created=self.created + progress.count(ImportOutcome.CREATED),
            updated=self.updated + progress.count(ImportOutcome.UPDATED),
            unchanged=self.unchanged + progress.count(ImportOutcome.UNCHANGED),
            failed=self.failed + progress.count(ImportOutcome.FAILED),
            errors=self.errors + progress.faults,
            warnings=self.warnings + progress.notes,
        )

    def _anew(self) -> ImportJob:
        """As if no product were done. Imports that began before files were prepared do them again, to no effect."""
        return replace(
            self,
            etag="",
            rows=None,
            products=None,
            position=Position(),
            deferred=(),
            rows_done=0,
            created=0,
            updated=0,
            unchanged=0,
            failed=0,
            errors=0,
            warnings=0,
        )

    def _changed(self, now: datetime, **changes: object) -> ImportJob:
        return replace(self, updated_at=now, version=self.version + 1, **changes)  # type: ignore[arg-type]


@dataclass(slots=True)
class Progress:
    """What happened since the last checkpoint. `errors` and `warnings` are those still to be written down."""

    position: Position
    deferred: tuple[int, ...] = ()
    rows: int = 0
    outcomes: list[ImportOutcome] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    warnings: list[RowError] = field(default_factory=list)
    faults: int = 0
    notes: int = 0

    def add(self, outcome: ImportOutcome, rows: int, errors: Iterable[RowError], warnings: Iterable[RowError]) -> None:
        found, told = list(errors), list(warnings)
        self.outcomes.append(outcome)
        self.rows += rows
        self.errors.extend(found)
        self.warnings.extend(told)
        self.faults += len(found)
        self.notes += len(told)

    def count(self, outcome: ImportOutcome) -> int:
        return self.outcomes.count(outcome)
