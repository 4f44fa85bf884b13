"""A carrier that says nothing of a parcel is an error that people see, once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from shipping.adapters.carriers.manual import ManualCarrier
from shipping.domain.shipment import Queue
from shipping.domain.tracking import Booking, Scan, ScanStatus
from shipping.usecases.ports import CarrierReport
from shipping.usecases.shipments import Shipping
from souk import clock
from souk.errors import Unavailable
from souk.events.common import PickupPoint
from tests.support import logs
from tests.unit.shipping.fakes import NOW, ORDER, SHIPMENT, FakeCarrier, FakeShipments, cancelled, paid

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


class Shop:
    """Shipping on a moved clock, and what it told people."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.shipments, self.carrier = FakeShipments(), FakeCarrier()
        self.shipping = Shipping(self.shipments, {"sandbox": self.carrier, "manual": ManualCarrier()}, "sandbox")
        self.lines: list[str] = []
        self._capsys = capsys

    def pays(self, method: str = "standard") -> None:
        with clock.freeze(NOW):
            self.shipping.open_for(paid().model_copy(update={"shipping_method": method}))

    def scans(self, status: ScanStatus, after: timedelta) -> None:
        with clock.freeze(NOW + after):
            self.carrier.report = CarrierReport(
                SHIPMENT, Booking("CR1"), Scan(f"{status}-{after}", status, clock.now())
            )
            self.shipping.hear("sandbox", {}, b"")

    def is_asked_after(self, after: timedelta) -> None:
        """By the sweep of the orders."""
        with clock.freeze(NOW + after), logs.captured() as lines:
            self.shipping.tell_again(ORDER)
        self._note(lines)

    def job_runs(self, after: timedelta) -> int:
        with clock.freeze(NOW + after), logs.captured() as lines:
            done = self.shipping.look_after_silent()
        self._note(lines)
        return done

    @property
    def counted(self) -> int:
        """How often the metric was, so far."""
        return self._capsys.readouterr().out.count('"CarrierSilent":[1.0]')

    def silent_for_staff(self) -> list[datetime | None]:
        return [parcel.silent_since for parcel in self.shipping.waiting(Queue.SILENT, 10, None)[0]]

    def _note(self, lines: logs.Lines) -> None:
        self.lines += [line["message"] for line in lines.parsed() if line["level"] == "ERROR"]


@pytest.fixture
def shop(capsys: pytest.CaptureFixture[str]) -> Shop:
    return Shop(capsys)


def test_a_booked_parcel_that_is_never_scanned_is_told_once(shop: Shop) -> None:
    shop.pays()
    shop.is_asked_after(3 * DAY)
    assert (shop.lines, shop.shipments[SHIPMENT].queue) == ([], Queue.WATCHED)
    assert shop.job_runs(5 * DAY - HOUR) == 0, "it has its five days"
    for hours in range(0, 48):
        shop.job_runs(5 * DAY + hours * HOUR)
    shop.is_asked_after(8 * DAY)
    assert shop.lines == ["a carrier is silent"]
    assert shop.counted == 1
    assert shop.silent_for_staff() == [NOW]


def test_a_parcel_that_is_found_at_its_point_has_the_time_it_may_lie_there(shop: Shop) -> None:
    point = PickupPoint(
        carrier="sandbox", id="P1", kind="shop", name="Kiosk", line1="Am Markt 2", city="Berlin", country="DE"
    )
    with clock.freeze(NOW):
        shop.shipping.open_for(paid().model_copy(update={"pickup_point": point}))
    shop.scans(ScanStatus.IN_TRANSIT, HOUR)
    shop.is_asked_after(2 * DAY)
    # The news of it was lost: only who asks is told.
    shop.carrier.scanned = [Scan("ready", ScanStatus.READY, NOW + DAY)]
    shop.job_runs(7 * DAY)
    assert (shop.lines, shop.silent_for_staff()) == ([], [])
    shop.job_runs(18 * DAY)
    assert shop.lines == ["a carrier is silent"]


def test_an_express_parcel_has_less_time(shop: Shop) -> None:
    shop.pays("express")
    shop.is_asked_after(3 * DAY)
    assert (shop.lines, shop.silent_for_staff()) == (["a carrier is silent"], [NOW])


def test_a_parcel_that_stops_on_its_way_is_told_of_from_its_last_scan(shop: Shop) -> None:
    shop.pays()
    shop.scans(ScanStatus.PICKED_UP, DAY)
    shop.is_asked_after(8 * DAY)
    assert shop.silent_for_staff() == [NOW + DAY]


def test_a_parcel_whose_carrier_speaks_again_is_watched_on(shop: Shop) -> None:
    shop.pays()
    shop.is_asked_after(6 * DAY)
    shop.scans(ScanStatus.PICKED_UP, 7 * DAY)
    assert (shop.silent_for_staff(), shop.shipments[SHIPMENT].queue) == ([], Queue.WATCHED)
    shop.job_runs(8 * DAY)
    assert shop.shipments[SHIPMENT].look_at == NOW + 12 * DAY
    shop.job_runs(12 * DAY)
    assert shop.lines == ["a carrier is silent"] * 2, "it is a silence of its own"


def test_an_old_scan_that_comes_late_does_not_end_the_silence(shop: Shop) -> None:
    shop.pays()
    shop.scans(ScanStatus.IN_TRANSIT, 2 * DAY)
    shop.is_asked_after(8 * DAY)
    shop.scans(ScanStatus.PICKED_UP, DAY)
    shop.job_runs(9 * DAY)
    assert (shop.lines, shop.silent_for_staff()) == (["a carrier is silent"], [NOW + 2 * DAY])


@pytest.mark.parametrize("last", [ScanStatus.DELIVERED, ScanStatus.EXCEPTION])
def test_what_arrived_or_is_with_staff_anyway_is_not_waited_for(shop: Shop, last: ScanStatus) -> None:
    shop.pays()
    shop.is_asked_after(3 * DAY)
    shop.scans(last, 4 * DAY)
    assert shop.job_runs(30 * DAY) == 0
    shop.is_asked_after(30 * DAY)
    assert (shop.lines, shop.silent_for_staff()) == ([], [])


def test_a_cancelled_parcel_is_not_waited_for(shop: Shop) -> None:
    shop.pays()
    shop.is_asked_after(3 * DAY)
    with clock.freeze(NOW + 4 * DAY):
        shop.shipping.call_off(cancelled())
    assert (shop.job_runs(30 * DAY), shop.silent_for_staff()) == (0, [])


def test_a_parcel_that_staff_hand_over_themselves_has_no_carrier_that_could_speak(shop: Shop) -> None:
    shop.shipping = Shipping(shop.shipments, {"manual": ManualCarrier()}, "manual")
    shop.pays()
    with clock.freeze(NOW):
        shop.shipping.dispatch(SHIPMENT, Booking(tracking_code="T1"), "ada")
    shop.is_asked_after(30 * DAY)
    assert (shop.lines, shop.silent_for_staff()) == ([], [])


def test_the_time_before_a_late_booking_is_not_the_carriers_silence_about_the_parcel(shop: Shop) -> None:
    shop.carrier.trouble = Unavailable("down")
    shop.pays()
    shop.carrier.trouble = None
    with clock.freeze(NOW + 3 * DAY):
        assert shop.shipping.book_due() == 1
    shop.is_asked_after(6 * DAY)
    assert (shop.lines, shop.shipments[SHIPMENT].look_at) == ([], NOW + 8 * DAY)


def test_a_carrier_that_answers_no_booking_is_told_once_of_each_parcel(shop: Shop) -> None:
    shop.carrier.trouble = Unavailable("down")
    with logs.captured() as lines:
        shop.pays()
        for minutes in range(1, 24 * 60):
            with clock.freeze(NOW + timedelta(minutes=minutes)):
                shop.shipping.book_due()
    errors = [line for line in lines.parsed() if line["level"] == "ERROR"]
    assert [(line["message"], line["shipment_id"]) for line in errors] == [("a carrier is silent", SHIPMENT)]
    assert shop.counted == 1
    assert shop.shipments[SHIPMENT].queue is Queue.TO_BOOK, "where staff find it"


class Polled(Shop):
    """A shop whose carrier can be asked, and whose webhooks may stay away."""

    def has(self, *scans: tuple[ScanStatus, timedelta]) -> None:
        """What the carrier has scanned by now."""
        self.carrier.scanned = [Scan(f"{status}-{after}", status, NOW + after) for status, after in scans]

    def is_asked_after(self, after: timedelta) -> None:
        before = self.carrier.asked
        super().is_asked_after(after)
        assert self.carrier.asked == before, "no event waits for a carrier"
        self.job_runs(after)

    @property
    def state(self) -> str:
        return self.shipments[SHIPMENT].state


@pytest.fixture
def polled(capsys: pytest.CaptureFixture[str]) -> Polled:
    return Polled(capsys)


ROUTE = [
    (ScanStatus.PICKED_UP, DAY),
    (ScanStatus.IN_TRANSIT, 4 * DAY),
    (ScanStatus.OUT_FOR_DELIVERY, 5 * DAY),
    (ScanStatus.DELIVERED, 5 * DAY + HOUR),
]


def test_without_any_webhook_a_parcel_reaches_the_door(polled: Polled) -> None:
    polled.pays()
    polled.has(*ROUTE[:1])
    polled.is_asked_after(3 * DAY)
    assert polled.state == "shipped"
    for hours in range(3 * 24, 7 * 24):
        polled.has(*[each for each in ROUTE if each[1] <= hours * HOUR])
        polled.job_runs(hours * HOUR)
    assert polled.state == "delivered"
    assert polled.shipments.published.count("shipment.delivered") == 1
    assert polled.lines == []
    assert polled.carrier.asked <= 10, "and not with every run"
    assert polled.job_runs(30 * DAY) == 0


def test_the_same_news_by_webhook_and_by_asking_counts_once_in_any_order(polled: Polled) -> None:
    polled.pays()
    polled.scans(*ROUTE[0])
    polled.has(*ROUTE)
    polled.is_asked_after(8 * DAY)
    before = polled.shipments[SHIPMENT]
    for each in reversed(ROUTE):
        polled.scans(*each)
    assert polled.shipments[SHIPMENT] == before
    assert polled.shipments.published.count("shipment.delivered") == 1


def test_a_carrier_is_asked_the_less_the_longer_it_says_nothing_and_also_once_people_were_told(polled: Polled) -> None:
    polled.pays()
    polled.has()
    polled.is_asked_after(3 * DAY)
    for hours in range(3 * 24, 10 * 24):
        polled.job_runs(hours * HOUR)
    assert polled.carrier.asked <= 9
    assert (polled.lines, polled.silent_for_staff()) == (["a carrier is silent"], [NOW])
    polled.has((ScanStatus.DELIVERED, 9 * DAY))
    polled.job_runs(11 * DAY)
    assert polled.state == "delivered"


def test_a_carrier_that_does_not_answer_is_asked_once_a_run(polled: Polled) -> None:
    polled.pays()
    with clock.freeze(NOW):
        polled.shipping.open_for(paid("another"))
    polled.has()
    polled.is_asked_after(3 * DAY)
    with clock.freeze(NOW + 3 * DAY):
        polled.shipping.tell_again("another")
    polled.job_runs(3 * DAY)
    polled.carrier.trouble, polled.carrier.asked = Unavailable("down"), 0
    polled.job_runs(5 * DAY - HOUR)
    assert polled.carrier.asked == 1
    polled.carrier.trouble = None
    polled.has((ScanStatus.PICKED_UP, 4 * DAY))
    for hours in range(24):
        polled.job_runs(5 * DAY + hours * HOUR)
    assert polled.state == "shipped"
