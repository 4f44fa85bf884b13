"""Kafka: the cart learns that it was checked out, and that its owner is to be forgotten, asks for their data, or agrees
to letters about it; and which promotions the shop has. A timer tells which carts were left."""

from __future__ import annotations

from collections import Counter
from typing import Any

from cart.compose import services
from souk.delivery.consumer import Consumer
from souk.events import Event, data_of
from souk.events.orders import OrderPlaced
from souk.events.users import ConsentDecided, ExportAsked, PersonErased
from souk.shopper.owner import user_owner
from souk.telemetry import entrypoint

_MARGIN_MS = 10_000

consumer = Consumer("cart")


@consumer.on("order.placed")
def empty_the_cart(event: Event) -> None:
    """Placed, not paid: from here on the order holds the lines and can be paid for; keeping them would sell twice."""
    order = data_of(event, OrderPlaced)
    units: Counter[str] = Counter()
    for line in order.lines:
        units[line.sku] += line.quantity
    services().checkouts.ordered(order.cart_owner, order.cart_id, dict(units))
    if order.placed_by == "staff":
        services().following.ordered(order.owner)


@consumer.on("user.consent_decided")
def follow(event: Event) -> None:
    services().following.decided(data_of(event, ConsentDecided))


@consumer.on("user.erased")
def forget(event: Event) -> None:
    services().parts.carts.forget(user_owner(data_of(event, PersonErased).user_id))


@consumer.on("user.export_asked")
def export(event: Event) -> None:
    asked, parts = data_of(event, ExportAsked), services().parts
    parts.exports.put(asked.export_id, 1, parts.carts.exported(user_owner(asked.user_id)))


@consumer.on("content.published")
def shop_changed(event: Event) -> None:
    # Imported here: seldom told.
    from souk.events.content import ContentPublished

    services().parts.shop.hear(data_of(event, ContentPublished), event.aggregate_version)


@entrypoint("schedule")
def tell_of_left(_event: dict[str, Any], lambda_context: Any) -> dict[str, Any]:
    """Carts that were left, as far as the time goes."""

    def has_time() -> bool:
        left: int = lambda_context.get_remaining_time_in_millis()
        return left > _MARGIN_MS

    return {"left": services().following.run(has_time)}


_deliver = consumer.handler


def handler(event: dict[str, Any], lambda_context: Any) -> Any:
    """The Lambda handler: of Kafka's batches, and of the timer for what was set aside and for carts that were left."""
    answer: dict[str, Any] = _deliver(event, lambda_context)
    return {**answer, **tell_of_left(event, lambda_context)} if event.get("job") == "retry" else answer
