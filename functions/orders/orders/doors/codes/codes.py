"""What staff do with the codes of promotions."""

from __future__ import annotations

from orders.compose import services
from orders.doors.codes.schemas import (
    CodeBatchView,
    CodeBody,
    CodesBody,
    CodeUseView,
    CodeView,
    MadeCodesView,
    UsesView,
)
from orders.doors.router import api
from souk.errors import Conflict
from souk.http import ListQuery, Page, Request
from souk.staff.permissions import Permission
from souk.storage import cursor

_READ, _WRITE = Permission.RATES_READ, Permission.RATES_WRITE


@api.get("/admin/promotions/{promotion_id}/codes", needs=_READ, query=ListQuery, response=Page[CodeView])
def list_codes(request: Request[None, ListQuery], promotion_id: str) -> Page[CodeView]:
    """The codes of a promotion

    First those that were made one by one, then by batch.
    """
    query = request.query
    found, following = services().code_making.listed(promotion_id, query.limit, cursor.decode(query.cursor))
    return Page(items=[CodeView.of(code) for code in found], next_cursor=cursor.encode(following))


@api.post(
    "/admin/promotions/{promotion_id}/codes",
    needs=_WRITE,
    body=CodeBody,
    response=CodeView,
    status=201,
    idempotent="by_workflow",
    errors=(Conflict,),
)
def make_code(request: Request[CodeBody, None], promotion_id: str) -> CodeView:
    """Make a code of a promotion

    It opens the promotion once that is published, is triggered by codes, and its time has come.
    """
    body = request.body
    return CodeView.of(services().code_making.make(promotion_id, body.code, body.limit, request.signed_in.id))


@api.post(
    "/admin/promotions/{promotion_id}/code-batches",
    needs=_WRITE,
    body=CodesBody,
    response=MadeCodesView,
    status=201,
    idempotent="by_workflow",
)
def make_codes(request: Request[CodesBody, None], promotion_id: str) -> MadeCodesView:
    """Make many codes of a promotion at once, each for one order unless told otherwise

    The same `Idempotency-Key` makes the same codes; after 503 it goes on where it stopped.
    """
    body = request.body
    batch = services().code_making.make_many(
        promotion_id, body.count, body.prefix, body.limit, request.signed_in.id, request.idempotency_key or ""
    )
    return MadeCodesView.of(batch)


@api.get("/admin/promotions/{promotion_id}/code-batches/{batch}", needs=_READ, response=CodeBatchView)
def read_codes(_request: Request[None, None], promotion_id: str, batch: str) -> CodeBatchView:
    """All codes that were made together, as they are now"""
    return CodeBatchView.of(services().code_making.batch(promotion_id, batch))


@api.get("/admin/promotions/{promotion_id}/codes/{code}/uses", needs=_READ, query=ListQuery, response=Page[CodeUseView])
def list_code_uses(request: Request[None, ListQuery], promotion_id: str, code: str) -> Page[CodeUseView]:
    """The orders that have used a code and were not cancelled, the last first"""
    query = request.query
    _, uses, following = services().code_making.used_by(promotion_id, code, query.limit, cursor.decode(query.cursor))
    return Page(items=[CodeUseView.of(use) for use in uses], next_cursor=cursor.encode(following))


@api.get("/admin/promotions/{promotion_id}/codes/{code}", needs=_READ, response=CodeView)
def read_code(_request: Request[None, None], promotion_id: str, code: str) -> CodeView:
    """One code of a promotion, however it is written"""
    return CodeView.of(services().code_making.found(promotion_id, code))


@api.delete(
    "/admin/promotions/{promotion_id}/codes/{code}", needs=_WRITE, response=CodeView, summary="End a code for good"
)
def end_code(_request: Request[None, None], promotion_id: str, code: str) -> CodeView:
    return CodeView.of(services().code_making.end(promotion_id, code))


@api.get("/admin/promotions/{promotion_id}/uses", needs=_READ, response=UsesView)
def count_uses(_request: Request[None, None], promotion_id: str) -> UsesView:
    """In how many orders a promotion with a limit or a budget is, and what it took off them"""
    counted = services().code_making.counted(promotion_id)
    return UsesView(used=counted.uses.get(promotion_id, 0), spent=counted.spent.get(promotion_id, 0))
