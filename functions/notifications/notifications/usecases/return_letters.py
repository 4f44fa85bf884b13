"""The letters about goods that come back, and the acknowledgement of a withdrawal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from notifications.domain.letter import Item, Letter, LetterKind, Link, Shop, greeting
from notifications.domain.phrases import Instant, Said, about, common
from souk.events.orders import LetterLine, OrderExchangeRefused, WithdrawalDeclared, WithdrawalStated
from souk.events.shipping import ReturnChanged, ReturningLine

# Why a withdrawal has no effect, as the orders service says it.
_REFUSALS = {
    "The order has ended already, and nothing of it is owed.": "ended",
    "The time to withdraw is over.": "too_late",
    "By law one cannot withdraw from buying these goods.": "by_law",
}


def asked(event: ReturnChanged, shop: Shop) -> Letter:
    return _letter(LetterKind.CLAIM_ASKED if event.kind == "claim" else LetterKind.RETURN_ASKED, event, shop)


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
        # The slip names the address, and there is none without it.
        paragraphs=(
            greeting(),
            say("text"),
            *([say("exchange")] if any(line.exchange for line in event.lines) else []),
            *([say("label")] if event.label else []),
            *([say("slip")] if shop.address else []),
        ),
        facts=(
            (say("return"), _number(event)),
            (say("send_by"), until),
            *((say("instead"), _wanted(line)) for line in event.lines if line.exchange),
            *([(say("send_to"), shop.address)] if shop.address else ()),
        ),
        items=_items(event.lines),
        action=_order(event, shop),
        closing=say("closing"),
    )


def rejected(event: ReturnChanged, shop: Shop) -> Letter:
    """`note` is what staff wrote, in their language."""
    kind = LetterKind.CLAIM_REJECTED if event.kind == "claim" else LetterKind.RETURN_REJECTED
    say = about(kind, return_number=_number(event))
    return Letter(
        kind=kind,
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


def claim_granted(event: ReturnChanged, shop: Shop) -> Letter:
    """Of what is granted, which may be less than was claimed; how much it is, the letter of the refund says."""
    granted = [(line.sku, line.quantity) for line in event.granted]
    return _paid_back(LetterKind.CLAIM_GRANTED, granted, event, shop)


def claim_sent_again(event: ReturnChanged, shop: Shop) -> Letter:
    """No money goes back: what was claimed, or a part of it, comes in another parcel."""
    say = about(LetterKind.CLAIM_GRANTED, return_number=_number(event))
    granted = claim_granted(event, shop)
    return replace(
        granted,
        subject=say("again_subject"),
        preview=say("free_preview"),
        heading=say("again_heading"),
        paragraphs=(greeting(), say("again")),
    )


def received(event: ReturnChanged, shop: Shop) -> Letter:
    came: dict[str, int] = {}
    for line in event.received:
        came[line.sku] = came.get(line.sku, 0) + line.quantity
    return _paid_back(LetterKind.RETURN_RECEIVED, came.items(), event, shop)


def _paid_back(kind: LetterKind, units: Iterable[tuple[str, int]], event: ReturnChanged, shop: Shop) -> Letter:
    """The money of these units goes back, unless they cost nothing."""
    titles = {line.sku: line.title for line in event.lines}
    say = about(kind, return_number=_number(event))
    return Letter(
        kind=kind,
        to=event.email,
        number=event.order_number,
        subject=say("subject"),
        preview=say("free_preview" if event.free else "preview"),
        heading=say("heading"),
        paragraphs=(greeting(), say("free" if event.free else "text")),
        items=tuple(Item(titles.get(sku) or sku, "", quantity) for sku, quantity in units),
        action=_order(event, shop),
    )


def not_exchanged(event: OrderExchangeRefused, shop: Shop) -> Letter:
    """What is wanted in the place of the goods cannot be sent; that they are here was said before."""
    say = about(LetterKind.EXCHANGE_REFUSED, number=event.number)
    return Letter(
        kind=LetterKind.EXCHANGE_REFUSED,
        to=event.email,
        number=event.number,
        subject=say("subject"),
        preview=say("preview"),
        heading=say("heading"),
        paragraphs=(greeting(), say("sold_out" if event.reason == "sold_out" else "not_possible")),
        items=_items(event.lines),
        action=Link(common("view_order"), shop.order_link(event.order_id, event.access_key)),
        closing=say("closing"),
    )


def expired(event: ReturnChanged, shop: Shop) -> Letter:
    return _letter(LetterKind.RETURN_EXPIRED, event, shop)


def withdrawal(event: WithdrawalDeclared, shop: Shop) -> Letter:
    """The acknowledgement on a durable medium (article 11a (5) of directive 2011/83/EU): what was stated, and when."""
    say = about(LetterKind.WITHDRAWAL)
    read = [say("read")] if event.words and not event.refusal else []
    stated_from = _in_one_line(event.words) or say("whole" if event.whole else "part")
    return _acknowledged(event, shop, (*read, *_what_is_next(event)), stated_from, _items(event.lines))


def withdrawal_in_words(event: WithdrawalStated, shop: Shop) -> Letter:
    """The same of a statement in words, which staff read first."""
    next_ = (about(LetterKind.WITHDRAWAL)("in_words"),)
    return _acknowledged(event, shop, next_, _in_one_line(event.words))


def _in_one_line(words: str) -> str:
    return " ".join(words.split())


def _acknowledged(
    event: WithdrawalDeclared | WithdrawalStated,
    shop: Shop,
    what_is_next: tuple[Said, ...],
    stated_from: Said,
    items: tuple[Item, ...] = (),
) -> Letter:
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
        paragraphs=(greeting(event.name), say("text"), *what_is_next),
        facts=(
            (say("by"), event.name),
            (say("order"), event.number),
            (say("from"), stated_from),
            (say("came_in"), at),
            (say("acknowledged_to"), event.contact),
        ),
        items=items,
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
    if event.excluded:
        items = ", ".join(line.title or line.sku for line in event.excluded)
        return say("what_next"), about(LetterKind.WITHDRAWAL, items=items)("excluded")
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


def _wanted(line: ReturningLine) -> Said:
    wanted = line.exchange
    if wanted is None:
        return ""
    title, price = wanted.title or wanted.sku, wanted.price.money()
    return about(LetterKind.RETURN_APPROVED, quantity=str(line.quantity), title=title, price=price)("wanted")


def _number(event: ReturnChanged) -> str:
    """What the parcel is told by: the order's number, and which of its returns it is."""
    return f"{event.order_number}-{event.return_id.rpartition('-')[2]}"


def _items(lines: Iterable[LetterLine | ReturningLine]) -> tuple[Item, ...]:
    return tuple(Item(line.title or line.sku, "", line.quantity) for line in lines)


def _order(event: ReturnChanged, shop: Shop) -> Link:
    return Link(common("view_order"), shop.order_link(event.order_id, event.access_key))
