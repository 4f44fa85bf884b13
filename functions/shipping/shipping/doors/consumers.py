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
    OrderUnitsIn,
    WithdrawalDeclared,
)
from souk.events.payments import DisputeChanged, FraudWarned, RefundChanged

consumer = Consumer("shipping")


@consumer.on("order.paid")
def order_paid(event: Event) -> None:
    services().shipping.open_for(data_of(event, OrderPaid))


@consumer.on("order.units_in")
def units_in(event: Event) -> None:
    order = data_of(event, OrderUnitsIn)
    services().shipping.came_in(order.order_id, order.sku)


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


@consumer.on("dispute.opened", "dispute.updated", "dispute.funds_withdrawn", "dispute.closed")
def payment_disputed(event: Event) -> None:
    services().holding.disputed(data_of(event, DisputeChanged))


@consumer.on("fraud_warning.received")
def fraud_warned(event: Event) -> None:
    services().holding.warned(data_of(event, FraudWarned))


@consumer.on("order.cancellation_requested")
def cancellation_requested(event: Event) -> None:
    services().shipping.recall(data_of(event, OrderCancellationWish).order_id)


@consumer.on("order.lines_cancellation_requested")
def units_wanted_out(event: Event) -> None:
    services().shipping.takeouts.take_out(data_of(event, OrderLinesWish))


@consumer.on("order.edited")
def order_edited(event: Event) -> None:
    # Imported here: seldom told.
    from souk.events.orders import OrderEdited

    order = data_of(event, OrderEdited)
    sent = {line.sku for line in order.lines if line.requires_shipping}
    prices = {line.sku: line.after.amount for line in order.repriced if line.sku in sent}
    if prices:
        services().shipping.reprice(order.order_id, prices)


@consumer.on("order.lines_cancellation_refused")
def units_sent_all_the_same(event: Event) -> None:
    services().returns.sent_all_the_same(data_of(event, OrderLinesWish))


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
    services().photos.forget(order_id)


@consumer.on("order.export_asked")
def export(event: Event) -> None:
    services().exported.write(data_of(event, OrdersExportAsked))


handler = consumer.handler
