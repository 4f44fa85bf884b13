"""What staff do with products: look, change, import, export."""

from __future__ import annotations

from products import compose, patching, views
from products.routes import api
from products.schemas import ProductPatch, StaffProductCard, StaffProductsQuery, StaffProductView
from products.schemas_imports import (
    ExportView,
    ImportCreated,
    ImportErrorView,
    ImportReport,
    ImportRequest,
    ImportView,
    UploadView,
)
from souk.errors import PreconditionFailed, PreconditionRequired
from souk.http import Auth, ListQuery, Page, Reply, Request


@api.get("/admin/products", auth=Auth.STAFF, query=StaffProductsQuery, response=Page[StaffProductCard])
def list_staff_products(request: Request[None, StaffProductsQuery]) -> Page[StaffProductCard]:
    """Products in any status, newest first."""
    query = request.query
    page = compose.catalogue().staff_page(query.status, query.limit, query.cursor)
    return Page[StaffProductCard](items=[views.staff_card(item) for item in page.items], next_cursor=page.next_cursor)


@api.get("/admin/products/{product_id}", auth=Auth.STAFF, response=StaffProductView)
def show_staff_product(_request: Request[None, None], product_id: str) -> Reply:
    """A product in any status. Its ETag is the version to send with a change."""
    found = compose.catalogue().by_id(product_id)
    view = views.staff_product(found.product, found.levels)
    return Reply(view, etag=str(view.version))


@api.patch("/admin/products/{product_id}", auth=Auth.STAFF, body=ProductPatch, response=StaffProductView)
def change_product(request: Request[ProductPatch, None], product_id: str) -> Reply:
    """Changes the product that If-Match names by its version."""
    change = patching.change_of(request.body)
    product, levels = compose.editor().revise(product_id, _version(request.if_match), change, request.signed_in.id)
    return Reply(views.staff_product(product, levels), etag=str(product.version))


@api.post("/admin/products/imports", auth=Auth.STAFF, body=ImportRequest, response=ImportCreated, status=201)
def create_import(request: Request[ImportRequest, None]) -> ImportCreated:
    """Makes an import and says where to send its file, a CSV in Shopify's product format."""
    body = request.body
    job, upload = compose.imports().create(body.filename, body.mode, body.rows, request.signed_in.id)
    return ImportCreated(
        import_id=job.id, upload=UploadView(url=upload.url, method=upload.method, headers=upload.headers)
    )


@api.post("/admin/products/imports/{import_id}/start", auth=Auth.STAFF, response=ImportView, status=202)
def start_import(request: Request[None, None], import_id: str) -> ImportView:
    """Has the file worked on, from where it stopped. Ask the import how it goes."""
    return views.import_job(compose.imports().start(import_id, request.signed_in.id))


@api.get("/admin/products/imports/{import_id}", auth=Auth.STAFF, response=ImportReport)
def show_import(_request: Request[None, None], import_id: str) -> ImportReport:
    """How an import goes, and what is wrong with the products it refused, line by line."""
    report = compose.imports().report(import_id)
    errors = [
        ImportErrorView(line=error.line, handle=error.handle, field=error.field, message=error.message)
        for error in report.errors
    ]
    return ImportReport.model_validate(views.import_job(report.job).model_dump() | {"errors": errors})


@api.get("/admin/products/imports", auth=Auth.STAFF, query=ListQuery, response=Page[ImportView])
def list_imports(request: Request[None, ListQuery]) -> Page[ImportView]:
    """Imports, newest first."""
    jobs, next_cursor = compose.imports().page(request.query.limit, request.query.cursor)
    return Page[ImportView](items=[views.import_job(job) for job in jobs], next_cursor=next_cursor)


@api.get("/admin/products/export", auth=Auth.STAFF, response=ExportView)
def export_products(request: Request[None, None]) -> ExportView:
    """The whole catalogue as a CSV in Shopify's product format."""
    return ExportView(url=compose.exporter().export(request.signed_in.id))


def _version(if_match: str | None) -> int:
    if not if_match:
        raise PreconditionRequired("send If-Match with the ETag of the product you change")
    text = if_match.strip().removeprefix("W/").strip('"')
    if not text.isdecimal():
        raise PreconditionFailed("If-Match is not the ETag of a product; look at it again")
    return int(text)
