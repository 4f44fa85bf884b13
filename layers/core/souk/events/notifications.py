"""reader.*, wish.*: published by the notifications service, keyed by the reader, who is a keyed hash."""

from __future__ import annotations

from souk.events.common import EventData


class ReaderUnsubscribed(EventData):
    """reader.unsubscribed: a member ended letters by the link in one (`source` letter), or called one spam (complaint).
    `kinds` are the kinds of consent that are withdrawn by it.
    """

    user_id: str
    kinds: list[str]
    source: str


class WishAsked(EventData):
    """wish.asked: somebody without an account wants to be told when this is back in stock; the letter that goes to
    the address asks whether it was its reader. `token` proves that.
    """

    email: str
    token: str
    locale: str = ""
    sku: str
    handle: str
    title: str
    variant_title: str = ""
    image: str = ""


TYPES: dict[str, type[EventData]] = {
    "reader.unsubscribed": ReaderUnsubscribed,
    "wish.asked": WishAsked,
}
