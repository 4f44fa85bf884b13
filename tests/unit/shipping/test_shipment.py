"""The rules of a shipment's state and history."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipping.domain.consignment import order_of, shipment_id
from shipping.domain.shipment import Queue, Recall, Shipment, all_reached
from shipping.domain.tracking import MAX_SCANS, Booking, Scan, State, Status
from shipping.usecases.orders import consignment_of
from souk.errors import IllegalTransition, InvalidInput
from tests.unit.shipping.fakes import NOW, ORDER, line, paid

BOOKING = Booking("CR1", "TRACK1", "https://carrier.example/1", "")


def new(carrier: str = "sandbox") -> Shipment:
    consignment = consignment_of(paid(), NOW)
    assert consignment is not None
    shipment = Shipment.create(consignment, carrier)
    shipment.announcements.clear()
    return shipment


def booked() -> Shipment:
    shipment = new()
    shipment.book(BOOKING)
    return shipment


def scan(status: Status, minutes: int, event_id: str = "") -> Scan:
    return Scan(event_id or f"{status}-{minutes}", status, NOW + timedelta(minutes=minutes))


def test_a_shipment_goes_from_created_to_delivered() -> None:
    shipment = new()
    states = [shipment.state]
    shipment.book(BOOKING)
    states.append(shipment.state)
    for number, status in enumerate([Status.PICKED_UP, Status.IN_TRANSIT, Status.OUT_FOR_DELIVERY, Status.DELIVERED]):
        shipment.record(scan(status, number))
        states.append(shipment.state)
    assert states == ["created", "booked", "shipped", "shipped", "out_for_delivery", "delivered"]
    assert shipment.announcements == [
        "shipment.shipped",
        "shipment.in_transit",
        "shipment.out_for_delivery",
        "shipment.delivered",
    ]


def test_a_scan_told_twice_is_kept_once_and_announced_once() -> None:
    shipment = booked()
    assert shipment.record(scan(Status.PICKED_UP, 1, "e1"))
    assert not shipment.record(scan(Status.PICKED_UP, 1, "e1"))
    assert len(shipment.scans) == 1
    assert shipment.announcements == ["shipment.shipped"]


def test_a_late_scan_goes_into_the_history_and_the_state_stays() -> None:
    shipment = booked()
    shipment.record(scan(Status.DELIVERED, 9))
    shipment.announcements.clear()
    shipment.record(scan(Status.IN_TRANSIT, 3))
    assert shipment.state is State.DELIVERED
    assert [s.status for s in shipment.scans] == [Status.IN_TRANSIT, Status.DELIVERED]
    assert shipment.announcements == []


def test_a_first_scan_that_says_delivered_announces_that_it_was_shipped_too() -> None:
    shipment = booked()
    shipment.record(scan(Status.DELIVERED, 1))
    assert shipment.announcements == ["shipment.shipped", "shipment.delivered"]


def test_a_scan_that_overtakes_the_booking_is_kept_and_the_booking_completes_it() -> None:
    shipment = new()
    shipment.adopt(Booking("CR1", "TRACK1"))
    shipment.record(scan(Status.PICKED_UP, 1))
    assert (shipment.state, shipment.booking.tracking_code) == (State.SHIPPED, "TRACK1")
    assert shipment.book(BOOKING)
    assert shipment.state is State.SHIPPED
    assert shipment.booking == BOOKING


def test_an_exception_is_left_when_a_newer_scan_says_the_parcel_moves() -> None:
    shipment = booked()
    shipment.record(scan(Status.PICKED_UP, 1))
    states = []
    for status, minutes in [(Status.EXCEPTION, 5), (Status.IN_TRANSIT, 3), (Status.IN_TRANSIT, 6)]:
        shipment.record(scan(status, minutes))
        states.append(shipment.state)
    assert states == [State.EXCEPTION, State.EXCEPTION, State.SHIPPED]
    assert shipment.announcements == ["shipment.shipped", "shipment.exception", "shipment.in_transit"]


def test_an_exception_that_arrives_after_delivery_changes_nothing() -> None:
    shipment = booked()
    shipment.record(scan(Status.DELIVERED, 1))
    shipment.record(scan(Status.EXCEPTION, 2))
    assert shipment.state is State.DELIVERED
    assert "shipment.exception" not in shipment.announcements


scans = st.lists(
    st.builds(scan, st.sampled_from(list(Status)), st.integers(0, 10_000)),
    min_size=1,
    max_size=12,
    unique_by=(lambda s: s.event_id, lambda s: s.occurred_at),
)


@given(scans=scans, order=st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_change_the_outcome(scans: list[Scan], order: object) -> None:
    in_time, shuffled = booked(), booked()
    for one in sorted(scans, key=lambda s: s.occurred_at):
        in_time.record(one)
    mixed = [*scans, *scans]
    order.shuffle(mixed)  # type: ignore[attr-defined]
    progress = [State.CREATED, State.BOOKED, State.SHIPPED, State.OUT_FOR_DELIVERY, State.DELIVERED]
    furthest = 0
    for one in mixed:
        shuffled.record(one)
        assert progress.index(shuffled.progress) >= furthest, "never backwards"
        furthest = progress.index(shuffled.progress)
    assert (shuffled.state, shuffled.scans) == (in_time.state, in_time.scans)
    for milestone in ("shipment.shipped", "shipment.delivered"):
        assert shuffled.announcements.count(milestone) == in_time.announcements.count(milestone) <= 1


def test_a_shipment_is_cancelled_before_it_leaves_and_only_once() -> None:
    shipment = booked()
    assert shipment.cancel(NOW)
    assert not shipment.cancel(NOW)
    assert shipment.state is State.CANCELLED
    assert shipment.announcements == ["shipment.cancelled"]


def test_a_shipment_on_its_way_is_not_cancelled_and_the_error_names_the_state() -> None:
    shipment = booked()
    shipment.record(scan(Status.PICKED_UP, 1))
    with pytest.raises(IllegalTransition) as caught:
        shipment.cancel(NOW)
    assert caught.value.detail == {"state": "shipped"}


def test_scans_of_a_cancelled_shipment_are_kept_without_reviving_it() -> None:
    shipment = booked()
    shipment.cancel(NOW)
    shipment.announcements.clear()
    assert shipment.record(scan(Status.PICKED_UP, 1))
    assert shipment.state is State.CANCELLED
    assert shipment.announcements == ["shipment.astray"]
    assert shipment.record(scan(Status.DELIVERED, 2))
    assert shipment.announcements == ["shipment.astray"], "once"
    assert shipment.queue is Queue.EXCEPTION, "somebody has to get it back"


def test_a_recall_is_answered_with_the_cancellation_and_only_once() -> None:
    shipment = booked()
    assert shipment.cancel(NOW, recalled=True)
    assert not shipment.cancel(NOW, recalled=True)
    assert not shipment.refuse_recall()
    assert shipment.announcements == ["shipment.cancelled", "recall.succeeded"]


def test_a_recall_of_what_was_cancelled_before_succeeds() -> None:
    shipment = booked()
    shipment.cancel(NOW)
    shipment.announcements.clear()
    assert shipment.cancel(NOW, recalled=True)
    assert shipment.announcements == ["recall.succeeded"]


def test_a_parcel_the_carrier_keeps_cannot_be_recalled_any_more() -> None:
    shipment = booked()
    assert shipment.refuse_recall()
    assert not shipment.refuse_recall()
    with pytest.raises(IllegalTransition):
        shipment.cancel(NOW, recalled=True)
    assert shipment.announcements == ["recall.refused"]
    assert shipment.record(scan(Status.PICKED_UP, 1))
    assert shipment.announcements == ["recall.refused", "shipment.shipped"]


def test_a_pick_up_answers_a_recall_that_waits_for_the_carrier() -> None:
    shipment = booked()
    shipment.put_off_cancelling(NOW, recalled=True)
    assert shipment.queue is Queue.TO_BOOK
    shipment.record(scan(Status.EXCEPTION, 1))
    assert "recall.refused" not in shipment.announcements, "it need not have left"
    shipment.announcements.clear()
    shipment.record(scan(Status.PICKED_UP, 2))
    assert (shipment.recall, shipment.unwanted) == (Recall.REFUSED, False)
    assert shipment.announcements == ["shipment.shipped", "recall.refused"]


def test_staff_do_not_send_what_is_being_called_back() -> None:
    shipment = new()
    shipment.put_off_cancelling(NOW, recalled=True)
    with pytest.raises(IllegalTransition, match="being cancelled"):
        shipment.dispatch(Booking(tracking_code="RR1"), scan(Status.PICKED_UP, 1, "dispatched"))


def test_staff_dispatch_and_deliver_by_hand() -> None:
    shipment = new("manual")
    assert shipment.queue is Queue.TO_DISPATCH
    code = Booking(tracking_code="RR123")
    assert shipment.dispatch(code, scan(Status.PICKED_UP, 1, "dispatched"))
    assert not shipment.dispatch(code, scan(Status.PICKED_UP, 2, "dispatched"))
    assert shipment.deliver(scan(Status.DELIVERED, 3, "delivered"))
    assert not shipment.deliver(scan(Status.DELIVERED, 4, "delivered"))
    assert shipment.state is State.DELIVERED
    assert shipment.announcements == ["shipment.shipped", "shipment.delivered"]


def test_a_parcel_dispatched_under_one_code_is_not_dispatched_under_another() -> None:
    shipment = new("manual")
    shipment.dispatch(Booking(tracking_code="RR123"), scan(Status.PICKED_UP, 1, "dispatched"))
    with pytest.raises(IllegalTransition):
        shipment.dispatch(Booking(tracking_code="RR999"), scan(Status.PICKED_UP, 2, "dispatched"))


def test_staff_take_over_what_a_carrier_refused() -> None:
    shipment = new()
    shipment.refuse("address unknown")
    assert (shipment.state, shipment.queue) == (State.EXCEPTION, Queue.EXCEPTION)
    shipment.dispatch(Booking(tracking_code="RR123"), scan(Status.PICKED_UP, 1))
    assert (shipment.state, shipment.carrier) == (State.SHIPPED, "manual")


def test_staff_do_not_dispatch_what_a_carrier_has() -> None:
    with pytest.raises(IllegalTransition):
        booked().dispatch(Booking(tracking_code="RR123"), scan(Status.PICKED_UP, 1))


def test_staff_do_not_deliver_what_a_carrier_carries_or_what_has_not_left() -> None:
    carried = booked()
    carried.record(scan(Status.PICKED_UP, 1))
    for shipment in (carried, new("manual")):
        with pytest.raises(IllegalTransition):
            shipment.deliver(scan(Status.DELIVERED, 2))


def test_the_waits_between_attempts_grow_to_an_hour() -> None:
    shipment = new()
    waits = []
    for _ in range(8):
        shipment.postpone(NOW)
        assert shipment.next_attempt_at is not None
        waits.append((shipment.next_attempt_at - NOW).seconds // 60 or 60)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


def test_a_carrier_gone_wild_does_not_fill_the_table() -> None:
    shipment = booked()
    shipment.record(scan(Status.PICKED_UP, 0))
    for minute in range(1, MAX_SCANS + 50):
        shipment.record(scan(Status.IN_TRANSIT, minute))
    assert len(shipment.scans) == MAX_SCANS
    assert shipment.scans[0].status is Status.PICKED_UP
    assert shipment.scans[-1].occurred_at == NOW + timedelta(minutes=MAX_SCANS + 49)


def test_an_order_is_complete_when_every_parcel_that_was_not_cancelled_has_come_that_far() -> None:
    shipped, waiting, called_off = booked(), booked(), booked()
    shipped.record(scan(Status.PICKED_UP, 1))
    called_off.cancel(NOW)
    assert all_reached([shipped, called_off], State.SHIPPED)
    assert not all_reached([shipped, waiting], State.SHIPPED)


def test_only_lines_that_are_sent_make_a_consignment() -> None:
    consignment = consignment_of(paid(lines=[line(), line("GIFT", 1, requires_shipping=False)]), NOW)
    assert consignment is not None
    assert [x.sku for x in consignment.lines] == ["MUG-BLUE"]
    assert consignment.weight_grams == 600
    assert consignment_of(paid(lines=[line(requires_shipping=False)]), NOW) is None


def test_a_shipment_id_holds_its_order() -> None:
    assert order_of(shipment_id(ORDER, 3)) == (ORDER, 3)


@pytest.mark.parametrize("text", ["", "x", "x-", "-1", "x-0", "x-01", "x-1000", "x-٣", "x--"])
def test_what_is_no_shipment_id_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        order_of(text)
