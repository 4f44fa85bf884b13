"""A consumer that lost an event for good: the sweep of the orders finds what waits for it, and nobody lifts a hand.

Every service's own code in one process, on a clock that is moved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.reliability.scenarios import lose, prepare
from tests.support.world.proof import findings, rows
from tests.support.world.shopper import Placed, Shopper
from tests.support.world.world import World, new_world

pytestmark = pytest.mark.usefixtures("shop")
MINUTE, HOUR, DAY = 60, 3600, 24 * 3600


@dataclass(frozen=True, slots=True)
class Loss:
    """`then` happens after `until`, and what follows from it is `lost` by this consumer. After so many seconds at most
    everything is as it must be, and the order `ends` in this state.
    """

    until: Callable[[World, Shopper], None]
    lost: str
    then: Callable[[World, Shopper], None]
    after: int
    ends: str


def placed(shopper: Shopper) -> Placed:
    return shopper.orders[0]


def orders(world: World, shopper: Shopper) -> None:
    _order(world, shopper, "stripe")


def orders_by_transfer(world: World, shopper: Shopper) -> None:
    _order(world, shopper, "manual")


def _order(world: World, shopper: Shopper, method: str) -> None:
    shopper.add("A", 2)
    shopper.check_out("key", shopper.quote().json["total"], method)
    world.settle()


def pays(world: World, shopper: Shopper) -> None:
    world.provider.pays(placed(shopper).reference)
    world.partners_call()


def transfers(world: World, shopper: Shopper) -> None:
    path = f"/admin/payments/{placed(shopper).payment_id}/mark-received"
    assert world.staff("payments", "POST", path).status == 200


def paid(world: World, shopper: Shopper) -> None:
    orders(world, shopper)
    pays(world, shopper)
    world.settle()


def nothing(world: World, shopper: Shopper) -> None:
    """It is on its way already."""


def delivered_to(world: World, table: str, group: str) -> None:
    """What this table published comes to this consumer, and to no other yet."""
    world.relay(table)
    for lane in world.waiting():
        if lane.group == group:
            world.deliver(lane)


def sent(world: World, shopper: Shopper) -> None:
    """Shipping has made the parcel, and the order does not know it yet."""
    orders(world, shopper)
    pays(world, shopper)
    delivered_to(world, "PaymentsTable", "OrdersConsumer")
    delivered_to(world, "OrdersTable", "ShippingConsumer")


def cancels(world: World, shopper: Shopper) -> None:
    shopper.cancel(placed(shopper), "cancel")


def expires(world: World, shopper: Shopper) -> None:
    world.advance(15 * MINUTE)
    world.run_job("OrdersSchedule", "expire")


def moves(world: World, shopper: Shopper) -> None:
    for shipment_id in world.carrier.bookings:
        while world.carrier.moves(shipment_id):
            pass
    world.partners_call()


def asked(world: World, shopper: Shopper) -> None:
    """The wish to cancel has come to shipping, and its answer is on its way."""
    paid(world, shopper)
    cancels(world, shopper)
    delivered_to(world, "OrdersTable", "ShippingConsumer")


def had_back(world: World, shopper: Shopper) -> None:
    """The order is cancelled, and nobody knows it yet."""
    asked(world, shopper)
    delivered_to(world, "ShippingTable", "OrdersConsumer")


def refunded(world: World, shopper: Shopper) -> None:
    """The money is back, and the order does not know it yet."""
    had_back(world, shopper)
    delivered_to(world, "OrdersTable", "PaymentsConsumer")


LOSSES = {
    "order.paid by shipping": Loss(orders, "ShippingConsumer", pays, 15 * MINUTE, "FULFILLING"),
    "shipment.created by orders": Loss(sent, "OrdersConsumer", nothing, 15 * MINUTE, "FULFILLING"),
    "payment.captured by orders": Loss(orders, "OrdersConsumer", pays, 20 * MINUTE, "FULFILLING"),
    "a transfer by orders": Loss(orders_by_transfer, "OrdersConsumer", transfers, 13 * HOUR, "FULFILLING"),
    "the wish to cancel by shipping": Loss(paid, "ShippingConsumer", cancels, 15 * MINUTE, "CANCELLED"),
    "shipping's answer by orders": Loss(asked, "OrdersConsumer", nothing, 15 * MINUTE, "CANCELLED"),
    "order.cancelled by payments": Loss(had_back, "PaymentsConsumer", nothing, 30 * MINUTE, "CANCELLED"),
    "order.cancelled by products": Loss(had_back, "ProductsConsumer", nothing, 30 * MINUTE, "CANCELLED"),
    "refund.succeeded by orders": Loss(refunded, "OrdersConsumer", nothing, 30 * MINUTE, "CANCELLED"),
    "order.expired by payments": Loss(orders, "PaymentsConsumer", expires, 30 * MINUTE, "EXPIRED"),
    "order.paid by products": Loss(orders, "ProductsConsumer", pays, 25 * MINUTE, "FULFILLING"),
    "a transfer's order.paid by products": Loss(
        orders_by_transfer, "ProductsConsumer", transfers, 3 * DAY + HOUR, "FULFILLING"
    ),
    "order.expired by products": Loss(orders, "ProductsConsumer", expires, 10 * MINUTE, "EXPIRED"),
    "an unpaid order's cancellation by products": Loss(orders, "ProductsConsumer", cancels, 25 * MINUTE, "CANCELLED"),
    "shipment.delivered by orders": Loss(paid, "OrdersConsumer", moves, 3 * DAY + HOUR, "DELIVERED"),
}


@pytest.mark.parametrize("name", LOSSES)
def test_what_was_lost_comes_without_a_hand(name: str) -> None:
    loss = LOSSES[name]
    world = new_world()
    prepare(world)
    shopper = Shopper(world, "ada")
    loss.until(world, shopper)
    loss.then(world, shopper)
    lose(world, loss.lost)
    assert findings(world), "what is lost must be missing"
    waited = 0
    while findings(world) and waited <= loss.after:
        step = 5 * MINUTE if loss.after < DAY else HOUR
        world.advance(step)
        world.run_jobs()
        world.settle()
        world.partners_call()
        world.settle()
        waited += step
    assert [str(finding) for finding in findings(world)] == []
    assert waited <= loss.after + 5 * MINUTE
    [state] = [row["state"] for row in rows(world)["orders"] if row["sk"] == "ORDER"]
    assert state == loss.ends
    world.replay()
    assert findings(world) == []


def test_a_parcel_is_made_once_however_often_it_is_asked_for() -> None:
    """Shipping is away for six hours: what was asked for meanwhile comes all at once."""
    world = new_world()
    prepare(world)
    shopper = Shopper(world, "ada")
    orders(world, shopper)
    pays(world, shopper)
    for _ in range(6 * 12):
        world.advance(5 * MINUTE)
        world.run_jobs()
        for table in world.pending():
            world.relay(table)
        for lane in world.waiting():
            if lane.group != "ShippingConsumer":
                world.deliver(lane)
    waiting = sum(world.broker.lag(lane) for lane in world.waiting())
    assert 3 <= waiting <= 20, "asked with growing pauses"
    world.settle()
    assert (world.carrier.booked, findings(world)) == (1, [])


def test_a_shop_in_which_nothing_is_lost_writes_nothing_more() -> None:
    """From cart to door, days between: the sweep looks, and leaves the order alone."""
    world = new_world()
    prepare(world)
    shopper = Shopper(world, "ada")
    paid(world, shopper)
    moves(world, shopper)
    world.settle()
    version = shopper.order(placed(shopper))["version"]
    for _ in range(30):
        world.advance(DAY)
        world.run_jobs()
        world.settle()
    assert shopper.order(placed(shopper))["version"] == version
