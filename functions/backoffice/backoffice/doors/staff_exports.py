"""Lists of orders as files."""

from __future__ import annotations

from backoffice.compose import services
from backoffice.doors.router import api
from backoffice.doors.schemas import OrdersFilter
from backoffice.doors.views import OrdersExportView
from souk.http import ListQuery, Page, Request
from souk.staff.permissions import Permission


@api.post(
    "/admin/backoffice/exports",
    needs=Permission.ORDERS_EXPORT,
    body=OrdersFilter,
    response=OrdersExportView,
    status=202,
    idempotent=True,
    summary="Have a list of orders written to a file",
)
def start_orders_export(request: Request[OrdersFilter, None]) -> OrdersExportView:
    """A CSV with the orders that the filter takes. Ask the export how it goes; the file is there for a day."""
    return OrdersExportView.of(services().exports.start(request.body.criteria(), request.signed_in.id), None)


@api.get(
    "/admin/backoffice/exports/{export_id}",
    needs=Permission.ORDERS_EXPORT,
    response=OrdersExportView,
    summary="How an export of orders goes",
)
def show_orders_export(_request: Request[None, None], export_id: str) -> OrdersExportView:
    """With where its file can be fetched, once it is there."""
    exports = services().exports
    job = exports.report(export_id)
    return OrdersExportView.of(job, exports.link(job))


@api.get(
    "/admin/backoffice/exports",
    needs=Permission.ORDERS_EXPORT,
    query=ListQuery,
    response=Page[OrdersExportView],
    summary="Exports of orders",
)
def list_orders_exports(request: Request[None, ListQuery]) -> Page[OrdersExportView]:
    """Those of the last 30 days, newest first."""
    exports = services().exports
    jobs, next_cursor = exports.page(request.query.limit, request.query.cursor)
    items = [OrdersExportView.of(job, exports.link(job)) for job in jobs]
    return Page[OrdersExportView](items=items, next_cursor=next_cursor)
