"""What shoppers do about goods that they send back."""

from __future__ import annotations

from typing import Any

from shipping.compose import services
from shipping.doors.returning.schemas import AskBody, Said, SayBody
from shipping.doors.returning.views import ReturnsView, ReturnView
from shipping.doors.router import api
from shipping.doors.schemas import ForGuest, ForUser
from shipping.usecases.returns import Asker, NotReturnable, ReturnWish
from souk import clock
from souk.errors import Conflict, IllegalTransition, NotFound, OrderKeyExpired
from souk.http import Request, idempotency
from souk.http.families import Families
from souk.http.order_key import ORDER_KEY, order_key
from souk.http.route import Options


def _with_key(request: Request[Any, Any]) -> Asker:
    return Asker(key=order_key(request))


def _with_account(request: Request[Any, Any]) -> Asker:
    return Asker(user_id=request.signed_in.id)


shoppers = Families(api, guest=_with_key, member=_with_account, names=("guest_{}", "my_{}"))


def _guest(summary: str) -> Options:
    return {"headers": ORDER_KEY, "errors": (NotFound, OrderKeyExpired), "summary": summary}


@shoppers.route(
    "GET",
    "/returns",
    guest={**_guest("The returns of an order, and what of it can be returned"), "query": ForGuest},
    member={"query": ForUser, "summary": "The returns of one of your orders, and what of it can be returned"},
    response=ReturnsView,
    errors=(NotFound,),
)
def returns(who: Asker, request: Request[None, ForGuest] | Request[None, ForUser]) -> ReturnsView:
    held = services().returns
    return ReturnsView.of(held.of_order(request.query.order_id, who), held.rules, clock.now())


@shoppers.route(
    "POST",
    "/returns",
    guest={
        **_guest("Ask to return goods of an order"),
        "query": ForGuest,
        "errors": (NotFound, OrderKeyExpired, NotReturnable, Conflict),
    },
    member={
        "query": ForUser,
        "summary": "Ask to return goods of your order",
        "errors": (NotFound, NotReturnable, Conflict),
    },
    body=AskBody,
    response=ReturnView,
    status=201,
    idempotent="by_workflow",
)
def ask_for_return(who: Asker, request: Request[AskBody, ForGuest] | Request[AskBody, ForUser]) -> ReturnView:
    return ReturnView.of(services().returns.ask(request.query.order_id, who, asked_of(request)))


@shoppers.route(
    "PATCH",
    "/returns/{return_id}",
    guest={
        **_guest("Say that a return was sent, or take it back before that"),
        "errors": (NotFound, OrderKeyExpired, IllegalTransition),
    },
    member={
        "summary": "Say that your return was sent, or take it back before that",
        "errors": (NotFound, IllegalTransition),
    },
    body=SayBody,
    response=ReturnView,
)
def say_of_return(who: Asker, request: Request[SayBody, None], return_id: str) -> ReturnView:
    body, returns = request.body, services().returns
    if body.state is Said.CANCELLED:
        return ReturnView.of(returns.cancel(return_id, who))
    return ReturnView.of(returns.send(return_id, who, body.carrier, body.tracking_code))


def asked_of(request: Request[Any, Any]) -> ReturnWish:
    """`request` as it is kept: a hash of the Idempotency-Key."""
    body: AskBody = request.body
    key = request.idempotency_key or ""
    return ReturnWish(tuple(line.line() for line in body.lines), idempotency.hash_of(key.encode())[:24], body.note)
