"""How readers end letters, and ask to be told when something is back in stock."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from notifications.compose import services
from notifications.domain.reader import LetterTopic
from notifications.domain.wish import StockWish, WantedVariant
from notifications.doors.router import api
from souk.errors import Conflict, NotFound
from souk.http import Auth, Reply, Request, Schema, View
from souk.limits import rules
from souk.limits.limits import Charge, for_email, from_address
from souk.settings import Settings
from souk.shopper.contact import Email, Locale

Sku = Annotated[str, Field(min_length=1, max_length=100)]


class EndQuery(Schema):
    """Without any, the letters of the topic that the link is of."""

    sku: Annotated[Sku | None, Field(description="Ends the wish to hear of this one alone")] = None
    topic: Annotated[LetterTopic | None, Field(description="Ends the letters of this topic")] = None
    everything: Annotated[bool, Field(description="Ends all letters but those about orders and the account")] = False


class WishRequest(Schema):
    sku: Sku
    locale: Annotated[Locale, Field(default_factory=str, description="BCP 47: what the letters are written in")]


class GuestWishRequest(WishRequest):
    """`version` is that of the words that were shown."""

    email: Email
    version: Annotated[str, Field(min_length=1, max_length=20)]


class ConfirmWish(Schema):
    token: Annotated[str, Field(min_length=1, max_length=100)]


class WantedView(View):
    sku: str
    handle: str
    title: str
    variant_title: str

    @classmethod
    def of(cls, wanted: WantedVariant) -> WantedView:
        return cls(sku=wanted.sku, handle=wanted.handle, title=wanted.title, variant_title=wanted.variant_title)


class WishView(WantedView):
    until: datetime

    @classmethod
    def waiting(cls, wish: StockWish) -> WishView:
        return cls(**WantedView.of(wish.wanted).model_dump(), until=wish.ends_at)


class TopicView(View):
    topic: LetterTopic
    given: bool


class LetterChoicesView(View):
    """What its reader gets by consent. `to` with most of the address hidden, empty where nothing goes anywhere."""

    to: str
    topics: list[TopicView]
    wishes: list[WishView]


@api.get("/letters/{token}", status=303)
def open_letter_link(_request: Request[None, None], token: str) -> Reply:
    """Leads who opens the link of a mail program to the page that ends letters; ends nothing itself (RFC 8058)"""
    services().readership.choices(token)
    return Reply(status=303, headers={"Location": f"{Settings().public_url}/letters#token={token}"})


@api.post("/letters/{token}", query=EndQuery, status=204, errors=(NotFound,))
def unsubscribe(request: Request[None, EndQuery], token: str) -> None:
    """Ends letters: one click in a mail program (RFC 8058), or a choice on the page

    Whatever the body says. Done before, it is the same.
    """
    query = request.query
    services().readership.unsubscribe(token, query.sku or "", query.topic, everything=query.everything)


@api.get("/letters/{token}/choices", response=LetterChoicesView, errors=(NotFound,))
def show_letter_choices(_request: Request[None, None], token: str) -> LetterChoicesView:
    """What the reader of a letter gets by consent"""
    choices = services().readership.choices(token)
    return LetterChoicesView(
        to=choices.to,
        topics=[TopicView(topic=topic, given=given) for topic, given in choices.topics.items()],
        wishes=[WishView.waiting(wish) for wish in choices.wishes],
    )


@api.post("/stock-wishes", body=GuestWishRequest, status=202, errors=(NotFound, Conflict))
def ask_for_stock_as_guest(request: Request[GuestWishRequest, None]) -> None:
    """Asks to be told when something is back in stock; a letter asks whether it was the address's reader"""
    body = request.body
    services().limits.take_of_person(
        request.challenge_response,
        request.source_ip,
        *from_address(rules.WISHES_FROM, request.source_ip),
        for_email(rules.WISHES_FOR, body.email),
    )
    services().wishing.ask_as_guest(body.email, body.sku, body.version, body.locale)


@api.post("/stock-wishes/confirm", body=ConfirmWish, response=WantedView, errors=(NotFound,))
def confirm_stock_wish(request: Request[ConfirmWish, None]) -> WantedView:
    """The reader of the letter has asked for it; once, within two days"""
    return WantedView.of(services().wishing.confirm(request.body.token))


@api.post("/me/stock-wishes", auth=Auth.USER, body=WishRequest, status=202, errors=(NotFound, Conflict))
def ask_for_stock(request: Request[WishRequest, None]) -> None:
    """Asks to be told when something is back in stock

    One letter, if the person agrees to `back_in_stock` (`/me/consents`) when it is. UnprovedWish again, it is the same.
    """
    person = request.signed_in.id
    services().limits.take(Charge(rules.WISHES, person))
    services().wishing.ask(person, request.body.sku, request.body.locale)
