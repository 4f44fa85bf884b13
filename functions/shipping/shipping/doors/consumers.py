"""What shipping does when something happened elsewhere."""

from __future__ import annotations

from shipping.compose import services
from souk.delivery.consumer import Consumer
from souk.events import Event, data_of
from souk.events.orders import (
    OrderAnonymised,
    OrderCancellationWish,
    OrderCancelled,
    OrderCorrected,
    OrderLinesWish,
    OrderPaid,
    OrderReaddressing,
    OrdersExportAsked,
    OrderSilent,
    WithdrawalDeclared,
)
from souk.events.payments import RefundChanged

consumer = Consumer("shipping")


@consumer.on("order.paid")
def order_paid(event: Event) -> None:
    services().shipping.open_for(data_of(event, OrderPaid))


@consumer.on("order.cancelled")
def order_cancelled(event: Event) -> None:
    order = data_of(event, OrderCancelled)
    services().shipping.call_off(order)
    if order.was_paid:
        services().returns.order_cancelled(order.order_id)


@consumer.on("withdrawal.declared")
def withdrawal_declared(event: Event) -> None:
    services().returns.withdrawn(data_of(event, WithdrawalDeclared))


@consumer.on("refund.requested", "refund.succeeded", "refund.failed")
def refund_changed(event: Event) -> None:
    services().returns.refund_changed(event, data_of(event, RefundChanged))


@consumer.on("order.cancellation_requested")
def cancellation_requested(event: Event) -> None:
    services().shipping.recall(data_of(event, OrderCancellationWish).order_id)


@consumer.on("order.lines_cancellation_requested")
def units_wanted_out(event: Event) -> None:
    services().shipping.takeouts.take_out(data_of(event, OrderLinesWish))


@consumer.on("order.readdressing_asked")
def another_address_asked(event: Event) -> None:
    services().shipping.readdress(data_of(event, OrderReaddressing))


@consumer.on("order.corrected")
def order_corrected(event: Event) -> None:
    order = data_of(event, OrderCorrected)
    services().shipping.write_to(order.order_id, order.email)


@consumer.on("order.silent")
def order_silent(event: Event) -> None:
    services().shipping.tell_again(data_of(event, OrderSilent).order_id)


@consumer.on("order.anonymised")
def order_anonymised(event: Event) -> None:
    order_id = data_of(event, OrderAnonymised).order_id
    services().shipping.forget(order_id)
    services().returns.forget(order_id)


@consumer.on("order.export_asked")
def export(event: Event) -> None:
    services().exported.write(data_of(event, OrdersExportAsked))


handler = consumer.handler
