"""What happens to orders becomes part of people's history."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from souk import clock
from souk.cloud import aws
from souk.events import Event
from souk.events.common import Amount, OrderLine, PostalAddress
from souk.events.factory import new_event
from souk.events.orders import OrderAnonymised, OrderCancelled, OrderExpired, OrderPaid, OrderPlaced
from souk.events.payments import RefundChanged
from souk.events.shipping import ShipmentChanged
from souk.shopper.owner import guest_owner, user_owner
from tests.support.http import call
from tests.support.kafka import batch, without_marks
from users import compose
from users.adapters.guest_store import DynamoGuests
from users.doors.api import api
from users.doors.consumers import consumer

pytestmark = pytest.mark.usefixtures("pool")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
EUR = Amount(amount=1999, currency="EUR")
ANN = user_owner("u1")
ORDER: dict[str, Any] = {"order_id": "o1", "number": "SK-1", "email": "ann@example.com"}


def event(event_type: str, data: Any, minutes: int = 0) -> Event:
    with clock.freeze(NOON + timedelta(minutes=minutes)):
        return new_event(event_type, aggregate_id="o1", aggregate_version=1, data=data)


def snapshot(owner: str) -> dict[str, Any]:
    address = PostalAddress(name="A", line1="1 Road", city="Bonn", postal_code="53111", country="DE")
    line = OrderLine(sku="MUG", quantity=1, product_id="p1", title="Mug", unit_price=EUR, total=EUR)
    money = dict.fromkeys(("subtotal", "shipping", "tax", "total"), EUR)
    return {
        **ORDER, **money, "owner": owner, "lines": [line], "shipping_address": address, "shipping_method": "standard"
    }  # fmt: skip


def placed(owner: str = ANN) -> Event:
    data = OrderPlaced(**snapshot(owner), expires_at="2026-03-01T12:15:00Z", cart_owner=owner, cart_id="c1")
    return event("order.placed", data)


def paid(owner: str = ANN) -> Event:
    return event("order.paid", OrderPaid(**snapshot(owner), payment_id="pay1"), 1)


def shipment(event_type: str, minutes: int) -> Event:
    data = ShipmentChanged(
        shipment_id="s1",
        order_id="o1",
        order_number="SK-1",
        owner=ANN,
        email="ann@example.com",
        carrier="sandbox",
        tracking_code="T1",
        tracking_url="https://example.com/T1",
        lines=[],
        complete=True,
    )
    return event(event_type, data, minutes)


def refunded() -> Event:
    data = RefundChanged(
        refund_id="r1",
        payment_id="pay1",
        order_id="o1",
        amount=EUR,
        refunded_total=EUR,
        reason="broken",
        requested_by="staff",
    )
    return event("refund.succeeded", data, 9)


def history(user: str = "u1") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = call(api, "GET", "/me/activity", user=user).json["items"]
    return items


def test_an_order_from_placed_to_refunded() -> None:
    events = [placed(), paid(), shipment("shipment.shipped", 2), shipment("shipment.delivered", 3), refunded()]
    assert batch(consumer, events) == {"set_aside": 0}
    assert [(item["kind"], item["order_number"], item["tracking_code"]) for item in history()] == [
        ("refunded", "SK-1", ""),
        ("delivered", "SK-1", "T1"),
        ("shipped", "SK-1", "T1"),
        ("paid", "SK-1", ""),
        ("ordered", "SK-1", ""),
    ]
    assert history()[0]["amount"] == {"amount": 1999, "currency": "EUR"}
    assert history("u2") == []


@pytest.mark.parametrize(
    ("event_type", "model"), [("order.cancelled", OrderCancelled), ("order.expired", OrderExpired)]
)
def test_an_order_that_came_to_nothing(event_type: str, model: type[OrderCancelled]) -> None:
    data = model(**ORDER, owner=ANN, reason="not paid in time", cancelled_by="system", total=EUR)
    batch(consumer, [event(event_type, data)])
    (item,) = history()
    assert (item["kind"], item["reason"]) == ("cancelled", "not paid in time")


def test_an_event_heard_twice_is_one_line() -> None:
    events = [placed(), paid(), refunded()]
    batch(consumer, events)
    batch(consumer, events)
    assert [item["kind"] for item in history()] == ["refunded", "paid", "ordered"]


def test_a_refund_heard_of_before_its_order_waits_for_it(users_table: str) -> None:
    with clock.freeze(NOON + timedelta(hours=1)):
        batch(consumer, [refunded()])
    assert history() == []
    batch(consumer, [placed()])
    assert [(item["kind"], item["order_number"]) for item in history()] == [("refunded", "SK-1"), ("ordered", "SK-1")]
    kept = without_marks(aws.client("dynamodb").scan(TableName=users_table)["Items"])
    assert not [item for item in kept if item["sk"]["S"].startswith("WAITING#")]


def items(table: str) -> list[dict[str, Any]]:
    return without_marks(aws.client("dynamodb").scan(TableName=table)["Items"])


def test_guests_have_no_history(users_table: str) -> None:
    guest = guest_owner("token")
    batch(consumer, [paid(guest)])
    assert items(users_table) == []
    with clock.freeze(NOON + timedelta(days=29)):
        batch(consumer, [refunded()])
    (waiting,) = items(users_table)
    assert int(waiting["expires_at"]["N"]) == int((refunded().occurred_at + timedelta(days=30)).timestamp())


def test_a_refund_that_is_delivered_again_after_its_time_waits_for_nobody(users_table: str) -> None:
    with clock.freeze(NOON + timedelta(days=31)):
        batch(consumer, [refunded()])
    assert items(users_table) == []


def test_a_guests_order_is_found_by_the_address_until_it_is_anonymous(users_table: str) -> None:
    guests = DynamoGuests(lambda: b"a secret")
    anonymised = event("order.anonymised", OrderAnonymised(order_id="o1"), 2)
    with compose.services.swap(lambda: replace(compose.real(), guests=guests)):
        batch(consumer, [placed(guest_owner("token"))])
        ann = guests.known_as("  Ann@Example.com ")
        assert guests.orders_of(ann, NOON, limit=9) == ["o1"]
        assert guests.orders_of(ann, NOON - timedelta(seconds=1), limit=9) == []
        assert guests.orders_of(guests.known_as("bob@example.com"), NOON, limit=9) == []
        assert "example.com" not in str(items(users_table))
        batch(consumer, [anonymised])
        assert items(users_table) == []
