"""Orders with units that were bought before there were any."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from orders.adapters.codec import progress_from_json, progress_to_json
from orders.domain.order import MOST_DAYS, Cause, Order, without
from orders.domain.patience import wait_of
from orders.domain.states import OrderState
from orders.domain.timeline.entries import timeline
from orders.usecases.ports import Promise
from souk import clock
from souk.events import data_of
from souk.events.orders import OrderDayMoved, OrderPaid, OrderUnitsIn
from tests.unit.orders import events
from tests.unit.orders.fakes import World, variant, wanted

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
DAY = "2026-04-01"


@pytest.fixture
def world() -> Iterator[World]:
    with clock.freeze(NOW):
        world = World()
        world.inventory.promises = {"MUG": Promise(1, DAY)}
        world.orders.check_out(wanted(), "key")
        world.orders.reactions.payment_changed(events.captured(world.order()))
        yield world


def told(world: World, kind: str) -> list[OrderUnitsIn]:
    return [data_of(event, OrderUnitsIn) for event in world.store.published if event.type == kind]


def packed(world: World) -> Order:
    world.orders.reactions.shipment_changed(events.shipment(world.order(), f"{world.order().id}-1", "created", 1))
    return world.order()


def test_the_order_keeps_what_was_promised_with_its_hold_and_tells_shipping(world: World) -> None:
    (line,) = world.order().lines
    assert (line.quantity, line.waiting, line.available_from) == (1, 1, DAY)
    paid = next(data_of(event, OrderPaid) for event in world.store.published if event.type == "order.paid")
    assert [(line.waiting, line.available_from) for line in paid.lines] == [(1, DAY)]


def test_what_came_in_is_told_once_and_not_waited_for_any_more(world: World) -> None:
    for _ in range(2):
        world.orders.reactions.units_in(events.units_in(world.order()))
    assert [(told.sku, told.quantity) for told in told(world, "order.units_in")] == [("MUG", 1)]
    order = world.order()
    assert ([line.waiting for line in order.lines], order.details.lines[0].waiting) == ([0], 1)
    assert progress_from_json(progress_to_json(order))["came_in"] == order.came_in


def test_another_day_is_told_once_and_stands_in_the_timeline(world: World) -> None:
    moved = events.day_moved(world.order(), "2026-05-01")
    for event in (moved, moved, events.day_moved(world.order(), "2026-05-01")):
        world.orders.reactions.day_moved(event)
    order = world.order()
    [told] = [data_of(event, OrderDayMoved) for event in world.store.published if event.type == "order.day_moved"]
    assert (told.sku, told.quantity, told.day_before, told.day) == ("MUG", 1, DAY, "2026-05-01")
    assert [(line.waiting, line.available_from) for line in order.lines] == [(1, "2026-05-01")]
    assert order.details.lines[0].available_from == DAY
    [entry] = [entry for entry in timeline(order) if entry.kind == "day_moved"]
    assert (entry.subject, entry.lines) == ("2026-05-01", (("MUG", 1),))
    assert progress_from_json(progress_to_json(order))["days"] == order.days


def test_what_was_said_earlier_or_came_in_meanwhile_is_not_told(world: World) -> None:
    early = events.day_moved(world.order(), "2026-06-01")
    with clock.freeze(LATER):
        world.orders.reactions.day_moved(events.day_moved(world.order(), "2026-05-01"))
        world.orders.reactions.day_moved(early)
        world.orders.reactions.units_in(events.units_in(world.order()))
        world.orders.reactions.day_moved(events.day_moved(world.order(), "2026-07-01"))
    assert [day for _, day, _ in world.order().days] == ["2026-05-01"]


def test_of_many_other_days_the_last_of_each_sku_is_kept(world: World) -> None:
    order, cause = world.order(), Cause(NOW, "products")
    # Another SKU of a large order was moved once, before this one was again and again.
    order = replace(order, days=(("POT", "2026-04-02", NOW),))
    for number in range(MOST_DAYS + 5):
        day = str((NOW + timedelta(days=60 + number)).date())
        order = order.promised_for("MUG", day, NOW + timedelta(hours=number), cause)
    assert len(order.days) == MOST_DAYS
    assert order.days[0][0] == "POT"
    [last] = [line.available_from for line in order.lines if line.sku == "MUG"]
    assert last == order.days[-1][1] == day


def test_nobody_asks_after_a_parcel_that_waits_for_its_goods_and_soon_after_these_came_in(world: World) -> None:
    order = packed(world)
    assert order.state is OrderState.FULFILLING
    assert wait_of(order) is None
    with clock.freeze(LATER):
        world.orders.reactions.units_in(events.units_in(order))
    wait = wait_of(world.order())
    assert wait is not None
    assert wait.since >= LATER - timedelta(seconds=1)
    assert wait.events == ("order.units_in",)


def test_of_units_that_are_cancelled_those_go_first_that_are_waited_for(world: World) -> None:
    lines = (replace(world.order().lines[0], quantity=4, waiting=2),)
    assert [line.waiting for line in without(lines, {"MUG": 1})] == [1]
    assert [line.waiting for line in without(lines, {"MUG": 3})] == [0]


def test_a_parcel_that_is_called_off_when_all_others_have_left_completes_the_order(world: World) -> None:
    order = packed(world)
    deliver = world.orders.reactions.shipment_changed
    second = f"{order.id}-2"
    deliver(events.shipment(order, f"{order.id}-1", "shipped", 2))
    assert world.order().state is OrderState.PARTIALLY_SHIPPED
    deliver(events.shipment(order, second, "cancelled", 2, complete=True))
    assert world.order().state is OrderState.SHIPPED


def test_shipping_is_told_of_what_goes_into_a_parcel_alone() -> None:
    with clock.freeze(NOW):
        world = World()
        world.catalogue["MUG"] = variant("MUG", requires_shipping=False)
        world.inventory.promises = {"MUG": Promise(1, DAY)}
        world.orders.check_out(wanted(1999, shipping_method="none"), "key")
        world.orders.reactions.payment_changed(events.captured(world.order()))
        world.orders.reactions.units_in(events.units_in(world.order()))
    assert world.order().came_in
    assert told(world, "order.units_in") == []
