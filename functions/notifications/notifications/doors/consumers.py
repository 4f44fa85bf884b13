"""What happened elsewhere and is told to shoppers, and who of them is to be forgotten or asks for their data."""

from __future__ import annotations

from notifications.compose import services
from notifications.usecases.letters import LETTERS
from souk.delivery.consumer import Consumer
from souk.events import Event, data_of
from souk.events.content import ContentPublished
from souk.events.orders import OrderAnonymised, OrderCorrected, OrdersExportAsked

consumer = Consumer("notifications")


@consumer.on(*LETTERS)
def tell(event: Event) -> None:
    services().notifications.tell(event)


@consumer.on("order.corrected")
def corrected(event: Event) -> None:
    services().notifications.keep_contact(data_of(event, OrderCorrected), event.aggregate_version)


@consumer.on("order.anonymised")
def forget(event: Event) -> None:
    services().notifications.forget(data_of(event, OrderAnonymised).order_id)


@consumer.on("order.export_asked")
def export(event: Event) -> None:
    asked, parts = data_of(event, OrdersExportAsked), services().parts
    parts.exports.put(asked.export_id, asked.page, {"contacts": parts.contacts.exported(asked.order_ids)})


@consumer.on("content.published")
def reword(event: Event) -> None:
    services().parts.house.keep(data_of(event, ContentPublished), event.aggregate_version)


handler = consumer.handler
