"""Staff choose a rate: booked anew, and the former booking called off, whenever the process dies or it is scanned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from shipping.adapters.codec import shipment_of, shipment_record
from shipping.domain.rates import Rate
from shipping.domain.shipment import Shipment
from shipping.domain.tracking import Booking, Scan, ScanStatus, ShipmentState
from shipping.usecases.carrying.rates import Rates
from shipping.usecases.fulfilment import Fulfilment, Measures
from shipping.usecases.ports import CarrierReport
from shipping.usecases.shipments import Shipping
from souk import clock
from souk.errors import IllegalTransition, InvalidInput, PreconditionFailed, Unavailable
from souk.money import Money
from tests.unit.shipping.fakes import NOW, SHIPMENT, FakeCarrier, FakeShipments, cancelled, paid

EXPRESS, STANDARD = Rate("Post Express", Money(990, "EUR"), 1), Rate("Post Standard", Money(490, "EUR"))


class Desk:
    def __init__(self, *, picks: bool = False, refused: bool = False) -> None:
        self.shipments, self.carrier = FakeShipments(), FakeCarrier()
        self.carrier.offers = [EXPRESS, STANDARD]
        self.carrier.refused_streets = {paid().shipping_address.line1} if refused else set()
        carriers = {"sandbox": self.carrier}
        self.shipping = Shipping(self.shipments, carriers, "sandbox", picks=picks)
        self.rates = Rates(self.shipments, carriers)
        with clock.freeze(NOW):
            self.shipping.open_for(paid())
        self.carrier.refused_streets = set()

    @property
    def parcel(self) -> Shipment:
        return self.shipments[SHIPMENT]

    def choose(self, name: str = EXPRESS.name, version: int | None = None) -> Shipment:
        with clock.freeze(NOW):
            return self.rates.choose(SHIPMENT, name, version or self.parcel.version)

    def live(self) -> list[str]:
        return [ref for ref in self.carrier.addresses if ref not in self.carrier.called_off]

    def scan(self, reference: str) -> None:
        scan = Scan("e1", ScanStatus.PICKED_UP, NOW)
        self.carrier.report = CarrierReport(SHIPMENT, Booking(reference), scan)
        self.shipping.hear("sandbox", {}, b"")


def test_offers_are_shown_the_cheapest_first() -> None:
    _, offers = Desk().rates.of(SHIPMENT)
    assert offers == [STANDARD, EXPRESS]


def test_a_booked_parcel_is_booked_by_the_chosen_rate_and_its_first_booking_called_off() -> None:
    desk = Desk()
    after = desk.choose()
    assert (after.consignment.rate, after.booking.carrier_reference) == (EXPRESS.name, "CR2")
    assert (desk.carrier.called_off, after.former, after.queue) == (["CR1"], (), None)
    assert desk.choose() == after, "the same again changes nothing"
    assert shipment_of(shipment_record(after)) == after


def test_a_refused_parcel_is_booked_by_what_staff_choose() -> None:
    desk = Desk(refused=True)
    assert desk.parcel.state is ShipmentState.EXCEPTION
    assert desk.choose().state is ShipmentState.BOOKED
    assert desk.carrier.called_off == []


@pytest.mark.parametrize("dies", ["book", "cancel"])
def test_what_was_written_down_is_gone_on_with_by_the_job(dies: str, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()

    def dead(*_: object) -> Booking:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(desk.carrier, dies, dead)
        with pytest.raises(KeyboardInterrupt):
            desk.choose()
    with clock.freeze(NOW + timedelta(minutes=2)):
        assert desk.shipping.book_due() == 1
    assert desk.live() == [desk.parcel.booking.carrier_reference] == ["CR2"]
    assert desk.parcel.queue is None


def test_a_carrier_that_is_away_is_asked_again_by_the_job(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()

    def away(*_: object) -> Booking:
        raise Unavailable("away")

    with monkeypatch.context() as patched:
        patched.setattr(desk.carrier, "book", away)
        assert desk.choose().state is ShipmentState.CREATED
    with clock.freeze(NOW + timedelta(minutes=5)):
        desk.shipping.book_due()
    assert desk.live() == [desk.parcel.booking.carrier_reference] == ["CR2"]


def _moved(desk: Desk) -> None:
    desk.scan("CR1")


def _packed(desk: Desk) -> None:
    Fulfilment(desk.shipments).pack(SHIPMENT, Measures(), "sam", 0)


def _cancelled(desk: Desk) -> None:
    desk.shipping.call_off(cancelled())


@pytest.mark.parametrize("happens", [_moved, _packed, _cancelled])
def test_it_is_too_late_for_another_rate(happens: Callable[[Desk], None]) -> None:
    desk = Desk(picks=True)
    happens(desk)
    before = desk.parcel
    with pytest.raises(IllegalTransition):
        desk.choose()
    assert (desk.parcel, len(desk.carrier.bookings)) == (before, 1)


def test_what_is_not_offered_or_was_read_too_long_ago_is_refused() -> None:
    desk = Desk()
    with pytest.raises(InvalidInput, match="is not offered"):
        desk.choose("Pigeon Post")
    with pytest.raises(PreconditionFailed):
        desk.choose(version=desk.parcel.version - 1 or 99)
    assert len(desk.carrier.bookings) == 1


def test_a_scan_of_the_booking_of_before_does_not_move_it() -> None:
    desk = Desk()
    desk.choose()
    states = []
    for reference in ("CR1", "CR2"):
        desk.scan(reference)
        states.append(desk.parcel.state)
    assert states == [ShipmentState.BOOKED, ShipmentState.SHIPPED]
