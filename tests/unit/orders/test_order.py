"""The order's state machine and its two other axes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from orders.domain.cancellation import Cancellation, WishState
from orders.domain.order import MAX_NOTES, Cause, Order
from orders.domain.parcels import Parcel
from orders.domain.settlement import Balance, OrderPayment
from orders.domain.states import MOVES, require_move, road
from orders.domain.states import OrderState as State
from souk import clock
from souk.errors import IllegalTransition
from tests.unit.orders.fakes import World, wanted

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CAPTURED = OrderPayment("p", "stripe", "captured", authorised=2489, captured=2489)


def cause(by: str = "system", reason: str = "because", event_id: str = "") -> Cause:
    return Cause(NOW, by, reason, event_id)


@pytest.fixture
def placed() -> Order:
    world = World()
    with clock.freeze(NOW):
        world.orders.check_out(wanted(), "key")
    return Order.placed(world.order().details, "shopper")


@pytest.fixture
def awaiting(placed: Order) -> Order:
    return placed.awaiting_payment(OrderPayment("p", "stripe", "pending"), cause())


@pytest.fixture
def paid(awaiting: Order) -> Order:
    return awaiting.learned_of_payment(CAPTURED, cause("payments", event_id="e1"))


def shipped(order: Order, *, complete: bool = True) -> Order:
    return order.learned_of_parcel(Parcel.reported("s", 2, "shipped", complete=complete, carrier="c"), cause())


def test_every_state_has_its_moves() -> None:
    assert set(MOVES) == set(State)


def test_an_illegal_move_names_the_state() -> None:
    with pytest.raises(IllegalTransition, match="DELIVERED") as caught:
        require_move(State.DELIVERED, State.CANCELLED)
    assert caught.value.detail["state"] == "DELIVERED"


def test_the_road_leads_forward_only_and_by_lawful_moves() -> None:
    for start in State:
        for goal in State:
            at = start
            for step in road(start, goal):
                require_move(at, step)
                at = step
            assert at in (start, goal)
    assert road(State.SHIPPED, State.PAID) == ()


def test_a_capture_of_the_whole_total_pays_the_order(paid: Order) -> None:
    assert paid.state is State.PAID
    assert paid.balance == Balance(2489, 2489, 0)
    assert (paid.history[-1].by, paid.history[-1].event_id) == ("payments", "e1")


def test_a_capture_before_the_payment_is_known_pays_a_pending_order(placed: Order) -> None:
    order = placed.learned_of_payment(CAPTURED, cause())
    assert [entry.state for entry in order.history] == [
        State.PENDING,
        State.AWAITING_PAYMENT,
        State.PAID,
    ]
    assert order.awaiting_payment(OrderPayment("p", "stripe", "pending"), cause()) == order


def test_a_capture_in_part_leaves_the_order_waiting(awaiting: Order) -> None:
    part = replace(CAPTURED, captured=2488)
    order = awaiting.learned_of_payment(part, cause())
    assert order.state is State.AWAITING_PAYMENT
    assert order.balance.captured == 2488
    assert order.learned_of_payment(part, cause()) == order
    assert order.learned_of_payment(CAPTURED, cause()).state is State.PAID


def test_a_capture_does_not_revive_a_dead_order(awaiting: Order) -> None:
    order = awaiting.called_off(cause("shopper")).learned_of_payment(CAPTURED, cause("payments", event_id="late"))
    assert order.state is State.CANCELLED
    assert order.balance.captured == 2489
    assert "although the order is CANCELLED" in order.history[-1].reason
    assert not order.was_paid


def test_a_repeated_failure_is_noted_once(awaiting: Order) -> None:
    order = awaiting
    for event_id in ("e1", "e1", "e2", "e1"):
        order = order.payment_failed(OrderPayment("p", "stripe", "failed"), cause("payments", event_id=event_id))
    assert [entry.event_id for entry in order.history[len(awaiting.history) :]] == ["e1", "e2"]


def test_failures_are_not_noted_without_end(awaiting: Order) -> None:
    order = awaiting
    for number in range(MAX_NOTES + 5):
        order = order.payment_failed(OrderPayment("p", "stripe", "failed"), cause("payments", event_id=f"e{number}"))
    assert order.state is State.AWAITING_PAYMENT
    assert len(order.history) == len(awaiting.history) + MAX_NOTES
    assert order.payment is not None
    assert order.payment.status == "failed"


def test_a_late_failure_does_not_touch_a_paid_order(paid: Order) -> None:
    order = paid.payment_failed(OrderPayment("p", "stripe", "failed"), cause())
    assert order == paid


def test_refunds_are_money_and_not_a_state(paid: Order) -> None:
    order = paid.learned_of_payment(OrderPayment("p", refunded=500), cause())
    assert order.state is State.PAID
    assert order.balance == Balance(2489, 2489, 500)
    assert order.payment is not None
    assert order.payment.status == "partially_refunded"
    whole = order.learned_of_payment(OrderPayment("p", refunded=2489), cause())
    assert whole.payment is not None
    assert whole.payment.status == "refunded"


def test_a_voided_payment_holds_nothing(awaiting: Order) -> None:
    authorised = OrderPayment("p", "stripe", "authorised", authorised=2489)
    order = awaiting.learned_of_payment(OrderPayment("p", "stripe", "voided"), cause())
    assert order.learned_of_payment(authorised, cause()).balance.authorised == 0


@pytest.mark.parametrize("complete", [False, True])
def test_a_shipped_parcel_ships_the_order_in_whole_or_in_part(paid: Order, complete: bool) -> None:
    order = shipped(paid, complete=complete)
    assert order.state is (State.SHIPPED if complete else State.PARTIALLY_SHIPPED)


def test_delivered_before_shipped_ends_delivered(paid: Order) -> None:
    delivered = paid.learned_of_parcel(Parcel.reported("s", 5, "delivered", complete=True, carrier="c"), cause())
    assert [entry.state for entry in delivered.history[-3:]] == [
        State.FULFILLING,
        State.SHIPPED,
        State.DELIVERED,
    ]
    late = delivered.learned_of_parcel(Parcel.reported("s", 2, "shipped", complete=True, carrier="c"), cause())
    assert late.state is State.DELIVERED
    assert late.parcels[0].state == "delivered"


def test_an_unpaid_order_waits_for_its_money_whatever_the_parcels_do(awaiting: Order) -> None:
    order = shipped(awaiting)
    assert order.state is State.AWAITING_PAYMENT
    assert order.learned_of_payment(CAPTURED, cause()).state is State.SHIPPED


@pytest.mark.parametrize("state", [State.PENDING, State.AWAITING_PAYMENT])
def test_an_unpaid_order_is_cancelled_at_once(placed: Order, state: State) -> None:
    order = replace(placed, state=state).called_off(cause("shopper", "changed my mind"))
    assert order.state is State.CANCELLED
    assert order.cancellation == Cancellation(WishState.ACCEPTED, NOW, "shopper", "changed my mind", NOW)
    assert order.called_off(cause()) == order


@pytest.mark.parametrize("state", [State.PAID, State.FULFILLING])
def test_a_paid_order_waits_for_shipping_to_say_whether_it_is_cancelled(placed: Order, state: State) -> None:
    order = replace(placed, state=state).called_off(cause("shopper", "changed my mind"))
    assert order.state is state
    assert order.cancellation == Cancellation(WishState.REQUESTED, NOW, "shopper", "changed my mind")
    assert order.history[-1].reason == "cancellation requested: changed my mind"
    assert order.called_off(cause("staff:7", "another reason")) == order


def test_a_paid_order_of_which_nothing_is_sent_is_cancelled_at_once(paid: Order) -> None:
    lines = tuple(replace(line, requires_shipping=False) for line in paid.details.lines)
    order = replace(paid, details=replace(paid.details, lines=lines)).called_off(cause("shopper"))
    assert order.state is State.CANCELLED


def test_a_recalled_order_is_cancelled_for_who_asked_and_why(paid: Order) -> None:
    asked = paid.called_off(cause("staff:7", "fraud"))
    order = asked.recalled(Cause(NOW + timedelta(minutes=1), "shipping", event_id="e9"))
    assert order.state is State.CANCELLED
    last = order.history[-1]
    assert (last.by, last.reason, last.event_id) == ("staff:7", "fraud", "e9")
    assert order.cancellation is not None
    assert (order.cancellation.state, order.cancellation.answered_at) == (WishState.ACCEPTED, last.at)
    assert order.recalled(cause()) == order == order.not_recalled("too late", cause())


def test_a_refused_wish_is_kept_and_the_order_goes_on(paid: Order) -> None:
    asked = paid.called_off(cause("shopper", "changed my mind"))
    order = asked.not_recalled("the carrier has it", Cause(NOW + timedelta(minutes=1), "shipping"))
    assert order.cancellation == Cancellation(
        WishState.REFUSED, NOW, "shopper", "changed my mind", NOW + timedelta(minutes=1), "the carrier has it"
    )
    assert order.state is State.PAID
    assert shipped(order).state is State.SHIPPED
    assert order.recalled(cause()) == order
    assert order.called_off(cause("shopper", "please")) == order


def test_a_parcel_that_left_answers_the_wish_before_shipping_does(paid: Order) -> None:
    order = shipped(paid.called_off(cause("shopper")))
    assert order.state is State.SHIPPED
    assert order.cancellation is not None
    assert order.cancellation.state is WishState.REFUSED


def test_an_answer_nobody_waits_for_changes_nothing(paid: Order) -> None:
    assert paid.recalled(cause()) == paid == paid.not_recalled("too late", cause())


def test_a_wish_is_in_the_history_however_many_notes_there_are(awaiting: Order) -> None:
    order = awaiting
    for number in range(MAX_NOTES + 5):
        order = order.payment_failed(OrderPayment("p", "stripe", "failed"), cause("payments", event_id=f"e{number}"))
    order = order.learned_of_payment(CAPTURED, cause()).called_off(cause("shopper"))
    assert order.history[-1].reason == "cancellation requested: because"


def test_a_parcel_the_carrier_refused_has_not_left(paid: Order) -> None:
    order = paid.learned_of_parcel(Parcel.reported("s", 2, "exception", complete=False, carrier="c"), cause())
    assert order.state is State.FULFILLING
    assert order.called_off(cause("shopper")).cancellation


@pytest.mark.parametrize("state", [State.PARTIALLY_SHIPPED, State.SHIPPED, State.DELIVERED, State.EXPIRED])
def test_afterwards_it_cannot(placed: Order, state: State) -> None:
    with pytest.raises(IllegalTransition) as caught:
        replace(placed, state=state).called_off(cause())
    assert caught.value.detail["state"] == state.value
    assert ("expired" if state is State.EXPIRED else "send it back") in caught.value.message


def test_a_parcel_that_left_is_noted_on_a_cancelled_order(paid: Order) -> None:
    order = shipped(paid.called_off(cause("shopper")).recalled(cause("shipping")))
    assert order.state is State.CANCELLED
    assert order.history[-1].reason == "the carrier has sent the parcel on although it was called back"
    assert order.parcels[0].state == "shipped"


def test_an_order_expires_at_its_time_and_not_before(awaiting: Order) -> None:
    last = awaiting.details.pay_by
    with pytest.raises(IllegalTransition, match="can be paid until"):
        awaiting.expired(Cause(last - timedelta(milliseconds=1), "system"))
    expired = awaiting.expired(Cause(last, "system"))
    assert expired.state is State.EXPIRED
    assert expired.expired(Cause(last, "system")) == expired


def test_a_paid_order_does_not_expire(paid: Order) -> None:
    with pytest.raises(IllegalTransition, match="PAID"):
        paid.expired(Cause(NOW + timedelta(days=9), "system"))


def test_a_payment_cannot_be_started_for_an_order_that_ended(awaiting: Order) -> None:
    with pytest.raises(IllegalTransition, match="CANCELLED"):
        awaiting.called_off(cause()).awaiting_payment(OrderPayment("p", "stripe", "pending"), cause())


def test_an_order_with_a_total_is_not_paid_for_nothing(placed: Order) -> None:
    with pytest.raises(IllegalTransition, match=r"24\.89 EUR"):
        placed.nothing_to_pay(cause())
