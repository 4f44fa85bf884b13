"""A recall meets a pick-up, the news that its order is paid, or itself, at every single step of either."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from shipping.domain.tracking import Booking, Scan, ScanStatus, ShipmentState
from shipping.usecases.ports import CarrierReport
from shipping.usecases.shipments import Shipping
from souk import clock
from tests.unit.shipping.fakes import NOW, ORDER, SHIPMENT, FakeCarrier, FakeShipments, paid

STEPS = 30  # more than any of the use cases takes
_PORTS = {"create", "save", "of_order", "bar", "told_of_bar", "tell_again", "book", "cancel"}


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.freeze(NOW):
        yield


class Stepwise:
    """A port whose calls are counted, and between which somebody else gets a turn."""

    def __init__(self, port: object, step: Callable[[], None]) -> None:
        self._port, self._step = port, step

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._port, name)
        if name not in _PORTS:
            return call

        def stepped(*args: Any, **options: Any) -> Any:
            self._step()
            answer = call(*args, **options)
            self._step()
            return answer

        return stepped


class Race:
    """`first` is interrupted at its step number `at` by the whole of `second`."""

    def __init__(self) -> None:
        self.shipments, self.carrier = FakeShipments(), FakeCarrier()
        self.steps = 0
        self.at = -1
        self.second: Callable[[], None] = lambda: None
        self.shipping = Shipping(self.shipments, {"sandbox": self.carrier}, "sandbox")
        stepwise: Any = Stepwise(self.shipments, self._step)
        carrier: Any = Stepwise(self.carrier, self._step)
        self.interrupted = Shipping(stepwise, {"sandbox": carrier}, "sandbox")

    def run(self, first: Callable[[Shipping], None], second: Callable[[Shipping], None], at: int) -> bool:
        """False when `first` takes fewer steps than that."""
        self.at, self.second = at, lambda: second(self.shipping)
        first(self.interrupted)
        return self.steps > at

    def _step(self) -> None:
        step, self.steps = self.steps, self.steps + 1
        if step == self.at:
            self.second()

    def answers(self) -> set[str]:
        told = {event.id: event.type for event in self.shipments.events if event.type.startswith("recall.")}
        assert len(told) == 1, f"one answer, under one id: {told}"
        return {*told.values()}

    def picked_up(self, shipping: Shipping) -> None:
        self.carrier.report = CarrierReport(SHIPMENT, Booking("CR1"), Scan("s1", ScanStatus.PICKED_UP, NOW))
        shipping.hear("sandbox", {}, b"")


def recall(shipping: Shipping) -> None:
    shipping.recall(ORDER)


def is_paid(shipping: Shipping) -> None:
    shipping.open_for(paid())


@pytest.mark.parametrize("recall_first", [True, False])
def test_either_the_pick_up_or_the_recall_wins(recall_first: bool) -> None:
    played = set()
    for at in range(STEPS):
        race = Race()
        race.shipping.open_for(paid())
        scan = race.picked_up
        first, second = (recall, scan) if recall_first else (scan, recall)
        if not race.run(first, second, at):
            second(race.shipping)
        [answer] = race.answers()
        played.add(answer)
        shipment = race.shipments[SHIPMENT]
        types = race.shipments.published
        if answer == "recall.refused":
            assert (shipment.state, types.count("shipment.shipped")) == (ShipmentState.SHIPPED, 1)
            assert "shipment.cancelled" not in types
        else:
            assert (shipment.state, "shipment.shipped" in types) == (ShipmentState.CANCELLED, False)
            assert types[-1] == "shipment.astray", "people are told of the pick-up that came later"
    assert played == {"recall.succeeded", "recall.refused"}


@pytest.mark.parametrize("recall_first", [True, False])
def test_no_parcel_is_on_its_way_of_an_order_that_was_had_back(recall_first: bool) -> None:
    for at in range(STEPS):
        race = Race()
        first, second = (recall, is_paid) if recall_first else (is_paid, recall)
        if not race.run(first, second, at):
            second(race.shipping)
        assert race.answers() == {"recall.succeeded"}
        for shipment in race.shipments.kept.values():
            assert shipment.state is ShipmentState.CANCELLED
            assert set(race.carrier.called_off) == {
                booking.carrier_reference for booking in race.carrier.bookings.values()
            }


def test_a_recall_told_twice_at_once_is_answered_once() -> None:
    for at in range(STEPS):
        race = Race()
        race.shipping.open_for(paid())
        if not race.run(recall, recall, at):
            recall(race.shipping)
        assert race.answers() == {"recall.succeeded"}
        assert race.shipments.published.count("shipment.cancelled") == 1
