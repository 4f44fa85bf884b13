"""What shoppers do about goods that they send back."""

from __future__ import annotations

from typing import Any

from shipping.compose import services
from shipping.doors.returning.schemas import AskBody, SentBody
from shipping.doors.returning.views import ReturnsView, ReturnView
from shipping.doors.router import api
from shipping.doors.schemas import ForGuest, ForUser
from shipping.usecases.returns import Asked, Asker, NotReturnable
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
        "errors": (NotFound, OrderKeyExpired, NotReturnable, Conflict),
    },
    member={"summary": "Ask to return goods of your order", "errors": (NotFound, NotReturnable, Conflict)},
    body=AskBody,
    response=ReturnView,
    status=201,
    idempotent="by_workflow",
)
def ask_for_return(who: Asker, request: Request[AskBody, None]) -> ReturnView:
    return ReturnView.of(services().returns.ask(request.body.order_id, who, asked_of(request)))


@shoppers.route(
    "POST",
    "/returns/{return_id}/sent",
    guest={
        **_guest("Say that a return was sent, and under which code"),
        "errors": (NotFound, OrderKeyExpired, IllegalTransition),
    },
    member={"summary": "Say that your return was sent, and under which code", "errors": (NotFound, IllegalTransition)},
    body=SentBody,
    response=ReturnView,
)
def return_sent(who: Asker, request: Request[SentBody, None], return_id: str) -> ReturnView:
    body = request.body
    return ReturnView.of(services().returns.send(return_id, who, body.carrier, body.tracking_code))


@shoppers.route(
    "POST",
    "/returns/{return_id}/cancel",
    guest={
        **_guest("Take a return back before it is sent"),
        "errors": (NotFound, OrderKeyExpired, IllegalTransition),
    },
    member={"summary": "Take your return back before it is sent", "errors": (NotFound, IllegalTransition)},
    response=ReturnView,
)
def cancel_return(who: Asker, _request: Request[None, None], return_id: str) -> ReturnView:
    return ReturnView.of(services().returns.cancel(return_id, who))


def asked_of(request: Request[AskBody, None]) -> Asked:
    """`request` as it is kept: a hash of the Idempotency-Key."""
    body, key = request.body, request.idempotency_key or ""
    return Asked(tuple(line.line() for line in body.lines), idempotency.hash_of(key.encode())[:24], body.note)
