"""What happened elsewhere and becomes a document, or changes who may see one."""

from __future__ import annotations

from documents.compose import services
from souk.delivery.consumer import Consumer
from souk.events import Event, data_of
from souk.events.content import ContentPublished
from souk.events.orders import (
    OrderAnonymised,
    OrderCancelled,
    OrderCorrected,
    OrderPaid,
    OrdersExportAsked,
    OrderStateChanged,
)
from souk.events.payments import RefundChanged
from souk.events.shipping import ReturnChanged
from souk.shopper.owner import is_guest

_ENDS = ("order.delivered", "order.cancelled")


def wanted(event: Event) -> bool:
    """The end of an order is news for guests' keys alone."""
    return event.type not in _ENDS or is_guest(str(event.data.get("owner", "")))


consumer = Consumer("documents", wanted=wanted)


@consumer.on("order.paid", "order.charged")
def order_paid(event: Event) -> None:
    """What is held until the order is sent is packed with a delivery note, and invoiced once it is charged."""
    services().issuing.order_paid(data_of(event, OrderPaid), event.occurred_at)


@consumer.on("refund.succeeded")
def refunded(event: Event) -> None:
    services().issuing.refund_ended(data_of(event, RefundChanged), event.aggregate_version, failed=False)


@consumer.on("refund.failed")
def refund_failed(event: Event) -> None:
    services().issuing.refund_ended(data_of(event, RefundChanged), event.aggregate_version, failed=True)


@consumer.on("order.corrected")
def order_corrected(event: Event) -> None:
    services().issuing.order_corrected(data_of(event, OrderCorrected))


@consumer.on("order.delivered")
def order_delivered(event: Event) -> None:
    services().issuing.ended(data_of(event, OrderStateChanged).order_id, event.occurred_at)


@consumer.on("order.cancelled")
def order_cancelled(event: Event) -> None:
    services().issuing.ended(data_of(event, OrderCancelled).order_id, event.occurred_at)


@consumer.on("return.approved")
def return_approved(event: Event) -> None:
    services().issuing.return_approved(data_of(event, ReturnChanged), event.occurred_at)


@consumer.on("order.anonymised")
def forget(event: Event) -> None:
    services().issuing.forget(data_of(event, OrderAnonymised).order_id)


@consumer.on("order.export_asked")
def export(event: Event) -> None:
    services().exported.write(data_of(event, OrdersExportAsked))


@consumer.on("content.published")
def shop_changed(event: Event) -> None:
    parts, published = services().parts, data_of(event, ContentPublished)
    parts.shop.hear(published, event.aggregate_version)
    parts.taxes.hear(published, event.aggregate_version)


handler = consumer.handler
