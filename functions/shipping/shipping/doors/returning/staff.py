"""What staff do about goods that come back."""

from __future__ import annotations

from shipping.compose import services
from shipping.doors.returning.schemas import AskBody, ReasonBody, ReceiptBody, ReturnsQuery
from shipping.doors.returning.shoppers import asked_of
from shipping.doors.returning.views import StaffReturnView
from shipping.doors.router import api
from shipping.doors.versions import IF_MATCH, version_in
from shipping.domain.returns import Return
from shipping.usecases.returns import Asker, NotReturnable
from souk.errors import (
    Conflict,
    IllegalTransition,
    InvalidInput,
    NotFound,
    PreconditionFailed,
    PreconditionRequired,
)
from souk.http import Page, Reply, Request
from souk.staff.permissions import Permission

_DECIDES = (NotFound, IllegalTransition, PreconditionFailed, PreconditionRequired)


@api.get("/admin/returns", needs=Permission.SHIPMENTS_READ, query=ReturnsQuery, response=Page[StaffReturnView])
def staff_returns(request: Request[None, ReturnsQuery]) -> Page[StaffReturnView]:
    """The returns in a state, the longest there first, or those of one order. In `refund_failed` somebody has to decide."""
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
    body=AskBody,
    response=StaffReturnView,
    status=201,
    idempotent="by_workflow",
    errors=(NotFound, NotReturnable, Conflict),
)
def open_return(request: Request[AskBody, None]) -> Reply:
    """Opens a return for a shopper, approved, and also when the time for it is over."""
    who = Asker(user_id=request.signed_in.id, staff=True)
    return _tagged(services().returns.ask(request.body.order_id, who, asked_of(request)))


@api.get("/admin/returns/{return_id}", needs=Permission.SHIPMENTS_READ, response=StaffReturnView)
def staff_return(_request: Request[None, None], return_id: str) -> Reply:
    """A return. Its ETag is the version to send with a change."""
    return _tagged(services().returns.one(return_id))


@api.post(
    "/admin/returns/{return_id}/approval",
    needs=Permission.RETURNS_WRITE,
    response=StaffReturnView,
    errors=_DECIDES,
    headers=IF_MATCH,
)
def approve_return(request: Request[None, None], return_id: str) -> Reply:
    """Lets the shopper send it."""
    return _tagged(services().returns.approve(return_id, request.signed_in.id, version_in(request.if_match)))


@api.post(
    "/admin/returns/{return_id}/rejection",
    needs=Permission.RETURNS_WRITE,
    body=ReasonBody,
    response=StaffReturnView,
    errors=_DECIDES,
    headers=IF_MATCH,
)
def reject_return(request: Request[ReasonBody, None], return_id: str) -> Reply:
    """Says no; the shopper is told the reason. A withdrawal cannot be rejected."""
    version = version_in(request.if_match)
    return _tagged(services().returns.reject(return_id, request.signed_in.id, version, request.body.reason))


@api.post(
    "/admin/returns/{return_id}/receipt",
    needs=Permission.RETURNS_WRITE,
    body=ReceiptBody,
    response=StaffReturnView,
    errors=_DECIDES,
    headers=IF_MATCH,
)
def receive_return(request: Request[ReceiptBody, None], return_id: str) -> Reply:
    """Says what came in. What is to be sold again goes back to stock, and the money for all of it is sent."""
    body, version = request.body, version_in(request.if_match)
    lines = [line.line() for line in body.lines]
    return _tagged(services().returns.receive(return_id, request.signed_in.id, version, lines, body.note))


@api.post(
    "/admin/returns/{return_id}/refund",
    needs=Permission.RETURNS_WRITE,
    response=StaffReturnView,
    errors=_DECIDES,
    headers=IF_MATCH,
)
def refund_return_again(request: Request[None, None], return_id: str) -> Reply:
    """Asks for a refund once more that failed."""
    return _tagged(services().returns.refund_again(return_id, request.signed_in.id, version_in(request.if_match)))


@api.post(
    "/admin/returns/{return_id}/closing",
    needs=Permission.RETURNS_WRITE,
    body=ReasonBody,
    response=StaffReturnView,
    errors=_DECIDES,
    headers=IF_MATCH,
)
def close_return(request: Request[ReasonBody, None], return_id: str) -> Reply:
    """Closes one whose refund failed and that was settled otherwise, for instance by a refund of another amount."""
    version = version_in(request.if_match)
    return _tagged(services().returns.close(return_id, request.signed_in.id, version, request.body.reason))


def _tagged(return_: Return) -> Reply:
    return Reply(StaffReturnView.of(return_), etag=str(return_.version))
