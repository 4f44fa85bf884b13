"""Stock and lists follow the events of orders and of stock itself."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable

import pytest

from products import compose
from products.doors.consumers import consumer
from souk.errors import SoukError
from souk.events import Event
from souk.events.common import Amount, OrderLine, PostalAddress
from souk.events.factory import new_event
from souk.events.orders import CancelledLine, OrderCancelled, OrderExpired, OrderLinesCancelled, OrderPaid
from souk.events.payments import RefundChanged, RefundedLine
from tests.component.products.conftest import Shop
from tests.support import kafka, outbox
from tests.unit.products import csvs

PRICE = Amount(amount=500, currency="EUR")


def paid(order_id: str, sku: str = "CUP", quantity: int = 2) -> Event:
    line = OrderLine(sku=sku, quantity=quantity, product_id="p", title="Cup", unit_price=PRICE, total=PRICE)
    data = OrderPaid(
        order_id=order_id,
        number="SK-000001",
        owner="user:u1",
        email="a@example.com",
        lines=[line],
        shipping_address=PostalAddress(name="A", line1="1", city="B", postal_code="1", country="DE"),
        shipping_method="standard",
        subtotal=PRICE,
        shipping=PRICE,
        tax=PRICE,
        total=PRICE,
        payment_id="pay-1",
    )
    return new_event("order.paid", aggregate_id=order_id, aggregate_version=3, data=data)


def cancelled(order_id: str, event_type: str = "order.cancelled", was_paid: bool = True) -> Event:
    kind = OrderExpired if event_type == "order.expired" else OrderCancelled
    data = kind(
        order_id=order_id,
        number="SK-000001",
        owner="user:u1",
        email="a@example.com",
        reason="changed my mind",
        cancelled_by="shopper",
        was_paid=was_paid,
        total=PRICE,
    )
    return new_event(event_type, aggregate_id=order_id, aggregate_version=4, data=data)


def refunded(order_id: str, refund_id: str, quantity: int, *, restock: bool) -> Event:
    data = RefundChanged(
        refund_id=refund_id,
        payment_id="pay-1",
        order_id=order_id,
        amount=PRICE,
        refunded_total=PRICE,
        reason="came back",
        requested_by="staff:1",
        lines=[RefundedLine(sku="CUP", quantity=quantity)],
        restock=restock,
    )
    return new_event("refund.succeeded", aggregate_id="pay-1", aggregate_version=5, data=data)


def deliver(*events: Event) -> None:
    assert kafka.batch(consumer, events) == {"set_aside": 0}


@pytest.fixture
def held(shop: Shop) -> Shop:
    shop.load(csvs.simple("cup"))
    compose.services().inventory.reserve("o1", [("CUP", 2)], 900)
    return shop


def levels(shop: Shop) -> tuple[int, int, int]:
    level = shop.level("CUP")
    return level.on_hand, level.reserved, level.available


def test_a_paid_order_takes_its_units_however_often_it_is_told(held: Shop) -> None:
    event = paid("o1")
    deliver(event, event)
    deliver(event)
    assert levels(held) == (8, 0, 8)
    held.assert_balanced("CUP")


def test_an_expired_order_gives_its_hold_back(held: Shop) -> None:
    event = cancelled("o1", "order.expired", was_paid=False)
    deliver(event, event)
    assert levels(held) == (10, 0, 10)


def test_a_cancelled_paid_order_brings_its_units_back(held: Shop) -> None:
    deliver(paid("o1"), cancelled("o1"))
    assert levels(held) == (10, 0, 10)
    kinds = [row.kind.value for row in compose.services().inventory.ledger("CUP", 10, None)[0]]
    assert kinds == ["return", "commit", "reservation", "receipt"]


@pytest.mark.parametrize("order", list(itertools.permutations(["paid", "cancelled", "paid again", "sweep"])))
def test_any_order_of_events_ends_with_everything_back(held: Shop, order: tuple[str, ...]) -> None:
    def sweep() -> None:
        with contextlib.suppress(SoukError):
            compose.services().inventory.release("o1", "expired")

    steps: dict[str, Callable[[], None]] = {
        "paid": lambda: deliver(paid("o1")),
        "paid again": lambda: deliver(paid("o1")),
        "cancelled": lambda: deliver(cancelled("o1")),
        "sweep": sweep,
    }
    for step in order:
        steps[step]()
    assert levels(held) == (10, 0, 10)
    held.assert_balanced("CUP")


def test_a_payment_after_the_units_went_elsewhere_raises_a_shortage(held: Shop) -> None:
    compose.services().inventory.release("o1", "expired")
    compose.services().inventory.reserve("o2", [("CUP", 9)], 900)
    deliver(paid("o1"), paid("o1"))
    shortage = [event for event in outbox.events(held.table) if event.type == "stock.shortage"]
    assert [event.aggregate_id for event in shortage] == ["o1"]
    assert shortage[0].data["shortages"] == [{"sku": "CUP", "requested": 2, "available": 1}]
    assert levels(held) == (10, 9, 1)


def test_lists_follow_what_is_sold_out_and_back(held: Shop) -> None:
    def listed() -> set[bool]:
        pages = [held.get("/products"), held.get("/products", sort="price"), held.get("/products", sort="title")]
        return {item["available"] for page in pages for item in page.json["items"]}

    compose.services().inventory.reserve("o2", [("CUP", 8)], 900)
    assert listed() == {True}
    sold_out = [event for event in outbox.events(held.table) if event.type == "stock.sold_out"]
    deliver(*sold_out, *sold_out)
    assert listed() == {False}
    compose.services().inventory.release("o2", "expired")
    deliver(*[event for event in outbox.events(held.table) if event.type == "stock.back_in_stock"])
    assert listed() == {True}
    deliver(*sold_out)
    assert listed() == {True}


def test_our_own_events_of_products_are_taken_in_stride(held: Shop) -> None:
    held.load(csvs.simple("cup", Status="archived"))
    deliver(*outbox.events(held.table))
    assert held.get("/products").json["items"] == []


def test_a_refund_that_says_so_puts_the_goods_back_on_the_shelf_once(shop: Shop) -> None:
    shop.load(csvs.simple("cup"))
    before = shop.level("CUP").on_hand
    compose.services().inventory.reserve("o1", [("CUP", 2)], 900)
    deliver(paid("o1"), refunded("o1", "r0", 1, restock=False))
    assert shop.level("CUP").on_hand == before - 2
    event = refunded("o1", "r1", 1, restock=True)
    deliver(event, event)
    deliver(event)
    assert shop.level("CUP").on_hand == before - 1
    shop.assert_balanced("CUP")


def test_units_that_come_out_of_a_parcel_at_a_location_that_there_is_not_are_where_they_were_sent_from(
    held: Shop,
) -> None:
    order = OrderPaid.model_validate(paid("o1").data).model_dump(exclude={"payment_id"})
    data = OrderLinesCancelled(
        **{name: order[name] for name in OrderLinesCancelled.model_fields if name in order},
        number_of_wish=1,
        cancelled=[CancelledLine(sku="CUP", quantity=1)],
        reason="changed my mind",
        cancelled_by="shopper",
        was_paid=True,
        credit=PRICE,
        charged=PRICE,
        places={"not-there": {"CUP": 1}},
    )
    deliver(paid("o1"), new_event("order.lines_cancelled", aggregate_id="o1", aggregate_version=4, data=data))
    assert levels(held) == (9, 0, 9)
    assert compose.services().parts.stock.placed(["CUP"])["CUP"].units == {}
