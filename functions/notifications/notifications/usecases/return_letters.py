"""The letters about goods that come back, and the acknowledgement of a withdrawal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from notifications.domain.letter import Item, Letter, LetterKind, Link, Shop, greeting, price
from souk.events.orders import LetterLine, WithdrawalDeclared
from souk.events.shipping import ReturnChanged, ReturningLine


def approved(event: ReturnChanged, shop: Shop) -> Letter:
    """To the order's own address: also of a withdrawal that somebody had acknowledged elsewhere."""
    until = _day(event.send_by)
    return Letter(
        kind=LetterKind.RETURN_APPROVED,
        to=event.email,
        number=event.order_number,
        subject=f"Return {_name(event)}: you can send it",
        preview=f"Please send them by {until}.",
        heading="Please send them back",
        paragraphs=(
            "Hello,",
            f"You can send the goods below back to us until {until}. Put the number of the return into the parcel, so "
            "that we know whose it is. As soon as they are here, we pay back what they cost.",
        ),
        facts=(("Return", _name(event)), ("Send by", until)),
        items=_items(event.lines),
        action=_order(event, shop),
        closing="On your order's page you can tell us the tracking code, or that you keep the goods after all.",
    )


def asked(event: ReturnChanged, shop: Shop) -> Letter | None:
    """That it was asked for is told where staff decide; else the approval follows in the same moment."""
    return None if event.send_by else _asked(event, shop)


def _asked(event: ReturnChanged, shop: Shop) -> Letter:
    return Letter(
        kind=LetterKind.RETURN_ASKED,
        to=event.email,
        number=event.order_number,
        subject=f"Return {_name(event)}: we look at it",
        preview="We look at it and write again.",
        heading="We look at your return",
        paragraphs=("Hello,", "We have your wish to send back the goods below. We look at it and write again soon."),
        items=_items(event.lines),
        action=_order(event, shop),
        closing="Please keep the goods until then.",
    )


def rejected(event: ReturnChanged, shop: Shop) -> Letter:
    return Letter(
        kind=LetterKind.RETURN_REJECTED,
        to=event.email,
        number=event.order_number,
        subject=f"Return {_name(event)}: we cannot take it back",
        preview="We cannot take these goods back.",
        heading="We cannot take these goods back",
        paragraphs=("Hello,", "You wanted to send back the goods below. We cannot take them back:", event.note),
        items=_items(event.lines),
        action=_order(event, shop),
        closing="You see it otherwise? Answer this e-mail. What the law grants you stays as it is.",
    )


def received(event: ReturnChanged, shop: Shop) -> Letter:
    titles = {line.sku: line.title for line in event.lines}
    came: dict[str, int] = {}
    for line in event.received:
        came[line.sku] = came.get(line.sku, 0) + line.quantity
    return Letter(
        kind=LetterKind.RETURN_RECEIVED,
        to=event.email,
        number=event.order_number,
        subject=f"Return {_name(event)}: it has arrived",
        preview="Your money is on its way.",
        heading="Your return is here",
        paragraphs=(
            "Hello,",
            "The goods below have arrived. We pay them back the way you paid, and write when we have.",
        ),
        items=tuple(Item(titles.get(sku) or sku, "", units) for sku, units in came.items()),
        action=_order(event, shop),
    )


def expired(event: ReturnChanged, shop: Shop) -> Letter:
    return Letter(
        kind=LetterKind.RETURN_EXPIRED,
        to=event.email,
        number=event.order_number,
        subject=f"Return {_name(event)}: it has ended",
        preview="Nothing was sent back to us.",
        heading="Your return has ended",
        paragraphs=(
            "Hello,",
            "You wanted to send back the goods below, and told us of no parcel. So the return has ended.",
        ),
        items=_items(event.lines),
        action=_order(event, shop),
        closing="You have sent them? Answer this e-mail with the tracking code, and we put it right.",
    )


def withdrawal(event: WithdrawalDeclared, shop: Shop) -> Letter:
    """The acknowledgement on a durable medium (article 11a (5) of directive 2011/83/EU): what was stated, and when."""
    at = _moment(event.declared_at)
    # Whoever named the order and wants the letter elsewhere has not shown that they may open it.
    key = event.access_key if event.contact.lower() == event.email.lower() else ""
    return Letter(
        kind=LetterKind.WITHDRAWAL,
        to=event.contact if event.email else "",  # nobody, once the order's person is forgotten
        number=event.number,
        subject=f"We have your withdrawal from order {event.number}",
        preview=f"It came in on {at}.",
        heading="Your withdrawal has come in",
        paragraphs=(
            greeting(event.name),
            f"We confirm that your withdrawal from the contract came in on {at}. Please keep this e-mail.",
            *_what_is_next(event),
        ),
        facts=(
            ("Withdrawn by", event.name),
            ("Order", event.number),
            ("Withdrawn from", "the whole order" if event.whole else "the items below"),
            ("Came in", at),
            ("Acknowledged to", event.contact),
        ),
        items=_items(event.lines),
        action=Link("View your order", shop.order_link(event.order_id, key)),
        closing="You did not withdraw? Answer this e-mail at once.",
    )


def _what_is_next(event: WithdrawalDeclared) -> tuple[str, ...]:
    if event.refusal:
        return (f"It has no effect: {event.refusal} You see it otherwise? Answer this e-mail.",)
    delivery = f", with {price(event.delivery.money())} for the delivery" if event.delivery else ""
    return (
        "What has not left us yet, we stop if we still can, and pay it back. What you have, or what is on its way to "
        "you, please send back within 14 days; the costs of sending it back are yours. As soon as it is here, we pay "
        f"it back the way you paid{delivery}.",
    )


def _name(event: ReturnChanged) -> str:
    """What the parcel is told by: the order's number, and which of its returns it is."""
    return f"{event.order_number}-{event.return_id.rpartition('-')[2]}"


def _items(lines: Iterable[LetterLine | ReturningLine]) -> tuple[Item, ...]:
    return tuple(Item(line.title or line.sku, "", line.quantity) for line in lines)


def _order(event: ReturnChanged, shop: Shop) -> Link:
    return Link("View your order", shop.order_link(event.order_id, event.access_key))


def _day(text: str) -> str:
    at = datetime.fromisoformat(text).astimezone(UTC)
    return f"{at:%A}, {at.day} {at:%B %Y}"


def _moment(text: str) -> str:
    at = datetime.fromisoformat(text).astimezone(UTC)
    return f"{at:%A}, {at.day} {at:%B %Y}, {at:%H:%M:%S} UTC"
