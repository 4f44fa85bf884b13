"""Kafka: what becomes of the money when an order is off."""

from __future__ import annotations

from payments.compose import services
from souk.consumer import Consumer
from souk.events import Event, data_of
from souk.events.orders import OrderCancelled, OrderExpired

consumer = Consumer("payments")


@consumer.on("order.cancelled")
def give_back(event: Event) -> None:
    """Idempotent by state: a closed order stays closed, a refund is made once under its own id."""
    order = data_of(event, OrderCancelled)
    services().payments.close_order(order.order_id, order.reason or "the order was cancelled")


@consumer.on("order.expired")
def give_up(event: Event) -> None:
    order = data_of(event, OrderExpired)
    services().payments.close_order(order.order_id, order.reason or "the order was not paid in time")


handler = consumer.handler
