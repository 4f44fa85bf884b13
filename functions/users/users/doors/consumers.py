"""Kafka: what happens to people's orders becomes part of their history, until they are forgotten."""

from __future__ import annotations

from souk.delivery.consumer import Consumer
from souk.events import Event, data_of
from souk.events.notifications import ReaderUnsubscribed
from souk.events.orders import OrderAnonymised, OrderCancelled, OrderPaid, OrderPlaced, OwnerErased
from souk.events.payments import RefundChanged
from souk.events.shipping import ShipmentChanged
from souk.shopper.owner import is_guest
from users.compose import services
from users.domain.activity import Activity, ActivityKind
from users.domain.consent import ConsentSource
from users.domain.consent_texts import ConsentKind


def somebodys(event: Event) -> bool:
    """Whether there is something to note. A guest has no history; where their order is found is all that is kept."""
    owner = event.data.get("owner")
    return event.type == "order.placed" or not (isinstance(owner, str) and is_guest(owner))


consumer = Consumer("users", wanted=somebodys)


@consumer.on("order.placed")
def note_placed(event: Event) -> None:
    order = data_of(event, OrderPlaced)
    if is_guest(order.owner):
        services().guest_orders.placed(order.email, order.order_id, event.occurred_at)
        return
    activity = Activity(
        id=event.id,
        kind=ActivityKind.ORDERED,
        at=event.occurred_at,
        order_id=order.order_id,
        order_number=order.number,
        amount=order.total.money(),
    )
    services().history.placed(order.owner, activity)


@consumer.on("order.paid", "order.charged")
def note_paid(event: Event) -> None:
    order = data_of(event, OrderPaid)
    if order.on_shipment:
        return  # nothing is charged yet
    activity = Activity(
        id=event.id,
        kind=ActivityKind.PAID,
        at=event.occurred_at,
        order_id=order.order_id,
        order_number=order.number,
        amount=order.total.money(),
    )
    services().history.happened(order.owner, activity)


@consumer.on("order.cancelled", "order.expired")
def note_cancelled(event: Event) -> None:
    order = data_of(event, OrderCancelled)
    activity = Activity(
        id=event.id,
        kind=ActivityKind.CANCELLED,
        at=event.occurred_at,
        order_id=order.order_id,
        order_number=order.number,
        reason=order.reason,
    )
    services().history.happened(order.owner, activity)


@consumer.on("shipment.shipped", "shipment.delivered")
def note_shipment(event: Event) -> None:
    shipment = data_of(event, ShipmentChanged)
    activity = Activity(
        id=event.id,
        kind=ActivityKind.SHIPPED if event.type == "shipment.shipped" else ActivityKind.DELIVERED,
        at=event.occurred_at,
        order_id=shipment.order_id,
        order_number=shipment.order_number,
        tracking_code=shipment.tracking_code,
        tracking_url=shipment.tracking_url,
    )
    services().history.happened(shipment.owner, activity)


@consumer.on("refund.succeeded")
def note_refund(event: Event) -> None:
    refund = data_of(event, RefundChanged)
    activity = Activity(
        id=event.id,
        kind=ActivityKind.REFUNDED,
        at=event.occurred_at,
        order_id=refund.order_id,
        reason=refund.reason,
        amount=refund.amount.money(),
    )
    services().history.refunded(activity)


@consumer.on("order.anonymised")
def forget_owner(event: Event) -> None:
    services().erasure_answers.order_anonymised(data_of(event, OrderAnonymised).order_id)


@consumer.on("order.owner_erased")
def orders_erased(event: Event) -> None:
    services().erasure_answers.orders_erased(data_of(event, OwnerErased).user_id)


@consumer.on("reader.unsubscribed")
def withdraw(event: Event) -> None:
    told = data_of(event, ReaderUnsubscribed)
    for kind in told.kinds:
        services().consents.withdraw(told.user_id, ConsentKind(kind), ConsentSource(told.source))


handler = consumer.handler
