"""What happened elsewhere and is told to shoppers, and who of them is to be forgotten or asks for their data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from notifications.compose import services
from notifications.usecases.letters import LETTERS
from souk.delivery.consumer import Consumer
from souk.events import Event, data_of
from souk.events.cart import CartAbandoned, WishlistChanged
from souk.events.content import ContentPublished
from souk.events.orders import OrderAnonymised, OrderCorrected, OrderDelivered, OrdersExportAsked
from souk.events.products import ProductRemoved, ProductSnapshot, StockChanged
from souk.events.users import ConsentDecided, ExportAsked, GuestForgotten, PersonErased, UserChanged
from souk.shopper.owner import user_id_of
from souk.telemetry import entrypoint

# What one handful of letters may take.
_MARGIN_MS = 20_000

# After one of these nobody is asked how an order was.
_SPOILING = (
    *("order.cancelled", "order.lines_cancelled", "order.edited", "refund.succeeded", "dispute.opened"),
    *("return.requested", "return.approved", "return.granted", "return.received", "return.sent_again"),
    *("shipment.undelivered", "withdrawal.declared", "withdrawal.stated"),
)


def _wanted(event: Event) -> bool:
    """What is heard only to ask how an order was is passed over where that is not asked."""
    if event.type == "order.delivered":
        return services().reviews.are_asked_for and user_id_of(event.data.get("owner", "")) is not None
    return event.type != "dispute.opened" or services().reviews.are_asked_for


consumer = Consumer("notifications", wanted=_wanted)


@consumer.on(*LETTERS)
def tell(event: Event) -> None:
    services().notifications.tell(event)


@consumer.on("order.corrected")
def corrected(event: Event) -> None:
    services().notifications.keep_contact(data_of(event, OrderCorrected), event.aggregate_version)


@consumer.on("order.anonymised")
def forget(event: Event) -> None:
    order_id = data_of(event, OrderAnonymised).order_id
    services().notifications.forget(order_id)
    services().reviews.forget(order_id)


@consumer.on("order.export_asked")
def export(event: Event) -> None:
    asked, parts = data_of(event, OrdersExportAsked), services().parts
    parts.exports.put(asked.export_id, asked.page, {"contacts": parts.contacts.exported(asked.order_ids)})


@consumer.on("user.consent_decided")
def decided(event: Event) -> None:
    services().readership.decided(data_of(event, ConsentDecided), event)


@consumer.on("user.updated")
def moved(event: Event) -> None:
    services().readership.moved(data_of(event, UserChanged))


@consumer.on("user.erased")
def forget_reader(event: Event) -> None:
    person = data_of(event, PersonErased).user_id
    services().readership.forget(person)
    services().wishlists.forget(person)


@consumer.on("guest.forgotten")
def forget_guest(event: Event) -> None:
    services().readership.forget_guest(data_of(event, GuestForgotten).email)


@consumer.on("user.export_asked")
def export_reader(event: Event) -> None:
    """Before the pages of orders, which count from 1."""
    asked, parts = data_of(event, ExportAsked), services().parts
    reader_id = parts.tokens.member(asked.user_id)
    held = {**parts.readers.exported(reader_id), "lower_prices_of": parts.watches.exported(reader_id)}
    parts.exports.put(asked.export_id, 0, held)


@consumer.on("stock.back_in_stock")
def came_in(event: Event) -> None:
    services().back_in_stock.came_in(data_of(event, StockChanged), event)


@consumer.on("stock.sold_out")
def sold_out(event: Event) -> None:
    services().back_in_stock.sold_out(data_of(event, StockChanged).sku, event)


@consumer.on("product.archived")
def gone(event: Event) -> None:
    services().back_in_stock.gone(data_of(event, ProductRemoved).product_id)


@consumer.on("wishlist.changed")
def watch(event: Event) -> None:
    services().wishlists.changed(data_of(event, WishlistChanged), event)


@consumer.on("cart.abandoned")
def tell_what_was_left(event: Event) -> None:
    services().left_carts.left(data_of(event, CartAbandoned), event)


@consumer.on("order.delivered")
def ask_later(event: Event) -> None:
    services().reviews.delivered(data_of(event, OrderDelivered), event)


@consumer.on(*_SPOILING)
def ask_no_more(event: Event) -> None:
    services().reviews.spoiled(event.data["order_id"])


@consumer.on("product.updated")
def repriced(event: Event) -> None:
    services().price_drops.changed(data_of(event, ProductSnapshot))


@consumer.on("content.published")
def reword(event: Event) -> None:
    services().parts.house.keep(data_of(event, ContentPublished), event.aggregate_version)


@entrypoint("schedule")
def go_on(_event: dict[str, Any], lambda_context: Any) -> dict[str, Any]:
    """Letters by consent that are due, as far as the time goes: each kind leaves the next ones their share of it."""
    all_of_them = services()
    runs = {
        "waves": all_of_them.back_in_stock.run,
        "wishlists": all_of_them.price_drops.run,
        "reviews": all_of_them.reviews.run,
    }
    return in_turn(lambda_context.get_remaining_time_in_millis, runs)


def in_turn(left: Callable[[], int], runs: Mapping[str, Callable[[Callable[[], bool]], int]]) -> dict[str, int]:
    """What each of `runs` has done in the `left` milliseconds; each is asked whether it has time."""
    time = left() - _MARGIN_MS

    def leaving(others: int) -> Callable[[], bool]:
        return lambda: left() > _MARGIN_MS + time * others / len(runs)

    return {name: run(leaving(len(runs) - place)) for place, (name, run) in enumerate(runs.items(), 1)}


_deliver = consumer.handler


def handler(event: dict[str, Any], lambda_context: Any) -> Any:
    """The Lambda handler: of Kafka's batches, and of the timer for what was set aside and for letters that are due."""
    answer: dict[str, Any] = _deliver(event, lambda_context)
    return {**answer, **go_on(event, lambda_context)} if event.get("job") == "retry" else answer
