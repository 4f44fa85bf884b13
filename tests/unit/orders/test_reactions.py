"""Events of other services: late, twice, in any order, the order comes out right."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders.adapters.codec import progress_from_json, progress_to_json
from orders.domain.cancellation import WishState
from orders.domain.order import Order
from orders.domain.settlement import Balance
from orders.domain.states import MOVES, OrderState
from orders.doors.views import OrderView
from orders.usecases.orders import Viewer
from souk import clock
from souk.errors import IllegalTransition
from souk.events import Event, data_of
from souk.events.common import Amount
from souk.events.orders import OrderCancelled, OrderPaid, OrderStateChanged
from tests.unit.orders import events
from tests.unit.orders.fakes import Crash, World, wanted

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def deliver(world: World, event: Event) -> None:
    reactions = world.orders.reactions
    kind = event.type
    if kind == "payment.failed":
        reactions.payment_failed(event)
    elif kind.startswith("payment."):
        reactions.payment_changed(event)
    elif kind.startswith("recall."):
        reactions.recall_answered(event)
    elif kind.startswith("dispute."):
        reactions.dispute_changed(event)
    elif kind == "refund.succeeded":
        reactions.refund_succeeded(event)
    else:
        reactions.shipment_changed(event)


def ordered(*, started: bool = True) -> World:
    """A world with one order: awaiting its payment, or still pending because the checkout died before it knew."""
    world = World()
    with clock.freeze(NOW):
        if started:
            world.orders.check_out(wanted(), "key")
        else:
            world.probe.raise_at(7, Crash())
            with pytest.raises(Crash):
                world.orders.check_out(wanted(), "key")
            world.probe.act = None
            assert world.order().state is OrderState.PENDING
    world.probe.points.clear()
    return world


def whole_life(order: Order) -> list[Event]:
    """An order paid at the second try, sent in two parcels, refunded in part twice, disputed twice and once lost."""
    return [
        events.payment(order, "failed", 1, decline_code="card_declined"),
        events.payment(order, "authorised", 2),
        events.captured(order),
        events.shipment(order, "A", "created", 1),
        events.shipment(order, "B", "created", 1),
        events.shipment(order, "A", "shipped", 2),
        events.shipment(order, "B", "shipped", 2, complete=True),
        events.shipment(order, "B", "in_transit", 3),
        events.shipment(order, "A", "delivered", 3),
        events.shipment(order, "B", "delivered", 4, complete=True),
        events.refunded(order, 500, 500),
        events.refunded(order, 300, 800),
        events.disputed(order, "opened", 5),
        events.disputed(order, "funds_withdrawn", 6, gone=1000),
        events.disputed(order, "closed", 7, status="lost", gone=1000),
        events.disputed(order, "opened", 8, amount=200, reference="dp_2"),
        events.disputed(order, "closed", 9, amount=200, status="won", reference="dp_2"),
    ]


def assert_lawful(world: World) -> None:
    order = world.order()
    states = [entry.state for entry in order.history]
    for before, after in pairwise(states):
        assert after is before or after in MOVES[before]
    assert states[-1] is order.state
    announced = [event for event in world.store.published if event.aggregate_id == order.id]
    versions = [event.aggregate_version for event in announced]
    assert versions == sorted(set(versions))
    assert versions[-1] <= order.version
    entered = [state for index, state in enumerate(states) if index == 0 or state is not states[index - 1]]
    wishes = [e.type for e in announced if e.type.startswith("order.cancellation_")]
    wish = order.cancellation
    refused = wish is not None and wish.state is WishState.REFUSED
    assert wishes in ([], ["order.cancellation_requested", *["order.cancellation_refused"] * refused])
    assert wishes or not refused
    assert [e.type for e in announced if e.type not in wishes] == [
        "order.placed" if s is OrderState.PENDING else f"order.{s.value.lower()}"
        for s in entered
        if s is not OrderState.AWAITING_PAYMENT
    ]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_order_of_the_events_with_repeats_ends_in_the_same_order(data: st.DataObject) -> None:
    world = ordered(started=data.draw(st.booleans(), label="payment known"))
    life = whole_life(world.order())
    repeats = data.draw(st.lists(st.sampled_from(life), max_size=6), label="repeats")
    story = data.draw(st.permutations(life + repeats), label="story")
    retry_at = data.draw(st.integers(0, len(story)), label="the checkout is repeated at")

    with clock.freeze(NOW):
        for index, event in enumerate(story):
            if index == retry_at:
                world.orders.check_out(wanted(), "key")
            deliver(world, event)

    order = world.order()
    assert order.state is OrderState.DELIVERED
    assert order.balance == Balance(2489, 2489, 800, disputed=1000)
    assert {dispute.id: dispute.status for dispute in order.disputes} == {"dp_1": "lost", "dp_2": "won"}
    assert order.payment is not None
    assert order.payment.status == "partially_refunded"
    parcels = {parcel.id: (parcel.state, parcel.tracking_code) for parcel in order.parcels}
    assert parcels == {"A": ("delivered", "T-A"), "B": ("delivered", "T-B")}
    assert_lawful(world)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_an_end_in_the_midst_of_it_is_final_and_told_once(data: st.DataObject) -> None:
    world = ordered(started=data.draw(st.booleans(), label="payment known"))
    life = whole_life(world.order())
    story = data.draw(st.permutations(life + life[:4]), label="story")
    end_at = data.draw(st.integers(0, len(story)), label="ends at")
    expires = data.draw(st.booleans(), label="by expiry")

    with clock.freeze(NOW + timedelta(seconds=900 if expires else 1)):
        for index in range(len(story) + 1):
            if index == end_at:
                if expires:
                    world.orders.expire()
                else:
                    try_to_cancel(world)
            if index < len(story):
                deliver(world, story[index])

    order = world.order()
    # The parcels left, so the wish to cancel a paid order came too late, in whatever order that was heard.
    assert order.cancellation is None or not order.cancellation.is_open
    ends = [t for t in world.store.types() if t in ("order.cancelled", "order.expired")]
    assert order.state in (OrderState.CANCELLED, OrderState.EXPIRED, OrderState.DELIVERED)
    assert len(ends) == (order.state is not OrderState.DELIVERED)
    assert order.balance.captured == 2489  # known whatever became of the order
    assert_lawful(world)
    if ends and data_of(world.store.published[-1], OrderCancelled).was_paid:
        assert "order.paid" in world.store.types()


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_money_follows_the_answer_of_shipping_in_any_order_of_the_events(data: st.DataObject) -> None:
    """A paid order is called off; its parcel was had back, or it left. What tells of that comes in any order, twice."""
    world = ordered()
    left = data.draw(st.booleans(), label="left")
    order = world.order()
    parcel = [("created", 1), *([("shipped", 2), ("delivered", 3)] if left else [("cancelled", 2)])]
    life = [
        # Called off, it is complete only where others have left.
        *(events.shipment(order, "A", kind, version, complete=left) for kind, version in parcel),
        events.answered(order, "refused" if left else "succeeded"),
    ]
    story = data.draw(st.permutations(life + data.draw(st.lists(st.sampled_from(life)))), label="story")
    # Nothing is answered before it is asked; what happened to the parcel may be heard of first.
    first = next(index for index, event in enumerate(story) if event.type.startswith("recall."))
    ask_at = data.draw(st.integers(0, first), label="asked at")

    with clock.freeze(NOW):
        deliver(world, events.captured(order))
        for index, event in enumerate(story):
            if index == ask_at:
                try_to_cancel(world)
            deliver(world, event)

    order = world.order()
    assert_lawful(world)
    assert order.state is (OrderState.DELIVERED if left else OrderState.CANCELLED)
    assert world.store.types().count("order.cancelled") == (not left)
    if order.cancellation:
        assert order.cancellation.state is (WishState.REFUSED if left else WishState.ACCEPTED)


def test_a_cancellation_says_what_is_owed() -> None:
    world = ordered()
    order = world.order()
    deliver(world, events.captured(order))
    deliver(world, events.refunded(order, 489, 489))
    try_to_cancel(world)
    deliver(world, events.answered(order, "succeeded"))
    data = data_of(world.store.published[-1], OrderCancelled)
    assert (data.was_paid, data.owed, data.cancelled_by) == (True, Amount(amount=2000, currency="EUR"), "shopper")


def try_to_cancel(world: World) -> None:
    with suppress(IllegalTransition):  # too late: something was shipped
        world.orders.cancel(world.order().id, Viewer(key=world.order().details.access_key), "changed my mind")


def test_a_repeated_event_writes_nothing() -> None:
    world = ordered()
    life = whole_life(world.order())
    for event in life:
        deliver(world, event)
    after, published = world.order(), len(world.store.published)
    world.probe.points.clear()

    for event in life:
        deliver(world, event)

    changed = [point for point in world.probe.points if "save" in point]
    assert world.order().state is after.state
    assert changed == []
    assert len(world.store.published) == published


def test_a_paid_order_tells_the_whole_of_itself() -> None:
    world = ordered()
    capture = events.captured(world.order())
    deliver(world, capture)

    event = world.store.published[-1]
    data = data_of(event, OrderPaid)
    order = world.order()
    assert event.type == "order.paid"
    assert event.aggregate_version == order.version
    assert (data.payment_id, data.total.amount, data.lines[0].sku) == (f"{order.id}/1", 2489, "MUG")
    assert order.history[-1].event_id == capture.id


def test_a_shipped_order_tells_its_tracking_code() -> None:
    world = ordered()
    deliver(world, events.captured(world.order()))
    deliver(world, events.shipment(world.order(), "A", "shipped", 2, complete=True))
    data = data_of(world.store.published[-1], OrderStateChanged)
    assert (data.state, data.previous, data.tracking_code) == ("SHIPPED", "FULFILLING", "T-A")


def test_a_failed_payment_is_told_with_its_reason_and_changes_nothing_else() -> None:
    world = ordered()
    deliver(world, events.payment(world.order(), "failed", decline_code="card_declined"))
    order = world.order()
    assert order.state is OrderState.AWAITING_PAYMENT
    assert order.history[-1].reason == "payment failed: card_declined"
    assert world.store.types() == ["order.placed"]


def test_a_capture_in_part_does_not_pay_the_order() -> None:
    world = ordered()
    deliver(world, events.captured(world.order(), 2488))
    assert world.order().state is OrderState.AWAITING_PAYMENT
    assert world.order().balance.captured == 2488
    with clock.freeze(NOW + timedelta(seconds=900)):
        assert world.orders.expire() == 1


def test_a_capture_in_another_currency_is_not_taken_for_the_money() -> None:
    world = ordered()
    with pytest.raises(ValueError, match="USD"):
        deliver(world, events.payment(world.order(), "captured", captured=2489, currency="USD"))
    assert world.order().state is OrderState.AWAITING_PAYMENT


@pytest.mark.parametrize(
    ("went", "to"),
    [({}, "payment"), ({"as_credit": True}, "store_credit"), ({"to_credits": True}, "credits")],
)
def test_an_order_keeps_and_shows_where_a_refund_went(went: dict[str, bool], to: str) -> None:
    world = ordered()
    deliver(world, events.captured(world.order()))
    deliver(world, events.refunded(world.order(), 500, 500, **went))
    order = world.order()
    assert progress_from_json(progress_to_json(order))["refunds"] == order.refunds
    [seen] = OrderView.of(order).refunds
    assert (seen.to, seen.amount.amount, seen.id) == (to, 500, "refund-500")


def test_an_event_for_an_unknown_order_is_passed_over() -> None:
    world, other = ordered(), World()
    deliver(other, events.captured(world.order()))
    assert len(other.store) == 0


def test_an_event_that_meets_another_writer_is_applied_to_what_that_one_left() -> None:
    world = ordered()
    order = world.order()

    def ship_first(_index: int, name: str) -> None:
        if name == "before store.save":
            world.probe.act = None
            deliver(world, events.shipment(order, "A", "created", 1))

    world.probe.act = ship_first
    deliver(world, events.captured(order))
    assert world.order().state is OrderState.FULFILLING
    assert_lawful(world)


@pytest.mark.parametrize("point", ["before store.find", "after store.find", "before store.save", "after store.save"])
def test_a_capture_in_the_second_of_expiry_has_one_of_two_outcomes(point: str) -> None:
    world = ordered()
    order = world.order()

    def capture(_index: int, name: str) -> None:
        if name == point:
            world.probe.act = None
            deliver(world, events.captured(order))

    world.probe.act = capture
    with clock.freeze(order.details.pay_by):
        expired = world.orders.expire()
    world.relay()

    after = world.order()
    assert after.balance.captured == 2489
    assert after.state is (OrderState.EXPIRED if expired else OrderState.PAID)
    assert world.store.types() == ["order.placed", "order.expired" if expired else "order.paid"]
    assert world.inventory.held[order.id].state == ("released" if expired else "committed")


@pytest.mark.parametrize("point", ["before store.find", "after store.find", "before store.save", "after store.save"])
def test_an_expiry_while_a_capture_is_handled_has_one_of_two_outcomes(point: str) -> None:
    world = ordered()
    order = world.order()
    expired = []

    def expire(_index: int, name: str) -> None:
        if name == point:
            world.probe.act = None
            with clock.freeze(order.details.pay_by):
                expired.append(world.orders.expire())

    world.probe.act = expire
    deliver(world, events.captured(order))

    after = world.order()
    assert after.balance.captured == 2489
    assert after.state is (OrderState.EXPIRED if expired == [1] else OrderState.PAID)
    assert_lawful(world)


def test_every_step_of_a_dispute_is_a_line_of_the_history_and_no_change_of_state() -> None:
    world = ordered()
    order = world.order()
    with clock.freeze(NOW):
        for event in (
            events.captured(order),
            events.disputed(order, "opened", 3),
            events.disputed(order, "funds_withdrawn", 4, gone=1000),
            events.disputed(order, "updated", 5, status="under_review", gone=1000),
            events.disputed(order, "closed", 6, status="lost", gone=1000),
        ):
            deliver(world, event)
    order = world.order()
    assert order.state is OrderState.PAID
    assert [entry.reason for entry in order.history[-4:]] == [
        "the shopper's bank disputes 10.00 EUR: fraudulent (dp_1)",
        "the shopper's bank has taken 10.00 EUR back (dp_1)",
        "the dispute is under review (dp_1)",
        "the dispute is lost (dp_1)",
    ]
    assert world.store.types() == ["order.placed", "order.paid"]


def test_a_dispute_of_an_order_that_has_ended_is_noted() -> None:
    world = ordered()
    with clock.freeze(NOW):
        try_to_cancel(world)
        deliver(world, events.disputed(world.order(), "opened", 3))
    assert world.order().state is OrderState.CANCELLED
    assert world.order().balance.disputed == 1000
