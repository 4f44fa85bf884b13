"""Units are taken out of a parcel that has not left, and races with those who book, pack and fetch it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import timedelta

import pytest

from shipping.adapters.carriers.manual import ManualCarrier
from shipping.adapters.codec import shipment_of, shipment_record
from shipping.domain import fulfilment
from shipping.domain.shipment import Queue, Shipment
from shipping.domain.takeout import Takeout, TakeoutState
from shipping.domain.taking_out import wished
from shipping.domain.tracking import Booking, Scan, ScanStatus, ShipmentState
from shipping.domain.work import Packed, PickShortage, ShortageReason, Work
from shipping.usecases.orders import consignment_of
from shipping.usecases.ports import CarrierRefused
from shipping.usecases.shipments import Shipping
from souk import clock
from souk.errors import IllegalTransition, Unavailable
from souk.events.orders import CancelledLine, OrderLinesWish
from tests.unit.shipping.fakes import NOW, ORDER, SHIPMENT, WISH, FakeCarrier, FakeShipments, line, paid
from tests.unit.shipping.test_recall_races import STEPS, Race, is_paid, recall

LINES = (line(), line("BOWL", 1))


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.freeze(NOW):
        yield


@pytest.fixture
def shipments() -> FakeShipments:
    return FakeShipments()


@pytest.fixture
def carrier() -> FakeCarrier:
    return FakeCarrier()


@pytest.fixture
def shipping(shipments: FakeShipments, carrier: FakeCarrier) -> Shipping:
    shipping = Shipping(shipments, {"sandbox": carrier, "manual": ManualCarrier()}, "sandbox")
    shipping.open_for(paid(lines=LINES))
    return shipping


def wish(number: int = 1, **units: int) -> OrderLinesWish:
    lines = [CancelledLine(sku=sku.replace("_", "-"), quantity=count) for sku, count in units.items()]
    return OrderLinesWish(**WISH.model_dump(), number_of_wish=number, lines=lines, weight_grams=300)


def answers(shipments: FakeShipments) -> list[tuple[str, int, str]]:
    """Each once, however often it was told."""
    told = {event.id: event for event in shipments.events if event.type.startswith("takeout.")}
    return [(event.type, event.data["number_of_wish"], event.data.get("reason", "")) for event in told.values()]


def test_a_carrier_lets_go_of_the_parcel_and_takes_what_is_left_of_it(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    shipping.takeouts.take_out(wish(MUG_BLUE=1))
    parcel = shipments[SHIPMENT]
    assert (parcel.consignment.units, parcel.consignment.weight_grams) == ({"MUG-BLUE": 1, "BOWL": 1}, 600)
    assert (carrier.called_off, parcel.booking.carrier_reference) == (["CR1"], "CR2")
    assert (parcel.state, parcel.queue) == (ShipmentState.BOOKED, None)
    assert answers(shipments) == [("takeout.succeeded", 1, "")]
    shipping.takeouts.take_out(wish(MUG_BLUE=1))
    assert (len(answers(shipments)), shipments[SHIPMENT].consignment.units["MUG-BLUE"]) == (1, 1)
    again = [event for event in shipments.events if event.type == "takeout.succeeded"]
    assert len(again) == 2, "told again under the same id"


def test_a_scan_of_the_booking_that_it_let_go_of_moves_nothing(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    carrier.trouble = None
    shipping.takeouts.take_out(wish(BOWL=1))
    race = Race()
    race.shipments, race.carrier = shipments, carrier
    race.picked_up(shipping)
    assert shipments[SHIPMENT].state is ShipmentState.BOOKED


def test_a_carrier_that_has_it_keeps_it(shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier) -> None:
    carrier.trouble = CarrierRefused("it was picked up already")
    shipping.takeouts.take_out(wish(BOWL=1))
    assert answers(shipments) == [("takeout.refused", 1, "it was picked up already")]
    assert shipments[SHIPMENT].consignment.units == {"MUG-BLUE": 2, "BOWL": 1}
    assert shipments[SHIPMENT].queue is None


def test_a_carrier_that_is_away_is_asked_by_the_job(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    carrier.trouble = Unavailable("away")
    shipping.takeouts.take_out(wish(BOWL=1))
    assert (answers(shipments), shipments[SHIPMENT].queue) == ([], Queue.TO_BOOK)
    with pytest.raises(IllegalTransition):
        shipping.dispatch(SHIPMENT, Booking(tracking_code="X"), "bo")
    carrier.trouble = None
    with clock.freeze(NOW + timedelta(hours=1)):
        shipping.book_due()
    assert answers(shipments) == [("takeout.succeeded", 1, "")]
    assert shipments[SHIPMENT].booking.carrier_reference == "CR2"


def test_who_calls_the_order_off_meanwhile_has_all_of_it(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    carrier.trouble = Unavailable("away")
    shipping.takeouts.take_out(wish(BOWL=1))
    carrier.trouble = None
    shipping.recall(ORDER)
    assert answers(shipments) == [("takeout.refused", 1, "its order is being cancelled")]
    assert shipments[SHIPMENT].state is ShipmentState.CANCELLED


def test_an_order_without_a_parcel_is_asked_again_unless_it_never_gets_one(
    shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    shipping = Shipping(shipments, {"sandbox": carrier}, "sandbox")
    with pytest.raises(Unavailable):
        shipping.takeouts.take_out(wish(BOWL=1))
    shipping.recall(ORDER)
    shipping.takeouts.take_out(wish(BOWL=1))
    assert answers(shipments) == []


def test_what_staff_send_by_hand_is_answered_at_once(shipments: FakeShipments) -> None:
    shipping = Shipping(shipments, {"manual": ManualCarrier()}, "manual")
    shipping.open_for(paid(lines=LINES))
    shipping.takeouts.take_out(wish(BOWL=1))
    assert answers(shipments) == [("takeout.succeeded", 1, "")]
    shipping.dispatch(SHIPMENT, Booking(tracking_code="X"), "bo")
    shipping.takeouts.take_out(wish(2, MUG_BLUE=1))
    assert answers(shipments)[1] == ("takeout.refused", 2, "the parcel is on its way already")


def picked(work: Work | None = None) -> Shipment:
    consignment = consignment_of(paid(lines=LINES), NOW, picks=True)
    assert consignment is not None
    return Shipment(consignment, "sandbox", work=work or Work()).booked(Booking("CR1"))


def out(shipment: Shipment, number: int = 1, **units: int) -> Shipment:
    lines = tuple((sku.replace("_", "-"), count) for sku, count in units.items())
    return wished(shipment, Takeout(number, lines), NOW)


def test_where_staff_pick_they_pick_less(shipments: FakeShipments) -> None:
    parcel = out(fulfilment.counted(picked(), {"MUG-BLUE": 2}), MUG_BLUE=1)
    assert (parcel.takeouts[0].state, parcel.booking.carrier_reference) == (TakeoutState.SUCCEEDED, "CR1")
    assert parcel.work
    assert (parcel.work.counted, fulfilment.missing_of(parcel, "BOWL")) == ({"MUG-BLUE": 1}, 1)
    assert shipment_of(shipment_record(parcel)).takeouts == parcel.takeouts


def test_what_was_not_found_is_not_wanted_first() -> None:
    shortage = PickShortage("MUG-BLUE", 1, ShortageReason.NOT_FOUND, "", NOW, "bo")
    parcel = out(fulfilment.short(fulfilment.counted(picked(), {"MUG-BLUE": 1}), shortage), MUG_BLUE=1)
    assert parcel.work
    assert (parcel.work.shortages, parcel.work.counted, parcel.is_short) == ((), {"MUG-BLUE": 1}, False)


@pytest.mark.parametrize(
    ("parcel", "units", "why"),
    [
        (fulfilment.packed(picked(), Packed(NOW, "bo")), {"BOWL": 1}, "it is packed already"),
        (picked().asked_back(NOW), {"BOWL": 1}, "its order is being cancelled"),
        (picked(), {"BOWL": 2}, "1 of BOWL are in it, not 2"),
        (picked(), {"BOWL": 1, "MUG_BLUE": 2}, "nothing would be left to send"),
        (
            picked(Work(shortages=(PickShortage("BOWL", 1, ShortageReason.DAMAGED, "", NOW, "bo", accepted=True),))),
            {"MUG_BLUE": 2},
            "nothing would be left to send",
        ),
        (
            fulfilment.handed_over(picked(), Scan("s", ScanStatus.PICKED_UP, NOW)),
            {"BOWL": 1},
            "the parcel is on its way already",
        ),
    ],
)
def test_it_is_too_late(parcel: Shipment, units: dict[str, int], why: str) -> None:
    after = out(parcel, **units)
    assert after.takeouts[0].refusal == why
    assert after.consignment == parcel.consignment
    assert out(after, **units) == after


def take_out(shipping: Shipping) -> None:
    shipping.takeouts.take_out(wish(MUG_BLUE=1))


def outcome(race: Race) -> str:
    """What was answered, once; what is in the parcel agrees with it."""
    [(type_, _, _)] = answers(race.shipments)
    parcel = race.shipments[SHIPMENT]
    if parcel.state is not ShipmentState.CANCELLED:
        assert parcel.consignment.units["MUG-BLUE"] == (1 if type_ == "takeout.succeeded" else 2)
    return type_


@pytest.mark.parametrize("first", [True, False])
def test_either_the_pick_up_or_the_units_are_first(first: bool) -> None:
    """A pick-up of the booking that was let go of is none; the carrier said that it has not fetched it."""
    played = set()
    for at in range(STEPS):
        race = Race()
        race.shipping.open_for(paid(lines=LINES))
        pair = (take_out, race.picked_up) if first else (race.picked_up, take_out)
        if not race.run(*pair, at):
            break
        type_ = outcome(race)
        played.add(type_)
        shipped = race.shipments[SHIPMENT].has_reached(ShipmentState.SHIPPED)
        assert shipped == (type_ == "takeout.refused")
    assert played == {"takeout.succeeded", "takeout.refused"}


@pytest.mark.parametrize("first", [True, False])
def test_a_hand_over_and_units_that_are_taken_out(first: bool) -> None:
    """Packed is packed, whoever is first."""
    for at in range(STEPS):
        race = Race(picks=True)
        race.packed_in_a_batch()
        pair = (take_out, race.dispatches) if first else (race.dispatches, take_out)
        if not race.run(*pair, at):
            break
        assert outcome(race) == "takeout.refused"
        assert race.shipments[SHIPMENT].has_reached(ShipmentState.SHIPPED)


@pytest.mark.parametrize("first", [True, False])
def test_packing_and_units_that_are_taken_out(first: bool) -> None:
    played = set()
    for at in range(STEPS):
        race = Race(picks=True)
        race.shipping.open_for(paid(lines=LINES))
        pair = (take_out, race.works) if first else (race.works, take_out)
        with contextlib.suppress(fulfilment.Surplus):  # a unit that is not wanted any more
            if not race.run(*pair, at):
                break
        played.add(outcome(race))
        parcel = race.shipments[SHIPMENT]
        assert parcel.work
        assert parcel.work.counted.get("MUG-BLUE", 0) <= parcel.consignment.units["MUG-BLUE"]
    assert played == {"takeout.succeeded", "takeout.refused"}


@pytest.mark.parametrize("second", [recall, is_paid, take_out])
def test_a_recall_the_news_that_it_is_paid_and_the_same_wish_at_every_step(second: object) -> None:
    for at in range(STEPS):
        race = Race()
        race.shipping.open_for(paid(lines=LINES))
        if not race.run(take_out, second, at):  # type: ignore[arg-type]
            break
        outcome(race)
        parcel = race.shipments[SHIPMENT]
        cancelled = parcel.state is ShipmentState.CANCELLED
        assert cancelled == (second is recall)
        booked = {booking.carrier_reference for booking in race.carrier.bookings.values()}
        left = booked - {*race.carrier.called_off}
        assert left == (set() if cancelled else {parcel.booking.carrier_reference})
