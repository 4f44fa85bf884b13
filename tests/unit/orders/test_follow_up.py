"""What is missed of an order, when it is asked for again, and how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from orders.domain.order import Asked, Order
from orders.domain.patience import Missing, wait_of
from orders.domain.settlement import OrderPayment
from orders.domain.states import OrderState
from orders.usecases.orders import Viewer
from orders.usecases.ports import Cart
from souk import clock
from souk.errors import Unavailable
from tests.unit.orders import events
from tests.unit.orders.fakes import GUEST, World, wanted

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
STAFF = Viewer("7", staff=True)


@pytest.fixture
def world() -> Iterator[World]:
    with clock.freeze(NOW):
        world = World()
        world.orders.check_out(wanted(), "key")
        yield world


def sweep(world: World, after: timedelta) -> list[str]:
    """The types of the events that are told besides when the timer rings so long after the order was placed."""
    told = len(world.store.again)
    with clock.freeze(NOW + after):
        world.orders.follow_up.run()
    return [event.type for event in world.store.again[told:]]


def pay(world: World) -> Order:
    world.orders.reactions.payment_changed(events.captured(world.order()))
    return world.order()


def test_a_paid_order_without_a_parcel_is_told_again_under_the_same_id(world: World) -> None:
    pay(world)
    assert sweep(world, 4 * MINUTE) == []
    assert sweep(world, 5 * MINUTE) == ["order.paid", "order.silent"]
    assert world.store.again[0] == world.store.published[-1]
    assert world.order().state is OrderState.PAID


def test_stock_that_asks_is_told_what_became_of_the_order(world: World) -> None:
    order_id = world.order().id
    world.orders.follow_up.stock_asks(order_id)
    assert world.store.again == []
    pay(world)
    world.orders.follow_up.stock_asks(order_id)
    assert [event.type for event in world.store.again] == ["order.paid"]
    assert world.store.again[0] == world.store.published[-1]


def test_stock_that_asks_after_a_dead_order_is_told_its_end(world: World) -> None:
    with clock.freeze(NOW + HOUR):
        world.orders.expire()
        world.orders.follow_up.stock_asks(world.order().id)
    assert [event.type for event in world.store.again] == ["order.expired"]


def test_stock_that_asks_after_a_checkout_that_died_is_told_nothing(world: World) -> None:
    world.orders.follow_up.stock_asks("no-order")
    assert world.store.again == []


def test_the_pauses_grow_and_do_not_end_before_days(world: World) -> None:
    pay(world)
    asked = []
    at = timedelta(0)
    while at < 5 * DAY:
        if sweep(world, at):
            asked.append(at)
        at += 5 * MINUTE
    pauses = [b - a for a, b in pairwise(asked)]
    assert pauses[:4] == [10 * MINUTE, 20 * MINUTE, 40 * MINUTE, 80 * MINUTE]
    assert max(pauses) == 12 * HOUR
    assert pauses == sorted(pauses)
    assert 2 * DAY < asked[-1] <= 3 * DAY + 5 * MINUTE
    assert len(asked) < 20


def test_after_days_people_are_told_once_a_day(world: World, caplog: pytest.LogCaptureFixture) -> None:
    pay(world)
    errors = []
    sweep(world, HOUR)
    at = 3 * DAY
    while at < 7 * DAY:
        caplog.clear()
        sweep(world, at)
        errors += [at for record in caplog.records if record.levelname == "ERROR"]
        at += 30 * MINUTE
    assert len(errors) == 4
    assert all(b - a >= DAY for a, b in pairwise(errors))


def test_nobody_is_alarmed_before_it_was_asked_for(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """The timer did not ring for a week, or is new to a shop that has orders."""
    pay(world)
    assert sweep(world, 7 * DAY) == ["order.paid", "order.silent"]
    assert "ERROR" not in [record.levelname for record in caplog.records]


def test_an_unanswered_wish_is_asked_again_and_nothing_else(world: World) -> None:
    pay(world)
    with clock.freeze(NOW + HOUR):
        world.orders.cancel(world.order().id, STAFF, "")
    assert sweep(world, HOUR + 4 * MINUTE) == []
    assert sweep(world, HOUR + 5 * MINUTE) == ["order.cancellation_requested"]


def test_an_order_that_moves_is_left_alone(world: World) -> None:
    order = pay(world)
    world.orders.reactions.shipment_changed(events.shipment(order, "A", "created", 1))
    before = world.order()
    for minutes in range(0, 2 * 24 * 60, 30):
        assert sweep(world, timedelta(minutes=minutes)) == []
    assert world.order() == before, "and nothing is written"


@pytest.mark.parametrize(("kind", "after"), [("created", 3 * DAY), ("shipped", 7 * DAY)])
def test_shipping_is_asked_for_news_of_a_silent_parcel(world: World, kind: str, after: timedelta) -> None:
    order = pay(world)
    world.orders.reactions.shipment_changed(events.shipment(order, "A", kind, 2, complete=True))
    assert sweep(world, after - MINUTE) == []
    assert sweep(world, after) == ["order.silent"]


def test_an_express_parcel_is_asked_for_sooner(world: World) -> None:
    order = pay(world)
    world.orders.reactions.shipment_changed(events.shipment(order, "A", "shipped", 2, complete=True))
    shipped = world.order()
    express = replace(shipped, details=replace(shipped.details, shipping_method="express"))
    told = [wait_of(each) for each in (shipped, express)]
    assert [wait.ordinary for wait in told if wait] == [7 * DAY, 3 * DAY]


def test_a_delivered_order_waits_for_nothing(world: World) -> None:
    order = pay(world)
    world.orders.reactions.shipment_changed(events.shipment(order, "A", "delivered", 2, complete=True))
    assert wait_of(world.order()) is None


def test_a_paid_order_of_which_nothing_is_sent_waits_for_nothing(world: World) -> None:
    order = pay(world)
    lines = tuple(replace(line, requires_shipping=False) for line in order.details.lines)
    assert wait_of(replace(order, details=replace(order.details, lines=lines))) is None


def test_a_cancelled_order_is_told_again_until_its_money_is_back(world: World) -> None:
    order = pay(world)
    world.payments.stand[f"{order.id}/1"] = OrderPayment(f"{order.id}/1", "stripe", "captured", 2489, 2489)
    world.orders.cancel(order.id, STAFF, "")
    world.orders.reactions.recall_answered(events.answered(order, "succeeded"))
    assert sweep(world, 14 * MINUTE) == []
    assert sweep(world, 15 * MINUTE) == ["order.cancelled"]
    assert sweep(world, 45 * MINUTE) == ["order.cancelled"]
    world.orders.reactions.refund_succeeded(events.refunded(order, 2489, 2489))
    assert wait_of(world.order()) is None


def test_a_refund_that_was_not_heard_of_is_asked_for(world: World) -> None:
    order = pay(world)
    world.orders.cancel(order.id, STAFF, "")
    world.orders.reactions.recall_answered(events.answered(order, "succeeded"))
    world.payments.stand[f"{order.id}/1"] = OrderPayment(f"{order.id}/1", "stripe", "captured", 2489, 2489, 2489)
    assert sweep(world, 15 * MINUTE) == ["order.cancelled"], "of its stock an order is not told, so once"
    assert world.order().balance.refunded == 2489
    assert sweep(world, 5 * HOUR) == []


def test_what_was_sold_comes_back_by_news_that_is_told_twice(world: World) -> None:
    order = pay(world)
    world.orders.cancel(order.id, STAFF, "")
    world.orders.reactions.recall_answered(events.answered(order, "succeeded"))
    world.orders.reactions.refund_succeeded(events.refunded(order, 2489, 2489))
    assert sweep(world, 15 * MINUTE) == ["order.cancelled"]
    assert sweep(world, 10 * HOUR) == []


def test_an_expired_order_whose_payment_is_not_voided_is_told_again(world: World) -> None:
    with clock.freeze(world.order().details.pay_by):
        world.orders.expire()
    assert sweep(world, 29 * MINUTE) == []
    assert sweep(world, 30 * MINUTE) == ["order.expired"]
    world.orders.reactions.payment_changed(events.payment(world.order(), "voided"))
    assert sweep(world, 10 * HOUR) == []


def test_an_order_does_not_expire_while_its_payment_is_captured_and_unheard_of(world: World) -> None:
    order = world.order()
    world.payments.stand[f"{order.id}/1"] = OrderPayment(f"{order.id}/1", "stripe", "captured", 2489, 2489)
    with clock.freeze(order.details.pay_by):
        assert world.orders.expire() == 0
    assert world.order().state is OrderState.PAID
    assert world.store.types() == ["order.placed", "order.paid"]


def test_an_order_outlives_its_time_by_minutes_while_payments_are_away(world: World) -> None:
    world.payments.away = Unavailable("down")
    for minutes, expired in ((15, 0), (19, 0), (20, 1)):
        with clock.freeze(NOW + minutes * MINUTE):
            assert world.orders.expire() == expired


def test_a_transfer_that_was_not_heard_of_is_asked_for(world: World) -> None:
    order = world.order()
    order = replace(order, details=replace(order.details, pay_by=NOW + 3 * DAY, payment_method="manual"))
    world.store.orders[order.id] = order
    assert sweep(world, 11 * HOUR) == []
    assert sweep(world, 12 * HOUR) == []
    assert world.order().asked == Asked(Missing.PAYMENT, 1, NOW + 12 * HOUR)
    world.payments.stand[f"{order.id}/1"] = OrderPayment(f"{order.id}/1", "manual", "captured", 2489, 2489)
    sweep(world, 24 * HOUR)
    assert world.order().state is OrderState.PAID


def test_an_order_that_cannot_be_asked_after_does_not_keep_the_others_waiting(world: World) -> None:
    world.carts[GUEST] = Cart("cart-2", {"MUG": 1})
    world.orders.check_out(wanted(), "other")
    for order in [*world.store.orders.values()]:
        world.orders.reactions.payment_changed(events.captured(order))

    def fail_once(_index: int, name: str) -> None:
        if name == "before store.save":
            world.probe.act = None
            raise ConnectionError

    world.probe.act = fail_once
    with clock.freeze(NOW + HOUR), pytest.raises(ConnectionError):
        world.orders.follow_up.run()
    assert [event.type for event in world.store.again] == ["order.paid", "order.silent"]
