"""Which event is told to the shopper."""

from __future__ import annotations

from notifications.compose import services
from souk.consumer import Consumer
from souk.events import Event

consumer = Consumer("notifications")


@consumer.on("user.registered")
def user_registered(event: Event) -> None:
    services().notifications.user_registered(event)


@consumer.on("user.erased")
def user_erased(event: Event) -> None:
    services().notifications.user_erased(event)


@consumer.on("order.placed")
def order_placed(event: Event) -> None:
    services().notifications.order_placed(event)


@consumer.on("order.paid")
def order_paid(event: Event) -> None:
    services().notifications.order_paid(event)


@consumer.on("order.cancelled")
def order_cancelled(event: Event) -> None:
    services().notifications.order_cancelled(event)


@consumer.on("order.cancellation_refused")
def cancellation_refused(event: Event) -> None:
    services().notifications.cancellation_refused(event)


@consumer.on("order.expired")
def order_expired(event: Event) -> None:
    services().notifications.order_expired(event)


@consumer.on("shipment.shipped")
def shipment_shipped(event: Event) -> None:
    services().notifications.shipment_shipped(event)


@consumer.on("shipment.delivered")
def shipment_delivered(event: Event) -> None:
    services().notifications.shipment_delivered(event)


@consumer.on("refund.succeeded")
def refund_succeeded(event: Event) -> None:
    services().notifications.refund_succeeded(event)


handler = consumer.handler
