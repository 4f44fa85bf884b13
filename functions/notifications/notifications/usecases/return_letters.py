"""The letters about goods that come back, and the acknowledgement of a withdrawal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from notifications.domain.letter import Item, Letter, LetterKind, Link, Shop, greeting
from notifications.domain.phrases import Instant, Said, about, common
from souk.events.orders import LetterLine, WithdrawalDeclared
from souk.events.shipping import ReturnChanged, ReturningLine

# Why a withdrawal has no effect, as the orders service says it.
_REFUSALS = {
    "The order has ended already, and nothing of it is owed.": "ended",
    "The time to withdraw is over.": "too_late",
}


def asked(event: ReturnChanged, shop: Shop) -> Letter:
    return _letter(LetterKind.RETURN_ASKED, event, shop)


def approved(event: ReturnChanged, shop: Shop) -> Letter:
    """To the order's own address: also of a withdrawal that somebody had acknowledged elsewhere."""
    until = datetime.fromisoformat(event.send_by).astimezone(UTC).date()
    say = about(LetterKind.RETURN_APPROVED, return_number=_number(event), until=until)
    return Letter(
        kind=LetterKind.RETURN_APPROVED,
        to=event.email,
        number=event.order_number,
        subject=say("subject"),
        preview=say("preview"),
        heading=say("heading"),
        paragraphs=(greeting(), say("text")),
        facts=(
            (say("return"), _number(event)),
            (say("send_by"), until),
            *([(say("send_to"), shop.address)] if shop.address else ()),
        ),
        items=_items(event.lines),
        action=_order(event, shop),
        closing=say("closing"),
    )


def rejected(event: ReturnChanged, shop: Shop) -> Letter:
    """`note` is what staff wrote, in their language."""
    say = about(LetterKind.RETURN_REJECTED, return_number=_number(event))
    return Letter(
        kind=LetterKind.RETURN_REJECTED,
        to=event.email,
        number=event.order_number,
        subject=say("subject"),
        preview=say("preview"),
        heading=say("heading"),
        paragraphs=(greeting(), *((say("because"), event.note) if event.note else (say("text"),))),
        items=_items(event.lines),
        action=_order(event, shop),
        closing=say("closing"),
    )


def received(event: ReturnChanged, shop: Shop) -> Letter:
    titles = {line.sku: line.title for line in event.lines}
    came: dict[str, int] = {}
    for line in event.received:
        came[line.sku] = came.get(line.sku, 0) + line.quantity
    say = about(LetterKind.RETURN_RECEIVED, return_number=_number(event))
    return Letter(
        kind=LetterKind.RETURN_RECEIVED,
        to=event.email,
        number=event.order_number,
        subject=say("subject"),
        preview=say("free_preview" if event.free else "preview"),
        heading=say("heading"),
        paragraphs=(greeting(), say("free" if event.free else "text")),
        items=tuple(Item(titles.get(sku) or sku, "", units) for sku, units in came.items()),
        action=_order(event, shop),
    )


def expired(event: ReturnChanged, shop: Shop) -> Letter:
    return _letter(LetterKind.RETURN_EXPIRED, event, shop)


def withdrawal(event: WithdrawalDeclared, shop: Shop) -> Letter:
    """The acknowledgement on a durable medium (article 11a (5) of directive 2011/83/EU): what was stated, and when."""
    at = Instant(datetime.fromisoformat(event.declared_at))
    say = about(LetterKind.WITHDRAWAL, number=event.number, at=at)
    # Whoever named the order and wants the letter elsewhere has not shown that they may open it.
    key = event.access_key if event.contact.lower() == event.email.lower() else ""
    return Letter(
        kind=LetterKind.WITHDRAWAL,
        to=event.contact if event.email else "",  # nobody, once the order's person is forgotten
        number=event.number,
        subject=say("subject"),
        preview=say("preview"),
        heading=say("heading"),
        paragraphs=(greeting(event.name), say("text"), *_what_is_next(event)),
        facts=(
            (say("by"), event.name),
            (say("order"), event.number),
            (say("from"), say("whole" if event.whole else "part")),
            (say("came_in"), at),
            (say("acknowledged_to"), event.contact),
        ),
        items=_items(event.lines),
        action=Link(common("view_order"), shop.order_link(event.order_id, key)),
        closing=say("closing"),
    )


def _what_is_next(event: WithdrawalDeclared) -> tuple[Said, ...]:
    say = about(LetterKind.WITHDRAWAL)
    if event.refusal:
        known = _REFUSALS.get(event.refusal)
        why = say(known) if known else event.refusal
        return (about(LetterKind.WITHDRAWAL, why=why)("no_effect"),)
    if event.delivery:
        return say("what_next"), about(LetterKind.WITHDRAWAL, delivery=event.delivery.money())("delivery")
    return (say("what_next"),)


def _letter(kind: LetterKind, event: ReturnChanged, shop: Shop) -> Letter:
    say = about(kind, return_number=_number(event))
    return Letter(
        kind=kind,
        to=event.email,
        number=event.order_number,
        subject=say("subject"),
        preview=say("preview"),
        heading=say("heading"),
        paragraphs=(greeting(), say("text")),
        items=_items(event.lines),
        action=_order(event, shop),
        closing=say("closing"),
    )


def _number(event: ReturnChanged) -> str:
    """What the parcel is told by: the order's number, and which of its returns it is."""
    return f"{event.order_number}-{event.return_id.rpartition('-')[2]}"


def _items(lines: Iterable[LetterLine | ReturningLine]) -> tuple[Item, ...]:
    return tuple(Item(line.title or line.sku, "", line.quantity) for line in lines)


def _order(event: ReturnChanged, shop: Shop) -> Link:
    return Link(common("view_order"), shop.order_link(event.order_id, event.access_key))
