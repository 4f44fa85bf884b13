"""What staff see of the letters."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from notifications.compose import services
from notifications.doors.router import api
from notifications.usecases.ports import Sent
from souk.http import ListQuery, Page, Request, View
from souk.staff.permissions import Permission


class LettersQuery(ListQuery):
    order_id: Annotated[str, Field(min_length=1, max_length=64)]


class LetterView(View):
    """`to` with most of the address hidden, empty once its person is forgotten. A letter that was kept back, or that
    the mail service will not take, is `rejected` for a `reason`. `event_id` is what it followed.
    """

    event_id: str
    kind: str
    state: Annotated[str, Field(description="sending, sent or rejected")]
    at: datetime
    to: str
    reason: str

    @classmethod
    def of(cls, sent: Sent) -> LetterView:
        letter = sent.letter
        return cls(
            event_id=letter.event_id, kind=letter.kind, state=sent.state, at=sent.at, to=letter.to, reason=sent.reason
        )


@api.get("/admin/letters", needs=Permission.ORDERS_READ, query=LettersQuery, response=Page[LetterView])
def list_letters(request: Request[None, LettersQuery]) -> Page[LetterView]:
    """The letters about an order of the last 30 days"""
    query = request.query
    letters, following = services().notifications.about(query.order_id, query.limit, query.cursor)
    return Page(items=[LetterView.of(sent) for sent in letters], next_cursor=following)
