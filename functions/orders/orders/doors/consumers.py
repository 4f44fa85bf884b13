"""Kafka: what the payments, shipping, products, users and content services report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orders.compose import services
from souk.delivery.consumer import Consumer
from souk.events import Event, data_of
from souk.events.products import ReservationChanged
from souk.events.shipping import ReturnChanged
from souk.events.users import ExportAsked, GuestErased, PersonErased

if TYPE_CHECKING:
    from orders.domain.order import Order

consumer = Consumer("orders")


@consumer.on("payment.authorised", "payment.captured", "payment.voided")
def payment_changed(event: Event) -> None:
    services().orders.reactions.payment_changed(event)


@consumer.on("payment.failed")
def payment_failed(event: Event) -> None:
    services().orders.reactions.payment_failed(event)


@consumer.on("refund.succeeded")
def refund_succeeded(event: Event) -> None:
    services().orders.reactions.refund_succeeded(event)


@consumer.on("refund.failed")
def refund_failed(event: Event) -> None:
    services().orders.reactions.refund_failed(event)


@consumer.on("transfer.received", "transfer.returned")
def transfer_changed(event: Event) -> None:
    services().orders.reactions.transfer_changed(event)


@consumer.on(
    "dispute.opened", "dispute.updated", "dispute.funds_withdrawn", "dispute.funds_reinstated", "dispute.closed"
)
def dispute_changed(event: Event) -> None:
    services().orders.reactions.dispute_changed(event)


@consumer.on("fraud_warning.received")
def fraud_warned(event: Event) -> None:
    services().orders.reactions.fraud_warned(event)


@consumer.on("stock.shortage")
def stock_short(event: Event) -> None:
    services().orders.reactions.stock_short(event)


@consumer.on("stock.shortage_ended")
def stock_there_again(event: Event) -> None:
    services().orders.reactions.stock_there_again(event)


@consumer.on("stock.units_in")
def units_in(event: Event) -> None:
    services().orders.reactions.units_in(event)


@consumer.on("stock.day_moved")
def day_moved(event: Event) -> None:
    services().orders.reactions.day_moved(event)


@consumer.on("stock.reservation_lapsing", "stock.reservation_expired")
def stock_still_held(event: Event) -> None:
    services().orders.follow_up.stock_asks(data_of(event, ReservationChanged).reservation_id)


@consumer.on(
    "shipment.created",
    "shipment.shipped",
    "shipment.in_transit",
    "shipment.out_for_delivery",
    "shipment.ready",
    "shipment.delivered",
    "shipment.exception",
    "shipment.cancelled",
    "shipment.astray",
    "shipment.undelivered",
    "shipment.repacked",
)
def shipment_changed(event: Event) -> None:
    order = services().orders.reactions.shipment_changed(event)
    if order and _has_more(order):
        services().supplements.order_left_over(order)


@consumer.on("recall.succeeded", "recall.refused")
def recall_answered(event: Event) -> None:
    services().orders.reactions.recall_answered(event)


@consumer.on("readdressing.succeeded", "readdressing.refused")
def readdressing_answered(event: Event) -> None:
    services().orders.reactions.readdressing_answered(event)


@consumer.on("takeout.succeeded", "takeout.refused")
def takeout_answered(event: Event) -> None:
    order = services().orders.reactions.takeout_answered(event)
    if order and _has_more(order):
        services().supplements.order_due(order)


@consumer.on(
    "return.requested",
    "return.approved",
    "return.rejected",
    "return.sent",
    "return.received",
    "return.granted",
    "return.refunded",
    "return.cancelled",
    "return.expired",
    "return.closed",
    "return.sent_again",
)
def return_changed(event: Event) -> None:
    services().orders.reactions.return_changed(event)
    if event.type == "return.received":
        told = data_of(event, ReturnChanged)
        if any(line.exchange for line in told.lines):
            services().exchanges.returned(event, told)


@consumer.on("user.erased")
def person_erased(event: Event) -> None:
    services().erasure.erase(data_of(event, PersonErased).user_id)


@consumer.on("guest.erased")
def guest_erased(event: Event) -> None:
    services().erasure.erase_orders(data_of(event, GuestErased).order_ids)


@consumer.on("user.export_asked")
def export(event: Event) -> None:
    asked = data_of(event, ExportAsked)
    services().exported.of_person(asked.user_id, asked.export_id, event.occurred_at)


@consumer.on("content.published")
def shop_changed(event: Event) -> None:
    # Imported here: seldom told.
    from souk.events.content import ContentPublished

    services().parts.shop.hear(data_of(event, ContentPublished), event.aggregate_version)


def _has_more(order: Order) -> bool:
    """Whether something was added to it that is not ordered yet."""
    return any(supplement.is_open for supplement in order.supplements)


handler = consumer.handler
