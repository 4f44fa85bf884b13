"""A recall meets a pick-up, the news that its order is paid, or itself, at every single step of either."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from shipping.domain.fulfilment import CalledOff
from shipping.domain.tracking import Booking, Scan, ScanStatus, ShipmentState
from shipping.domain.work import Pick
from shipping.usecases.batches import Batching, BatchWish, NothingToPick
from shipping.usecases.fulfilment import Fulfilment, Measures
from shipping.usecases.ports import CarrierReport
from shipping.usecases.shipments import Shipping
from souk import clock
from souk.errors import Unavailable
from tests.unit.shipping.fakes import NOW, ORDER, SHIPMENT, FakeBatches, FakeCarrier, FakeShipments, paid

STEPS = 30  # more than any of the use cases takes
_PORTS = {"create", "save", "of_order", "several", "bar", "told_of_bar", "tell_again", "book", "cancel"}


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

    def __init__(self, *, picks: bool = False) -> None:
        self.shipments, self.carrier, self.batches = FakeShipments(), FakeCarrier(), FakeBatches()
        self.steps = 0
        self.at = -1
        self.second: Callable[[], None] = lambda: None
        self.shipping = Shipping(self.shipments, {"sandbox": self.carrier}, "sandbox", picks=picks)
        stepwise: Any = Stepwise(self.shipments, self._step)
        carrier: Any = Stepwise(self.carrier, self._step)
        self.interrupted = Shipping(stepwise, {"sandbox": carrier}, "sandbox", picks=picks)
        self.stepwise = stepwise

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

    def batching(self, shipping: Shipping) -> Batching:
        return Batching(self.stepwise if shipping is self.interrupted else self.shipments, self.batches)

    def packed_in_a_batch(self) -> None:
        """Booked, picked and packed: what is left is to hand it over."""
        self.shipping.open_for(paid())
        self.batching(self.shipping).make("b1", BatchWish("bo", size=5), "bo")
        self.batching(self.shipping).scan("b1", Pick("s1", "MUG-BLUE", 2))
        Fulfilment(self.shipments).pack(SHIPMENT, Measures(), "bo")

    def dispatches(self, shipping: Shipping) -> None:
        self.batching(shipping).dispatch("b1", {}, "bo")

    def works(self, shipping: Shipping) -> None:
        """Picks and packs, and stops where they are told that nobody wants the parcel any more."""
        batching = self.batching(shipping)
        with contextlib.suppress(CalledOff, NothingToPick):
            batching.make("b1", BatchWish("bo", size=5), "bo")
            batching.scan("b1", Pick("s1", "MUG-BLUE", 2))
            port = self.stepwise if shipping is self.interrupted else self.shipments
            Fulfilment(port).pack(SHIPMENT, Measures(), "bo")


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


@pytest.mark.parametrize("recall_first", [True, False])
def test_either_the_dispatch_of_a_batch_or_the_recall_wins(recall_first: bool) -> None:
    """Staff never hand over a parcel whose booking the carrier has given back, nor is one had back that has left."""
    played = set()
    for at in range(STEPS):
        race = Race(picks=True)
        race.packed_in_a_batch()
        first, second = (recall, race.dispatches) if recall_first else (race.dispatches, recall)
        if not race.run(first, second, at):
            second(race.shipping)
        [answer] = race.answers()
        played.add(answer)
        shipment = race.shipments[SHIPMENT]
        if answer == "recall.refused":
            assert (shipment.state, race.carrier.called_off) == (ShipmentState.SHIPPED, [])
        else:
            assert (shipment.state, race.carrier.called_off) == (ShipmentState.CANCELLED, ["CR1"])
            assert "shipment.shipped" not in race.shipments.published
        assert (shipment.queue, shipment.work_queue) == (None, None)
    assert played == {"recall.succeeded", "recall.refused"}


@pytest.mark.parametrize("recall_first", [True, False])
def test_who_picks_and_packs_neither_keeps_an_order_from_being_had_back_nor_goes_on_with_it(recall_first: bool) -> None:
    for at in range(STEPS):
        race = Race(picks=True)
        race.shipping.open_for(paid())
        first, second = (recall, race.works) if recall_first else (race.works, recall)
        if not race.run(first, second, at):
            second(race.shipping)
        assert race.answers() == {"recall.succeeded"}
        assert race.shipments[SHIPMENT].state is ShipmentState.CANCELLED
        assert race.shipments[SHIPMENT].work_queue is None
        with pytest.raises(CalledOff):
            Fulfilment(race.shipments).pack(SHIPMENT, Measures(), "bo")


def test_a_carrier_that_is_away_when_an_order_is_recalled_keeps_the_parcel_in_the_house() -> None:
    race = Race(picks=True)
    race.packed_in_a_batch()
    race.carrier.trouble = Unavailable("away")
    recall(race.shipping)
    [handed] = race.batching(race.shipping).dispatch("b1", {}, "bo").parcels
    assert handed.error is not None
    assert (handed.error.code, race.shipments[SHIPMENT].work_queue) == ("called_off", None)
    race.carrier.trouble = None
    race.shipping.book(SHIPMENT)
    assert race.answers() == {"recall.succeeded"}
