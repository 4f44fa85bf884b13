"""Kafka: what becomes of the money when an order is off or goods came back, that an order knows it is paid, whose words
are to go, and where transfers go to.
"""

from __future__ import annotations

from payments.compose import services
from payments.domain.ordered import OrderedLine
from souk.delivery.consumer import Consumer
from souk.events import Event, data_of
from souk.events.orders import OrderAnonymised, OrderCancelled, OrderExpired, OrderPaid, OrdersExportAsked
from souk.shopper.owner import user_id_of

consumer = Consumer("payments")


@consumer.on("order.cancelled")
def give_back(event: Event) -> None:
    """Idempotent by state: a closed order stays closed, a refund is made once under its own id."""
    order = data_of(event, OrderCancelled)
    reason = order.reason or "the order was cancelled"
    services().payments.close_order(order.order_id, reason, as_credit=order.as_credit)


@consumer.on("order.expired")
def give_up(event: Event) -> None:
    order = data_of(event, OrderExpired)
    services().payments.close_order(order.order_id, order.reason or "the order was not paid in time")


@consumer.on("order.paid")
def acknowledge(event: Event) -> None:
    """The order knows of its money; the comparison looks for payments whose order does not."""
    order = data_of(event, OrderPaid)
    if order.payment_id:  # an order that costs nothing has none
        owner = user_id_of(order.owner) or ""
        services().payments.order_paid(order.order_id, order.payment_id, _lines(order), owner)
    bought = [line for line in order.lines if line.gift_card]
    if bought:
        # Imported here: few orders buy gift cards.
        from payments.doors.gift_cards.bought import issue

        issue(order, bought)


@consumer.on("dispute.opened", "dispute.updated", "dispute.closed", "fraud_warning.received", "fraud_warning.closed")
def look_at_gift_cards(event: Event) -> None:
    """Of its own news: gift cards are held back while the money for them is doubted. Idempotent by state."""
    services().sold.look_at(event.data["order_id"])


@consumer.on("order.owner_erased")
def forget_person(event: Event) -> None:
    # Imported here: seldom told.
    from souk.events.orders import OwnerErased

    services().gift_cards.forget(data_of(event, OwnerErased).user_id)


@consumer.on("order.lines_cancelled", "order.edited")
def reduce(event: Event) -> None:
    # Imported here: seldom told.
    from souk.events.orders import OrderEdited, OrderLinesCancelled

    model = OrderEdited if event.type == "order.edited" else OrderLinesCancelled
    services().reduced.lines_cancelled(data_of(event, model))


@consumer.on("order.charged")
def charged(event: Event) -> None:
    """What was held may be captured for less than was ordered."""
    order = data_of(event, OrderPaid)
    services().payments.order_charged(order.order_id, order.payment_id, _lines(order))


@consumer.on("order.capture_asked")
def capture(event: Event) -> None:
    # Imported here: only shops that charge what they send are told.
    from souk.events.orders import OrderCaptureAsked

    services().payments.capture_held(data_of(event, OrderCaptureAsked).order_id)


@consumer.on("return.refund_asked")
def pay_back(event: Event) -> None:
    # Imported here: seldom told.
    from souk.events.shipping import ReturnRefundAsked

    services().returned.refund(data_of(event, ReturnRefundAsked))


@consumer.on("order.export_asked")
def export(event: Event) -> None:
    services().exported.write(data_of(event, OrdersExportAsked))


@consumer.on("order.anonymised")
def forget(event: Event) -> None:
    services().payments.forget(data_of(event, OrderAnonymised).order_id)


def _lines(order: OrderPaid) -> tuple[OrderedLine, ...]:
    """What was ordered, for payments that were started before orders said so: with its share of tax that is on top."""
    before, after = order.subtotal.amount + order.shipping.amount, order.total.amount
    return tuple(
        OrderedLine(line.sku, line.quantity, -(-line.total.amount * after // before) if before else 0)
        for line in order.lines
    )


@consumer.on("content.published")
def shop_changed(event: Event) -> None:
    # Imported here: seldom told.
    from souk.events.content import ContentPublished

    services().parts.shop.hear(data_of(event, ContentPublished), event.aggregate_version)


handler = consumer.handler
