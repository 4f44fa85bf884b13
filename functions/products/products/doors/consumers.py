"""What the products service does when orders move and goods come back, and when its own stock or products change."""

from __future__ import annotations

from products.compose import services
from products.domain.places.network import MAIN
from souk.delivery.consumer import Consumer
from souk.events import Event, data_of
from souk.events.orders import OrderCancelled, OrderPaid
from souk.events.payments import RefundChanged

# The first products are priced as soon as promotions are published.
_SECONDS = 10

consumer = Consumer("products")


@consumer.on("order.paid")
def commit(event: Event) -> None:
    """The units held for the order are sold."""
    order = data_of(event, OrderPaid)
    services().inventory.commit(order.order_id, [(line.sku, line.quantity) for line in order.lines])


@consumer.on("order.cancelled", "order.expired")
def close(event: Event) -> None:
    """The units of the order are for sale again."""
    order = data_of(event, OrderCancelled)
    services().inventory.close(order.order_id, f"{event.type} by {order.cancelled_by}")


@consumer.on("order.lines_cancelled", "order.edited")
def give_up(event: Event) -> None:
    """Units that are not sent after all are for sale again."""
    # Imported here: seldom told.
    from souk.events.orders import OrderLinesCancelled

    order = data_of(event, OrderLinesCancelled)
    lines = [(line.sku, line.quantity) for line in order.cancelled]
    once = f"cancelled:{order.order_id}/{order.number_of_wish}"
    if lines:  # staff may have lowered prices alone
        # Where it was to be fetched is a setting, and may name a location that there is not.
        at = {place: units for place, units in order.places.items() if services().locations.or_none(place)}
        services().inventory.give_up(order.order_id, lines, once, sold=order.was_paid, at=at)


@consumer.on("refund.succeeded")
def restock(event: Event) -> None:
    """Goods that were paid back are for sale again, if the refund says so."""
    refund = data_of(event, RefundChanged)
    lines = [(line.sku, line.quantity) for line in refund.lines if line.quantity > 0]
    if refund.restock and lines:
        services().inventory.take_back(refund.order_id, lines, f"refund:{refund.refund_id}")


@consumer.on("return.received")
def put_back(event: Event) -> None:
    """Units that came back are for sale again, if staff say so."""
    # Imported here: seldom told.
    from souk.events.shipping import ReturnChanged

    returned = data_of(event, ReturnChanged)
    lines = [(line.sku, line.quantity) for line in returned.received if line.restock]
    if lines:
        location = returned.location and services().locations.or_none(returned.location)
        at = {location: dict(lines)} if location else {}
        services().inventory.take_back(returned.order_id, lines, f"return:{returned.return_id}", at)


@consumer.on("shipment.sent_again")
def sell_again(event: Event) -> None:
    """What is held for a parcel that is sent in the place of another is sold to its order."""
    # Imported here: seldom told.
    from souk.events.shipping import ShipmentSentAgain

    parcel = data_of(event, ShipmentSentAgain)
    if parcel.hold:
        location = services().locations.or_none(parcel.location) or MAIN
        services().sent_again.sell(parcel.order_id, parcel.hold, parcel.units, location)


@consumer.on("stock.sold_out", "stock.back_in_stock", "product.created", "product.updated")
def refresh(event: Event) -> None:
    """The in-stock flag in lists follows the stock. Our own events, so that no checkout waits for it."""
    services().catalogue.refresh_availability(event.data["product_id"])
    if event.type.startswith("product."):
        # Promotions may have changed while it was written.
        services().repricing.refresh(event.data["product_id"])
    services().finder.refresh_low(event.data["product_id"])


@consumer.on("stock.low", "stock.changed", "product.archived")
def note_low(event: Event) -> None:
    """The list of what is to be reordered follows the stock."""
    services().finder.refresh_low(event.data["product_id"])


@consumer.on("content.published")
def shop_changed(event: Event) -> None:
    """Promotions of the catalogue make other prices. What does not fit into the time here, the timer does."""
    # Imported here: seldom told.
    from souk import clock
    from souk.events.content import ContentPublished

    published = data_of(event, ContentPublished)
    if published.promotions is None:
        return
    services().parts.office.shop.hear(published, event.aggregate_version)
    services().repricing.promotions_changed(event.aggregate_version)
    deadline = clock.Deadline(_SECONDS)
    services().repricing.run(lambda: not deadline.passed)


handler = consumer.handler
