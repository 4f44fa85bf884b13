"""Kafka batches and the timer, through their handlers to the table."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orders.adapters.store import DynamoOrderStore
from orders.domain.order import Cause, Order
from orders.domain.states import OrderState as State
from orders.doors.consumers import consumer
from orders.doors.schedule import handler as schedule
from orders.usecases.ports import Cart
from souk import clock
from tests.component.orders.conftest import NOW
from tests.support import kafka, outbox
from tests.support.lambdas import LambdaContext
from tests.unit.orders import events
from tests.unit.orders.fakes import GUEST, World, wanted

DONE: dict[str, object] = {"set_aside": 0}


@pytest.fixture
def order(world: World) -> Order:
    return world.orders.check_out(wanted(), "key").order


def stored(order: Order) -> Order:
    found = DynamoOrderStore().find(order.id)
    assert found is not None
    return found


def test_a_batch_takes_an_order_from_payment_to_delivery(order: Order, table: str) -> None:
    batch = [
        events.payment(order, "authorised", 1),
        events.captured(order),
        events.shipment(order, "A", "created", 1),
        events.shipment(order, "A", "shipped", 2, complete=True),
        events.shipment(order, "A", "out_for_delivery", 3, complete=True),
        events.shipment(order, "A", "delivered", 4, complete=True),
        events.refunded(order, 100, 100),
    ]
    for _ in range(2):  # delivered again after a rebalance
        assert kafka.batch(consumer, batch) == DONE

    after = stored(order)
    assert after.state is State.DELIVERED
    assert after.balance.refunded == 100
    published = sorted(outbox.events(table), key=lambda event: event.aggregate_version)
    assert [event.type for event in published] == [
        "order.placed",
        "order.paid",
        "order.fulfilling",
        "order.shipped",
        "order.delivered",
    ]
    assert published[1].causation_id == batch[1].id
    assert published[1].correlation_id == batch[1].correlation_id


def test_a_paid_order_whose_units_are_gone_says_so_in_its_history_once(order: Order) -> None:
    event = events.short(order)
    assert kafka.batch(consumer, [events.captured(order), event, event]) == DONE
    assert kafka.batch(consumer, [event]) == DONE
    after = stored(order)
    assert after.state is State.PAID
    [note] = [entry for entry in after.history if entry.by == "products"]
    assert note.reason == "out of stock though paid: MUG (2 ordered, 1 left)"
    assert note.event_id == event.id


def test_an_order_that_has_ended_does_not_mind_a_shortage(order: Order) -> None:
    after = order.called_off(Cause(NOW, "shopper"))
    assert after.learned_of_shortage(Cause(NOW, "products", "out of stock", "e1")) == after


def test_a_failed_and_a_voided_payment_leave_the_order_waiting(order: Order) -> None:
    batch = [events.payment(order, "failed", reason="declined"), events.payment(order, "voided", 2)]
    assert kafka.batch(consumer, batch) == DONE
    after = stored(order)
    assert after.state is State.AWAITING_PAYMENT
    assert after.payment is not None
    assert after.payment.status == "voided"


def test_a_capture_after_the_end_is_kept_and_revives_nothing(world: World, order: Order, table: str) -> None:
    with clock.freeze(NOW + timedelta(seconds=900)):
        assert schedule({"job": "expire"}, LambdaContext())["done"] == 1
        assert kafka.batch(consumer, [events.captured(order)]) == DONE
    after = stored(order)
    assert after.state is State.EXPIRED
    assert after.balance.captured == order.total.amount
    assert outbox.types(table) == ["order.placed", "order.expired"]


def test_an_event_that_does_not_fit_is_set_aside_with_what_follows_of_its_payment_and_nothing_else(
    world: World, order: Order
) -> None:
    with clock.freeze(NOW + timedelta(seconds=60)):
        world.carts[GUEST] = Cart("cart-2", {"MUG": 1})
        other = world.orders.check_out(wanted(), "other").order
    broken = events.captured(order).model_copy(update={"data": {"order_id": order.id}})
    assert kafka.batch(consumer, [broken, events.captured(order), events.captured(other)]) == {"set_aside": 1}
    assert stored(order).state is State.AWAITING_PAYMENT
    assert stored(other).state is State.PAID


def test_events_of_no_concern_are_passed_over(order: Order) -> None:
    assert kafka.batch(consumer, [events.payment(order, "started")]) == DONE


def test_the_timer_expires_what_is_overdue_and_nothing_else(world: World, order: Order, table: str) -> None:
    with clock.freeze(NOW + timedelta(seconds=60)):
        world.carts[GUEST] = Cart("cart-2", {"MUG": 1})
        later = world.orders.check_out(wanted(), "later").order
        world.carts[GUEST] = Cart("cart-3", {"MUG": 1})
        paid = world.orders.check_out(wanted(), "paid").order
        kafka.batch(consumer, [events.captured(paid)])
    assert schedule({"job": "expire"}, LambdaContext())["done"] == 0
    with clock.freeze(NOW + timedelta(seconds=900)):
        assert schedule({"job": "expire"}, LambdaContext())["done"] == 1
    with clock.freeze(NOW + timedelta(seconds=960)):
        assert schedule({"job": "expire"}, LambdaContext())["done"] == 1
        assert schedule({"job": "expire"}, LambdaContext())["done"] == 0
    assert [stored(each).state for each in (order, later, paid)] == [
        State.EXPIRED,
        State.EXPIRED,
        State.PAID,
    ]
    assert outbox.types(table).count("order.expired") == 2


def test_every_function_answers_a_health_check(world: World) -> None:
    for handler in (consumer.handler, schedule):
        assert handler({"health": True}, LambdaContext()) == {"status": "ok", "service": "orders"}
