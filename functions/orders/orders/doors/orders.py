"""What shoppers see of their orders, and do with them."""

from __future__ import annotations

from typing import Any

from orders.compose import services
from orders.doors.cancelling import cancelled
from orders.doors.checkout_views import CheckoutPaymentView
from orders.doors.router import api, viewers
from orders.doors.schemas import CancelBody
from orders.doors.views import OrderView, tagged
from orders.usecases.orders import Viewer
from souk.errors import (
    Conflict,
    IllegalTransition,
    OrderKeyExpired,
    PaymentDeclined,
    PaymentMisconfigured,
    PaymentRefused,
)
from souk.http import Auth, ListQuery, Page, Reply, Request
from souk.http.order_key import ORDER_KEY
from souk.storage import cursor

_NOT_PAYABLE = (Conflict, IllegalTransition, PaymentDeclined, PaymentMisconfigured, PaymentRefused)


@api.get("/me/orders", auth=Auth.USER, query=ListQuery, response=Page[OrderView], summary="Your orders")
def member_orders(request: Request[None, ListQuery]) -> Page[OrderView]:
    found, following = services().orders.orders_of(
        request.signed_in.id, request.query.limit, cursor.decode(request.query.cursor)
    )
    return Page(items=[OrderView.of(order) for order in found], next_cursor=cursor.encode(following))


@viewers.route(
    "GET",
    "/orders/{order_id}",
    guest={
        "headers": ORDER_KEY,
        "errors": (OrderKeyExpired,),
        "summary": "A guest's order",
    },
    member={"summary": "One of your orders"},
    response=OrderView,
)
def order(viewer: Viewer, _request: Request[None, Any], order_id: str) -> Reply:
    found = services().orders.order(order_id, viewer)
    return tagged(OrderView.of(found))


@viewers.route(
    "GET",
    "/orders/{order_id}/payment",
    guest={
        "headers": ORDER_KEY,
        "errors": (*_NOT_PAYABLE, OrderKeyExpired),
        "summary": "Go on paying a guest's order",
    },
    member={"summary": "Go on paying your order"},
    response=CheckoutPaymentView,
    errors=_NOT_PAYABLE,
)
def payment(viewer: Viewer, _request: Request[None, Any], order_id: str) -> CheckoutPaymentView:
    outcome = services().orders.payment(order_id, viewer)
    if outcome.payment is None:
        raise Conflict(f"there is nothing to pay: the order is {outcome.order.state}", state=outcome.order.state)
    return CheckoutPaymentView.of(outcome.payment, outcome.order, outcome.account, with_code=True)


@viewers.route(
    "POST",
    "/orders/{order_id}/cancel",
    guest={
        "headers": ORDER_KEY,
        "errors": (OrderKeyExpired,),
        "summary": "Cancel a guest's order, or units of it, before it is shipped",
    },
    member={"summary": "Cancel your order, or units of it, before it is shipped"},
    body=CancelBody,
    response=OrderView,
    idempotent="by_workflow",
)
def cancel(viewer: Viewer, request: Request[CancelBody, Any], order_id: str) -> Reply:
    return tagged(OrderView.of(cancelled(viewer, request, order_id)))
