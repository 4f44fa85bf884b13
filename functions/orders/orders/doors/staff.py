"""What staff do with orders."""

from __future__ import annotations

from orders.compose import services
from orders.domain.order import Cause, Order
from orders.domain.states import OrderState
from orders.domain.withdrawing.withdrawal import NotWithdrawable
from orders.doors.cancelling import cancelled, request_key
from orders.doors.router import api
from orders.doors.schemas import (
    CancelBody,
    CorrectionBody,
    EditBody,
    LetterBody,
    ReadStatementBody,
    ReviewBody,
    StateQuery,
)
from orders.doors.views import ListedOrderView, OrderView, StaffOrderView, tagged
from orders.usecases.orders import Viewer
from souk import clock
from souk.errors import (
    Conflict,
    IllegalTransition,
    OutOfStock,
    PreconditionFailed,
    PreconditionRequired,
    PriceChanged,
    RateLimited,
)
from souk.http import Page, Reply, Request
from souk.http.request import IF_MATCH, version_changed, version_seen
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
    if query.unread:
        waiting, following = services().withdrawals.unread(query.limit, cursor.decode(query.cursor))
        return Page(items=[ListedOrderView.listed(order) for order in waiting], next_cursor=cursor.encode(following))
    state = OrderState(query.state) if query.state else None
    found, following = services().orders.listed(state, query.limit, cursor.decode(query.cursor), query.suspicious)
    views = [ListedOrderView.listed(order) for order in found]
    return Page(items=views, next_cursor=cursor.encode(following))


@api.get(
    "/admin/orders/{order_id}", needs=Permission.ORDERS_READ, response=StaffOrderView, summary="An order and its events"
)
def read_order(request: Request[None, None], order_id: str) -> Reply:
    order = services().orders.order(order_id, _viewer(request.signed_in.id))
    return _shown(order)


@api.post(
    "/admin/orders/{order_id}/cancel",
    needs=Permission.ORDERS_CANCEL,
    body=CancelBody,
    response=OrderView,
    idempotent="by_workflow",
    errors=(PreconditionFailed,),
    headers=IF_MATCH,
    summary="Cancel an order, or units of it, before it is shipped",
)
def cancel_order(request: Request[CancelBody, None], order_id: str) -> Reply:
    viewer = _viewer(request.signed_in.id)
    order = cancelled(viewer, request, order_id, version_seen(request))
    return tagged(OrderView.of(order, staff=True))


@api.post(
    "/admin/orders/{order_id}/edits",
    needs=Permission.ORDERS_WRITE,
    body=EditBody,
    response=StaffOrderView,
    idempotent="by_workflow",
    errors=(Conflict, IllegalTransition, OutOfStock, PreconditionFailed, PreconditionRequired, PriceChanged),
    headers=IF_MATCH,
)
def edit_order(request: Request[EditBody, None], order_id: str) -> Reply:
    """Change a paid order before it is handed over

    Units are taken out, and prices of lines and of the delivery lowered, all of it at once; what it costs less goes
    back to what it was paid with. Where its parcel has to be opened for that, the edit waits for shipping, which
    answers within moments; when it is too late, nothing of it is changed.

    What is added is an order of its own, placed once the rest has come true: held, in a parcel of its own, and paid by
    the link of the letter that its shopper gets. Unpaid it expires. `supplements` say what became of it.
    """
    edits, body, viewer = services().edits, request.body, _viewer(request.signed_in.id)
    if body.preview:
        return _shown(edits.preview(order_id, body.change(), viewer.actor, body.adding()))
    cause, key = Cause(clock.now(), viewer.actor, body.reason), request_key(viewer, request)
    return _shown(edits.edit(order_id, body.change(), key, cause, version_changed(request), body.adding()))


@api.patch(
    "/admin/orders/{order_id}",
    needs=Permission.ORDERS_WRITE,
    body=CorrectionBody,
    response=StaffOrderView,
    errors=(Conflict, IllegalTransition, PreconditionFailed, PreconditionRequired),
    headers=IF_MATCH,
)
def correct_order(request: Request[CorrectionBody, None], order_id: str) -> Reply:
    """Put right where an order is sent, or its letters go

    The address stays within its country. Of an order that has a parcel, another address is asked for: `readdressing`
    says what shipping answers, which it does within moments, and refuses once a carrier was asked to take the parcel.
    """
    wanted, version = request.body, version_changed(request)
    address = wanted.shipping_address.address() if wanted.shipping_address else None
    order = services().orders.correct(
        order_id, request.signed_in.id, version, wanted.reason, wanted.email or "", address
    )
    return _shown(order)


@api.post(
    "/admin/orders/{order_id}/letters",
    needs=Permission.ORDERS_WRITE,
    body=LetterBody,
    status=202,
    idempotent=True,
    errors=(Conflict, RateLimited),
)
def send_letter(request: Request[LetterBody, None], order_id: str) -> None:
    """Have a letter about an order sent once more

    It goes to where the order's letters go now, and says how the order is now. `letters` of the order names what there
    is reason for; `GET /admin/letters` shows what became of it.
    """
    services().letters.again(order_id, request.body.kind, request.idempotency_key or "")


@api.post(
    "/admin/orders/{order_id}/review",
    needs=Permission.ORDERS_WRITE,
    body=ReviewBody,
    response=StaffOrderView,
    errors=(PreconditionFailed, PreconditionRequired),
    headers=IF_MATCH,
)
def review_order(request: Request[ReviewBody, None], order_id: str) -> Reply:
    """Say that somebody has looked at what is suspicious of an order

    It leaves the list of suspicious orders, until something else comes up.
    """
    version = version_changed(request)
    order = services().orders.review(order_id, request.signed_in.id, version, request.body.reason)
    return _shown(order)


@api.post(
    "/admin/orders/{order_id}/withdrawal",
    needs=Permission.ORDERS_CANCEL,
    body=ReadStatementBody,
    response=StaffOrderView,
    errors=(Conflict, NotWithdrawable),
)
def read_withdrawal(request: Request[ReadStatementBody, None], order_id: str) -> Reply:
    """Say what a withdrawal in words is from, or why it has no effect

    It counts from when it came in. What has not left is called off, what has comes back; the shopper gets a letter.
    Said again, it is the same.
    """
    body, staff_id, withdrawals = request.body, request.signed_in.id, services().withdrawals
    if body.lines:
        lines = {line.sku: line.quantity for line in body.lines}
        return _shown(withdrawals.take_for(order_id, staff_id, body.statement, lines))
    return _shown(withdrawals.answer(order_id, staff_id, body.statement, body.answer.strip()))


def _shown(order: Order) -> Reply:
    return tagged(StaffOrderView.with_events(order, services().letters.possible(order)))


def _viewer(user_id: str) -> Viewer:
    return Viewer(user_id, staff=True)
