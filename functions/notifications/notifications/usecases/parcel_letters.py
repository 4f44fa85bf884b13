"""The letters about a parcel, and the one that says welcome."""

from __future__ import annotations

from notifications.domain.letter import Item, Letter, LetterKind, Link, Shop, greeting
from notifications.domain.phrases import about, common
from souk.events.shipping import ShipmentChanged
from souk.events.users import UserChanged


def shipped(shipment: ShipmentChanged, shop: Shop) -> Letter:
    say = about(LetterKind.SHIPPED, number=shipment.order_number, code=shipment.tracking_code)
    facts = ((common("tracking_code"), shipment.tracking_code),) if shipment.tracking_code else ()
    url = shop.absolute(shipment.tracking_url)
    return Letter(
        kind=LetterKind.SHIPPED,
        to=shipment.email,
        number=shipment.order_number,
        subject=say("subject" if shipment.complete else "part_subject"),
        preview=say("preview_code" if facts else "preview"),
        heading=say("heading"),
        paragraphs=(greeting(), say("text" if shipment.complete else "part_text")),
        items=_items(shipment),
        facts=facts,
        action=Link(common("view_order"), shop.order_link(shipment.order_id, shipment.access_key)),
        second_action=Link(say("track"), url) if url else None,
    )


def delivered(shipment: ShipmentChanged, shop: Shop) -> Letter:
    say = about(LetterKind.DELIVERED, number=shipment.order_number)
    return Letter(
        kind=LetterKind.DELIVERED,
        to=shipment.email,
        number=shipment.order_number,
        subject=say("subject"),
        preview=say("preview"),
        heading=say("heading"),
        paragraphs=(greeting(), say("text")),
        items=_items(shipment),
        action=Link(common("view_order"), shop.order_link(shipment.order_id, shipment.access_key)),
        closing=say("closing"),
    )


def undelivered(shipment: ShipmentChanged, shop: Shop) -> Letter:
    """Why it does not arrive, and what becomes of the money."""
    say = about(LetterKind.UNDELIVERED, number=shipment.order_number)
    return Letter(
        kind=LetterKind.UNDELIVERED,
        to=shipment.email,
        number=shipment.order_number,
        subject=say("subject"),
        preview=say("preview"),
        heading=say("heading"),
        paragraphs=(greeting(), say(shipment.trouble), say(shipment.outcome)),
        items=_items(shipment),
        action=Link(common("view_order"), shop.order_link(shipment.order_id, shipment.access_key)),
        closing=say("closing"),
    )


def welcome(user: UserChanged, shop: Shop) -> Letter:
    say = about(LetterKind.WELCOME)
    return Letter(
        kind=LetterKind.WELCOME,
        to=user.email,
        subject=say("subject"),
        preview=say("preview"),
        heading=say("subject"),
        paragraphs=(greeting(user.name), say("text")),
        action=Link(say("action"), shop.url),
        closing=say("closing"),
    )


def _items(shipment: ShipmentChanged) -> tuple[Item, ...]:
    return tuple(Item(line.title or line.sku, "", line.quantity) for line in shipment.lines)
