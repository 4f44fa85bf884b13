"""What shoppers see of the letters about their orders."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from notifications.compose import services
from notifications.domain.letter import LetterKind
from notifications.doors.router import LetterViewer, viewers
from notifications.usecases.ports import Sent
from souk.errors import NotFound, OrderKeyExpired
from souk.http import Request, View
from souk.http.order_key import ORDER_KEY

LetterState = Literal["sent", "bounced", "undeliverable"]
_STATES: dict[str, LetterState] = {"bounced": "bounced", "rejected": "undeliverable"}


class OrderLetterView(View):
    """That a letter was sent, came back, or could not be delivered; nothing of what it says, or to whom."""

    kind: LetterKind
    state: LetterState
    at: datetime

    @classmethod
    def of(cls, sent: Sent) -> OrderLetterView:
        state = _STATES.get(sent.state, "sent")  # also of one that somebody called spam: they have it
        return cls(kind=LetterKind(sent.letter.kind), state=state, at=sent.at)


class OrderLettersView(View):
    items: list[OrderLetterView]


@viewers.route(
    "GET",
    "/orders/{order_id}/letters",
    guest={
        "headers": ORDER_KEY,
        "errors": (NotFound, OrderKeyExpired),
        "summary": "The letters about an order of the last 30 days, for whoever holds the order's key",
    },
    member={"summary": "The letters about one of your orders of the last 30 days"},
    response=OrderLettersView,
    errors=(NotFound,),
)
def letters_of_order(viewer: LetterViewer, _request: Request[None, None], order_id: str) -> OrderLettersView:
    letters = services().notifications.seen_by(order_id, viewer.user_id, viewer.key)
    known = {kind.value for kind in LetterKind}
    return OrderLettersView(items=[OrderLetterView.of(sent) for sent in letters if sent.letter.kind in known])
