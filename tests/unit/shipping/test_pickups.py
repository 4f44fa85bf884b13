"""Orders that are fetched at a location of the shop."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from shipping.adapters.carriers.manual import ManualCarrier
from shipping.adapters.codec import shipment_of, shipment_record
from shipping.domain import several, trouble
from shipping.domain.consignment import Elsewhere, Resending
from shipping.domain.fulfilment import WrongCode
from shipping.domain.shipment import Queue, Shipment
from shipping.domain.tracking import Scan, ScanStatus, ShipmentState
from shipping.domain.work import WorkQueue
from shipping.doors.views import ShipmentView, StaffShipmentView
from shipping.usecases import announcements
from shipping.usecases.fulfilment import Fulfilment, Measures
from shipping.usecases.orders import consignment_of
from shipping.usecases.shipments import Shipping
from souk import clock
from souk.errors import IllegalTransition
from souk.events import Event
from souk.events.common import PickupPlace
from souk.events.orders import OrderPaid
from souk.events.shipping import ShipmentChanged
from souk.shop.pickup import code_of
from tests.unit.shipping.fakes import NOW, ORDER, SHIPMENT, FakeCarrier, FakeShipments, line, paid

PLACE = PickupPlace(
    location="berlin", name="Souk Berlin", line1="Torstraße 1", postal_code="10119", city="Berlin", country="DE"
)
CODE = "271828"
PATIENCE = timedelta(days=14)


def fetched() -> OrderPaid:
    order = paid(lines=[line(), line("LAMP", 1)])
    return order.model_copy(update={"pickup": PLACE, "shipping_method": "pickup-berlin"})


class Shares:
    """An allocator of a shop with two locations."""

    def __init__(self, shares: Mapping[str, Mapping[str, int]]) -> None:
        self._shares = shares

    def allocate(self, _order: OrderPaid) -> Mapping[str, Mapping[str, int]]:
        return self._shares


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(secrets, "randbelow", lambda _: int(CODE))
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


@pytest.fixture
def fulfilment(shipments: FakeShipments) -> Fulfilment:
    return Fulfilment(shipments)


def ready(shipping: Shipping, fulfilment: Fulfilment) -> Shipment:
    shipping.open_for(fetched())
    return fulfilment.hand_over(SHIPMENT, None, "staff1")


def test_no_carrier_is_asked_for_what_is_fetched(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    shipping.open_for(fetched())
    shipping.open_for(fetched())
    assert not carrier.bookings
    parcel = shipments[SHIPMENT]
    assert parcel.queue is Queue.TO_DISPATCH
    assert parcel.consignment.location == "main"


def test_it_lies_ready_and_is_handed_out_for_its_code(
    shipping: Shipping, fulfilment: Fulfilment, shipments: FakeShipments
) -> None:
    parcel = ready(shipping, fulfilment)
    assert (parcel.state, parcel.queue) == (ShipmentState.SHIPPED, Queue.TO_COLLECT)
    assert [scan.status for scan in parcel.scans] == [ScanStatus.READY]
    assert fulfilment.hand_over(SHIPMENT, None, "staff2") == parcel
    with pytest.raises(WrongCode):
        fulfilment.hand_out(SHIPMENT, "000000" if CODE != "000000" else "111111", "staff1")
    done = fulfilment.hand_out(SHIPMENT, CODE, "staff1")
    assert (done.state, done.queue) == (ShipmentState.DELIVERED, None)
    assert fulfilment.hand_out(SHIPMENT, CODE, "staff1") == done
    assert shipments.published == ["shipment.created", "shipment.shipped", "shipment.delivered"]
    told = ShipmentChanged.model_validate(shipments.events[-1].data)
    assert told.complete
    assert told.pickup == PLACE


def test_nothing_is_handed_out_before_it_is_ready(shipping: Shipping, fulfilment: Fulfilment) -> None:
    shipping.open_for(fetched())
    with pytest.raises(IllegalTransition):
        fulfilment.hand_out(SHIPMENT, CODE, "staff1")


def test_nobody_says_that_it_arrived_without_the_code(shipping: Shipping, fulfilment: Fulfilment) -> None:
    ready(shipping, fulfilment)
    with pytest.raises(IllegalTransition):
        shipping.deliver(SHIPMENT, "staff1")


def test_what_is_sent_is_not_handed_out(shipping: Shipping, fulfilment: Fulfilment) -> None:
    shipping.open_for(paid())
    with pytest.raises(IllegalTransition):
        fulfilment.hand_out(SHIPMENT, CODE, "staff1")


def test_it_is_picked_and_packed_like_any_other(shipments: FakeShipments, fulfilment: Fulfilment) -> None:
    shipping = Shipping(shipments, {"manual": ManualCarrier()}, "manual", picks=True)
    shipping.open_for(fetched())
    assert shipments[SHIPMENT].work_queue is WorkQueue.TO_PICK
    assert fulfilment.pack(SHIPMENT, Measures(), "staff1").work_queue is WorkQueue.TO_SHIP
    parcel = fulfilment.hand_over(SHIPMENT, None, "staff1")
    assert (parcel.queue, parcel.work_queue) == (Queue.TO_COLLECT, None)


def test_all_of_it_is_one_parcel_at_its_location_and_says_what_is_brought(
    shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    shares = {"berlin": {"MUG-BLUE": 2}, "main": {"LAMP": 1}}
    Shipping(shipments, {"sandbox": carrier}, "sandbox", allocator=Shares(shares)).open_for(fetched())
    assert len(shipments) == 1
    consignment = shipments[SHIPMENT].consignment
    assert consignment.location == "berlin"
    assert consignment.units == {"MUG-BLUE": 2, "LAMP": 1}
    assert consignment.elsewhere == (Elsewhere("main", "LAMP", 1),)


def test_its_shopper_is_reminded_once(shipping: Shipping, fulfilment: Fulfilment, shipments: FakeShipments) -> None:
    ready(shipping, fulfilment)
    with clock.freeze(NOW + PATIENCE - timedelta(minutes=1)):
        assert shipping.remind_of_ready(PATIENCE) == 0
    with clock.freeze(NOW + PATIENCE):
        assert shipping.remind_of_ready(PATIENCE) == 1
        assert shipping.remind_of_ready(PATIENCE) == 0
    assert shipments.published[-1] == "shipment.uncollected"
    assert shipments.published.count("shipment.uncollected") == 1
    assert shipments[SHIPMENT].queue is Queue.UNCOLLECTED
    assert fulfilment.hand_out(SHIPMENT, CODE, "staff1").state is ShipmentState.DELIVERED


def test_what_nobody_fetched_is_given_up_and_then_not_handed_out(shipping: Shipping, fulfilment: Fulfilment) -> None:
    parcel = ready(shipping, fulfilment)
    reported = trouble.reported(parcel, Scan("said", ScanStatus.UNCOLLECTED, NOW + PATIENCE, by="staff:staff1"))
    assert (reported.trouble, reported.queue) == (ScanStatus.UNCOLLECTED, Queue.TROUBLE)
    given_up = trouble.ended(reported, trouble.REFUNDED, None, NOW + PATIENCE, "staff:staff1")
    assert given_up.state is ShipmentState.UNDELIVERED
    from shipping.domain.fulfilment import handed_out

    with pytest.raises(IllegalTransition):
        handed_out(given_up, CODE, Scan("late", ScanStatus.DELIVERED, NOW + PATIENCE))


def test_who_comes_late_still_gets_it_while_nothing_was_paid_back(
    shipping: Shipping, fulfilment: Fulfilment, shipments: FakeShipments
) -> None:
    parcel = ready(shipping, fulfilment)
    scan = Scan("said", ScanStatus.UNCOLLECTED, NOW, by="staff:staff1")
    shipments.kept[SHIPMENT] = trouble.reported(parcel, scan)
    assert fulfilment.hand_out(SHIPMENT, CODE, "staff1").state is ShipmentState.DELIVERED


def test_what_is_sent_cannot_be_left_lying(shipping: Shipping, shipments: FakeShipments) -> None:
    shipping.open_for(paid())
    left = shipments[SHIPMENT].scanned(Scan("1", ScanStatus.PICKED_UP, NOW))
    with pytest.raises(IllegalTransition):
        trouble.reported(left, Scan("2", ScanStatus.UNCOLLECTED, NOW))


def test_it_is_kept_as_it_is(shipping: Shipping, fulfilment: Fulfilment, shipments: FakeShipments) -> None:
    ready(shipping, fulfilment)
    with clock.freeze(NOW + PATIENCE):
        shipping.remind_of_ready(PATIENCE)
    parcel = shipments[SHIPMENT]
    assert shipment_of(shipment_record(parcel)) == parcel


def test_only_its_shopper_is_shown_the_code_and_only_while_it_lies_ready(
    shipping: Shipping, fulfilment: Fulfilment, shipments: FakeShipments
) -> None:
    shipping.open_for(fetched())
    assert ShipmentView.of(shipments[SHIPMENT]).pickup_code == ""
    parcel = fulfilment.hand_over(SHIPMENT, None, "staff1")
    assert ShipmentView.of(parcel).pickup_code == CODE
    assert StaffShipmentView.of(parcel).pickup_code == ""
    place = ShipmentView.of(parcel).pickup
    assert place is not None
    assert place.name == "Souk Berlin"


def test_it_is_told_while_it_lies_ready_and_kept(
    shipping: Shipping, fulfilment: Fulfilment, shipments: FakeShipments
) -> None:
    parcel = ready(shipping, fulfilment)
    fulfilment.hand_out(SHIPMENT, CODE, "staff1")
    told = [ShipmentChanged.model_validate(event.data).pickup_code for event in shipments.events]
    assert told == ["", CODE, ""]
    assert shipment_of(shipment_record(parcel)).consignment.code == CODE


def test_a_parcel_of_before_codes_were_drawn_is_handed_out_for_that_of_its_order(
    shipping: Shipping, fulfilment: Fulfilment, shipments: FakeShipments
) -> None:
    parcel = ready(shipping, fulfilment)
    shipments.kept[SHIPMENT] = replace(parcel, consignment=replace(parcel.consignment, code=""))
    with pytest.raises(WrongCode):
        fulfilment.hand_out(SHIPMENT, CODE, "staff1")
    assert fulfilment.hand_out(SHIPMENT, code_of(ORDER, ""), "staff1").state is ShipmentState.DELIVERED


def test_nobody_says_that_it_arrived_without_the_code_though_nobody_came_for_it(
    shipping: Shipping, fulfilment: Fulfilment, shipments: FakeShipments
) -> None:
    shipments.kept[SHIPMENT] = trouble.reported(
        ready(shipping, fulfilment), Scan("said", ScanStatus.UNCOLLECTED, NOW, by="staff:staff1")
    )
    with pytest.raises(IllegalTransition):
        shipping.deliver(SHIPMENT, "staff1")
    given_up = trouble.ended(shipments[SHIPMENT], trouble.REFUNDED, None, NOW, "staff:staff1")
    shipments.kept[SHIPMENT] = given_up
    with pytest.raises(IllegalTransition):
        shipping.deliver(SHIPMENT, "staff1")


def test_what_is_brought_is_said_of_the_parcel_that_it_is_brought_for() -> None:
    consignment = consignment_of(fetched().model_copy(update={"lines": [line("LAMP", 5)]}), NOW)
    assert consignment
    brought = (Elsewhere("main", "LAMP", 3),)
    whole = Shipment(replace(consignment, location="berlin", elsewhere=brought), "manual")
    rest, new = several.split([whole], SHIPMENT, {"LAMP": 2}, NOW)
    assert [each.consignment.elsewhere for each in (rest, new)] == [
        (Elsewhere("main", "LAMP", 1),),
        (Elsewhere("main", "LAMP", 2),),
    ]
    assert whole.consignment.without({"LAMP": 1}).elsewhere == brought
    assert whole.consignment.without({"LAMP": 4}).elsewhere == (Elsewhere("main", "LAMP", 1),)


def test_what_is_sent_again_is_fetched_where_it_was_and_brought_there(
    shipping: Shipping, fulfilment: Fulfilment
) -> None:
    lost = ready(shipping, fulfilment)
    lost = replace(lost, consignment=replace(lost.consignment, location="berlin"))
    made = [
        announcements.sending_again(
            several.in_the_place_of(
                [lost],
                lost,
                lost.consignment.lines[:1],
                Resending(lost.id, "hold"),
                "sandbox",
                NOW,
                picks=False,
                location=location,
            )
        )
        for location in ("", "berlin", "main")
    ]
    assert [(each.carrier, each.consignment.location) for each in made] == [("manual", "berlin")] * 3
    assert [each.consignment.elsewhere for each in made] == [(), (), (Elsewhere("main", "MUG-BLUE", 2),)]
    told = [Event.model_validate_json(each.published[-1]).data["location"] for each in made]
    assert told == ["berlin", "berlin", "main"], "where its units are taken from"
