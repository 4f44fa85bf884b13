"""Orders that staff put together for somebody, as on the telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orders.compose import services
from orders.doors.drafting.schemas import DraftBody, DraftOrderBody, DraftView, ListedDraftView
from orders.doors.router import api
from souk.errors import (
    IllegalTransition,
    OutOfStock,
    PaymentDeclined,
    PaymentMisconfigured,
    PaymentRefused,
    PreconditionFailed,
    PreconditionRequired,
    PriceChanged,
)
from souk.http import ListQuery, Page, Reply, Request
from souk.http.request import IF_MATCH, version_changed
from souk.staff.permissions import Permission
from souk.storage import cursor

if TYPE_CHECKING:
    from orders.usecases.drafting.drafts import Looked

_CHANGED = (PreconditionFailed, PreconditionRequired)


@api.get("/admin/drafts", needs=Permission.ORDERS_READ, query=ListQuery, response=Page[ListedDraftView])
def list_drafts(request: Request[None, ListQuery]) -> Page[ListedDraftView]:
    """Drafts of orders, the last changed first"""
    query = request.query
    found, following = services().drafts.listed(query.limit, cursor.decode(query.cursor))
    return Page(items=[ListedDraftView.listed(draft) for draft in found], next_cursor=cursor.encode(following))


@api.post(
    "/admin/drafts",
    needs=Permission.ORDERS_WRITE,
    body=DraftBody,
    response=DraftView,
    status=201,
    idempotent="by_workflow",
)
def begin_draft(request: Request[DraftBody, None]) -> Reply:
    """Put an order together for somebody

    Nothing is held for it, and nobody is told. It costs what the shop asks when it is looked at, but for prices that
    were agreed. Thirty days after its last change it is gone.
    """
    key = request.idempotency_key or ""
    body = request.body
    return _shown(services().drafts.begin(body.wish(), request.signed_in.id, key, body.vat_number.strip()))


@api.get("/admin/drafts/{draft_id}", needs=Permission.ORDERS_READ, response=DraftView, summary="A draft")
def read_draft(request: Request[None, None], draft_id: str) -> Reply:  # noqa: ARG001 -- who asks is known by then
    return _shown(services().drafts.read(draft_id))


@api.put(
    "/admin/drafts/{draft_id}",
    needs=Permission.ORDERS_WRITE,
    body=DraftBody,
    response=DraftView,
    errors=(IllegalTransition, *_CHANGED),
    headers=IF_MATCH,
    summary="Change a draft",
)
def change_draft(request: Request[DraftBody, None], draft_id: str) -> Reply:
    body = request.body
    changed = services().drafts.change(draft_id, body.wish(), version_changed(request), body.vat_number.strip())
    return _shown(changed)


@api.delete(
    "/admin/drafts/{draft_id}",
    needs=Permission.ORDERS_WRITE,
    status=204,
    errors=_CHANGED,
    headers=IF_MATCH,
    summary="Drop a draft; the order it may have become stays",
)
def drop_draft(request: Request[None, None], draft_id: str) -> None:
    services().drafts.drop(draft_id, version_changed(request))


@api.post(
    "/admin/drafts/{draft_id}/order",
    needs=Permission.ORDERS_WRITE,
    body=DraftOrderBody,
    response=DraftView,
    errors=(OutOfStock, PaymentDeclined, PaymentMisconfigured, PaymentRefused, PriceChanged, *_CHANGED),
    headers=IF_MATCH,
)
def order_draft(request: Request[DraftOrderBody, None], draft_id: str) -> Reply:
    """Make an order of a draft, and send its shopper the way to pay

    Its goods are held from now on. The letter has a link to the order's page, where it is paid, or the account to
    transfer to. Unpaid it expires, and its goods go back on sale. A draft becomes one order, however often it is asked.
    """
    body = request.body
    looked = services().drafts.order(
        draft_id,
        request.signed_in.id,
        version_changed(request),
        body.payment_method,
        body.expected_total.money(),
    )
    return _shown(looked)


def _shown(looked: Looked) -> Reply:
    return Reply(DraftView.of(looked), etag=str(looked.draft.version))
