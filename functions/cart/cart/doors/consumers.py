"""Kafka: the cart learns that it was checked out."""

from __future__ import annotations

from collections import Counter

from cart.compose import services
from souk.consumer import Consumer
from souk.events import Event, data_of
from souk.events.orders import OrderPlaced

consumer = Consumer("cart")


@consumer.on("order.placed")
def empty_the_cart(event: Event) -> None:
    """Placed, not paid: from here on the order holds the lines and can be paid for; keeping them would sell twice."""
    order = data_of(event, OrderPlaced)
    units: Counter[str] = Counter()
    for line in order.lines:
        units[line.sku] += line.quantity
    services().checkouts.ordered(order.cart_owner, order.cart_id, dict(units))


handler = consumer.handler
