"""Checkout stopped at every point before and after each of its calls: no order twice, no stock lost, nothing unpaid.

The points are found by a clean run, so a new step is covered as soon as it exists.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from orders.domain.states import OrderState
from souk import clock
from souk.errors import Conflict, IdempotencyKeyReused, SoukError, Unavailable
from souk.money import Money
from tests.unit.orders.fakes import Crash, World, wanted

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _points() -> list[str]:
    world = World()
    world.orders.check_out(wanted(), "key")
    return world.probe.points


POINTS = list(enumerate(_points()))
IDS = [f"{index} {name}" for index, name in POINTS]
STOPS = [Crash(), Unavailable("no answer")]


def stop(world: World, point: int, error: BaseException) -> None:
    world.probe.points.clear()
    world.probe.raise_at(point, error)
    with pytest.raises((Crash, SoukError)):
        world.orders.check_out(wanted(), "key")
    world.probe.act = None


@pytest.mark.parametrize("error", STOPS, ids=["crash", "unavailable"])
@pytest.mark.parametrize(("point", "name"), POINTS, ids=IDS)
def test_a_retry_with_the_same_key_completes_the_same_attempt(point: int, name: str, error: BaseException) -> None:
    with clock.freeze(NOW):
        world = World()
        stop(world, point, error)
        outcome = world.orders.check_out(wanted(), "key")

    order = world.order()
    assert outcome.order.id == order.id
    assert order.state is OrderState.AWAITING_PAYMENT
    assert world.store.types() == ["order.placed"]
    assert list(world.inventory.held) == [order.id]
    assert world.inventory.available("MUG") == 9
    assert world.payments.amounts == {f"{order.id}/1": Money(2489, "EUR")}
    assert outcome.payment is not None


@pytest.mark.parametrize("error", STOPS, ids=["crash", "unavailable"])
@pytest.mark.parametrize(("point", "name"), POINTS, ids=IDS)
def test_an_abandoned_attempt_leaves_no_stock_behind(point: int, name: str, error: BaseException) -> None:
    with clock.freeze(NOW):
        world = World()
        stop(world, point, error)
    with clock.freeze(NOW + timedelta(seconds=900)):
        world.orders.expire()
        world.relay()
    with clock.freeze(NOW + timedelta(hours=1)):
        world.inventory.sweep()

    assert world.inventory.available("MUG") == 10
    assert all(order.state is OrderState.EXPIRED for order in world.store.orders.values())
    assert world.store.types() in ([], ["order.placed", "order.expired"])


@pytest.mark.parametrize(("point", "name"), POINTS, ids=IDS)
def test_a_twin_of_the_request_at_any_point_gets_the_same_answer(point: int, name: str) -> None:
    with clock.freeze(NOW):
        world = World()
        twin = []

        def run_twin(index: int, _name: str) -> None:
            if index == point:
                world.probe.act = None
                twin.append(world.orders.check_out(wanted(), "key"))

        world.probe.act = run_twin
        outcome = world.orders.check_out(wanted(), "key")

    assert twin == [outcome]
    assert outcome.order == world.order()
    assert world.store.types() == ["order.placed"]
    assert world.inventory.available("MUG") == 9
    assert len(world.payments.started) == 1


@pytest.mark.parametrize(("point", "name"), POINTS, ids=IDS)
def test_a_request_with_the_same_key_and_another_body_never_gets_the_order(point: int, name: str) -> None:
    with clock.freeze(NOW):
        world = World()
        placed, refused = [], 0

        def check_out(email: str) -> None:
            nonlocal refused
            try:
                placed.append(world.orders.check_out(wanted(email=email), "key").order.details.email)
            except IdempotencyKeyReused:
                refused += 1

        def run_other(index: int, _name: str) -> None:
            if index == point:
                world.probe.act = None
                check_out("eve@example.org")

        world.probe.act = run_other
        check_out("ada@example.org")

    assert refused == 1
    assert placed == [world.order().details.email]


def test_a_refusal_does_not_cancel_what_a_twin_has_started() -> None:
    with clock.freeze(NOW):
        world = World()

        def run_twin(_index: int, name: str) -> None:
            if name == "before payments.start":
                world.probe.act = None
                world.orders.check_out(wanted(), "key")
                world.payments.refusal = Conflict("refused")

        world.probe.act = run_twin
        outcome = world.orders.check_out(wanted(), "key")

    assert outcome.order.state is OrderState.AWAITING_PAYMENT
    assert outcome.payment is not None
    assert world.store.types() == ["order.placed"]
    assert world.inventory.available("MUG") == 9


@pytest.mark.parametrize(("point", "name"), POINTS, ids=IDS)
def test_expiry_at_any_point_ends_lawfully(point: int, name: str) -> None:
    """The checkout is so slow that the order expires under it: it is either placed or expired, with its stock."""
    with clock.freeze(NOW):
        world = World()

        def expire(index: int, _name: str) -> None:
            if index == point:
                world.probe.act = None
                with clock.freeze(NOW + timedelta(seconds=900)):
                    world.orders.expire()

        world.probe.act = expire
        try:
            world.orders.check_out(wanted(), "key")
        except Conflict:
            assert world.payments.voided == set(world.payments.started)
        world.relay()

    order = world.order()
    assert order.state in (OrderState.AWAITING_PAYMENT, OrderState.EXPIRED)
    assert world.inventory.available("MUG") == (9 if order.state is OrderState.AWAITING_PAYMENT else 10)
    assert world.store.types().count("order.expired") == (order.state is OrderState.EXPIRED)


def _refusal_points() -> list[str]:
    world = World()
    world.payments.refusal = Conflict("refused")
    with pytest.raises(SoukError):
        world.orders.check_out(wanted(), "key")
    return world.probe.points


REFUSALS = list(enumerate(_refusal_points()))


@pytest.mark.parametrize(("point", "name"), REFUSALS, ids=[f"{index} {name}" for index, name in REFUSALS])
def test_a_refusal_that_is_interrupted_is_completed_by_the_retry(point: int, name: str) -> None:
    with clock.freeze(NOW):
        world = World()
        world.payments.refusal = Conflict("refused")
        stop(world, point, Crash())
        with pytest.raises(SoukError, match="refused"):
            world.orders.check_out(wanted(), "key")
        world.relay()

    assert world.order().state is OrderState.CANCELLED
    assert world.store.types() == ["order.placed", "order.cancelled"]
    assert world.inventory.available("MUG") == 10
