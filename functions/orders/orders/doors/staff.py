"""What staff do with orders."""

from __future__ import annotations

from orders.compose import services
from orders.doors.router import api
from orders.doors.schemas import CancelBody, StateQuery
from orders.doors.views import ListedOrderView, OrderView, StaffOrderView, tagged
from orders.usecases.orders import Viewer
from souk.http import Page, Reply, Request
from souk.staff.permissions import Permission
from souk.storage import cursor


@api.get(
    "/admin/orders",
    needs=Permission.ORDERS_READ,
    query=StateQuery,
    response=Page[ListedOrderView],
    summary="All orders",
)
def list_orders(request: Request[None, StateQuery]) -> Page[ListedOrderView]:
    """Newest first; with an unpaid state, the next to expire first."""
    query = request.query
    found, following = services().orders.listed(query.state, query.limit, cursor.decode(query.cursor), query.suspicious)
    views = [ListedOrderView.listed(order) for order in found]
    return Page(items=views, next_cursor=cursor.encode(following))


@api.get(
    "/admin/orders/{order_id}", needs=Permission.ORDERS_READ, response=StaffOrderView, summary="An order and its events"
)
def read_order(request: Request[None, None], order_id: str) -> Reply:
    order = services().orders.order(order_id, _viewer(request.signed_in.id))
    return tagged(StaffOrderView.with_events(order))


@api.post(
    "/admin/orders/{order_id}/cancel",
    needs=Permission.ORDERS_CANCEL,
    body=CancelBody,
    response=OrderView,
    idempotent="by_workflow",
    summary="Cancel an order before it is shipped",
)
def cancel_order(request: Request[CancelBody, None], order_id: str) -> Reply:
    order = services().orders.cancel(order_id, _viewer(request.signed_in.id), request.body.reason)
    return tagged(OrderView.of(order, staff=True))


def _viewer(user_id: str) -> Viewer:
    return Viewer(user_id, staff=True)
