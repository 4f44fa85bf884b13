"""Another address for a parcel: nobody sends it to the old one once shipping has said yes, and none is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from shipping.adapters.codec import shipment_of, shipment_record
from shipping.domain.tracking import Booking, ShipmentState
from shipping.domain.work import AddressChanged
from shipping.usecases.batches import Batching, BatchWish
from shipping.usecases.fulfilment import Fulfilment, Measures
from shipping.usecases.shipments import Shipping
from souk import clock
from souk.errors import IllegalTransition, Unavailable
from souk.events.common import PostalAddress
from souk.events.orders import OrderReaddressing
from tests.unit.shipping.fakes import NOW, ORDER, SHIPMENT, FakeBatches, FakeCarrier, FakeShipments, paid
from tests.unit.shipping.test_recall_races import STEPS, Race

STREET = "Baker Str. 221b"


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.freeze(NOW):
        yield


def asked(number: int = 1, street: str = STREET) -> OrderReaddressing:
    order = paid()
    address = PostalAddress.model_validate({**order.shipping_address.model_dump(), "line1": street})
    return OrderReaddressing(
        order_id=ORDER,
        number=order.number,
        owner=order.owner,
        email=order.email,
        shipping_address=address,
        number_of_wish=number,
    )


def answers(shipments: FakeShipments) -> list[tuple[str, int, str]]:
    """Each once, under its own id."""
    found = {event.id: event for event in shipments.events if event.type.startswith("readdressing.")}
    return [
        (event.type.partition(".")[2], event.data["number_of_wish"], event.data["reason"]) for event in found.values()
    ]


def by_hand() -> tuple[Shipping, FakeShipments]:
    shipments = FakeShipments()
    shipping = Shipping(shipments, {"manual": FakeCarrier()}, "manual")
    shipping.open_for(paid())
    return shipping, shipments


def test_a_parcel_that_staff_hand_over_goes_to_the_new_address() -> None:
    shipping, shipments = by_hand()
    shipping.readdress(asked())
    shipping.readdress(asked())
    assert shipments[SHIPMENT].consignment.address.line1 == STREET
    assert answers(shipments) == [("succeeded", 1, "")]
    shipping.readdress(asked(2, "Elsewhere 1"))
    shipping.readdress(asked(1))
    assert shipments[SHIPMENT].consignment.address.line1 == "Elsewhere 1", "an older wish comes late"
    assert [number for _, number, _ in answers(shipments)] == [1, 2]
    stored = shipment_of(shipment_record(shipments[SHIPMENT]))
    assert replace(stored, published=()) == replace(shipments[SHIPMENT], published=())


@pytest.mark.parametrize("wish_first", [True, False])
def test_either_staff_hand_it_over_or_it_goes_to_the_new_address(wish_first: bool) -> None:
    shipping, shipments = by_hand()

    def hand_over() -> None:
        shipping.dispatch(SHIPMENT, Booking("", "T1"), "s1")

    if wish_first:
        shipping.readdress(asked())
        hand_over()
    else:
        hand_over()
        shipping.readdress(asked())
    moved = shipments[SHIPMENT].consignment.address.line1 == STREET
    assert (moved, answers(shipments)[0][0]) == (wish_first, "succeeded" if wish_first else "refused")
    assert shipments[SHIPMENT].state is ShipmentState.SHIPPED


def test_what_the_carrier_took_stays_where_it_was_booked_to() -> None:
    shipments, carrier = FakeShipments(), FakeCarrier()
    shipping = Shipping(shipments, {"sandbox": carrier}, "sandbox")
    shipping.open_for(paid())
    shipping.readdress(asked())
    [(answer, _, why)] = answers(shipments)
    assert (answer, shipments[SHIPMENT].consignment.address.line1 == STREET) == ("refused", False)
    assert "booked" in why


def test_a_parcel_the_carrier_refused_is_booked_anew_under_another_key() -> None:
    shipments, carrier = FakeShipments(), FakeCarrier()
    shipping = Shipping(shipments, {"sandbox": carrier}, "sandbox")
    carrier.refused_streets = {paid().shipping_address.line1}
    shipping.open_for(paid())
    assert shipments[SHIPMENT].state is ShipmentState.EXCEPTION
    shipping.readdress(asked())
    assert shipments[SHIPMENT].state is ShipmentState.BOOKED
    assert [*carrier.bookings] == [f"{SHIPMENT}.1"]


def test_while_a_carrier_has_not_answered_nobody_knows_where_it_was_booked_to() -> None:
    shipments, carrier = FakeShipments(), FakeCarrier()
    shipping = Shipping(shipments, {"sandbox": carrier}, "sandbox")
    carrier.trouble, carrier.lose_answers = Unavailable("no answer"), True
    shipping.open_for(paid())
    shipping.readdress(asked())
    assert "not answered" in answers(shipments)[0][2]
    carrier.trouble = None
    with clock.freeze(NOW + timedelta(minutes=1)):
        shipping.book(SHIPMENT)
    assert shipments[SHIPMENT].booking.carrier_reference


@pytest.mark.parametrize("wish_first", [True, False])
def test_a_wish_meets_a_booking_at_every_step_and_every_live_booking_is_to_the_address_that_holds(
    wish_first: bool,
) -> None:
    played = set()
    for at in range(STEPS):
        race = Race()
        old = paid().shipping_address.line1
        race.carrier.refused_streets = {old}
        race.shipping.open_for(paid())
        race.carrier.refused_streets = set()  # the carrier thinks better of it

        def wish(shipping: Shipping) -> None:
            shipping.readdress(asked())

        def books(shipping: Shipping) -> None:
            shipping.open_for(paid())

        first, second = (wish, books) if wish_first else (books, wish)
        if not race.run(first, second, at):
            second(race.shipping)
        [(answer, _, _)] = answers(race.shipments)
        played.add(answer)
        shipment = race.shipments[SHIPMENT]
        live = {ref: to for ref, to in race.carrier.addresses.items() if ref not in race.carrier.called_off}
        assert {to.line1 for to in live.values()} == {shipment.consignment.address.line1}
        assert [*live] == [shipment.booking.carrier_reference]
    assert "succeeded" in played


@pytest.mark.parametrize("by", ["wish", "cancellation"])
def test_nothing_is_sent_to_another_address_of_an_order_that_is_off(by: str) -> None:
    shipping, shipments = by_hand()
    if by == "wish":
        shipping.readdress(asked())
    shipping.recall(ORDER)
    shipping.readdress(asked(2))
    assert answers(shipments)[-1] == ("refused", 2, "its order is being cancelled")
    with pytest.raises(IllegalTransition):
        shipping.dispatch(SHIPMENT, Booking("", "T1"), "s1")


def test_its_letters_go_to_the_new_mailbox_but_nowhere_once_its_person_is_forgotten() -> None:
    shipping, shipments = by_hand()
    shipping.write_to(ORDER, "ada@new.example")
    assert shipments[SHIPMENT].consignment.email == "ada@new.example"
    shipping.forget(ORDER)
    shipping.write_to(ORDER, "ada@new.example")
    assert shipments[SHIPMENT].consignment.email == ""


@pytest.mark.parametrize("wish_first", [True, False])
def test_who_packs_while_the_address_changes_sends_nothing_with_a_slip_of_the_former_one(wish_first: bool) -> None:
    """Also when the parcel's batch is dispatched at once; what was done is stored and read."""
    shipments = FakeShipments()
    shipping = Shipping(shipments, {"manual": FakeCarrier()}, "manual", picks=True)
    shipping.open_for(paid())
    batching, desk = Batching(shipments, FakeBatches()), Fulfilment(shipments)
    batching.make("b1", BatchWish("bo", size=1), "bo")
    acts: list[Callable[[], object]] = [
        lambda: shipping.readdress(asked()),
        lambda: desk.pack(SHIPMENT, Measures(), "bo", 0),
    ]
    for act in acts if wish_first else reversed(acts):
        with suppress(AddressChanged):
            act()
    [handed] = batching.dispatch("b1", {}, "bo").parcels
    assert handed.error is not None
    assert handed.error.code == ("not_packed" if wish_first else "address_changed")
    stored = shipment_of(shipment_record(shipments[SHIPMENT]))
    assert stored.work == shipments[SHIPMENT].work
    desk.pack(SHIPMENT, Measures(), "bo", 1)
    assert batching.dispatch("b1", {}, "bo").batch.closed_at
    assert shipments[SHIPMENT].state is ShipmentState.SHIPPED
