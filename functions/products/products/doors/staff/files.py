"""What staff do with files of products: import and export them."""

from __future__ import annotations

from products.compose import services
from products.doors.file_views import ExportView, ImportCreated, ImportReport, ImportRowView, ImportView, UploadView
from products.doors.router import api
from products.doors.schemas import ExportRequest, ImportRequest, ImportRowsQuery
from souk.http import ListQuery, Page, Request
from souk.staff.permissions import Permission


@api.post(
    "/admin/products/imports", needs=Permission.PRODUCTS_IMPORT, body=ImportRequest, response=ImportCreated, status=201
)
def create_import(request: Request[ImportRequest, None]) -> ImportCreated:
    """Makes an import and says where to send its file, a CSV in Shopify's product format."""
    body = request.body
    job, upload = services().imports.create(
        body.filename, body.mode, body.rows, request.signed_in.id, body.encoding or ""
    )
    return ImportCreated(
        import_id=job.id, upload=UploadView(url=upload.url, method=upload.method, fields=upload.fields)
    )


@api.post(
    "/admin/products/imports/{import_id}/check", needs=Permission.PRODUCTS_IMPORT, response=ImportView, status=202
)
def check_import(request: Request[None, None], import_id: str) -> ImportView:
    """A dry run: finds out what the file would change, and writes nothing. No other file is imported afterwards."""
    return ImportView.of(services().imports.check(import_id, request.signed_in.id))


@api.get(
    "/admin/products/imports/{import_id}/rows",
    needs=Permission.PRODUCTS_IMPORT,
    query=ImportRowsQuery,
    response=Page[ImportRowView],
)
def list_import_rows(request: Request[None, ImportRowsQuery], import_id: str) -> Page[ImportRowView]:
    """What the last dry run found of each product, for 30 days."""
    query = request.query
    rows, next_cursor = services().imports.tried(import_id, query.outcome, query.limit, query.cursor)
    return Page[ImportRowView](items=[ImportRowView.of(row) for row in rows], next_cursor=next_cursor)


@api.post(
    "/admin/products/imports/{import_id}/start", needs=Permission.PRODUCTS_IMPORT, response=ImportView, status=202
)
def start_import(request: Request[None, None], import_id: str) -> ImportView:
    """Has the file worked on, from where it stopped. Ask the import how it goes."""
    return ImportView.of(services().imports.start(import_id, request.signed_in.id))


@api.post("/admin/products/imports/{import_id}/stop", needs=Permission.PRODUCTS_IMPORT, response=ImportView)
def stop_import(request: Request[None, None], import_id: str) -> ImportView:
    """Stops an import, or its dry run, before its next product. What came in stays; the next goes on from there."""
    return ImportView.of(services().imports.stop(import_id, request.signed_in.id))


@api.get("/admin/products/imports/{import_id}", needs=Permission.PRODUCTS_IMPORT, response=ImportReport)
def show_import(_request: Request[None, None], import_id: str) -> ImportReport:
    """How an import goes, and what is wrong with the products it refused, line by line."""
    report = services().imports.report(import_id)
    return ImportReport.with_notes(report.job, report.errors, report.warnings, report.corrections)


@api.get("/admin/products/imports", needs=Permission.PRODUCTS_IMPORT, query=ListQuery, response=Page[ImportView])
def list_imports(request: Request[None, ListQuery]) -> Page[ImportView]:
    """Imports, newest first."""
    jobs, next_cursor = services().imports.page(request.query.limit, request.query.cursor)
    return Page[ImportView](items=[ImportView.of(job) for job in jobs], next_cursor=next_cursor)


@api.post(
    "/admin/products/exports",
    needs=Permission.PRODUCTS_EXPORT,
    body=ExportRequest,
    response=ExportView,
    status=202,
    idempotent=True,
)
def start_export(request: Request[ExportRequest, None]) -> ExportView:
    """Has the catalogue written to a file, a CSV in Shopify's product format. Ask the export how it goes."""
    return ExportView.of(services().exports.start(request.body.drafts, request.signed_in.id), None)


@api.get("/admin/products/exports/{export_id}", needs=Permission.PRODUCTS_EXPORT, response=ExportView)
def show_export(_request: Request[None, None], export_id: str) -> ExportView:
    """How an export goes, and where its file can be fetched once it is there."""
    exports = services().exports
    job = exports.report(export_id)
    return ExportView.of(job, exports.link(job))


@api.get("/admin/products/exports", needs=Permission.PRODUCTS_EXPORT, query=ListQuery, response=Page[ExportView])
def list_exports(request: Request[None, ListQuery]) -> Page[ExportView]:
    """Exports, newest first."""
    exports = services().exports
    jobs, next_cursor = exports.page(request.query.limit, request.query.cursor)
    return Page[ExportView](items=[ExportView.of(job, exports.link(job)) for job in jobs], next_cursor=next_cursor)
