"""The rules of picking, packing and handing over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from shipping.domain import fulfilment
from shipping.domain.fulfilment import (
    AlreadyPacked,
    CalledOff,
    HasLeft,
    NotBooked,
    ShortageOpen,
    Surplus,
    UnknownCode,
)
from shipping.domain.news import news
from shipping.domain.shipment import Queue, Recall, Shipment
from shipping.domain.tracking import Booking, Scan, ScanStatus, ShipmentState
from shipping.domain.work import (
    REMEMBERED,
    AddressChanged,
    Packed,
    Pick,
    PickShortage,
    Resolution,
    ShortageReason,
    Work,
    WorkQueue,
)
from shipping.usecases.orders import consignment_of
from souk.errors import Conflict, IllegalTransition, InvalidInput, NotFound
from tests.unit.shipping.fakes import NOW, line, paid

BOOKING = Booking("CR1", "TRACK1")
PACKING = Packed(NOW, "bo", weight_grams=800)
HANDED = Scan("s-1:dispatched", ScanStatus.PICKED_UP, NOW, by="staff:bo")


def parcel(carrier: str = "sandbox") -> Shipment:
    """Two blue mugs and a bowl, which are to be picked."""
    order = paid(lines=[line(), line("BOWL", 1)])
    consignment = consignment_of(order, NOW, picks=True)
    assert consignment is not None
    return Shipment(consignment, carrier, work=Work())


def booked() -> Shipment:
    return parcel().booked(BOOKING)


def all_picked(shipment: Shipment) -> Shipment:
    return fulfilment.counted(shipment, {"MUG-BLUE": 2, "BOWL": 1})


def not_found(units: int = 1, sku: str = "BOWL", note: str = "") -> PickShortage:
    return PickShortage(sku, units, ShortageReason.NOT_FOUND, note, NOW, "bo")


def test_a_parcel_goes_from_queue_to_queue_as_it_is_picked_packed_and_handed_over() -> None:
    way = [booked()]
    way.append(fulfilment.picked(way[-1], Pick("1", "MUG-BLUE", 2)))
    way.append(fulfilment.batched(way[-1], "b1"))
    way.append(fulfilment.picked(way[-1], Pick("2", "BOWL", 1)))
    way.append(fulfilment.packed(way[-1], PACKING))
    way.append(fulfilment.handed_over(way[-1], HANDED))
    assert [each.work_queue for each in way] == ["to_pick", "to_pick", "picking", "to_pack", "to_ship", None]
    assert [news(a, b) for a, b in pairwise(way)] == [[], [], [], [], ["shipment.shipped"]]
    assert {each.queue for each in way} == {None}, "no job and no other list need know of it"


def test_a_shop_that_does_not_pick_has_no_such_queues() -> None:
    by_hand = replace(parcel("manual"), work=None)
    assert (by_hand.work_queue, by_hand.queue) == (None, Queue.TO_DISPATCH)
    with pytest.raises(IllegalTransition):
        fulfilment.packed(by_hand, PACKING)
    assert (parcel("manual").work_queue, parcel("manual").queue) == (WorkQueue.TO_PICK, None)


def test_whoever_counts_no_line_packs_and_whoever_packs_nothing_hands_over() -> None:
    assert fulfilment.packed(booked(), PACKING).work_queue is WorkQueue.TO_SHIP
    assert fulfilment.handed_over(booked(), HANDED).state is ShipmentState.SHIPPED
    by_hand = parcel().dispatched(Booking(tracking_code="T9"), HANDED)
    assert (by_hand.state, by_hand.work_queue) == (ShipmentState.SHIPPED, None)


def test_a_carrier_that_scans_it_takes_it_out_of_the_queues_whatever_was_done() -> None:
    for shipment in (booked(), all_picked(booked()), fulfilment.packed(booked(), PACKING)):
        scanned = shipment.scanned(Scan("c1", ScanStatus.IN_TRANSIT, NOW))
        assert (scanned.work_queue, scanned.state) == (None, ShipmentState.SHIPPED)
        assert fulfilment.handed_over(scanned, HANDED) == scanned
        with pytest.raises(HasLeft):
            fulfilment.packed(scanned, PACKING)


@pytest.mark.parametrize(
    "off",
    [
        booked().cancelled(NOW),
        booked().asked_back(NOW, recalled=True),
        booked().cancelling_put_off(NOW, recalled=True),
    ],
)
def test_who_works_on_a_parcel_nobody_wants_any_more_is_told_so(off: Shipment) -> None:
    assert off.work_queue is None
    acts: tuple[Callable[[], Shipment], ...] = (
        lambda: fulfilment.picked(off, Pick("1", "BOWL", 1)),
        lambda: fulfilment.counted(off, {"BOWL": 1}),
        lambda: fulfilment.packed(off, PACKING),
        lambda: fulfilment.unpacked(off),
        lambda: fulfilment.short(off, not_found()),
        lambda: fulfilment.batched(off, "b1"),
        lambda: fulfilment.handed_over(off, HANDED),
    )
    for act in acts:
        with pytest.raises(CalledOff):
            act()


def test_asking_it_back_says_so_before_the_carrier_answers_and_changes_nothing_later() -> None:
    asked = booked().asked_back(NOW, recalled=True)
    assert (asked.unwanted, asked.recall, asked.queue) == (True, Recall.ASKED, Queue.TO_BOOK)
    assert asked.next_attempt_at == NOW + timedelta(minutes=1)
    assert asked.asked_back(NOW, recalled=True) == asked
    left = fulfilment.handed_over(booked(), HANDED)
    assert left.asked_back(NOW, recalled=True) == left
    assert booked().cancelled(NOW).asked_back(NOW) == booked().cancelled(NOW)


def test_units_are_counted_once_for_a_scan_and_never_more_than_belong_into_it() -> None:
    once = fulfilment.picked(booked(), Pick("1", "MUG-BLUE", 1))
    assert fulfilment.picked(once, Pick("1", "MUG-BLUE", 1)) == once
    more = fulfilment.picked(once, Pick("1", "MUG-BLUE", 2))
    assert more.work is not None
    assert more.work.counted == {"MUG-BLUE": 2}, "the rest of what an earlier try did not come to"
    with pytest.raises(Surplus) as surplus:
        fulfilment.picked(more, Pick("2", "MUG-BLUE", 1))
    assert surplus.value.detail["missing"] == 0
    with pytest.raises(UnknownCode):
        fulfilment.picked(more, Pick("3", "4006381333931", 1))


def test_only_the_newest_scans_are_remembered() -> None:
    work = Work()
    for number in range(REMEMBERED + 5):
        work = work.with_pick(Pick(str(number), "A", 1))
    assert (len(work.recent), work.counted) == (REMEMBERED, {"A": REMEMBERED + 5})


def test_what_was_counted_wrong_is_counted_anew() -> None:
    corrected = fulfilment.counted(all_picked(booked()), {"MUG-BLUE": 1})
    assert corrected.work is not None
    assert (corrected.work.counted, corrected.work_queue) == ({"MUG-BLUE": 1, "BOWL": 1}, WorkQueue.TO_PICK)
    with pytest.raises(Surplus):
        fulfilment.counted(corrected, {"BOWL": 2})
    with pytest.raises(UnknownCode):
        fulfilment.counted(corrected, {"NOPE": 1})


def test_it_is_packed_once_and_opened_to_be_changed() -> None:
    packed = fulfilment.packed(booked(), PACKING)
    assert fulfilment.packed(packed, replace(PACKING, packed_at=NOW + timedelta(hours=1), by="cy")) == packed
    acts: tuple[Callable[[], Shipment], ...] = (
        lambda: fulfilment.packed(packed, replace(PACKING, weight_grams=900)),
        lambda: fulfilment.picked(packed, Pick("1", "BOWL", 1)),
        lambda: fulfilment.counted(packed, {"BOWL": 1}),
    )
    for act in acts:
        with pytest.raises(AlreadyPacked):
            act()
    assert fulfilment.unpacked(packed) == booked()
    assert fulfilment.unpacked(booked()) == booked()


def test_what_is_not_found_makes_an_exception_until_somebody_says_what_becomes_of_it() -> None:
    short = fulfilment.short(fulfilment.packed(all_picked(booked()), PACKING), not_found(note="shelf empty"))
    assert (short.queue, short.work_queue, short.state) == (Queue.EXCEPTION, None, ShipmentState.BOOKED)
    assert short.work is not None
    assert (short.work.counted, short.work.packing) == ({"MUG-BLUE": 2}, None)
    assert news(booked(), short) == [], "the shopper is told nothing"
    assert fulfilment.short(short, not_found(note="shelf empty")) == short
    acts: tuple[Callable[[], Shipment], ...] = (
        lambda: fulfilment.packed(short, PACKING),
        lambda: fulfilment.handed_over(short, HANDED),
        lambda: fulfilment.batched(short, "b1"),
    )
    for act in acts:
        with pytest.raises(ShortageOpen) as told:
            act()
        assert told.value.detail["skus"] == ["BOWL"]
    found = fulfilment.resolved(short, "BOWL", Resolution.FOUND)
    assert (found.queue, found.work_queue) == (None, WorkQueue.TO_PICK)
    assert fulfilment.resolved(found, "BOWL", Resolution.FOUND) == found


def test_a_parcel_may_go_without_what_was_not_found_unless_nothing_is_left_of_it() -> None:
    short = fulfilment.short(fulfilment.counted(booked(), {"MUG-BLUE": 2}), not_found())
    without = fulfilment.resolved(short, "BOWL", Resolution.SEND_WITHOUT)
    assert (without.queue, without.work_queue) == (None, WorkQueue.TO_PACK)
    assert fulfilment.resolved(without, "BOWL", Resolution.SEND_WITHOUT) == without
    assert fulfilment.short(without, not_found()) == without, "told again, it is still resolved"
    with pytest.raises(NotFound):
        fulfilment.resolved(without, "MUG-BLUE", Resolution.SEND_WITHOUT)
    empty = fulfilment.short(without, not_found(2, "MUG-BLUE"))
    with pytest.raises(Conflict, match="nothing would be left"):
        fulfilment.resolved(empty, "MUG-BLUE", Resolution.SEND_WITHOUT)


def test_a_shortage_is_of_units_that_belong_into_the_parcel() -> None:
    with pytest.raises(Surplus):
        fulfilment.short(booked(), not_found(2))
    with pytest.raises(UnknownCode):
        fulfilment.short(booked(), not_found(1, "NOPE"))


def test_a_parcel_short_of_something_waits_for_people_before_the_booking_job() -> None:
    waiting = parcel().postponed(NOW)
    assert (waiting.queue, waiting.work_queue) == (Queue.TO_BOOK, WorkQueue.TO_PICK), "it is picked meanwhile"
    assert fulfilment.short(waiting, not_found()).queue is Queue.EXCEPTION


def test_it_is_handed_to_a_carrier_that_has_booked_it_or_by_hand() -> None:
    with pytest.raises(NotBooked):
        fulfilment.handed_over(parcel(), HANDED)
    with pytest.raises(IllegalTransition):
        fulfilment.handed_over(parcel().refused("no such street"), HANDED)
    with pytest.raises(InvalidInput):
        fulfilment.handed_over(booked(), HANDED, Booking(tracking_code="MINE"))
    handed = fulfilment.handed_over(parcel("manual"), HANDED, Booking(tracking_code="T9"))
    assert (handed.booking.tracking_code, handed.state) == ("T9", ShipmentState.SHIPPED)
    assert fulfilment.handed_over(handed, HANDED) == handed


def test_what_the_carrier_says_later_goes_on_from_the_hand_over() -> None:
    handed = fulfilment.handed_over(booked(), HANDED)
    arrived = handed.scanned(Scan("c1", ScanStatus.PICKED_UP, NOW)).scanned(Scan("c2", ScanStatus.DELIVERED, NOW))
    assert (handed.booking, arrived.state) == (BOOKING, ShipmentState.DELIVERED)
    assert news(handed, arrived) == ["shipment.delivered"], "that it is shipped was told"


def test_who_is_forgotten_leaves_no_word_of_staff_about_them() -> None:
    kept = fulfilment.short(booked(), not_found(note="for Ada")).anonymised().work
    assert kept is not None
    assert [(shortage.sku, shortage.note) for shortage in kept.shortages] == [("BOWL", "")]


def elsewhere(shipment: Shipment) -> Shipment:
    return shipment.readdressed(1, replace(shipment.consignment.address, line1="Baker Str. 221b"))


def test_a_packed_parcel_whose_address_changes_is_open_and_leaves_no_way_before_it_is_packed_anew() -> None:
    held = fulfilment.batched(all_picked(parcel("manual")), "b1")
    moved = elsewhere(fulfilment.packed(held, PACKING))
    assert moved.work is not None
    assert (moved.work_queue, moved.work.counted, moved.work.batch) == (
        WorkQueue.TO_PACK,
        {"MUG-BLUE": 2, "BOWL": 1},
        "b1",
    )
    ways: tuple[Callable[[], Shipment], ...] = (
        lambda: fulfilment.handed_over(moved, HANDED),
        lambda: moved.dispatched(Booking(tracking_code="T9"), HANDED),
        lambda: fulfilment.handed_over(fulfilment.unpacked(moved), HANDED),
    )
    for way in ways:
        with pytest.raises(AddressChanged):
            way()
    anew = fulfilment.packed(moved, PACKING)
    assert fulfilment.handed_over(anew, HANDED).state is ShipmentState.SHIPPED
    assert elsewhere(held).work == held.work, "nobody has packed it for the former address"


def test_whoever_packs_with_a_slip_of_the_former_address_is_told_so_also_when_they_say_it_again() -> None:
    held = all_picked(parcel("manual"))
    for before in (held, fulfilment.packed(held, PACKING, 0)):
        moved = elsewhere(before)
        with pytest.raises(AddressChanged):
            fulfilment.packed(moved, PACKING, 0)
        anew = fulfilment.packed(moved, PACKING, 1)
        assert (anew.work_queue, fulfilment.packed(anew, PACKING, 1)) == (WorkQueue.TO_SHIP, anew)


def test_a_wish_that_is_refused_leaves_a_packed_parcel_as_it_is() -> None:
    held = fulfilment.packed(booked(), PACKING)
    assert elsewhere(held).work == held.work
