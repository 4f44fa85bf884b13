"""Imports and exports as the HTTP routes show them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from products.domain import exporting
from products.domain.exporting import ExportJob
from products.domain.importing import ImportJob, ImportOutcome, ImportStatus, Mode, TrialRow
from products.domain.shopify.reader import RowError
from souk.http import View


class UploadView(View):
    url: str
    method: str
    fields: dict[str, str]


class ImportCreated(View):
    """Send a multipart form to `upload.url` within 15 minutes, then start the import.

    The form has all of `upload.fields`, and after them the file as `file`, of at most 512 MB.
    """

    import_id: str
    upload: UploadView


class ImportView(View):
    import_id: str
    filename: str
    mode: Mode
    status: ImportStatus
    created_by: str
    created_at: AwareDatetime
    updated_at: AwareDatetime
    rows_total: Annotated[int | None, Field(description="Null for the moment in which the file is read first")]
    rows_done: int
    products_total: int | None
    products_created: int
    products_updated: int
    products_unchanged: int
    products_failed: int
    error_count: int
    warning_count: int
    failure: str | None
    resumable_from: Annotated[int, Field(description="The line of the file at which work goes on")]
    dry_run: Annotated[bool, Field(description="The counts are of what would become of the products: none was written")]

    @classmethod
    def of(cls, job: ImportJob) -> ImportView:
        return cls(**_import_members(job))


class ImportErrorView(View):
    line: int
    handle: str
    field: str
    message: str

    @classmethod
    def of(cls, note: RowError) -> ImportErrorView:
        return cls(line=note.line, handle=note.handle, field=note.field, message=note.message)


class ImportReport(ImportView):
    """`errors` are of products that were refused, `warnings` of those that came in otherwise than the file has them; in
    a dry run of those that would be.

    Both hold the first 1,000; `error_count` and `warning_count` count all.
    """

    errors: list[ImportErrorView]
    warnings: list[ImportErrorView]
    to_correct_url: Annotated[
        str | None, Field(description="For 15 minutes: the refused rows as CSV, each with what is wrong with it")
    ]

    @classmethod
    def with_notes(
        cls, job: ImportJob, errors: Iterable[RowError], warnings: Iterable[RowError], corrections: str | None
    ) -> ImportReport:
        return cls(
            **_import_members(job),
            to_correct_url=corrections,
            errors=[ImportErrorView.of(note) for note in errors],
            warnings=[ImportErrorView.of(note) for note in warnings],
        )


class DifferenceView(View):
    """`field` is the column's name; `sku` says whose it is, null where it is the product's. Long values are cut."""

    field: str
    sku: str | None
    before: str
    after: str


class ImportRowView(View):
    """What would become of one product of the file, whose `rows` begin with `line`."""

    handle: str
    title: str
    line: int
    rows: int
    outcome: ImportOutcome
    differences: list[DifferenceView]
    more_differences: Annotated[int, Field(description="How many there are beyond those listed, of which there are 40")]
    errors: list[ImportErrorView]
    warnings: list[ImportErrorView]

    @classmethod
    def of(cls, row: TrialRow) -> ImportRowView:
        return cls(
            handle=row.handle,
            title=row.title,
            line=row.line,
            rows=row.rows,
            outcome=row.outcome,
            differences=[
                DifferenceView(field=each.field, sku=each.sku or None, before=each.before, after=each.after)
                for each in row.differences
            ],
            more_differences=row.more,
            errors=[ImportErrorView.of(note) for note in row.errors],
            warnings=[ImportErrorView.of(note) for note in row.warnings],
        )


class ExportView(View):
    """`url` gives the file for 15 minutes: ask again for another one, until `available_until`."""

    export_id: str
    status: exporting.ExportStatus
    drafts: bool
    created_by: str
    created_at: AwareDatetime
    updated_at: AwareDatetime
    products_total: Annotated[int | None, Field(description="How many there were at the start; null until counted")]
    products_done: int
    url: str | None
    available_until: AwareDatetime | None

    @classmethod
    def of(cls, job: ExportJob, url: str | None) -> ExportView:
        return cls(
            export_id=job.id,
            status=job.status,
            drafts=job.drafts,
            created_by=job.created_by,
            created_at=job.created_at,
            updated_at=job.updated_at,
            products_total=job.total,
            products_done=job.done,
            url=url,
            available_until=job.available_until(),
        )


def _import_members(job: ImportJob) -> dict[str, Any]:
    return {
        "import_id": job.id,
        "filename": job.filename,
        "mode": job.mode,
        "status": job.status,
        "created_by": job.created_by,
        "created_at": job.created_at,
        "updated_at": job.updated_at,
        "rows_total": job.rows_total,
        "rows_done": job.rows_done,
        "products_total": job.products,
        "products_created": job.created,
        "products_updated": job.updated,
        "products_unchanged": job.unchanged,
        "products_failed": job.failed,
        "error_count": job.errors,
        "warning_count": job.warnings,
        "failure": job.failure or None,
        "resumable_from": job.position.line,
        "dry_run": job.dry_run,
    }
