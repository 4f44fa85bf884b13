"""One change of many products."""

from __future__ import annotations

from products.compose import services
from products.doors.router import api
from products.doors.staff.schemas import BulkRequest
from products.doors.staff.views import BulkRowView, BulkView
from souk.http import ListQuery, Page, Request
from souk.staff.permissions import Permission


@api.post(
    "/admin/products/bulk-edits",
    needs=Permission.PRODUCTS_WRITE,
    body=BulkRequest,
    response=BulkView,
    status=202,
    idempotent=True,
)
def create_bulk_edit(request: Request[BulkRequest, None]) -> BulkView:
    """Has found out what a change of many products would do. Ask how it goes; nothing is changed before the start."""
    body = request.body
    job = services().bulk_edits.create(body.selection.selection(), body.change.change(), request.signed_in.id)
    return BulkView.of(job)


@api.get("/admin/products/bulk-edits", needs=Permission.PRODUCTS_WRITE, query=ListQuery, response=Page[BulkView])
def list_bulk_edits(request: Request[None, ListQuery]) -> Page[BulkView]:
    """Bulk edits of the last 30 days, newest first."""
    edits = services().bulk_edits
    jobs, next_cursor = edits.page(request.query.limit, request.query.cursor)
    return Page[BulkView](items=[BulkView.of(job, edits.link(job)) for job in jobs], next_cursor=next_cursor)


@api.get("/admin/products/bulk-edits/{bulk_id}", needs=Permission.PRODUCTS_WRITE, response=BulkView)
def show_bulk_edit(_request: Request[None, None], bulk_id: str) -> BulkView:
    """What a bulk edit would change, or has changed, and how far it is."""
    edits = services().bulk_edits
    job = edits.report(bulk_id)
    return BulkView.of(job, edits.link(job))


@api.get(
    "/admin/products/bulk-edits/{bulk_id}/rows",
    needs=Permission.PRODUCTS_WRITE,
    query=ListQuery,
    response=Page[BulkRowView],
)
def list_bulk_rows(request: Request[None, ListQuery], bulk_id: str) -> Page[BulkRowView]:
    """The products that were changed, with their former values, and those that could not be."""
    rows, next_cursor = services().bulk_edits.rows(bulk_id, request.query.limit, request.query.cursor)
    return Page[BulkRowView](items=[BulkRowView.of(row) for row in rows], next_cursor=next_cursor)


@api.post("/admin/products/bulk-edits/{bulk_id}/start", needs=Permission.PRODUCTS_WRITE, response=BulkView, status=202)
def start_bulk_edit(request: Request[None, None], bulk_id: str) -> BulkView:
    """Has the products changed, or goes on where it was stopped."""
    return BulkView.of(services().bulk_edits.start(bulk_id, request.signed_in.id))


@api.post("/admin/products/bulk-edits/{bulk_id}/stop", needs=Permission.PRODUCTS_WRITE, response=BulkView)
def stop_bulk_edit(request: Request[None, None], bulk_id: str) -> BulkView:
    """Stops before the next product. What is changed stays so; starting it again goes on from there."""
    return BulkView.of(services().bulk_edits.stop(bulk_id, request.signed_in.id))


@api.post(
    "/admin/products/bulk-edits/{bulk_id}/undo",
    needs=Permission.PRODUCTS_WRITE,
    response=BulkView,
    status=202,
    idempotent=True,
)
def undo_bulk_edit(request: Request[None, None], bulk_id: str) -> BulkView:
    """Gives the products that nobody changed since their former values back. It is a bulk edit of its own."""
    return BulkView.of(services().bulk_edits.undo(bulk_id, request.signed_in.id))
