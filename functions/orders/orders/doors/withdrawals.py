"""The withdrawal function (article 11a of directive 2011/83/EU): a statement, and the acknowledgement of it."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, Field

from orders.compose import services
from orders.domain.cancellation import MAX_WORDS, Statement, Withdrawal
from orders.domain.withdrawing.withdrawal import NotWithdrawable
from orders.doors.router import api, viewers
from orders.doors.schemas import Text
from orders.usecases.orders import Viewer
from souk.errors import ChallengeRequired, OrderKeyExpired
from souk.http import Request, Schema, View
from souk.http.order_key import ORDER_KEY
from souk.http.request import CHALLENGE
from souk.shopper.contact import Email, unlinked

Name = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(unlinked)]


class StatementBody(Schema):
    """Who withdraws, and the address that the acknowledgement goes to."""

    name: Name
    contact: Email


class WithdrawnLineBody(Schema):
    sku: Text
    quantity: Annotated[int, Field(strict=True, ge=1, le=10_000)]


class WithdrawalBody(StatementBody):
    """Without `lines` it is a withdrawal from all of the order."""

    lines: Annotated[list[WithdrawnLineBody] | None, Field(min_length=1, max_length=100)] = None


class WithdrawalByNumberBody(StatementBody):
    """With `words` it is a withdrawal from what they describe, which staff read; without, from all of the order."""

    words: Annotated[
        str,
        Field(max_length=MAX_WORDS, description="What it is withdrawn from, in the shopper's words"),
        AfterValidator(unlinked),
    ] = ""
    order_number: Annotated[str, Field(min_length=1, max_length=40)]
    email: Annotated[Email, Field(description="The address that the order's letters go to")]


class WithdrawnLineView(View):
    sku: str
    quantity: int


class WithdrawalView(View):
    """`whole`: with those before it, of all that was ordered. The acknowledgement is on its way to `contact`."""

    number: int
    declared_at: AwareDatetime
    contact: str
    lines: list[WithdrawnLineView]
    whole: bool

    @classmethod
    def of(cls, withdrawal: Withdrawal) -> WithdrawalView:
        return cls(
            number=withdrawal.number,
            declared_at=withdrawal.at,
            contact=withdrawal.statement.contact,
            lines=[WithdrawnLineView(sku=sku, quantity=units) for sku, units in withdrawal.lines],
            whole=withdrawal.whole,
        )


class WithdrawalTakenView(View):
    """When the statement came in."""

    declared_at: AwareDatetime


@viewers.route(
    "POST",
    "/orders/{order_id}/withdrawal",
    guest={
        "headers": ORDER_KEY,
        "errors": (NotWithdrawable, OrderKeyExpired),
        "summary": "Withdraw from the contract of a guest's order, or from lines of it",
    },
    member={"summary": "Withdraw from the contract of your order, or from lines of it", "errors": (NotWithdrawable,)},
    body=WithdrawalBody,
    response=WithdrawalView,
    status=201,
    idempotent="by_workflow",
)
def withdraw(viewer: Viewer, request: Request[WithdrawalBody, Any], order_id: str) -> WithdrawalView:
    body, key = request.body, hashlib.sha256((request.idempotency_key or "").encode()).hexdigest()[:24]
    lines = {line.sku: line.quantity for line in body.lines} if body.lines else None
    statement = Statement(body.name, body.contact, key)
    return WithdrawalView.of(services().withdrawals.declare(order_id, viewer, statement, lines)[1])


@api.post(
    "/withdrawals",
    body=WithdrawalByNumberBody,
    response=WithdrawalTakenView,
    status=202,
    errors=(ChallengeRequired,),
    headers=CHALLENGE,
)
def withdraw_by_number(request: Request[WithdrawalByNumberBody, None]) -> WithdrawalTakenView:
    """Withdraw from the contract of an order, by its number and its e-mail address

    The answer is the same whatever is stated. The acknowledgement, with the statement and when it came in, is mailed to
    `contact` at once if `email` is the order's. What is stated in `words` counts from now on, too, and is answered by a
    second letter once staff have read it.
    """
    body = request.body
    at = services().withdrawals.declare_by_number(
        body.order_number,
        body.email,
        Statement(body.name, body.contact, words=body.words.strip()),
        request.source_ip,
        request.challenge_response,
    )
    return WithdrawalTakenView(declared_at=at)
