"""The timeline of an order: one, however its events came."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from orders.adapters.codec import progress_from_json, progress_to_json
from orders.domain.cancelling.lines import lines_called_off
from orders.domain.facts.marks import KINDS, MOST, Mark, joined
from orders.domain.order import Cause, Order
from orders.domain.timeline.entries import ALL, Entry, timeline
from orders.domain.totals import of_what_is_left
from orders.usecases.orders import Viewer
from souk import clock
from souk.events import Event
from souk.events.common import Amount
from souk.events.factory import new_event
from souk.events.payments import RefundChanged
from souk.events.shipping import ReturnChanged, ReturnedUnits, ReturningLine, TakeoutAnswered
from tests.unit.orders import events
from tests.unit.orders.fakes import World
from tests.unit.orders.test_reactions import NOW, deliver, ordered, whole_life

MARKS = st.builds(
    lambda place, minute, subject, amount, lines: Mark(NOW + timedelta(minutes=minute), place, subject, amount, lines),
    st.integers(0, len(KINDS) - 1),
    st.integers(-3, 40),
    st.sampled_from(["", "A", "B"]),
    st.sampled_from([0, 500]),
    st.sampled_from([(), (("MUG", 1),)]),
)


def of_return(order: Order, state: str, version: int) -> Event:
    data = ReturnChanged(
        return_id=f"{order.id}-r-1",
        order_id=order.id,
        order_number=order.details.number,
        owner=order.details.owner,
        email=order.details.email,
        kind="return",
        by="shopper",
        lines=[ReturningLine(sku="MUG", quantity=2)],
        received=[ReturnedUnits(sku="MUG", quantity=1, condition="new", restock=True)],
        refunded=Amount(amount=800, currency="EUR"),
    )
    return new_event(f"return.{state}", aggregate_id=data.return_id, aggregate_version=version, data=data)


def failed_refund(order: Order) -> Event:
    data = RefundChanged(
        refund_id="refund-late",
        payment_id=f"{order.id}/1",
        order_id=order.id,
        amount=Amount(amount=100, currency="EUR"),
        refunded_total=Amount(amount=800, currency="EUR"),
        reason="",
        requested_by="staff:1",
    )
    return new_event("refund.failed", aggregate_id=data.payment_id, aggregate_version=9, data=data)


def story_of(order: Order) -> list[Event]:
    """All of an order's life, a minute between its events, the seconds of a minute not whole milliseconds."""
    steps = ("requested", "approved", "sent", "received", "refunded")
    returned = [of_return(order, state, version) for version, state in enumerate(steps, start=1)]
    life = [*whole_life(order), *returned, failed_refund(order)]
    return [
        event.model_copy(update={"occurred_at": NOW + timedelta(minutes=minute, microseconds=1234)})
        for minute, event in enumerate(life, start=1)
    ]


def told(world: World, story: list[Event]) -> list[Entry]:
    with clock.freeze(NOW + timedelta(days=3)):
        for event in story:
            hear(world, event)
    return timeline(world.order())


def hear(world: World, event: Event) -> None:
    reactions = world.orders.reactions
    if event.type.startswith("return."):
        reactions.return_changed(event)
    elif event.type == "refund.failed":
        reactions.refund_failed(event)
    elif event.type.startswith("takeout."):
        reactions.takeout_answered(event)
    else:
        deliver(world, event)


def test_it_tells_what_happened_when_and_of_what() -> None:
    world = ordered()
    story = story_of(world.order())
    seen = told(world, story)
    at = {event.id: event.occurred_at for event in story}
    assert [(entry.kind, entry.subject.removeprefix(world.order().id), entry.amount) for entry in seen] == [
        ("placed", "", 0),
        ("payment_failed", "/1", 0),
        ("paid", "/1", 2489),
        ("parcel_packed", "A", 0),
        ("parcel_packed", "B", 0),
        ("parcel_shipped", "A", 0),
        ("parcel_shipped", "B", 0),
        ("parcel_in_transit", "B", 0),
        ("parcel_delivered", "A", 0),
        ("parcel_delivered", "B", 0),
        ("refunded", "refund-500", 500),
        ("refunded", "refund-800", 300),
        ("dispute_opened", "dp_1", 0),
        ("dispute_closed", "dp_1", 0),
        ("dispute_opened", "dp_2", 0),
        ("dispute_closed", "dp_2", 0),
        ("return_requested", "-r-1", 0),
        ("return_approved", "-r-1", 0),
        ("return_sent", "-r-1", 0),
        ("return_received", "-r-1", 0),
        ("refund_failed", "refund-late", 100),
    ]
    assert seen[2].at == at[story[2].id].replace(microsecond=1000)
    lines = {entry.kind: entry.lines for entry in seen}
    assert (lines["return_requested"], lines["return_received"]) == ((("MUG", 2),), (("MUG", 1),))
    assert lines["parcel_shipped"] == (("MUG", 1),)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_order_of_the_events_with_repeats_makes_the_same_timeline(data: st.DataObject) -> None:
    world = ordered(started=data.draw(st.booleans(), label="payment known"))
    life = story_of(world.order())
    repeats = data.draw(st.lists(st.sampled_from(life), max_size=6), label="repeats")
    story = data.draw(st.permutations(life + repeats), label="story")
    mixed = told(world, story)
    straight = told(ordered(), story_of(world.order()))
    assert mixed == straight
    stored = progress_from_json(progress_to_json(world.order()))
    assert timeline(replace(world.order(), **stored)) == mixed


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_cancellation_is_told_at_the_time_of_its_answer(data: st.DataObject) -> None:
    """Whether the parcel or the answer is heard of first."""
    world = ordered()
    order = world.order()
    with clock.freeze(NOW + timedelta(minutes=1)):
        deliver(world, events.captured(order))
        world.orders.cancel(order.id, Viewer(key=order.details.access_key), "")
    refused = data.draw(st.booleans(), label="refused")
    answer = events.answered(order, "refused" if refused else "succeeded")
    parcel = events.shipment(order, "A", "shipped" if refused else "created", 2)
    late = [
        event.model_copy(update={"occurred_at": NOW + timedelta(minutes=minute)})
        for minute, event in enumerate((parcel, answer), start=2)
    ]
    seen = told(world, data.draw(st.permutations(late + late), label="story"))
    assert [(entry.kind, (entry.at - NOW) // timedelta(minutes=1), entry.by) for entry in seen] == [
        ("placed", 0, ""),
        ("paid", 1, ""),
        ("cancellation_requested", 1, "shopper"),
        ("parcel_shipped" if refused else "parcel_packed", 2, ""),
        ("cancellation_refused", 3, "") if refused else ("cancelled", 3, "shopper"),
    ]


def test_money_that_comes_in_parts_is_told_part_by_part() -> None:
    world = ordered()
    order = world.order()
    first = events.captured(order, 1000)
    rest = events.captured(order).model_copy(update={"occurred_at": first.occurred_at + timedelta(minutes=1)})
    seen = told(world, [rest, first, rest])
    assert [entry.amount for entry in seen if entry.kind == "paid"] == [1000, 1489]


def test_an_order_of_before_there_were_marks_tells_its_own_steps() -> None:
    world = ordered()
    order = world.order()
    told(world, [events.captured(order), events.shipment(order, "A", "delivered", 4, complete=True)])
    old = replace(world.order(), marks=())
    kinds = [entry.kind for entry in timeline(old)]
    assert kinds == ["placed", "paid", "parcel_packed", "parcel_shipped", "parcel_delivered"]
    assert timeline(old)[1].amount == order.total.amount
    came = Mark.of("parcel_delivered", "A", old.history[-1].at + timedelta(minutes=1))
    assert [entry.kind for entry in timeline(old.marked(came))][2:] == kinds[2:]


def test_an_order_that_was_cancelled_or_has_expired_says_so_once() -> None:
    world = ordered()
    order = world.order()
    cause = Cause(NOW + timedelta(minutes=1), "staff:7", "")
    cancelled = order.called_off(cause)
    assert [(entry.kind, entry.by) for entry in timeline(cancelled)] == [("placed", ""), ("cancelled", "staff")]
    expired = order.expired(replace(cause, at=order.details.pay_by))
    assert [entry.kind for entry in timeline(expired)] == ["placed", "expired"]


@settings(max_examples=200, deadline=None)
@given(st.lists(MARKS, max_size=90), st.randoms(use_true_random=False))
def test_marks_join_to_the_same_whatever_comes_first_and_stay_bounded(marks: list[Mark], chance: object) -> None:
    def all_of(story: list[Mark]) -> tuple[Mark, ...]:
        known: tuple[Mark, ...] = ()
        for mark in story:
            known = joined(known, mark)
        return known

    once = all_of(marks)
    mixed = [*marks, *marks[:5]]
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert all_of(mixed) == once
    assert all(sum(mark.kind == kind for mark in once) <= MOST for kind in KINDS)
    order = ordered().order()
    kept = replace(order, marks=once)
    assert progress_from_json(progress_to_json(kept))["marks"] == once


def test_every_kind_of_mark_is_one_of_the_timeline() -> None:
    assert set(KINDS) <= set(ALL)
    assert Mark.of("paid", "p", datetime(2026, 3, 1, 13, 0, 0, 1999, tzinfo=UTC)).at.microsecond == 1000


def of_two(order: Order) -> Order:
    lines = tuple(replace(line, quantity=2) for line in order.details.lines)
    totals = of_what_is_left(order.details.totals, lines)
    return replace(order, details=replace(order.details, lines=lines, totals=totals))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_units_that_were_cancelled_are_told_at_the_time_of_their_answer(data: st.DataObject) -> None:
    """However late the answer is heard of, and whatever else first."""
    world = ordered()
    world.store.orders[world.order().id] = of_two(world.order())
    order, minutes = world.order(), timedelta(minutes=1)
    with clock.freeze(NOW + minutes):
        deliver(world, events.captured(order))
        world.orders.cancel_lines(order.id, Viewer(key=order.details.access_key), {"MUG": 1}, "key", "")
    refused = data.draw(st.booleans(), label="refused")
    answer = new_event(
        f"takeout.{'refused' if refused else 'succeeded'}",
        aggregate_id=order.id,
        aggregate_version=2,
        data=TakeoutAnswered(order_id=order.id, number_of_wish=1, reason="packed" if refused else ""),
    )
    packed = events.shipment(order, "A", "created", 1)
    late = [
        event.model_copy(update={"occurred_at": NOW + timedelta(minutes=minute, microseconds=1234)})
        for minute, event in enumerate((packed, answer), start=2)
    ]
    seen = told(world, data.draw(st.permutations(late + late), label="story"))
    [wish] = world.order().line_cancellations
    kind = "units_cancellation_refused" if refused else "units_cancelled"
    assert [(entry.kind, (entry.at - NOW) // minutes) for entry in seen] == [
        ("placed", 0),
        ("paid", 1),
        ("parcel_packed", 2),
        (kind, 3),
    ]
    assert (seen[-1].lines, seen[-1].amount, seen[-1].by) == ((("MUG", 1),), wish.amount, "shopper")
    assert bool(seen[-1].amount) is not refused
    assert timeline(replace(world.order(), **progress_from_json(progress_to_json(world.order())))) == seen


def test_units_of_an_order_that_is_called_off_whole_are_told_by_its_end() -> None:
    order, cause = of_two(ordered().order()), Cause(NOW + timedelta(minutes=1), "shopper")
    paid = order.learned_of_payment(replace(order.payments[0], progress="captured", captured=order.total.amount), cause)
    wished = lines_called_off(paid, {"MUG": 1}, "key", cause).called_off(cause)
    kinds = [entry.kind for entry in timeline(wished.recalled(replace(cause, at=NOW + timedelta(minutes=2))))]
    assert "cancelled" in kinds
    assert not any(kind.startswith("units_") for kind in kinds)
