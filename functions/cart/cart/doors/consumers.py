"""Kafka: the cart learns that it was checked out, and that its owner is to be forgotten, or
asks for their data."""

from __future__ import annotations

from collections import Counter

from cart.compose import services
from souk.delivery.consumer import Consumer
from souk.events import Event, data_of
from souk.events.orders import OrderPlaced
from souk.events.users import ExportAsked, PersonErased
from souk.shopper.owner import user_owner

consumer = Consumer("cart")


@consumer.on("order.placed")
def empty_the_cart(event: Event) -> None:
    """Placed, not paid: from here on the order holds the lines and can be paid for; keeping them would sell twice."""
    order = data_of(event, OrderPlaced)
    units: Counter[str] = Counter()
    for line in order.lines:
        units[line.sku] += line.quantity
    services().checkouts.ordered(order.cart_owner, order.cart_id, dict(units))


@consumer.on("user.erased")
def forget(event: Event) -> None:
    services().parts.carts.forget(user_owner(data_of(event, PersonErased).user_id))


@consumer.on("user.export_asked")
def export(event: Event) -> None:
    asked, parts = data_of(event, ExportAsked), services().parts
    parts.exports.put(asked.export_id, 1, parts.carts.exported(user_owner(asked.user_id)))


handler = consumer.handler
