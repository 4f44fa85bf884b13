"""Orders with units that have not come in: these are no parcel before they have."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shipping.adapters.carriers.manual import ManualCarrier
from shipping.adapters.codec import shipment_of, shipment_record
from shipping.domain.fulfilment import NotIn
from shipping.domain.shipment import Shipment
from shipping.domain.tracking import Booking, ShipmentState
from shipping.usecases.fulfilment import Fulfilment, Measures
from shipping.usecases.shipments import Shipping
from souk import clock
from souk.errors import IllegalTransition, Unavailable
from souk.events import Event
from souk.events.common import OrderLine
from tests.unit.shipping.fakes import NOW, ORDER, SHIPMENT, FakeShipments, cancelled, line, paid
from tests.unit.shipping.test_several import Keeping
from tests.unit.shipping.test_takeouts import answers, wish

SECOND, THIRD = f"{ORDER}-2", f"{ORDER}-3"
BY_HAND = {"manual": ManualCarrier()}
DAY, LATER = "2026-04-01", "2026-05-01"


def waiting(sku: str, quantity: int, units: int, day: str = DAY) -> OrderLine:
    return line(sku, quantity).model_copy(update={"waiting": units, "available_from": day})


LINES = (line(), waiting("BOWL", 3, 2), waiting("JUG", 1, 1, LATER))


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.freeze(NOW):
        yield


@pytest.fixture
def shipments() -> FakeShipments:
    return FakeShipments()


@pytest.fixture
def carrier() -> Keeping:
    return Keeping()


@pytest.fixture
def shipping(shipments: FakeShipments, carrier: Keeping) -> Shipping:
    return Shipping(shipments, {"fake": carrier}, "fake")


def units(shipments: FakeShipments) -> list[dict[str, int]]:
    return [parcel.consignment.units for parcel in shipments.of_order(ORDER)]


def told(shipment: Shipment, kind: str) -> Event:
    events = [Event.model_validate_json(text) for text in shipment.published]
    return next(event for event in reversed(events) if event.type == kind)


def test_what_is_there_is_booked_at_once_and_each_day_waits_in_a_parcel_of_its_own(
    shipping: Shipping, shipments: FakeShipments
) -> None:
    shipping.open_for(paid(lines=LINES))
    shipping.open_for(paid(lines=LINES))
    assert units(shipments) == [{"MUG-BLUE": 2, "BOWL": 1}, {"BOWL": 2}, {"JUG": 1}]
    first, second, third = shipments.of_order(ORDER)
    assert first.state is ShipmentState.BOOKED
    assert {(each.state, each.queue, each.to_book) for each in (second, third)} == {
        (ShipmentState.CREATED, None, False)
    }
    assert shipment_of(shipment_record(second)) == second
    shipping.came_in(ORDER, "BOWL")
    shipping.came_in(ORDER, "BOWL")
    assert [each.state for each in shipments.of_order(ORDER)] == [
        *(ShipmentState.BOOKED, ShipmentState.BOOKED),
        ShipmentState.CREATED,
    ]


def test_goods_that_come_in_before_it_is_known_to_be_paid_are_told_again(shipping: Shipping) -> None:
    with pytest.raises(Unavailable):
        shipping.came_in(ORDER, "BOWL")


def test_a_carrier_that_is_away_when_the_goods_come_in_is_asked_by_the_job(
    shipping: Shipping, shipments: FakeShipments, carrier: Keeping
) -> None:
    shipping.open_for(paid(lines=(waiting("BOWL", 2, 2),)))
    carrier.trouble = Unavailable("away")
    shipping.came_in(ORDER, "BOWL")
    (parcel,) = shipments.of_order(ORDER)
    assert parcel.to_book
    assert parcel.next_attempt_at


def test_nobody_picks_packs_or_hands_over_what_has_not_come_in(shipments: FakeShipments) -> None:
    picking = Shipping(shipments, BY_HAND, "manual", picks=True)
    picking.open_for(paid(lines=(waiting("BOWL", 2, 2),)))
    assert shipments.of_order(ORDER)[0].work_queue is None
    with pytest.raises(NotIn):
        Fulfilment(shipments).pack(SHIPMENT, Measures(), "packer")
    picking.came_in(ORDER, "BOWL")
    assert shipments.of_order(ORDER)[0].work_queue is not None


def test_by_hand_it_is_not_dispatched_either(shipments: FakeShipments) -> None:
    by_hand = Shipping(shipments, BY_HAND, "manual")
    by_hand.open_for(paid(lines=(waiting("BOWL", 2, 2),)))
    assert shipments.of_order(ORDER)[0].queue is None
    with pytest.raises(IllegalTransition):
        by_hand.dispatch(SHIPMENT, Booking("", "ABC"), "staff")


def test_an_order_that_waits_is_called_off_without_asking_a_carrier_for_what_it_never_had(
    shipping: Shipping, shipments: FakeShipments, carrier: Keeping
) -> None:
    shipping.open_for(paid(lines=(waiting("BOWL", 2, 2),)))
    shipping.recall(ORDER)
    shipping.call_off(cancelled())
    assert [each.state for each in shipments.of_order(ORDER)] == [ShipmentState.CANCELLED]
    assert carrier.bookings == {}
    shipping.came_in(ORDER, "BOWL")
    assert carrier.bookings == {}


def test_units_that_wait_are_taken_out_first(shipping: Shipping, shipments: FakeShipments) -> None:
    shipping.open_for(paid(lines=LINES))
    shipping.takeouts.take_out(wish(BOWL=1))
    assert answers(shipments)[-1][0] == "takeout.succeeded"
    assert units(shipments) == [{"MUG-BLUE": 2, "BOWL": 1}, {"BOWL": 1}, {"JUG": 1}]


def test_what_waits_is_cancelled_after_the_rest_has_left_and_that_completes_the_order(
    shipments: FakeShipments,
) -> None:
    by_hand = Shipping(shipments, BY_HAND, "manual", picks=True)
    by_hand.open_for(paid(lines=(line(), waiting("BOWL", 2, 2))))
    staff = Fulfilment(shipments)
    staff.count(SHIPMENT, shipments.of_order(ORDER)[0].version, {"MUG-BLUE": 2})
    staff.pack(SHIPMENT, Measures(), "packer")
    staff.hand_over(SHIPMENT, Booking("", "ABC"), "packer")
    assert not told(shipments.of_order(ORDER)[0], "shipment.shipped").data["complete"]
    by_hand.takeouts.take_out(wish(BOWL=2))
    assert answers(shipments)[-1][0] == "takeout.succeeded"
    off = told(shipments.of_order(ORDER)[1], "shipment.cancelled").data
    assert (off["complete"], off.get("arrived", False)) == (True, False)
