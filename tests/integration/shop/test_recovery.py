"""Parts that go away in the middle of a purchase: the order completes once they are back, and nothing is doubled."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from souk_local import process
from souk_local.waiting import wait_until
from souk_tools.shopper import Placed, Shopper
from tests.support.cloud import TestCloud
from tests.support.workers import kill_workers

pytestmark = pytest.mark.cloud

STATES = ["PENDING", "AWAITING_PAYMENT", "PAID", "FULFILLING", "SHIPPED", "DELIVERED"]
WORKERS = [
    "orders-api",
    "orders-consumers",
    "payments-api",
    "payments-rpc",
    "products-rpc",
    "shipping-consumers",
    "outbox_relay",
    "log_forwarder",
]


def order(shopper: Shopper) -> Placed:
    """As its shopper would, who tries once more where a part that was just killed does not answer in time."""
    line = {"sku": shopper.something_in_stock(units=3)["sku"], "quantity": 1}
    seen: list[dict[str, Any]] = []

    def is_priced() -> bool:
        where = {"shipping_address": {"country": "DE"}, "shipping_method": shopper.shipping_method}
        answer = shopper.api.send("POST", "/checkout/quote", {**shopper.look(), **where})
        seen.append(answer.json())
        return answer.is_success

    assert wait_until(lambda: shopper.api.send("POST", "/cart/lines", line).is_success, 60, every_seconds=1.0)
    assert wait_until(is_priced, 60, every_seconds=1.0), seen
    return shopper.check_out(str(uuid.uuid4()), expected=seen[-1]["total"])


def states(shopper: Shopper, placed: Placed) -> list[str]:
    return [entry["state"] for entry in shopper.follow(placed, limit_seconds=120)]


def test_a_killed_worker_costs_no_order(cloud: TestCloud, shopper: Shopper) -> None:
    """One order for each function, whose worker is killed between checkout and payment."""
    orders: dict[str, Placed] = {}
    for function in WORKERS:
        orders[function] = order(shopper)
        assert kill_workers(cloud.settings, function) > 0, f"{function} was not at work"
        shopper.pay(orders[function])
    assert {function: states(shopper, placed) for function, placed in orders.items()} == dict.fromkeys(WORKERS, STATES)


def while_away(cloud: TestCloud, name: str, stop: Callable[[process.Part], object], shopper: Shopper) -> list[str]:
    """Pays while a part is away, brings it back, and answers the states the order went through."""
    placed = order(shopper)
    stop(cloud.cloud.parts[name])
    try:
        shopper.pay(placed)
    finally:
        cloud.cloud.start(name)
    return states(shopper, placed)


def test_a_killed_bridge_loses_and_doubles_nothing(cloud: TestCloud, shopper: Shopper) -> None:
    assert while_away(cloud, "bridge", process.kill, shopper) == STATES


def test_a_stopped_broker_delays_events_and_loses_none(cloud: TestCloud, shopper: Shopper) -> None:
    assert while_away(cloud, "kafka", process.stop, shopper) == STATES


def test_a_restart_of_aws_in_the_middle_loses_nothing(cloud: TestCloud, shopper: Shopper) -> None:
    assert while_away(cloud, "aws", process.stop, shopper) == STATES
