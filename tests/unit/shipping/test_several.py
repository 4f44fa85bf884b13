"""Orders that go in several parcels: made, sent, changed and called off together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pytest

from shipping.adapters.carriers.manual import ManualCarrier
from shipping.adapters.codec import shipment_of, shipment_record
from shipping.domain.shipment import Shipment
from shipping.domain.tracking import Booking, ShipmentState
from shipping.usecases.bookings import Bookings
from shipping.usecases.fulfilment import Fulfilment, Measures
from shipping.usecases.ports import CarrierRefused
from shipping.usecases.several.split import Splits
from shipping.usecases.shipments import Shipping
from souk import clock
from souk.errors import Conflict, IllegalTransition, InvalidInput, PreconditionFailed, Unavailable
from souk.events.common import PostalAddress
from souk.events.orders import OrderPaid, OrderReaddressing
from tests.unit.shipping.fakes import NOW, ORDER, SHIPMENT, FakeCarrier, FakeShipments, cancelled, line, paid
from tests.unit.shipping.test_takeouts import answers, wish

SECOND, THIRD = f"{ORDER}-2", f"{ORDER}-3"
LINES = (line(), line("BOWL", 1))


class Allocator:
    def __init__(self, shares: Mapping[str, Mapping[str, int]]) -> None:
        self.shares = shares
        self.asked = 0

    def allocate(self, order: OrderPaid) -> Mapping[str, Mapping[str, int]]:
        self.asked += 1
        return self.shares


class Keeping(FakeCarrier):
    """Gives no booking back that it was told to keep."""

    def __init__(self) -> None:
        super().__init__()
        self.keeps: set[str] = set()

    def cancel(self, carrier_reference: str) -> None:
        if carrier_reference in self.keeps:
            raise CarrierRefused("it was picked up already")
        super().cancel(carrier_reference)


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
def allocator() -> Allocator:
    return Allocator({"main": {"MUG-BLUE": 2}, "b": {"BOWL": 1}})


@pytest.fixture
def by_hand(shipments: FakeShipments, allocator: Allocator) -> Shipping:
    shipping = Shipping(shipments, {"manual": ManualCarrier()}, "manual", picks=True, allocator=allocator)
    shipping.open_for(paid(lines=LINES))
    return shipping


@pytest.fixture
def by_carrier(shipments: FakeShipments, allocator: Allocator, carrier: Keeping) -> Shipping:
    shipping = Shipping(shipments, {"sandbox": carrier}, "sandbox", allocator=allocator)
    shipping.open_for(paid(lines=LINES))
    return shipping


def told(shipments: FakeShipments, prefix: str) -> list[str]:
    """Each event once, however often it was told."""
    return list({event.id: event.type for event in shipments.events if event.type.startswith(prefix)}.values())


def complete(shipments: FakeShipments, event_type: str) -> list[bool]:
    return [event.data["complete"] for event in shipments.events if event.type == event_type]


def send(shipping: Shipping, shipment_id: str) -> None:
    shipping.dispatch(shipment_id, Booking(tracking_code=f"T-{shipment_id[-1]}"), "bo")


def split(shipments: FakeShipments, version: int | None = None, **units: int) -> Sequence[Shipment]:
    splits = Splits(shipments, Bookings(shipments, {"manual": ManualCarrier()}))
    lines = {sku.replace("_", "-"): count for sku, count in units.items()}
    return splits.split(SHIPMENT, lines, shipments[SHIPMENT].version if version is None else version)


def test_each_location_has_a_parcel_of_its_own_made_once(
    by_hand: Shipping, shipments: FakeShipments, allocator: Allocator
) -> None:
    first, second = shipments[SHIPMENT], shipments[SECOND]
    assert (first.consignment.location, first.consignment.units) == ("main", {"MUG-BLUE": 2})
    assert (second.consignment.location, second.consignment.units) == ("b", {"BOWL": 1})
    assert (first.consignment.weight_grams, second.consignment.weight_grams) == (600, 300)
    assert shipment_of(shipment_record(second)).consignment == second.consignment
    by_hand.open_for(paid(lines=LINES))
    assert (allocator.asked, len(shipments), shipments.published) == (1, 2, ["shipment.created"] * 2)


def test_what_needs_no_parcel_is_in_none(shipments: FakeShipments) -> None:
    shares = {"b": {"CARD": 1}, "main": {"BOWL": 1}}
    shipping = Shipping(shipments, {"manual": ManualCarrier()}, "manual", allocator=Allocator(shares))
    shipping.open_for(paid(lines=[line("CARD", 1, requires_shipping=False), line("BOWL", 1)]))
    assert [(parcel.id, parcel.consignment.location) for parcel in shipments.of_order(ORDER)] == [(SHIPMENT, "main")]


def test_an_order_that_is_barred_meanwhile_gets_no_parcel(shipments: FakeShipments, allocator: Allocator) -> None:
    shipping = Shipping(shipments, {"manual": ManualCarrier()}, "manual", allocator=allocator)
    shipping.call_off(cancelled())
    shipping.open_for(paid(lines=LINES))
    assert not len(shipments)


def test_the_last_that_leaves_says_that_all_have(by_hand: Shipping, shipments: FakeShipments) -> None:
    send(by_hand, SECOND)
    send(by_hand, SHIPMENT)
    by_hand.deliver(SHIPMENT, "bo")
    by_hand.deliver(SECOND, "bo")
    assert complete(shipments, "shipment.shipped") == [False, True]
    assert complete(shipments, "shipment.delivered") == [False, True]


def test_of_two_that_leave_at_once_one_says_so(by_hand: Shipping, shipments: FakeShipments) -> None:
    kept = shipments.save_all
    left: list[str] = []

    def save_all(changed: Sequence[Shipment], before: Sequence[Shipment]) -> None:
        if not left:
            left.append(SECOND)
            send(by_hand, SECOND)
        kept(changed, before)

    shipments.save_all = save_all  # type: ignore[method-assign]
    send(by_hand, SHIPMENT)
    assert complete(shipments, "shipment.shipped") == [False, True]


def test_a_recall_has_all_parcels_or_none(by_carrier: Shipping, shipments: FakeShipments, carrier: Keeping) -> None:
    by_carrier.recall(ORDER)
    assert {parcel.state for parcel in shipments.of_order(ORDER)} == {ShipmentState.CANCELLED}
    assert told(shipments, "recall.") == ["recall.succeeded"]
    by_carrier.recall(ORDER)
    assert told(shipments, "recall.") == ["recall.succeeded"]
    assert sorted(carrier.called_off) == ["CR1", "CR2"]


def test_a_carrier_that_keeps_one_has_the_other_booked_anew(
    by_carrier: Shipping, shipments: FakeShipments, carrier: Keeping
) -> None:
    carrier.keeps = {"CR2"}
    by_carrier.recall(ORDER)
    assert told(shipments, "recall.") == ["recall.refused"]
    by_carrier.book_due()
    first, second = shipments[SHIPMENT], shipments[SECOND]
    assert (first.state, second.state) == (ShipmentState.BOOKED, ShipmentState.BOOKED)
    assert (first.booking.carrier_reference, second.booking.carrier_reference) == ("CR3", "CR2")
    assert not any(parcel.unwanted or parcel.former for parcel in (first, second))


def test_a_carrier_that_is_away_is_asked_again_before_anybody_is_answered(
    by_carrier: Shipping, shipments: FakeShipments, carrier: Keeping
) -> None:
    carrier.trouble = Unavailable("away")
    by_carrier.recall(ORDER)
    assert told(shipments, "recall.") == []
    carrier.trouble = None
    with clock.freeze(NOW.replace(hour=12)):
        by_carrier.book_due()
    assert told(shipments, "recall.") == ["recall.succeeded"]


def test_one_that_has_left_keeps_the_others(by_hand: Shipping, shipments: FakeShipments) -> None:
    send(by_hand, SECOND)
    by_hand.recall(ORDER)
    assert told(shipments, "recall.") == ["recall.refused"]
    send(by_hand, SHIPMENT)
    assert complete(shipments, "shipment.shipped") == [False, True]


def test_units_come_out_of_several_parcels_with_one_answer_that_says_where_they_are(
    by_hand: Shipping, shipments: FakeShipments
) -> None:
    by_hand.takeouts.take_out(wish(MUG_BLUE=1, BOWL=1))
    assert answers(shipments) == [("takeout.succeeded", 1, "")]
    said = next(event for event in shipments.events if event.type == "takeout.succeeded")
    assert said.data["places"] == {"main": {"MUG-BLUE": 1}, "b": {"BOWL": 1}}
    assert shipments[SHIPMENT].consignment.units == {"MUG-BLUE": 1}
    assert shipments[SECOND].state is ShipmentState.CANCELLED
    assert told(shipments, "shipment.repacked") == ["shipment.repacked"]
    by_hand.takeouts.take_out(wish(MUG_BLUE=1, BOWL=1))
    assert len(answers(shipments)) == 1
    send(by_hand, SHIPMENT)
    assert complete(shipments, "shipment.shipped") == [True]


def test_the_carrier_of_an_emptied_parcel_is_told(
    shipments: FakeShipments, carrier: Keeping, allocator: Allocator
) -> None:
    shipping = Shipping(shipments, {"sandbox": carrier}, "sandbox", picks=True, allocator=allocator)
    shipping.open_for(paid(lines=LINES))
    carrier.trouble = Unavailable("away")
    shipping.takeouts.take_out(wish(BOWL=1))
    assert [answer[0] for answer in answers(shipments)] == ["takeout.succeeded"]
    carrier.trouble = None
    with clock.freeze(NOW.replace(hour=12)):
        shipping.book_due()
    assert (carrier.called_off, shipments[SECOND].unwanted) == (["CR2"], False)


def test_units_of_one_parcel_are_its_own_affair(by_hand: Shipping, shipments: FakeShipments) -> None:
    by_hand.takeouts.take_out(wish(MUG_BLUE=1))
    assert [parcel.consignment.units for parcel in shipments.of_order(ORDER)] == [{"MUG-BLUE": 1}, {"BOWL": 1}]
    by_hand.takeouts.take_out(wish(2, BOWL=1))
    assert answers(shipments) == [("takeout.succeeded", 1, ""), ("takeout.succeeded", 2, "")]
    assert shipments[SECOND].state is ShipmentState.CANCELLED


def test_a_parcel_is_not_emptied_when_all_others_have_left(by_hand: Shipping, shipments: FakeShipments) -> None:
    send(by_hand, SHIPMENT)
    by_hand.takeouts.take_out(wish(BOWL=1))
    assert [answer[0] for answer in answers(shipments)] == ["takeout.refused"]
    assert shipments[SECOND].state is ShipmentState.CREATED


def test_a_packed_parcel_refuses_for_all(by_hand: Shipping, shipments: FakeShipments) -> None:
    Fulfilment(shipments).pack(SECOND, Measures(), "bo")
    by_hand.takeouts.take_out(wish(MUG_BLUE=1, BOWL=1))
    assert [answer[0] for answer in answers(shipments)] == ["takeout.refused"]
    assert shipments[SHIPMENT].consignment.units == {"MUG-BLUE": 2}


def test_all_go_to_another_address_or_none(by_hand: Shipping, shipments: FakeShipments) -> None:
    def elsewhere(number: int, street: str) -> OrderReaddressing:
        address = PostalAddress(name="Ada", line1=street, city="Wien", postal_code="1010", country="AT")
        return OrderReaddressing(
            order_id=ORDER,
            number="SK-000001",
            owner="user:ada",
            email="ada@example.com",
            number_of_wish=number,
            shipping_address=address,
        )

    by_hand.readdress(elsewhere(1, "Gasse 2"))
    assert {parcel.consignment.address.line1 for parcel in shipments.of_order(ORDER)} == {"Gasse 2"}
    send(by_hand, SECOND)
    by_hand.readdress(elsewhere(2, "Gasse 3"))
    by_hand.readdress(elsewhere(2, "Gasse 3"))
    assert {parcel.consignment.address.line1 for parcel in shipments.of_order(ORDER)} == {"Gasse 2"}
    assert told(shipments, "readdressing.") == ["readdressing.succeeded", "readdressing.refused"]


def test_staff_split_a_parcel_and_send_first_what_is_ready(by_hand: Shipping, shipments: FakeShipments) -> None:
    split(shipments, MUG_BLUE=1)
    parcels = shipments.of_order(ORDER)
    assert [(p.id, p.consignment.units, p.consignment.location) for p in parcels] == [
        (SHIPMENT, {"MUG-BLUE": 1}, "main"),
        (SECOND, {"BOWL": 1}, "b"),
        (THIRD, {"MUG-BLUE": 1}, "main"),
    ]
    assert sum(p.consignment.weight_grams for p in parcels) == 900
    assert told(shipments, "shipment.")[2:] == ["shipment.repacked", "shipment.created"]
    for shipment_id in (SHIPMENT, SECOND, THIRD):
        send(by_hand, shipment_id)
    assert complete(shipments, "shipment.shipped") == [False, False, True]


def test_what_cannot_be_split(by_hand: Shipping, shipments: FakeShipments) -> None:
    with pytest.raises(PreconditionFailed):
        split(shipments, 0, MUG_BLUE=1)
    with pytest.raises(InvalidInput):
        split(shipments, BOWL=1)
    with pytest.raises(InvalidInput):
        split(shipments, MUG_BLUE=3)
    with pytest.raises(Conflict):
        split(shipments, MUG_BLUE=2)
    Fulfilment(shipments).pack(SHIPMENT, Measures(), "bo")
    with pytest.raises(IllegalTransition):
        split(shipments, MUG_BLUE=1)
    send(by_hand, SHIPMENT)
    with pytest.raises(IllegalTransition):
        split(shipments, MUG_BLUE=1)
    assert len(shipments) == 2


def test_what_a_carrier_has_booked_is_not_split(by_carrier: Shipping, shipments: FakeShipments) -> None:
    with pytest.raises(IllegalTransition):
        split(shipments, MUG_BLUE=1)
