"""A purchase through the public API of the deployed shop, and what every part did for it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import closing

import pytest

from souk_local.shop_api import ShopApi
from souk_tools.letters import mails_to
from souk_tools.shopper import Placed, Shopper
from tests.support.cloud import TestCloud
from tests.support.polling import eventually

pytestmark = pytest.mark.cloud

STATES = ["PENDING", "AWAITING_PAYMENT", "PAID", "FULFILLING", "SHIPPED", "DELIVERED"]


@pytest.fixture(scope="module")
def shopper(cloud: TestCloud) -> Iterator[Shopper]:
    """The same for all tests, with letters of its own."""
    with closing(
        Shopper(cloud.settings, f"purchase-{uuid.uuid4()}", email=f"{uuid.uuid4().hex}@example.com")
    ) as shopper:
        yield shopper


@pytest.fixture(scope="module")
def bought(shopper: Shopper) -> tuple[Placed, dict[str, int]]:
    """An order that went all the way, and the stock of its SKU before."""
    variant = shopper.something_in_stock(units=3)
    shopper.put_into_cart(variant["sku"], 2)
    placed = shopper.check_out(idempotency_key=str(uuid.uuid4()))
    shopper.pay(placed)
    states = [entry["state"] for entry in shopper.follow(placed)]
    assert states == STATES
    return placed, {variant["sku"]: variant["available"]}


def test_the_units_sold_are_gone(shopper: Shopper, bought: tuple[Placed, dict[str, int]]) -> None:
    ((sku, before),) = bought[1].items()

    def gone() -> bool:
        return bool(shopper.stock(sku)["available"] == before - 2)

    eventually(gone)


def test_the_cart_is_empty_afterwards(shopper: Shopper, bought: tuple[Placed, dict[str, int]]) -> None:
    eventually(lambda: shopper.call("GET", "/cart")["item_count"] == 0)


def test_the_order_shows_its_money_and_its_parcel(shopper: Shopper, bought: tuple[Placed, dict[str, int]]) -> None:
    order = shopper.order(bought[0])
    assert order["money"]["captured"] == order["total"]
    assert order["payment"]["status"] == "captured"
    (shipment,) = order["shipments"]
    assert shipment["tracking_code"]


def test_what_was_paid_is_invoiced_by_the_seller_of_the_seed(
    shopper: Shopper, bought: tuple[Placed, dict[str, int]]
) -> None:
    placed = bought[0]
    path = f"/orders/{placed.order_id}/documents"

    def invoiced() -> bool:
        documents = shopper.call("GET", path, **shopper.key(placed))["items"]
        return [(one["type"], one["total"]) for one in documents] == [("invoice", placed.total)]

    eventually(invoiced)


def test_every_state_was_published_as_an_event(staff: ShopApi, bought: tuple[Placed, dict[str, int]]) -> None:
    events = [event["type"] for event in staff.call("GET", f"/admin/orders/{bought[0].order_id}")["events"]]
    for expected in ("order.placed", "order.paid", "order.fulfilling", "order.shipped", "order.delivered"):
        assert expected in events


def test_the_shopper_is_mailed_at_every_step(
    cloud: TestCloud, shopper: Shopper, bought: tuple[Placed, dict[str, int]]
) -> None:
    number = bought[0].number

    def subjects() -> list[str]:
        return [mail["Subject"] for mail in mails_to(cloud.settings, shopper.email)]

    eventually(lambda: sum(number in subject for subject in subjects()) >= 3)
    assert len(subjects()) == len(set(subjects())), "a mail was sent twice"


def test_one_correlation_id_leads_to_the_logs_of_every_service(
    staff: ShopApi, shopper: Shopper, bought: tuple[Placed, dict[str, int]]
) -> None:
    wanted = {"products", "cart", "orders", "payments", "shipping", "notifications"}

    def seen() -> set[str]:
        return set(staff.call("GET", f"/ops/traces/{shopper.correlation_id}")["services"])

    eventually(lambda: wanted <= seen(), limit_seconds=60, because=lambda: f"only {sorted(seen())} have logged")


def test_the_same_checkout_sent_again_is_the_same_order(shopper: Shopper) -> None:
    variant = shopper.something_in_stock(units=3)
    shopper.put_into_cart(variant["sku"])
    key = str(uuid.uuid4())
    total = shopper.quote()["total"]
    first, again = (shopper.check_out(key, expected=total) for _ in range(2))
    assert first == again


def test_a_cancelled_order_gives_its_stock_back_and_voids_the_payment(shopper: Shopper, staff: ShopApi) -> None:
    variant = shopper.something_in_stock(units=3)
    shopper.put_into_cart(variant["sku"])
    placed = shopper.check_out(str(uuid.uuid4()))
    path = f"/orders/{placed.order_id}/cancel"
    named = {"Idempotency_Key": str(uuid.uuid4()), "X_Order_Key": placed.access_key}
    shopper.call("POST", path, {"reason": "changed my mind"}, **named)
    assert shopper.order(placed)["state"] == "CANCELLED"

    def settled() -> bool:
        payment = staff.call("GET", f"/admin/payments/{placed.payment['payment_id']}")
        available = shopper.stock(variant["sku"])["available"]
        return bool(payment["status"] == "voided" and available == variant["available"])

    eventually(settled)
