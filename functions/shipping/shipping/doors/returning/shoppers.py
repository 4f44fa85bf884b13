"""What shoppers do about goods that they send back."""

from __future__ import annotations

from typing import Any

from shipping.compose import services
from shipping.doors.returning.schemas import AskBody, PhotoBody, PhotosBody, Said, SayBody
from shipping.doors.returning.views import PhotoCreated, ReturnsView, ReturnView
from shipping.doors.router import api
from shipping.doors.schemas import OfOrder
from shipping.usecases.ports import CarrierRefused
from shipping.usecases.returning.exchanges import NotExchangeable
from shipping.usecases.returning.returns import Asker, NotReturnable, ReturnWish
from souk import clock
from souk.errors import Conflict, IllegalTransition, NotFound, OrderKeyExpired, RateLimited, Unavailable
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
    guest={**_guest("The returns of an order, and what of it can be returned"), "query": OfOrder},
    member={"query": OfOrder, "summary": "The returns of one of your orders, and what of it can be returned"},
    response=ReturnsView,
    errors=(NotFound,),
)
def returns(who: Asker, request: Request[None, OfOrder]) -> ReturnsView:
    held = services().returns
    return ReturnsView.of(held.of_order(request.query.order_id, who), held.rules, clock.now())


@shoppers.route(
    "POST",
    "/returns",
    guest={
        **_guest("Ask to return goods of an order, or claim that they are damaged, wrong or missing"),
        "query": OfOrder,
        "errors": (NotFound, OrderKeyExpired, NotReturnable, NotExchangeable, Conflict, Unavailable),
    },
    member={
        "query": OfOrder,
        "summary": "Ask to return goods of your order, or claim that they are damaged, wrong or missing",
        "errors": (NotFound, NotReturnable, NotExchangeable, Conflict, Unavailable),
    },
    body=AskBody,
    response=ReturnView,
    status=201,
    idempotent="by_workflow",
)
def ask_for_return(who: Asker, request: Request[AskBody, OfOrder]) -> ReturnView:
    return ReturnView.of(services().returns.ask(request.query.order_id, who, asked_of(request)))


@shoppers.route(
    "PATCH",
    "/returns/{return_id}",
    guest={
        **_guest("Have a label for a return, say that it was sent, or take it back before that"),
        "errors": (NotFound, OrderKeyExpired, IllegalTransition, CarrierRefused, Unavailable),
    },
    member={
        "summary": "Have a label for your return, say that it was sent, or take it back before that",
        "errors": (NotFound, IllegalTransition, CarrierRefused, Unavailable),
    },
    body=SayBody,
    response=ReturnView,
)
def say_of_return(who: Asker, request: Request[SayBody, None], return_id: str) -> ReturnView:
    body, returns = request.body, services().returns
    if body.state is Said.LABEL:
        return ReturnView.of(services().return_labels.give(return_id, who))
    if body.state is Said.CANCELLED:
        return ReturnView.of(returns.cancel(return_id, who))
    return ReturnView.of(returns.send(return_id, who, body.carrier, body.tracking_code))


@shoppers.route(
    "POST",
    "/returns/{return_id}/photos",
    guest={
        **_guest("Where to send a photo of what is returned or claimed: PNG, JPEG or WebP, of at most 4 MB"),
        "errors": (NotFound, OrderKeyExpired, IllegalTransition, RateLimited),
    },
    member={
        "summary": "Where to send a photo of what you return or claim: PNG, JPEG or WebP, of at most 4 MB",
        "errors": (NotFound, IllegalTransition, RateLimited),
    },
    body=PhotoBody,
    response=PhotoCreated,
    status=201,
)
def begin_photo(who: Asker, request: Request[PhotoBody, None], return_id: str) -> PhotoCreated:
    photo_id, form = services().photos.begin(return_id, who, request.body.media_type)
    return PhotoCreated(photo_id=photo_id, url=form.url, fields=form.fields)


@shoppers.route(
    "PUT",
    "/returns/{return_id}/photos",
    guest={
        **_guest("Which photos a return or claim has, at most five"),
        "errors": (NotFound, OrderKeyExpired, IllegalTransition, Conflict),
    },
    member={
        "summary": "Which photos your return or claim has, at most five",
        "errors": (NotFound, IllegalTransition, Conflict),
    },
    body=PhotosBody,
    response=ReturnView,
)
def show_photos(who: Asker, request: Request[PhotosBody, None], return_id: str) -> ReturnView:
    return ReturnView.of(services().photos.show(return_id, who, request.body.photos))


def asked_of(request: Request[Any, Any]) -> ReturnWish:
    """`request` as it is kept: a hash of the Idempotency-Key."""
    body: AskBody = request.body
    key = request.idempotency_key or ""
    request_hash = idempotency.hash_of(key.encode())[:24]
    return ReturnWish(tuple(line.line() for line in body.lines), request_hash, body.note, body.of_kind, body.as_credit)
