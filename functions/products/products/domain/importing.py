"""The import of a product file: what it has done so far, and from where it goes on.

AWAITING_UPLOAD ── start ──▶ RUNNING ──▶ SUCCEEDED   (bad products are in the report)
   │   ▲                        │  ▲
   │   │ start                  ▼  │ start again
   │   │                 STOPPED, FAILED             (by staff; the file cannot be read)
   │   │                        ▲  │
   ▼   │                        │  ▼ check again
   CHECKED ◀─────────────── CHECKING                 (the dry run: nothing is written)

A worker first brings the rows of each product together, in a prepared file, and so knows how many there are; then it
works on them one by one.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from products.domain.product import ProductStatus
from products.domain.shopify.reader import CellDifference, RowError
from souk.errors import Conflict, IllegalTransition, InvalidInput

# The report keeps the first faults; what comes after is counted only.
MAX_ERRORS = 1000
# Of one product: they are written with the progress in one transaction.
MAX_PER_PRODUCT = 80
# They are written with the product itself.
MAX_WARNINGS_PER_PRODUCT = 20
# What a dry run tells of one product; of what is beyond, how much it is.
MAX_DIFFERENCES = 40
MAX_NOTES = 20
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
    CHECKING = "checking"
    CHECKED = "checked"
    RUNNING = "running"
    STOPPED = "stopped"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class ImportOutcome(enum.StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRow:
    """What would become of a product of the file, whose `rows` begin with `line`; `offset` is its place in the prepared
    file. `more` differences than these there are.

    One that would be written has the `skus` and the `status` it would have then, and `claimed`, which of them are new
    or would come from other products.
    """

    offset: int
    line: int
    rows: int
    handle: str
    title: str
    outcome: ImportOutcome
    differences: tuple[CellDifference, ...] = ()
    more: int = 0
    errors: tuple[RowError, ...] = ()
    warnings: tuple[RowError, ...] = ()
    status: ProductStatus | None = None
    skus: tuple[str, ...] = ()
    claimed: tuple[str, ...] = ()


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

    In a `dry_run` the counts are of what would become of the products. `checks` is how many of them were begun,
    `checked_etag` the file that the last one looked at whole: no other one is imported.
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
    dry_run: bool = False
    checks: int = 0
    checked_etag: str = ""
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
    def at_work(self) -> bool:
        return self.status in (ImportStatus.CHECKING, ImportStatus.RUNNING)

    @property
    def is_through(self) -> bool:
        """Whether every product of the file was looked at."""
        return self.status in (ImportStatus.CHECKED, ImportStatus.SUCCEEDED)

    @property
    def rows_total(self) -> int | None:
        """Known once the file is read, or when it was announced; else None."""
        return self.rows_expected or None if self.rows is None else self.rows

    def checking(self, now: datetime) -> ImportJob:
        """Ready for a dry run, which goes on where it was stopped or begins anew.

        Raises IllegalTransition when products of the file came in, or it is at work and alive.
        """
        self._may_begin(now)
        if not self.dry_run and self.rows_done:
            raise IllegalTransition(f"products of import {self.id} came in; make a new one", state=self.status.value)
        going_on = self.dry_run and self.status in (ImportStatus.CHECKING, ImportStatus.STOPPED)
        job = self if going_on else replace(self._anew(), checks=self.checks + 1, checked_etag="")
        return job._changed(now, status=ImportStatus.CHECKING, failure="", dry_run=True)

    def started(self, etag: str, now: datetime) -> ImportJob:
        """Ready to run on the file with `etag`, from where it stopped.

        Raises IllegalTransition when it is done, or at work and alive, and Conflict when a dry run looked at another
        file.
        """
        self._may_begin(now)
        if self.checked_etag and self.checked_etag != etag:
            raise Conflict("the file is not the one that was checked; check it again, or make a new import")
        running = self._changed(now, status=ImportStatus.RUNNING, failure="", dry_run=False)
        # While nothing of the file has counted, another one may have been sent in its place.
        return running if self.rows_done and not self.dry_run else running._anew()

    def stopped(self, now: datetime) -> ImportJob:
        """What is done stays; whoever goes on does so from there. Raises IllegalTransition when it is not at work."""
        if not self.at_work:
            raise IllegalTransition(f"import {self.id} is not running", state=self.status.value)
        return self._changed(now, status=ImportStatus.STOPPED)

    def taken_over(self, etag: str, now: datetime) -> ImportJob:
        """A worker begins or goes on. Raises InvalidInput when the file is not the one it started on."""
        if (self.etag or self.checked_etag or etag) != etag:
            raise InvalidInput("the file was replaced while its import was under way; make a new import")
        return self._changed(now, etag=etag)

    def alive(self, now: datetime) -> ImportJob:
        return self._changed(now)

    def prepared(self, rows: int, products: int, now: datetime) -> ImportJob:
        """The file is read, and work begins with its first product."""
        return replace(self._changed(now)._anew(), etag=self.etag, rows=rows, products=products)

    def finished(self, now: datetime) -> ImportJob:
        if self.dry_run:
            return self._changed(now, status=ImportStatus.CHECKED, checked_etag=self.etag)
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

    def _may_begin(self, now: datetime) -> None:
        if self.status is ImportStatus.SUCCEEDED:
            raise IllegalTransition(f"import {self.id} is done; make a new one", state=self.status.value)
        if self.at_work and now - self.updated_at < STALE:
            raise IllegalTransition(f"import {self.id} is {self.status.value}", state=self.status.value)

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
    """What happened since the last checkpoint. `errors`, `warnings` and the rows of a `trial` are those still to be
    written down.
    """

    position: Position
    deferred: tuple[int, ...] = ()
    rows: int = 0
    outcomes: list[ImportOutcome] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    warnings: list[RowError] = field(default_factory=list)
    trial: list[TrialRow] = field(default_factory=list)
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
