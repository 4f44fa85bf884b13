"""Bank transfers: what staff have seen on the account, the bank's statements, and what is to be given back."""

from __future__ import annotations

from payments.compose import services
from payments.doors.router import api
from payments.doors.schemas import MAX_STATEMENT, GivenBackRequest, ReceivedRequest, StatementRequest
from payments.doors.transfer_views import GivingBackView, StatementView, TransferredView
from souk.errors import Conflict
from souk.http import ListQuery, Page, Request
from souk.staff.permissions import Permission


@api.get("/admin/transfers", needs=Permission.PAYMENTS_READ, query=ListQuery, response=Page[GivingBackView])
def list_transfers_to_give_back(request: Request[None, ListQuery]) -> Page[GivingBackView]:
    """The payments by bank transfer of which money is to be given back, the longest waiting first

    What came without being due, with who sent it, and refunds that were promised.
    """
    found, following = services().transfers.to_give_back(request.query.limit, request.query.cursor)
    return Page(items=[GivingBackView.of(payment) for payment in found], next_cursor=following)


@api.post(
    "/admin/transfers",
    needs=Permission.PAYMENTS_MARK_RECEIVED,
    body=ReceivedRequest,
    response=TransferredView,
    status=201,
    idempotent=True,
    errors=(Conflict,),
)
def receive_transfer(request: Request[ReceivedRequest, None]) -> TransferredView:
    """Say that a bank transfer has arrived, of all that is due or of a part

    Less than is due leaves the order waiting for the rest. What is not due, or comes after the order has ended, is
    to be given back.
    """
    seen = request.body
    payment = services().transfers.receive(
        seen.reference,
        seen.amount.money(),
        seen.arrived_on,
        request.idempotency_key or "",
        _actor(request.signed_in.id),
    )
    return TransferredView.of(payment)


@api.post(
    "/admin/transfers/returns",
    needs=Permission.PAYMENTS_REFUND,
    body=GivenBackRequest,
    response=TransferredView,
    errors=(Conflict,),
)
def mark_transfer_returned(request: Request[GivenBackRequest, None]) -> TransferredView:
    """Say that what was not due of a bank transfer was sent back. Safe to repeat"""
    given = request.body
    payment = services().transfers.give_back(given.payment_id, given.transfer_id, _actor(request.signed_in.id))
    return TransferredView.of(payment)


@api.post(
    "/admin/transfers/statements",
    needs=Permission.PAYMENTS_MARK_RECEIVED,
    body=StatementRequest,
    response=StatementView,
    # In bytes: quotes are escaped, and what is not ASCII takes more than one.
    max_body=MAX_STATEMENT + 500_000,
)
def read_statement(request: Request[StatementRequest, None]) -> StatementView:
    """Look at a bank statement, and book those of its entries that are named

    The answer says what each entry is: after the booking, if one was asked for. An entry is booked once, whoever
    imports it and how often; so the same request again, for instance because no answer came, goes on where it stopped.
    The statement itself is not kept.
    """
    wanted, transfers = request.body, services().transfers
    columns = wanted.columns.model_dump() if wanted.columns else None
    statement = transfers.read(wanted.format, wanted.content, columns)
    chosen = {entry.entry_id: entry.reference for entry in wanted.book}
    if chosen:
        transfers.book(statement.entries, chosen, _actor(request.signed_in.id))
    return StatementView.of(statement, transfers.look(statement.entries, chosen), services().account)


def _actor(user_id: str) -> str:
    return f"user:{user_id}"
