"""What staff see of the letters."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from notifications.compose import services
from notifications.domain.letter import LetterKind
from notifications.domain.wording import Words
from notifications.doors.router import api
from notifications.usecases.ports import Sent
from souk.errors import NotFound
from souk.http import ListQuery, Page, Request, Schema, View
from souk.staff.permissions import Permission


class LettersQuery(ListQuery):
    order_id: Annotated[str, Field(min_length=1, max_length=64)]


class AddressQuery(Schema):
    order_id: Annotated[str, Field(min_length=1, max_length=64)]


class AddressView(View):
    """Whether the letters of an order reach anybody. Mail that came back is why they do not: `bounced` or
    `complained`.
    """

    reachable: bool
    why: Annotated[str, Field(description="bounced, complained, or empty")] = ""
    since: datetime | None = None


class LetterView(View):
    """`to` with most of the address hidden, empty once its person is forgotten. A letter that was kept back, or that
    the mail service will not take, is `rejected` for a `reason`; one to an address whose mail came back, for that. What
    came back itself is `bounced` or `complained`. `event_id` is what it followed.
    """

    event_id: str
    kind: str
    state: Annotated[str, Field(description="sending, sent, rejected, bounced or complained")]
    at: datetime
    to: str
    reason: str

    @classmethod
    def of(cls, sent: Sent) -> LetterView:
        letter = sent.letter
        return cls(
            event_id=letter.event_id, kind=letter.kind, state=sent.state, at=sent.at, to=letter.to, reason=sent.reason
        )


class PreviewRequest(Schema):
    """`language` is that of the merchant's words; what is not written in it is English. Empty words leave the shop's
    own.
    """

    kind: LetterKind
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    subject: Annotated[str, Field(max_length=120)] = ""
    intro: Annotated[str, Field(max_length=1000)] = ""
    closing: Annotated[str, Field(max_length=1000)] = ""


class LetterPreviewView(View):
    """A whole letter, as it is sent. `language` is that of the shop's own words in it."""

    subject: str
    html: str
    text: str
    language: str


@api.post("/admin/letters/preview", needs=Permission.CONTENT_READ, body=PreviewRequest, response=LetterPreviewView)
def preview_letter(request: Request[PreviewRequest, None]) -> LetterPreviewView:
    """A letter about something that might have happened, with words that need not be kept anywhere"""
    body = request.body
    words = Words(body.subject, body.intro, body.closing)
    letter = services().notifications.preview(body.kind, body.language, words)
    return LetterPreviewView(subject=letter.subject, html=letter.html, text=letter.text, language=letter.language)


@api.get("/admin/letters", needs=Permission.ORDERS_READ, query=LettersQuery, response=Page[LetterView])
def list_letters(request: Request[None, LettersQuery]) -> Page[LetterView]:
    """The letters about an order of the last 30 days"""
    query = request.query
    letters, following = services().notifications.about(query.order_id, query.limit, query.cursor)
    return Page(items=[LetterView.of(sent) for sent in letters], next_cursor=following)


@api.get(
    "/admin/letters/address",
    needs=Permission.ORDERS_READ,
    query=AddressQuery,
    response=AddressView,
    errors=(NotFound,),
)
def show_address(request: Request[None, AddressQuery]) -> AddressView:
    """Whether the order's address is written to, or its mail came back"""
    dead = services().returned_mail.of_order(request.query.order_id)
    return AddressView(reachable=dead is None, why=dead.why if dead else "", since=dead.since if dead else None)


@api.delete("/admin/letters/address", needs=Permission.ORDERS_WRITE, query=AddressQuery, status=204, errors=(NotFound,))
def write_to_address_again(request: Request[None, AddressQuery]) -> None:
    """Writes to the order's address again, though its mail came back; what was not sent is not sent later"""
    services().returned_mail.lift(request.query.order_id)
