"""Whenever a process that serves the staff is killed: what was done was announced before, and is told in the end."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator

import pytest

from souk.http.audit import OutboxTrail, trail
from tests.support import outbox
from tests.support.http import Response
from tests.support.world.catalogue import stock_up
from tests.support.world.proof import findings, rows
from tests.support.world.shopper import Shopper
from tests.support.world.steps import Crash, Plan, When
from tests.support.world.world import World, new_world

pytestmark = pytest.mark.usefixtures("shop")


@pytest.fixture
def world() -> Iterator[World]:
    with trail.swap(OutboxTrail):
        world = new_world()
        stock_up(world, A=100)
        world.settle()
        yield world


def bought(world: World) -> str:
    """A paid order."""
    shopper = Shopper(world, f"bob-{uuid.uuid4()}")
    shopper.add("A")
    shopper.check_out(str(uuid.uuid4()), shopper.quote().json["total"])
    world.provider.pays(shopper.orders[-1].reference)
    world.partners_call()
    world.settle()
    return shopper.orders[-1].order_id


def cancel(world: World, order_id: str) -> Response:
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    return world.staff("orders", "POST", f"/admin/orders/{order_id}/cancel", body={}, headers=headers)


def recorded(world: World, order_id: str) -> list[str]:
    """What the trail has of an order."""
    told = [event for event in outbox.of_rows(rows(world)["orders"]) if event.type.startswith("staff.")]
    return [event.type for event in told if event.data["things"] == [f"order:{order_id}"]]


def is_changed(world: World, order_id: str) -> bool:
    return any(
        event.type == "order.cancellation_requested" and event.aggregate_id == order_id
        for event in outbox.of_rows(rows(world)["orders"])
    )


def test_no_order_is_changed_by_staff_unannounced_at_whatever_step_the_process_dies(world: World) -> None:
    order_id = bought(world)
    with world.steps.counting():
        assert cancel(world, order_id).status == 200
    seen = set()
    for number in range(1, len(world.steps.trace) + 1):
        for when in When:
            order_id = bought(world)
            world.steps.arm(Plan(number, when))
            with contextlib.suppress(Crash):
                cancel(world, order_id)
            assert world.steps.crashed
            world.steps.disarm()
            entries, changed = recorded(world, order_id), is_changed(world, order_id)
            seen.add((tuple(entries), changed))
            assert entries or not changed
            # Whoever got no answer asks again, and that is on record as well.
            assert cancel(world, order_id).status == 200
            assert recorded(world, order_id)[-2:] == ["staff.intended", "staff.acted"]
    assert seen >= {((), False), (("staff.intended",), False), (("staff.intended",), True)}
    world.settle()
    assert findings(world) == []
