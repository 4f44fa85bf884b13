"""HTTP routes. Guests and signed-in shoppers have a family each, because the gateway's authorizer is all or nothing
for a method; both lead to the same use cases."""

from __future__ import annotations

from typing import Any

from orders.compose import services
from orders.domain.order import Order
from orders.doors import staff
from orders.doors.checkout_views import CheckoutPaymentView, CheckoutView, OptionsView, QuoteView
from orders.doors.schemas import CancelBody, CountryQuery, GuestCheckoutBody, KeyQuery, MemberCheckoutBody, QuoteBody
from orders.doors.views import OrderView
from orders.usecases.attempt import Checkout
from orders.usecases.orders import Viewer
from souk import cursor
from souk.errors import Conflict
from souk.http import Api, Auth, ListQuery, Page, Reply, Request
from souk.owner import CART_COOKIE, guest_owner, is_cart_token, new_cart_token, user_owner

api = Api("orders")
staff.register(api)


@api.get("/checkout/options", query=CountryQuery, response=OptionsView, summary="Ways to ship and to pay")
def guest_options(request: Request[None, CountryQuery]) -> OptionsView:
    return OptionsView.of(services().orders.options(_guest(request), request.query.country))


@api.get(
    "/me/checkout/options",
    auth=Auth.USER,
    query=CountryQuery,
    response=OptionsView,
    summary="Ways to ship and to pay",
)
def member_options(request: Request[None, CountryQuery]) -> OptionsView:
    return OptionsView.of(services().orders.options(_member(request), request.query.country))


@api.post("/checkout/quote", body=QuoteBody, response=QuoteView, summary="What the cart costs, shipped there")
def guest_quote(request: Request[QuoteBody, None]) -> QuoteView:
    return _quote(_guest(request), request.body)


@api.post(
    "/me/checkout/quote",
    auth=Auth.USER,
    body=QuoteBody,
    response=QuoteView,
    summary="What the cart costs, shipped there",
)
def member_quote(request: Request[QuoteBody, None]) -> QuoteView:
    return _quote(_member(request), request.body)


@api.post(
    "/checkout",
    body=GuestCheckoutBody,
    response=CheckoutView,
    status=201,
    idempotent="by_workflow",
    summary="Place the cart as an order and start its payment",
)
def guest_checkout(request: Request[GuestCheckoutBody, None]) -> CheckoutView:
    return _check_out(request, _guest(request), request.body, request.body.email)


@api.post(
    "/me/checkout",
    auth=Auth.USER,
    body=MemberCheckoutBody,
    response=CheckoutView,
    status=201,
    idempotent="by_workflow",
    summary="Place the cart as an order and start its payment",
)
def member_checkout(request: Request[MemberCheckoutBody, None]) -> CheckoutView:
    return _check_out(request, _member(request), request.body, None)


@api.get("/me/orders", auth=Auth.USER, query=ListQuery, response=Page[OrderView], summary="Your orders")
def member_orders(request: Request[None, ListQuery]) -> Page[OrderView]:
    found, following = services().orders.orders_of(
        request.signed_in.id, request.query.limit, cursor.decode(request.query.cursor)
    )
    return Page(items=[OrderView.of(order) for order in found], next_cursor=cursor.encode(following))


@api.get("/orders/{order_id}", query=KeyQuery, response=OrderView, summary="A guest's order")
def guest_order(request: Request[None, KeyQuery], order_id: str) -> Reply:
    return _tagged(services().orders.order(order_id, Viewer(key=request.query.key)))


@api.get("/me/orders/{order_id}", auth=Auth.USER, response=OrderView, summary="One of your orders")
def member_order(request: Request[None, None], order_id: str) -> Reply:
    return _tagged(services().orders.order(order_id, Viewer(request.signed_in.id)))


@api.get(
    "/orders/{order_id}/payment", query=KeyQuery, response=CheckoutPaymentView, summary="Go on paying a guest's order"
)
def guest_payment(request: Request[None, KeyQuery], order_id: str) -> CheckoutPaymentView:
    return _payment(order_id, Viewer(key=request.query.key))


@api.get(
    "/me/orders/{order_id}/payment", auth=Auth.USER, response=CheckoutPaymentView, summary="Go on paying your order"
)
def member_payment(request: Request[None, None], order_id: str) -> CheckoutPaymentView:
    return _payment(order_id, Viewer(request.signed_in.id))


@api.post(
    "/orders/{order_id}/cancel",
    query=KeyQuery,
    body=CancelBody,
    response=OrderView,
    idempotent="by_workflow",
    summary="Cancel a guest's order before it is shipped",
)
def guest_cancel(request: Request[CancelBody, KeyQuery], order_id: str) -> Reply:
    return _tagged(services().orders.cancel(order_id, Viewer(key=request.query.key), request.body.reason))


@api.post(
    "/me/orders/{order_id}/cancel",
    auth=Auth.USER,
    body=CancelBody,
    response=OrderView,
    idempotent="by_workflow",
    summary="Cancel your order before it is shipped",
)
def member_cancel(request: Request[CancelBody, None], order_id: str) -> Reply:
    return _tagged(services().orders.cancel(order_id, Viewer(request.signed_in.id), request.body.reason))


def _guest(request: Request[Any, Any]) -> str:
    """Without a cookie, somebody who has no cart: the carts service is asked all the same, and says if it is down."""
    token = request.cookies.get(CART_COOKIE)
    return guest_owner(token if token and is_cart_token(token) else new_cart_token())


def _member(request: Request[Any, Any]) -> str:
    return user_owner(request.signed_in.id)


def _quote(owner: str, body: QuoteBody) -> QuoteView:
    country = body.shipping_address.country
    return QuoteView.of(services().orders.quote(owner, body.shown(), country, body.shipping_method))


def _check_out(request: Request[Any, None], owner: str, body: MemberCheckoutBody, email: str | None) -> CheckoutView:
    wanted = Checkout(
        owner=owner,
        email=email,
        shipping_address=body.shipping_address.address(),
        shipping_method=body.shipping_method,
        payment_method=body.payment_method,
        shown=body.shown(),
        amounts=body.amounts(),
        notes=body.notes,
    )
    return CheckoutView.of(services().orders.check_out(wanted, request.idempotency_key or ""))


def _payment(order_id: str, viewer: Viewer) -> CheckoutPaymentView:
    outcome = services().orders.payment(order_id, viewer)
    if outcome.payment is None:
        raise Conflict(f"there is nothing to pay: the order is {outcome.order.state}", state=outcome.order.state)
    return CheckoutPaymentView.of(outcome.payment, outcome.order)


def _tagged(order: Order) -> Reply:
    """With the version as ETag, so that asking again and again for the state costs next to nothing."""
    return Reply(OrderView.of(order), etag=str(order.version))


handler = api.handler
