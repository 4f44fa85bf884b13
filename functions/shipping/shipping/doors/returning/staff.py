"""What staff do about goods that come back."""

from __future__ import annotations

from shipping.compose import services
from shipping.domain.returns import Return
from shipping.doors.returning.schemas import Decision, DecisionBody, OpenBody, ReturnsQuery
from shipping.doors.returning.shoppers import asked_of
from shipping.doors.returning.views import PhotosView, PhotoView, StaffReturnView
from shipping.doors.router import api
from shipping.doors.versions import IF_MATCH, version_in
from shipping.usecases.returning.exchanges import NotExchangeable
from shipping.usecases.returning.returns import Asker, NotReturnable
from souk.errors import (
    Conflict,
    IllegalTransition,
    InvalidInput,
    NotFound,
    OutOfStock,
    PreconditionFailed,
    PreconditionRequired,
    Unavailable,
)
from souk.http import Page, Reply, Request
from souk.staff.permissions import Permission


@api.get("/admin/returns", needs=Permission.SHIPMENTS_READ, query=ReturnsQuery, response=Page[StaffReturnView])
def staff_returns(request: Request[None, ReturnsQuery]) -> Page[StaffReturnView]:
    """The returns in a state, the longest there first, or those of one order. `refund_failed` waits for staff."""
    query, returns = request.query, services().returns
    if query.order_id and not query.state:
        sold = returns.of_order(query.order_id, Asker(staff=True))
        return Page(items=[StaffReturnView.of(return_) for return_ in sold.returns])
    if not query.state or query.order_id:
        raise InvalidInput("give either a state or an order_id")
    found, following = returns.listed(query.state, query.limit, query.cursor)
    return Page(items=[StaffReturnView.of(return_) for return_ in found], next_cursor=following)


@api.post(
    "/admin/returns",
    needs=Permission.RETURNS_WRITE,
    body=OpenBody,
    response=StaffReturnView,
    status=201,
    idempotent="by_workflow",
    errors=(NotFound, NotReturnable, NotExchangeable, Conflict, Unavailable),
)
def open_return(request: Request[OpenBody, None]) -> Reply:
    """Opens a return for a shopper, approved, or a claim to be decided on, also when the time for it is over."""
    who = Asker(user_id=request.signed_in.id, staff=True)
    return _tagged(services().returns.ask(request.body.order_id, who, asked_of(request)))


@api.get("/admin/returns/{return_id}", needs=Permission.SHIPMENTS_READ, response=StaffReturnView)
def staff_return(_request: Request[None, None], return_id: str) -> Reply:
    """A return. Its ETag is the version to send with a change."""
    return _tagged(services().returns.one(return_id))


@api.get("/admin/returns/{return_id}/photos", needs=Permission.SHIPMENTS_READ, response=PhotosView)
def photos_of_return(_request: Request[None, None], return_id: str) -> PhotosView:
    """The photos that the shopper sent, by addresses that are good for five minutes."""
    photos = services().photos.links(return_id)
    return PhotosView(items=[PhotoView(id=photo.id, url=photo.url) for photo in photos])


@api.patch(
    "/admin/returns/{return_id}",
    needs=Permission.RETURNS_WRITE,
    body=DecisionBody,
    response=StaffReturnView,
    errors=(NotFound, IllegalTransition, OutOfStock, PreconditionFailed, PreconditionRequired),
    headers=IF_MATCH,
)
def decide_on_return(request: Request[DecisionBody, None], return_id: str) -> Reply:
    """Approve, reject, receive, grant, send again, refund or close a return

    What is received and is to be sold again goes back to stock, and the money for all of it is sent. The shopper is
    told why a return is rejected; a withdrawal cannot be. Of a claim nothing comes back: it is granted, in full or in
    part, sent again, or rejected.
    """
    body, staff, returns = request.body, request.signed_in.id, services().returns
    version = version_in(request.if_match)
    match body.decision:
        case Decision.APPROVE:
            after = returns.approve(return_id, staff, version)
        case Decision.REJECT:
            after = returns.reject(return_id, staff, version, body.reason)
        case Decision.RECEIVE:
            lines = [line.line() for line in body.lines]
            after = returns.receive(return_id, staff, version, lines, body.reason, body.location)
        case Decision.GRANT:
            after = returns.grant(return_id, staff, version, [line.line() for line in body.granted])
        case Decision.REFUND:
            after = returns.refund_again(return_id, staff, version)
        case Decision.CLOSE:
            after = returns.close(return_id, staff, version, body.reason)
        case Decision.SEND_AGAIN:
            units = [line.line() for line in body.granted]
            after = services().again.claim(return_id, staff, version, units, body.reason, body.location)
    return _tagged(after)


def _tagged(return_: Return) -> Reply:
    return Reply(StaffReturnView.of(return_), etag=str(return_.version))
