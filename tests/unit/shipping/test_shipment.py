"""The rules of a shipment's state and history."""

from __future__ import annotations

from datetime import timedelta
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipping.domain.consignment import order_of, shipment_id
from shipping.domain.news import news
from shipping.domain.shipment import Queue, Recall, Shipment, all_reached
from shipping.domain.tracking import MAX_SCANS, Booking, Scan, ScanStatus, ShipmentState
from shipping.usecases.orders import consignment_of
from souk.errors import IllegalTransition, InvalidInput
from tests.unit.shipping.fakes import NOW, ORDER, line, paid

BOOKING = Booking("CR1", "TRACK1", "https://carrier.example/1", "")


def new(carrier: str = "sandbox") -> Shipment:
    consignment = consignment_of(paid(), NOW)
    assert consignment is not None
    return Shipment(consignment, carrier)


def booked() -> Shipment:
    return new().booked(BOOKING)


def scan(status: ScanStatus, minutes: int, event_id: str = "") -> Scan:
    return Scan(event_id or f"{status}-{minutes}", status, NOW + timedelta(minutes=minutes))


def told(*stages: Shipment) -> list[str]:
    """What is told of a shipment that goes through these stages."""
    return [each for before, after in pairwise(stages) for each in news(before, after)]


def stages(shipment: Shipment, *scans: Scan) -> list[Shipment]:
    """The shipment, and what it is after each of the scans."""
    return [*accumulate(scans, Shipment.scanned, initial=shipment)]


def test_a_shipment_goes_from_created_to_delivered() -> None:
    said = [ScanStatus.PICKED_UP, ScanStatus.IN_TRANSIT, ScanStatus.OUT_FOR_DELIVERY, ScanStatus.DELIVERED]
    way = [new(), *stages(booked(), *(scan(status, number) for number, status in enumerate(said)))]
    assert [each.state for each in way] == [
        "created",
        "booked",
        "shipped",
        "shipped",
        "out_for_delivery",
        "delivered",
    ]
    assert told(*way) == [
        "shipment.shipped",
        "shipment.in_transit",
        "shipment.out_for_delivery",
        "shipment.delivered",
    ]


def test_a_scan_told_twice_is_kept_once_and_announced_once() -> None:
    before, once, twice = stages(booked(), *[scan(ScanStatus.PICKED_UP, 1, "e1")] * 2)
    assert once != before
    assert twice == once
    assert len(twice.scans) == 1
    assert told(before, once, twice) == ["shipment.shipped"]


def test_a_late_scan_goes_into_the_history_and_the_state_stays() -> None:
    _, arrived, late = stages(booked(), scan(ScanStatus.DELIVERED, 9), scan(ScanStatus.IN_TRANSIT, 3))
    assert late.state is ShipmentState.DELIVERED
    assert [s.status for s in late.scans] == [ScanStatus.IN_TRANSIT, ScanStatus.DELIVERED]
    assert told(arrived, late) == []


def test_a_first_scan_that_says_delivered_announces_that_it_was_shipped_too() -> None:
    assert told(*stages(booked(), scan(ScanStatus.DELIVERED, 1))) == ["shipment.shipped", "shipment.delivered"]


def test_a_scan_that_overtakes_the_booking_is_kept_and_the_booking_completes_it() -> None:
    overtaken = new().adopted(Booking("CR1", "TRACK1")).scanned(scan(ScanStatus.PICKED_UP, 1))
    assert (overtaken.state, overtaken.booking.tracking_code) == (ShipmentState.SHIPPED, "TRACK1")
    shipment = overtaken.booked(BOOKING)
    assert shipment != overtaken
    assert shipment.state is ShipmentState.SHIPPED
    assert shipment.booking == BOOKING


def test_an_exception_is_left_when_a_newer_scan_says_the_parcel_moves() -> None:
    said = [(ScanStatus.EXCEPTION, 5), (ScanStatus.IN_TRANSIT, 3), (ScanStatus.IN_TRANSIT, 6)]
    way = stages(booked(), scan(ScanStatus.PICKED_UP, 1), *(scan(*each) for each in said))
    assert [each.state for each in way[2:]] == [ShipmentState.EXCEPTION, ShipmentState.EXCEPTION, ShipmentState.SHIPPED]
    assert told(*way) == ["shipment.shipped", "shipment.exception", "shipment.in_transit"]


def test_an_exception_that_arrives_after_delivery_changes_nothing() -> None:
    way = stages(booked(), scan(ScanStatus.DELIVERED, 1), scan(ScanStatus.EXCEPTION, 2))
    assert way[-1].state is ShipmentState.DELIVERED
    assert "shipment.exception" not in told(*way)


scans = st.lists(
    # One that turned round goes back a step: see test_trouble.
    st.builds(scan, st.sampled_from([each for each in ScanStatus if each != "returned"]), st.integers(0, 10_000)),
    min_size=1,
    max_size=12,
    unique_by=(lambda s: s.event_id, lambda s: s.occurred_at),
)


@given(scans=scans, order=st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_change_the_outcome(scans: list[Scan], order: object) -> None:
    in_time = stages(booked(), *sorted(scans, key=lambda s: s.occurred_at))
    mixed = [*scans, *scans]
    order.shuffle(mixed)  # type: ignore[attr-defined]
    shuffled = stages(booked(), *mixed)
    progress = [
        ShipmentState.CREATED,
        ShipmentState.BOOKED,
        ShipmentState.SHIPPED,
        ShipmentState.OUT_FOR_DELIVERY,
        ShipmentState.DELIVERED,
    ]
    furthest = 0
    for each in shuffled:
        assert progress.index(each.progress) >= furthest, "never backwards"
        furthest = progress.index(each.progress)
    assert (shuffled[-1].state, shuffled[-1].scans) == (in_time[-1].state, in_time[-1].scans)
    for milestone in ("shipment.shipped", "shipment.delivered"):
        assert told(*shuffled).count(milestone) == told(*in_time).count(milestone) <= 1


def test_a_shipment_is_cancelled_before_it_leaves_and_only_once() -> None:
    shipment = booked()
    off = shipment.cancelled(NOW)
    assert off != shipment
    assert off.cancelled(NOW) == off
    assert off.state is ShipmentState.CANCELLED
    assert told(shipment, off) == ["shipment.cancelled"]


def test_a_shipment_on_its_way_is_not_cancelled_and_the_error_names_the_state() -> None:
    shipment = booked().scanned(scan(ScanStatus.PICKED_UP, 1))
    with pytest.raises(IllegalTransition) as caught:
        shipment.cancelled(NOW)
    assert caught.value.detail == {"state": "shipped"}


def test_scans_of_a_cancelled_shipment_are_kept_without_reviving_it() -> None:
    off, astray, arrived = stages(booked().cancelled(NOW), scan(ScanStatus.PICKED_UP, 1), scan(ScanStatus.DELIVERED, 2))
    assert astray != off
    assert astray.state is ShipmentState.CANCELLED
    assert told(off, astray) == ["shipment.astray"]
    assert arrived != astray
    assert told(off, astray, arrived) == ["shipment.astray"], "once"
    assert arrived.queue is Queue.EXCEPTION, "somebody has to get it back"


def test_a_recall_is_answered_with_the_cancellation_and_only_once() -> None:
    shipment = booked()
    back = shipment.cancelled(NOW, recalled=True)
    assert back != shipment
    assert back.cancelled(NOW, recalled=True) == back
    assert back.recall_refused() == back
    assert told(shipment, back) == ["shipment.cancelled", "recall.succeeded"]


def test_a_recall_of_what_was_cancelled_before_succeeds() -> None:
    off = booked().cancelled(NOW)
    back = off.cancelled(NOW, recalled=True)
    assert back != off
    assert told(off, back) == ["recall.succeeded"]


def test_a_parcel_the_carrier_keeps_cannot_be_recalled_any_more() -> None:
    shipment = booked()
    kept = shipment.recall_refused()
    assert kept != shipment
    assert kept.recall_refused() == kept
    with pytest.raises(IllegalTransition):
        kept.cancelled(NOW, recalled=True)
    assert told(shipment, kept) == ["recall.refused"]
    shipped = kept.scanned(scan(ScanStatus.PICKED_UP, 1))
    assert told(shipment, kept, shipped) == ["recall.refused", "shipment.shipped"]


def test_a_pick_up_answers_a_recall_that_waits_for_the_carrier() -> None:
    asked = booked().cancelling_put_off(NOW, recalled=True)
    assert asked.queue is Queue.TO_BOOK
    _, stuck, shipped = stages(asked, scan(ScanStatus.EXCEPTION, 1), scan(ScanStatus.PICKED_UP, 2))
    assert "recall.refused" not in told(asked, stuck), "it need not have left"
    assert (shipped.recall, shipped.unwanted) == (Recall.REFUSED, False)
    assert told(stuck, shipped) == ["shipment.shipped", "recall.refused"]


def test_staff_do_not_send_what_is_being_called_back() -> None:
    shipment = new().cancelling_put_off(NOW, recalled=True)
    with pytest.raises(IllegalTransition, match="being cancelled"):
        shipment.dispatched(Booking(tracking_code="RR1"), scan(ScanStatus.PICKED_UP, 1, "dispatched"))


def test_staff_dispatch_and_deliver_by_hand() -> None:
    shipment = new("manual")
    assert shipment.queue is Queue.TO_DISPATCH
    code = Booking(tracking_code="RR123")
    sent = shipment.dispatched(code, scan(ScanStatus.PICKED_UP, 1, "dispatched"))
    assert sent != shipment
    assert sent.dispatched(code, scan(ScanStatus.PICKED_UP, 2, "dispatched")) == sent
    there = sent.delivered(scan(ScanStatus.DELIVERED, 3, "delivered"))
    assert there != sent
    assert there.delivered(scan(ScanStatus.DELIVERED, 4, "delivered")) == there
    assert there.state is ShipmentState.DELIVERED
    assert told(shipment, sent, there) == ["shipment.shipped", "shipment.delivered"]


def test_a_parcel_dispatched_under_one_code_is_not_dispatched_under_another() -> None:
    sent = new("manual").dispatched(Booking(tracking_code="RR123"), scan(ScanStatus.PICKED_UP, 1, "dispatched"))
    with pytest.raises(IllegalTransition):
        sent.dispatched(Booking(tracking_code="RR999"), scan(ScanStatus.PICKED_UP, 2, "dispatched"))


def test_staff_take_over_what_a_carrier_refused() -> None:
    refused = new().refused("address unknown")
    assert (refused.state, refused.queue) == (ShipmentState.EXCEPTION, Queue.EXCEPTION)
    sent = refused.dispatched(Booking(tracking_code="RR123"), scan(ScanStatus.PICKED_UP, 1))
    assert (sent.state, sent.carrier) == (ShipmentState.SHIPPED, "manual")
    assert told(new(), refused, sent) == ["shipment.exception", "shipment.shipped"]


def test_a_carrier_that_takes_what_it_refused_at_first_has_not_moved_it() -> None:
    refused = new().refused("address unknown")
    assert told(refused, refused.booked(BOOKING)) == []


def test_staff_do_not_dispatch_what_a_carrier_has() -> None:
    with pytest.raises(IllegalTransition):
        booked().dispatched(Booking(tracking_code="RR123"), scan(ScanStatus.PICKED_UP, 1))


def test_staff_do_not_deliver_what_a_carrier_carries_or_what_has_not_left() -> None:
    carried = booked().scanned(scan(ScanStatus.PICKED_UP, 1))
    for shipment in (carried, new("manual")):
        with pytest.raises(IllegalTransition):
            shipment.delivered(scan(ScanStatus.DELIVERED, 2))


def test_the_waits_between_attempts_grow_to_an_hour() -> None:
    shipment = new()
    waits = []
    for _ in range(8):
        shipment = shipment.postponed(NOW)
        assert shipment.next_attempt_at is not None
        waits.append((shipment.next_attempt_at - NOW).seconds // 60 or 60)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


def test_a_carrier_gone_wild_does_not_fill_the_table() -> None:
    repeated = [scan(ScanStatus.IN_TRANSIT, minute) for minute in range(1, MAX_SCANS + 50)]
    shipment = stages(booked(), scan(ScanStatus.PICKED_UP, 0), *repeated)[-1]
    assert len(shipment.scans) == MAX_SCANS
    assert shipment.scans[0].status is ScanStatus.PICKED_UP
    assert shipment.scans[-1].occurred_at == NOW + timedelta(minutes=MAX_SCANS + 49)


def test_of_a_long_history_a_new_scan_is_still_told() -> None:
    repeated = [scan(ScanStatus.EXCEPTION, minute) for minute in range(1, MAX_SCANS + 50)]
    stuck = stages(booked(), scan(ScanStatus.PICKED_UP, 0), *repeated)[-1]
    assert told(stuck, stuck.scanned(scan(ScanStatus.IN_TRANSIT, MAX_SCANS + 50))) == ["shipment.in_transit"]


def test_an_order_is_complete_when_every_parcel_that_was_not_cancelled_has_come_that_far() -> None:
    shipped, waiting, called_off = booked().scanned(scan(ScanStatus.PICKED_UP, 1)), booked(), booked().cancelled(NOW)
    assert all_reached([shipped, called_off], ShipmentState.SHIPPED)
    assert not all_reached([shipped, waiting], ShipmentState.SHIPPED)


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
