"""Parcels that are sent to a pick-up point of their carrier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from shipping.adapters.carriers.manual import ManualCarrier
from shipping.adapters.codec import shipment_of, shipment_record
from shipping.domain import several, trouble
from shipping.domain.consignment import Address, PickupPoint, Resending
from shipping.domain.shipment import Queue, Shipment
from shipping.domain.tracking import Booking, Scan, ScanStatus, ShipmentState
from shipping.doors.carrying.points import NearbyPointView
from shipping.doors.fulfilling.views import PackingSlipView
from shipping.doors.views import ShipmentView
from shipping.usecases.carrying.points import MOST, Points
from shipping.usecases.orders import consignment_of
from shipping.usecases.ports import Carrier, CarrierRefused, CarrierReport, NearbyPoint
from shipping.usecases.shipments import Shipping
from shipping.usecases.silence import patience_of
from souk import clock
from souk.errors import IllegalTransition, Unavailable
from souk.events.common import PickupPoint as ToldPoint
from souk.events.orders import OrderPaid
from souk.events.shipping import ShipmentChanged
from tests.unit.shipping.fakes import NOW, SHIPMENT, FakeCarrier, FakeShipments, line, paid

KIOSK = PickupPoint("sandbox", "P1", "shop", "Kiosk", "Torstraße 2", "10119", "Berlin", "DE", "8–20")


def to_point() -> OrderPaid:
    order = paid(lines=[line(), line("LAMP", 1)])
    told = ToldPoint.model_validate(KIOSK, from_attributes=True)
    return order.model_copy(update={"pickup_point": told, "shipping_method": "point"})


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
    """The shop's usual carrier is another by now."""
    return Shipping(shipments, {"easypost": FakeCarrier(), "sandbox": carrier, "manual": ManualCarrier()}, "easypost")


def heard(shipping: Shipping, carrier: FakeCarrier, status: ScanStatus, minutes: int) -> None:
    scan = Scan(f"{status}-{minutes}", status, NOW + timedelta(minutes=minutes))
    carrier.report = CarrierReport(SHIPMENT, Booking("CR1"), scan)
    with clock.freeze(scan.occurred_at):
        shipping.hear("sandbox", {}, b"{}")


def test_it_is_booked_to_its_point_with_the_carrier_whose_point_it_is(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    shipping.open_for(to_point())
    parcel = shipments[SHIPMENT]
    assert (parcel.carrier, parcel.state) == ("sandbox", ShipmentState.BOOKED)
    assert carrier.booked_to == {"CR1": KIOSK}
    slip = PackingSlipView.of(parcel)
    assert slip.pickup_point is not None
    assert (slip.address.name, slip.pickup_point.name) == (parcel.consignment.address.name, "Kiosk")
    assert shipment_of(shipment_record(parcel)) == parcel


def test_once_it_lies_there_its_shopper_is_told_and_its_carrier_has_time(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    shipping.open_for(to_point())
    heard(shipping, carrier, ScanStatus.IN_TRANSIT, 1)
    assert patience_of(shipments[SHIPMENT]) == timedelta(days=5)
    heard(shipping, carrier, ScanStatus.READY, 2)
    heard(shipping, carrier, ScanStatus.READY, 3)
    parcel = shipments[SHIPMENT]
    assert (parcel.at_point, parcel.lies_ready, parcel.queue) == (True, False, None)
    assert ShipmentView.of(parcel).at_point
    assert ShipmentView.of(parcel).pickup_code == ""
    assert patience_of(parcel) == timedelta(days=16)
    heard(shipping, carrier, ScanStatus.DELIVERED, 4)
    assert not shipments[SHIPMENT].at_point
    told = [name for name in shipments.published if name != "shipment.created"]
    assert told == ["shipment.shipped", "shipment.ready", "shipment.delivered"]
    ready = ShipmentChanged.model_validate(shipments.events[-2].data)
    assert ready.complete
    assert ready.pickup_point is not None
    assert ready.pickup_point.id == "P1"


def test_a_first_scan_that_says_it_lies_there_says_that_it_left_too(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    shipping.open_for(to_point())
    heard(shipping, carrier, ScanStatus.READY, 1)
    heard(shipping, carrier, ScanStatus.EXCEPTION, 2)
    heard(shipping, carrier, ScanStatus.READY, 3)
    assert shipments.published[1:] == ["shipment.shipped", "shipment.ready", "shipment.exception", "shipment.ready"]


def test_the_news_that_it_lies_there_comes_too_late(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    shipping.open_for(to_point())
    heard(shipping, carrier, ScanStatus.DELIVERED, 5)
    heard(shipping, carrier, ScanStatus.READY, 2)
    assert shipments.published[1:] == ["shipment.shipped", "shipment.delivered"]


def test_what_nobody_collects_comes_back(shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier) -> None:
    shipping.open_for(to_point())
    heard(shipping, carrier, ScanStatus.READY, 1)
    heard(shipping, carrier, ScanStatus.UNCOLLECTED, 2)
    left = shipments[SHIPMENT]
    assert (left.state, left.trouble, left.queue) == (ShipmentState.EXCEPTION, ScanStatus.UNCOLLECTED, Queue.TROUBLE)
    heard(shipping, carrier, ScanStatus.RETURNED, 3)
    heard(shipping, carrier, ScanStatus.READY, 4)  # at a station of the way back
    back = shipments[SHIPMENT]
    assert (back.trouble, back.at_point) == (ScanStatus.RETURNED, False)
    assert shipments.published[-2:] == ["shipment.exception", "shipment.exception"]


def test_staff_say_that_nobody_came_only_where_somebody_was_to(shipments: FakeShipments) -> None:
    scan = Scan("staff", ScanStatus.UNCOLLECTED, NOW, by="staff:1")
    moved = Scan("moved", ScanStatus.IN_TRANSIT, NOW - timedelta(hours=1))
    sent = consignment_of(to_point(), NOW)
    assert sent is not None
    parcel = Shipment(sent, "sandbox", booking=Booking("CR1")).scanned(moved)
    assert trouble.reported(parcel, scan).trouble is ScanStatus.UNCOLLECTED
    with pytest.raises(IllegalTransition):
        trouble.reported(replace(parcel, consignment=replace(sent, point=None)), scan)


def test_another_address_says_whom_it_is_for_and_what_is_sent_again_goes_there(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    shipping.open_for(to_point())
    parcel = shipments[SHIPMENT]
    address = Address("Eve", "Elsewhere 1", "Bonn", "53111", "DE")
    assert parcel.consignment.readdressed(address).point == KIOSK
    again = several.in_the_place_of(
        [parcel], parcel, parcel.consignment.lines, Resending(SHIPMENT), "easypost", NOW, picks=False
    )
    assert (again.carrier, again.consignment.point) == ("sandbox", KIOSK)
    assert parcel.consignment.anonymised().point is None


class Sealing:
    def __init__(self, carrier: FakeCarrier) -> None:
        everyone: dict[str, Carrier] = {"sandbox": carrier, "manual": ManualCarrier()}
        self.points = Points(everyone, lambda point: f"sealed {point.id}")

    def near(self, code: str = "10119") -> list[NearbyPointView]:
        return [NearbyPointView.offered(point) for point in self.points.near("DE", code)]


def test_points_are_sealed_few_and_asked_for_once_in_five_minutes(carrier: FakeCarrier) -> None:
    carrier.nearby = [NearbyPoint(replace(KIOSK, id=f"P{number}"), 100 * number) for number in range(30)]
    carrier.nearby.insert(1, NearbyPoint(replace(KIOSK, id="abroad", country="PL")))
    sealing = Sealing(carrier)
    found = sealing.near()
    assert len(found) == MOST - 1
    assert (found[1].id, found[1].distance, found[1].seal, found[1].hours) == ("P1", 100, "sealed P1", "8–20")
    assert sealing.near() == found
    assert carrier.asked == 1
    sealing.near("10117")
    assert carrier.asked == 2
    with clock.freeze(NOW + timedelta(minutes=6)):
        sealing.near()
    assert carrier.asked == 3


def test_a_carrier_without_points_is_not_asked_and_one_that_is_away_says_so(carrier: FakeCarrier) -> None:
    carrier.has_points = False
    assert Sealing(carrier).near() == []
    assert Sealing(carrier).points.near("DE", "1") == []
    assert carrier.asked == 0
    carrier.has_points = True
    carrier.trouble = CarrierRefused("there is no such place")
    assert Sealing(carrier).near() == []
    carrier.trouble = Unavailable("away")
    with pytest.raises(Unavailable):
        Sealing(carrier).near()
