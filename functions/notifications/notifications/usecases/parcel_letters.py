"""The letters about a parcel, and the one that says welcome."""

from __future__ import annotations

from notifications.domain.letter import Item, Letter, LetterKind, Link, Shop, greeting
from souk.events.shipping import ShipmentChanged
from souk.events.users import UserChanged


def shipped(shipment: ShipmentChanged, shop: Shop) -> Letter:
    part = "Your order" if shipment.complete else "A part of your order"
    facts = (("Tracking code", shipment.tracking_code),) if shipment.tracking_code else ()
    url = shop.absolute(shipment.tracking_url)
    return Letter(
        kind=LetterKind.SHIPPED,
        to=shipment.email,
        number=shipment.order_number,
        subject=f"{part} {shipment.order_number} is on its way",
        preview=f"Tracking code {shipment.tracking_code}" if facts else "The parcel has left us.",
        heading="Your parcel is on its way",
        paragraphs=("Hello,", f"{part} {shipment.order_number} has just left us."),
        items=_items(shipment),
        facts=facts,
        action=Link("View your order", shop.order_link(shipment.order_id, shipment.access_key)),
        second_action=Link("Track the parcel", url) if url else None,
    )


def delivered(shipment: ShipmentChanged, shop: Shop) -> Letter:
    return Letter(
        kind=LetterKind.DELIVERED,
        to=shipment.email,
        number=shipment.order_number,
        subject=f"Your parcel of order {shipment.order_number} is delivered",
        preview="We hope you like it.",
        heading="Your parcel has arrived",
        paragraphs=(
            "Hello,",
            f"The carrier tells us that your parcel of order {shipment.order_number} has been delivered. "
            "We hope you like what is in it.",
        ),
        items=_items(shipment),
        action=Link("View your order", shop.order_link(shipment.order_id, shipment.access_key)),
        closing="Something missing or not right? Answer this e-mail and we put it right.",
    )


def welcome(user: UserChanged, shop: Shop) -> Letter:
    return Letter(
        kind=LetterKind.WELCOME,
        to=user.email,
        subject=f"Welcome to {shop.name}",
        preview="Your account is ready: your orders, addresses and wishlist in one place.",
        heading=f"Welcome to {shop.name}",
        paragraphs=(
            greeting(user.name),
            "Good to have you. With your account you see your orders and where your parcels are, keep your addresses "
            "for next time, and find your wishlist on every device.",
        ),
        action=Link("Start looking around", shop.url),
        closing="You did not sign up? Then somebody mistyped an address; you can leave this e-mail unanswered.",
    )


def _items(shipment: ShipmentChanged) -> tuple[Item, ...]:
    return tuple(Item(line.title or line.sku, "", line.quantity) for line in shipment.lines)
