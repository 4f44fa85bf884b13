"""The letters about a parcel, and the one that says welcome."""

from __future__ import annotations

from notifications.domain.letter import Item, Letter, LetterKind, Link, Shop, greeting
from notifications.domain.phrases import Said, about, common
from souk.events.common import PickupPlace, PickupPoint
from souk.events.shipping import ShipmentChanged
from souk.events.users import UserChanged


def shipped(shipment: ShipmentChanged, shop: Shop) -> Letter:
    if shipment.pickup:
        return _ready(LetterKind.READY_FOR_PICKUP, shipment, shop)
    say = about(LetterKind.SHIPPED, number=shipment.order_number, code=shipment.tracking_code)
    code, url = _tracked(shipment), shop.absolute(shipment.tracking_url)
    return Letter(
        kind=LetterKind.SHIPPED,
        to=shipment.email,
        number=shipment.order_number,
        subject=say(_which(shipment, "subject")),
        preview=say("preview_code" if code else "preview"),
        heading=say("heading"),
        paragraphs=(greeting(), say(_which(shipment, "text"))),
        items=_items(shipment),
        facts=(*code, *place_facts(shipment.pickup_point)),
        action=Link(common("view_order"), shop.order_link(shipment.order_id, shipment.access_key)),
        second_action=Link(say("track"), url) if url else None,
    )


def ready_at_point(shipment: ShipmentChanged, shop: Shop) -> Letter:
    """It lies at the point that its shopper chose: what they need to collect it, its carrier says."""
    say, url = about(LetterKind.READY_AT_POINT, number=shipment.order_number), shop.absolute(shipment.tracking_url)
    return Letter(
        kind=LetterKind.READY_AT_POINT,
        to=shipment.email,
        number=shipment.order_number,
        subject=say("subject"),
        preview=say("preview"),
        heading=say("heading"),
        paragraphs=(greeting(), say("text")),
        items=_items(shipment),
        facts=(*place_facts(shipment.pickup_point), *_tracked(shipment)),
        action=Link(common("view_order"), shop.order_link(shipment.order_id, shipment.access_key)),
        second_action=Link(say("track"), url) if url else None,
        closing=say("closing"),
    )


def uncollected(shipment: ShipmentChanged, shop: Shop) -> Letter:
    """It lies ready for long."""
    return _ready(LetterKind.PICKUP_REMINDER, shipment, shop)


def _ready(kind: LetterKind, shipment: ShipmentChanged, shop: Shop) -> Letter:
    """Where the order is fetched, when, and for which code."""
    # Imported here: few orders are fetched.
    from souk.shop.pickup import code_of

    say = about(kind, number=shipment.order_number)
    is_reminder = kind is LetterKind.PICKUP_REMINDER
    part = "" if is_reminder or shipment.complete or shipment.replaces else "part_"
    return Letter(
        kind=kind,
        to=shipment.email,
        number=shipment.order_number,
        subject=say(f"{part}subject"),
        preview=say("preview"),
        heading=say("heading"),
        paragraphs=(greeting(), say(f"{part}text")),
        items=_items(shipment),
        facts=(
            (common("pickup_code"), code_of(shipment.order_id, shipment.pickup_code)),
            *place_facts(shipment.pickup),
        ),
        action=Link(common("view_order"), shop.order_link(shipment.order_id, shipment.access_key)),
        closing=say("closing") if is_reminder else "",
    )


def place_facts(place: PickupPlace | PickupPoint | None) -> tuple[tuple[Said, Said], ...]:
    """Where an order is fetched, or its parcel collected; nothing for one that is brought."""
    if place is None:
        return ()
    city = f"{place.postal_code} {place.city}".strip()
    where: tuple[Said, Said] = (common("pickup_at"), ", ".join((place.name, place.line1, city)))
    return (where, (common("pickup_hours"), place.hours)) if place.hours else (where,)


def delivered(shipment: ShipmentChanged, shop: Shop) -> Letter:
    say = about(LetterKind.DELIVERED, number=shipment.order_number)
    how = "fetched_" if shipment.pickup else "collected_" if shipment.pickup_point else ""
    return Letter(
        kind=LetterKind.DELIVERED,
        to=shipment.email,
        number=shipment.order_number,
        subject=say(f"{how}subject"),
        preview=say("preview"),
        heading=say(f"{how}heading"),
        paragraphs=(greeting(), say(f"{how}text")),
        items=_items(shipment),
        action=Link(common("view_order"), shop.order_link(shipment.order_id, shipment.access_key)),
        closing=say("closing"),
    )


def undelivered(shipment: ShipmentChanged, shop: Shop) -> Letter:
    """Why it does not arrive, and what becomes of the money."""
    say = about(LetterKind.UNDELIVERED, number=shipment.order_number)
    is_left = shipment.trouble == "uncollected"
    how = "fetched_" if is_left else ""
    why = "uncollected_at_point" if is_left and shipment.pickup_point else shipment.trouble
    return Letter(
        kind=LetterKind.UNDELIVERED,
        to=shipment.email,
        number=shipment.order_number,
        subject=say(f"{how}subject"),
        preview=say("preview"),
        heading=say(f"{how}heading"),
        paragraphs=(greeting(), say(why), say(shipment.outcome)),
        items=_items(shipment),
        action=Link(common("view_order"), shop.order_link(shipment.order_id, shipment.access_key)),
        closing=say("again_closing" if shipment.outcome == "sent_again" else "closing"),
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


def _which(shipment: ShipmentChanged, text: str) -> str:
    """Of a parcel that goes in the place of another, of one of several, or of the order's."""
    return f"again_{text}" if shipment.replaces else text if shipment.complete else f"part_{text}"


def _tracked(shipment: ShipmentChanged) -> tuple[tuple[Said, Said], ...]:
    return ((common("tracking_code"), shipment.tracking_code),) if shipment.tracking_code else ()


def _items(shipment: ShipmentChanged) -> tuple[Item, ...]:
    return tuple(Item(line.title or line.sku, "", line.quantity) for line in shipment.lines)
