"""What happened elsewhere and becomes a document, or changes who may see one."""

from __future__ import annotations

from documents.compose import services
from documents.domain.file import Who
from documents.usecases.sales import party_of, refund_of, sale_of
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
from souk.shopper.owner import is_guest

_ENDS = ("order.delivered", "order.cancelled")


def wanted(event: Event) -> bool:
    """The end of an order is news for guests' keys alone."""
    return event.type not in _ENDS or is_guest(str(event.data.get("owner", "")))


consumer = Consumer("documents", wanted=wanted)


@consumer.on("order.paid")
def order_paid(event: Event) -> None:
    order = data_of(event, OrderPaid)
    # What nobody has to send is at its end when it is paid.
    ended = None if any(line.requires_shipping for line in order.lines) else event.occurred_at
    who = Who(order.owner, order.access_key if is_guest(order.owner) else "", ended)
    services().issuing.sold(sale_of(order, event.occurred_at), who)


@consumer.on("refund.succeeded")
def refunded(event: Event) -> None:
    refund = data_of(event, RefundChanged)
    services().issuing.refunded(refund.order_id, refund_of(refund, event.aggregate_version, failed=False))


@consumer.on("refund.failed")
def refund_failed(event: Event) -> None:
    refund = data_of(event, RefundChanged)
    services().issuing.refunded(refund.order_id, refund_of(refund, event.aggregate_version, failed=True))


@consumer.on("order.corrected")
def order_corrected(event: Event) -> None:
    order = data_of(event, OrderCorrected)
    services().issuing.goes_to(order.order_id, party_of(order.shipping_address))


@consumer.on("order.delivered")
def order_delivered(event: Event) -> None:
    services().issuing.ended(data_of(event, OrderStateChanged).order_id, event.occurred_at)


@consumer.on("order.cancelled")
def order_cancelled(event: Event) -> None:
    services().issuing.ended(data_of(event, OrderCancelled).order_id, event.occurred_at)


@consumer.on("order.anonymised")
def forget(event: Event) -> None:
    services().issuing.forget(data_of(event, OrderAnonymised).order_id)


@consumer.on("order.export_asked")
def export(event: Event) -> None:
    services().exported.write(data_of(event, OrdersExportAsked))


@consumer.on("content.published")
def shop_changed(event: Event) -> None:
    published = data_of(event, ContentPublished)
    if published.shop:
        services().parts.shop.keep(published.shop, event.aggregate_version)


handler = consumer.handler
