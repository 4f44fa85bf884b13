"""Parcels of disputed payments stay in the house until the bank, or staff, decide."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from shipping.adapters.carriers.manual import ManualCarrier
from shipping.adapters.codec import shipment_of, shipment_record
from shipping.domain import fulfilment
from shipping.domain.fulfilment import packed
from shipping.domain.shipment import HoldReason, ParcelHeld, ParcelHold, Queue, Shipment
from shipping.domain.tracking import Booking, Scan, ScanStatus, ShipmentState
from shipping.domain.work import Packed, Work, WorkQueue
from shipping.usecases.holding import Holding
from shipping.usecases.shipments import Shipping
from souk import clock
from souk.errors import IllegalTransition, PreconditionFailed, Unavailable
from souk.events.payments import DisputeChanged, FraudWarned
from tests.unit.shipping.fakes import NOW, ORDER, SHIPMENT, FakeCarrier, FakeShipments, cancelled, euro, paid

SCAN = Scan(f"{SHIPMENT}:dispatched", ScanStatus.PICKED_UP, NOW)


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
    return Shipping(shipments, {"sandbox": carrier, "manual": ManualCarrier()}, "sandbox")


def holding(shipments: FakeShipments, reasons: Collection[HoldReason] = tuple(HoldReason)) -> Holding:
    return Holding(shipments, frozenset(reasons))


def dispute(status: str, dispute_id: str = "dp_1") -> DisputeChanged:
    return DisputeChanged(
        dispute_id=dispute_id,
        payment_id="p1",
        order_id=ORDER,
        provider="stripe",
        status=status,
        amount=euro(1),
        withdrawn=euro(0),
        reinstated=euro(0),
        contested=euro(1),
        disputed_total=euro(0),
    )


def warning(*, actionable: bool = True) -> FraudWarned:
    return FraudWarned(
        warning_id="w1", payment_id="p1", order_id=ORDER, provider="stripe", amount=euro(1), actionable=actionable
    )


def test_what_is_disputed_is_neither_booked_nor_handed_over_until_it_is_won(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    carrier.trouble = Unavailable("away")
    shipping.open_for(paid())
    holds = holding(shipments)
    for status in ("warning_needs_response", "needs_response", "lost"):
        holds.disputed(dispute(status))
    parcel = shipping.one(SHIPMENT)
    assert (parcel.queue, parcel.to_book, len(parcel.held)) == (Queue.HELD, False, 1)
    assert shipment_of(shipment_record(parcel)).holds == parcel.holds
    carrier.trouble = None
    shipping.book(SHIPMENT)
    with pytest.raises(ParcelHeld) as refused:
        shipping.dispatch(SHIPMENT, Booking(tracking_code="RR1"), "staff1")
    assert refused.value.detail["reasons"] == ["dispute"]
    assert shipping.one(SHIPMENT).state is ShipmentState.CREATED
    holds.warned(warning())
    holds.disputed(dispute("won"))
    assert (shipping.one(SHIPMENT).held, shipping.one(SHIPMENT).queue) == ((), Queue.TO_BOOK)
    holds.disputed(dispute("needs_response"))
    holds.warned(warning())
    assert shipping.one(SHIPMENT).held == ()  # told once more
    with clock.freeze(NOW + timedelta(minutes=1)):
        shipping.book(SHIPMENT)
    assert shipping.one(SHIPMENT).state is ShipmentState.BOOKED


def test_staff_release_what_they_looked_at(shipping: Shipping, shipments: FakeShipments) -> None:
    shipping.open_for(paid())
    holds = holding(shipments)
    with pytest.raises(IllegalTransition):
        holds.release(SHIPMENT, "staff1", shipping.one(SHIPMENT).version)
    holds.warned(warning())
    seen = shipping.one(SHIPMENT).version
    holds.disputed(dispute("needs_response"))
    with pytest.raises(PreconditionFailed):
        holds.release(SHIPMENT, "staff1", seen)
    for _ in range(2):
        released = holds.release(SHIPMENT, "staff1", shipping.one(SHIPMENT).version)
    assert ([hold.released_by for hold in released.holds], released.held) == (["staff:staff1"] * 2, ())


@pytest.mark.parametrize("reasons", [(), (HoldReason.FRAUD_WARNING,)])
def test_only_what_the_shop_holds_parcels_for_does(
    shipping: Shipping, shipments: FakeShipments, reasons: Collection[HoldReason]
) -> None:
    shipping.open_for(paid())
    holds = holding(shipments, reasons)
    holds.disputed(dispute("needs_response"))
    holds.warned(warning(actionable=False))
    assert shipping.one(SHIPMENT).held == ()
    holds.warned(warning())
    assert [hold.reason for hold in shipping.one(SHIPMENT).held] == list(reasons)


def test_what_has_left_is_not_held(shipping: Shipping, shipments: FakeShipments) -> None:
    shipping.open_for(paid())
    parcel = shipping.one(SHIPMENT)
    shipments.save(replace(parcel, version=parcel.version + 1).scanned(SCAN), parcel.version)
    holding(shipments).disputed(dispute("needs_response"))
    assert shipping.one(SHIPMENT).holds == ()


def test_what_is_packed_leaves_the_queue_of_what_is_to_be_shipped(shipping: Shipping, shipments: FakeShipments) -> None:
    shipping.open_for(paid())
    parcel = packed(replace(shipping.one(SHIPMENT), work=Work()), Packed(NOW, "staff1"))
    assert parcel.work_queue is WorkQueue.TO_SHIP
    holding(shipments).disputed(dispute("needs_response"))
    parcel = replace(parcel, holds=shipping.one(SHIPMENT).holds)
    assert (parcel.work_queue, parcel.queue) == (None, Queue.HELD)
    with pytest.raises(ParcelHeld):
        fulfilment.handed_over(parcel, SCAN)


@pytest.mark.parametrize("picks", [True, False])
def test_what_is_disputed_before_it_is_a_parcel_is_held_from_its_first_moment(
    shipments: FakeShipments, carrier: FakeCarrier, picks: bool
) -> None:
    shipping = Shipping(shipments, {"sandbox": carrier}, "sandbox", picks=picks)
    holds = holding(shipments)
    for _ in range(2):
        holds.warned(warning())
        holds.disputed(dispute("needs_response"))
    for _ in range(2):
        shipping.open_for(paid())
    parcel = shipping.one(SHIPMENT)
    assert (parcel.queue, parcel.work_queue, len(parcel.held)) == (Queue.HELD, None, 2)
    assert (parcel.state, carrier.bookings) == (ShipmentState.CREATED, {})
    holds.disputed(dispute("won"))
    shipping.book(SHIPMENT)
    assert shipping.one(SHIPMENT).state is ShipmentState.BOOKED


def test_what_is_won_before_it_is_a_parcel_is_sent(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    holds = holding(shipments)
    holds.warned(warning())
    holds.disputed(dispute("needs_response"))
    holds.disputed(dispute("won"))
    holds.disputed(dispute("needs_response"))  # told once more
    shipping.open_for(paid())
    assert shipping.one(SHIPMENT).state is ShipmentState.BOOKED


def test_an_order_that_gets_no_parcel_has_nothing_held(shipping: Shipping, shipments: FakeShipments) -> None:
    holding(shipments).disputed(dispute("needs_response"))
    shipping.call_off(cancelled())
    holding(shipments).disputed(dispute("lost"))
    shipping.open_for(paid())
    assert shipping.for_staff(ORDER) == []


def test_what_is_lost_before_anything_else_was_heard_is_held(shipping: Shipping, shipments: FakeShipments) -> None:
    shipping.open_for(paid())
    holding(shipments).disputed(dispute("lost"))
    assert shipping.one(SHIPMENT).queue is Queue.HELD


class Racing(FakeShipments):
    """In the middle of whatever is done, something else is done."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.at = at
        self.between: Callable[[], None] = lambda: None

    def _step(self) -> None:
        self.at -= 1
        if self.at == 0:
            self.between()

    def create(self, shipment: Shipment) -> bool:
        made = super().create(shipment)
        self._step()
        return made

    def of_order(self, order_id: str) -> list[Shipment]:
        found = super().of_order(order_id)
        self._step()
        return found

    def holds_of(self, order_id: str) -> tuple[ParcelHold, ...] | None:
        held = super().holds_of(order_id)
        self._step()
        return held


@pytest.mark.parametrize("parcel_first", [True, False])
@pytest.mark.parametrize("at", range(1, 4))
def test_a_dispute_and_the_first_parcel_meet_at_every_step(carrier: FakeCarrier, at: int, parcel_first: bool) -> None:
    shipments = Racing(at)
    carrier.trouble = Unavailable("away")
    shipping = Shipping(shipments, {"sandbox": carrier}, "sandbox")
    acts: list[Callable[[], None]] = [
        lambda: shipping.open_for(paid()),
        lambda: holding(shipments).disputed(dispute("needs_response")),
    ]
    first, shipments.between = acts if parcel_first else reversed(acts)
    first()
    if shipments.at > 0:
        shipments.at = 0
        shipments.between()
    assert len(shipping.one(SHIPMENT).held) == 1
