"""Payments in the whole shop: what the provider does, the order, the stock, the letters and the logs agree on."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from payments.domain.snapshot import ProviderStatus
from souk.events import Event
from souk.money import Money
from tests.support import outbox
from tests.support.world.catalogue import stock_up
from tests.support.world.proof import findings, rows
from tests.support.world.shopper import Placed, Shopper
from tests.support.world.world import World, new_world

pytestmark = pytest.mark.usefixtures("shop")


def opened() -> World:
    world = new_world()
    stock_up(world, A=1000)
    world.settle()
    return world


def ordered(world: World, name: str = "ada") -> tuple[Shopper, Placed]:
    """An order of two that waits for its payment."""
    shopper = Shopper(world, name)
    shopper.add("A", 2)
    answer = shopper.check_out(f"key-{name}", shopper.quote().json["total"])
    assert answer.status == 201, answer.body
    world.settle()
    return shopper, shopper.orders[0]


def paid(world: World) -> tuple[Shopper, Placed]:
    shopper, placed = ordered(world)
    world.provider.pays(placed.reference)
    world.partners_call()
    world.settle()
    return shopper, placed


def reconciled(world: World) -> dict[str, Any]:
    """As `make reconcile` does, and what follows from it."""
    total: dict[str, Any] = {"healed": [], "differences": {}}
    while True:
        report = world.invoke("PaymentsSchedule", {"job": "reconcile-all"})
        total["healed"] += report["healed"]
        total["differences"].update(report["differences"])
        world.settle()
        if report["finished"]:
            return total


def published(world: World, service: str = "payments") -> list[Event]:
    return outbox.of_rows(rows(world)[service])


def available(world: World) -> int:
    """Units of A that can be bought."""
    (row,) = world.request("products", "GET", "/products/stock", query={"skus": "A"}).json["items"]
    return int(row["available"])


def states(shopper: Shopper, placed: Placed) -> tuple[str, int, int]:
    """The order's state, what was captured and what was refunded."""
    order = shopper.order(placed)
    return order["state"], order["money"]["captured"]["amount"], order["money"]["refunded"]["amount"]


def test_with_webhooks_switched_off_a_hundred_orders_are_paid_by_the_reconciler_alone() -> None:
    world = opened()
    orders = [ordered(world, f"shopper-{number}") for number in range(100)]
    for _, placed in orders:
        world.provider.pays(placed.reference)
    world.provider.owed.clear()  # no webhook will ever come
    assert Counter(shopper.order(placed)["state"] for shopper, placed in orders) == {"AWAITING_PAYMENT": 100}

    report = reconciled(world)
    assert (len(report["healed"]), report["differences"]) == (100, {})
    assert {states(shopper, placed)[1:] for shopper, placed in orders} == {(orders[0][1].total, 0)}
    assert {states(shopper, placed)[0] for shopper, placed in orders} == {"FULFILLING"}
    assert Counter(kind for _, kind, _ in world.provider.movements) == {"capture": 100}

    world.advance(3600)
    assert reconciled(world) == {"healed": [], "differences": {}}
    assert findings(world) == []


def test_a_webhook_delivered_again_and_again_pays_the_order_once() -> None:
    world = opened()
    shopper, placed = ordered(world)
    world.provider.pays(placed.reference)
    (webhook,) = world.provider.owed
    for _ in range(3):
        assert world.tell(webhook)
        world.settle()
    assert states(shopper, placed)[1:] == (placed.total, 0)
    assert Counter(event.type for event in published(world))["payment.captured"] == 1
    assert Counter(event.type for event in published(world, "orders"))["order.paid"] == 1
    assert findings(world) == []


def test_a_wrong_amount_at_the_provider_pays_nothing_and_is_told() -> None:
    world = opened()
    shopper, placed = ordered(world)
    right = world.provider.intents[placed.reference]
    wrong = Money(placed.total - 1, "EUR")
    world.provider.pays(placed.reference)
    world.provider.intents[placed.reference] = replace(
        right, status=ProviderStatus.CAPTURED, amount=wrong, captured=wrong.amount, authorised=wrong.amount
    )
    world.partners_call()
    world.settle()
    assert states(shopper, placed) == ("AWAITING_PAYMENT", 0, 0)
    assert list(reconciled(world)["differences"]) == [placed.payment_id]
    (told,) = [event for event in published(world) if event.type == "payment.mismatch"]
    assert (told.data["kind"], told.data["difference"]["amount"]) == ("amount", -1)
    assert told.data["order_id"] == placed.order_id


def test_money_captured_after_the_order_expired_goes_back_by_itself() -> None:
    world = opened()
    shopper, placed = ordered(world)
    world.provider.down = True  # so that the payment cannot be voided when the order expires
    world.advance(3600)
    world.run_jobs()
    world.settle()
    assert states(shopper, placed)[0] == "EXPIRED"
    world.provider.down = False
    world.advance(60)  # the circuit lets one call try again
    world.provider.pays(placed.reference)
    world.partners_call()
    world.settle()
    assert states(shopper, placed) == ("EXPIRED", placed.total, placed.total)
    assert Counter(kind for _, kind, _ in world.provider.movements) == {"capture": 1, "refund": 1}
    world.recover()
    assert findings(world) == []


def test_a_webhook_that_comes_while_the_order_expires_leaves_it_paid_or_refunded() -> None:
    world = opened()
    shopper, placed = ordered(world)
    world.provider.pays(placed.reference)
    world.advance(3600)
    world.run_jobs()
    world.partners_call()
    world.settle()
    state, captured, refunded = states(shopper, placed)
    assert (state == "EXPIRED", refunded == captured) in {(True, True), (False, False)}
    assert findings(world) == []


def test_a_bank_transfer_of_a_guest_has_a_day_and_is_paid_when_staff_mark_it_received() -> None:
    world = opened()
    shopper = Shopper(world, "ada")
    shopper.add("A", 2)
    assert shopper.check_out("key-1", shopper.quote().json["total"], method="manual").status == 201
    world.settle()
    (placed,) = shopper.orders
    world.advance(23 * 3600)
    world.run_jobs()
    world.settle()
    assert states(shopper, placed)[0] == "AWAITING_PAYMENT"
    for _ in range(2):
        path = f"/admin/payments/{placed.payment_id}/mark-received"
        assert world.staff("payments", "POST", path).json["status"] == "captured"
        world.settle()
    assert states(shopper, placed)[1:] == (placed.total, 0)
    assert Counter(event.type for event in published(world, "orders"))["order.paid"] == 1


def test_a_bank_transfer_that_never_comes_ends_with_the_order() -> None:
    world = opened()
    shopper = Shopper(world, "ada")
    shopper.add("A", 2)
    shopper.check_out("key-1", shopper.quote().json["total"], method="manual")
    world.settle()
    world.advance(4 * 24 * 3600)
    world.run_jobs()
    world.settle()
    (placed,) = shopper.orders
    assert states(shopper, placed)[0] == "EXPIRED"
    assert world.staff("payments", "GET", f"/admin/payments/{placed.payment_id}").json["status"] == "voided"


def test_while_the_provider_is_down_checkout_says_so_and_the_same_request_succeeds_later() -> None:
    world = opened()
    shopper = Shopper(world, "ada", retries=0)
    shopper.add("A", 2)
    total = shopper.quote().json["total"]
    world.provider.down = True
    body = {**shopper.seen, **_checkout(total)}
    headers = {"Idempotency-Key": "key-1"}
    answer = world.request("orders", "POST", "/checkout", **shopper.identity, body=body, headers=headers)
    assert (answer.status, answer.json["code"]) == (503, "unavailable")
    assert "send the same request again" in answer.json["detail"]
    world.provider.down = False
    world.advance(60)
    again = world.request("orders", "POST", "/checkout", **shopper.identity, body=body, headers=headers)
    assert (again.status, again.json["order"]["id"]) == (201, answer.json["order_id"])
    assert len(world.provider.intents) == 1


@pytest.mark.parametrize(("restock", "comes_back"), [(True, 1), (False, 0)])
def test_a_refund_by_line_is_seen_on_the_order_and_puts_units_back_only_when_asked_to(
    restock: bool, comes_back: int
) -> None:
    world = opened()
    shopper, placed = paid(world)
    left = available(world)
    body = {
        "reason": "one arrived broken",
        "lines": [{"sku": "A", "quantity": 1, "amount": {"amount": 1000, "currency": "EUR"}}],
        "restock": restock,
    }
    path = f"/admin/payments/{placed.payment_id}/refunds"
    for _ in range(2):
        made = world.staff("payments", "POST", path, body=body, headers={"Idempotency-Key": "refund-1"})
        assert (made.status, made.json["status"], made.json["restock"]) == (201, "succeeded", restock)
        world.settle()
    assert states(shopper, placed)[2] == 1000
    assert available(world) == left + comes_back


def test_everything_that_happens_to_the_money_has_the_id_of_the_checkout() -> None:
    world = opened()
    shopper = Shopper(world, "ada")
    shopper.add("A", 2)
    total = shopper.quote().json["total"]
    headers = {"Idempotency-Key": "key-1", "X-Correlation-Id": "purchase-1"}
    body = {**shopper.seen, **_checkout(total)}
    answer = world.request("orders", "POST", "/checkout", **shopper.identity, body=body, headers=headers)
    payment_id = answer.json["payment"]["payment_id"]
    world.settle()
    world.provider.pays(f"pi_{payment_id}")
    world.partners_call()
    world.settle()
    refund = {"reason": "returned", "amount": {"amount": 100, "currency": "EUR"}}
    path = f"/admin/payments/{payment_id}/refunds"
    world.staff("payments", "POST", path, body=refund, headers={"Idempotency-Key": "r", "X-Correlation-Id": "staff-1"})
    world.settle()
    ids = {event.type: event.correlation_id for event in published(world)}
    assert ids == dict.fromkeys(
        ["payment.started", "payment.captured", "refund.requested", "refund.succeeded"], "purchase-1"
    )
    assert {event.correlation_id for event in published(world, "orders")} == {"purchase-1"}


def _checkout(total: dict[str, Any]) -> dict[str, Any]:
    address = {"name": "Ada", "line1": "1 Main St", "city": "Berlin", "postal_code": "10115", "country": "DE"}
    return {
        "email": "ada@example.com",
        "shipping_address": address,
        "shipping_method": "standard",
        "payment_method": "stripe",
        "expected_total": total,
    }
