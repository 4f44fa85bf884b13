"""Parcels that do not arrive: when one is in trouble, who may end it, and what is owed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from shipping.domain.news import news
from shipping.domain.returns import (
    Condition,
    ReceivedLine,
    Return,
    ReturnLine,
    ReturnReason,
    ReturnRules,
    ReturnState,
)
from shipping.domain.shipment import Queue, Shipment, ended_at
from shipping.domain.tracking import Scan, ScanStatus, ShipmentState
from shipping.usecases.orders import consignment_of
from shipping.usecases.returning.returns import Asker, Returns, ReturnWish
from shipping.usecases.troubles import Troubles
from souk import clock
from souk.errors import IllegalTransition, InvalidInput, PreconditionFailed
from souk.events import Event
from tests.unit.shipping.fakes import NOW, ORDER, SHIPMENT, FakeShipments, MemoryCatalogue, paid
from tests.unit.shipping.test_returns import ADA, SKU, MemoryReturns

LOST, DAMAGED, REFUSED, RETURNED = ScanStatus.LOST, ScanStatus.DAMAGED, ScanStatus.REFUSED, ScanStatus.RETURNED


def parcel(*statuses: ScanStatus) -> Shipment:
    consignment = consignment_of(paid(), NOW)
    assert consignment
    scans = tuple(Scan(f"s{n}", status, NOW + timedelta(hours=n)) for n, status in enumerate(statuses))
    return Shipment(consignment, "sandbox", scans=scans)


@pytest.fixture(autouse=True)
def _a_day_later() -> Iterator[None]:
    with clock.freeze(NOW + timedelta(days=1)):
        yield


class Depot:
    """One parcel, in the two stores that know of it."""

    def __init__(self, held: Shipment, rules: ReturnRules | None = None) -> None:
        shipments = FakeShipments()
        shipments.kept[held.id] = held
        self.store = MemoryReturns((held,))
        self.returns = Returns(self.store, rules or ReturnRules(), MemoryCatalogue())
        self.troubles = Troubles(shipments, self.store, self.returns)

    @property
    def parcel(self) -> Shipment:
        return self.store.parcels[0]

    @property
    def claim(self) -> Return:
        return [*self.store.returns.values()][-1]

    def end(self, outcome: str = "refunded") -> Shipment:
        return self.troubles.end(SHIPMENT, outcome, "mo", self.parcel.version)


def told(texts: Sequence[str]) -> list[Event]:
    return [Event.model_validate_json(text) for text in texts]


@pytest.mark.parametrize("status", [LOST, DAMAGED, REFUSED, RETURNED])
def test_a_parcel_in_trouble_has_left_and_waits_for_staff(status: ScanStatus) -> None:
    held = parcel(status)
    assert (held.state, held.trouble, held.queue) == (ShipmentState.EXCEPTION, status, Queue.TROUBLE)
    assert held.has_reached(ShipmentState.SHIPPED), "so that nobody calls it off, and has its units back"
    assert news(parcel(), held) == ["shipment.shipped", "shipment.exception"]


def test_another_trouble_is_told_and_the_same_is_not() -> None:
    late = parcel(ScanStatus.EXCEPTION)
    lost = parcel(ScanStatus.EXCEPTION, LOST)
    assert news(late, lost) == ["shipment.shipped", "shipment.exception"]
    assert news(lost, parcel(ScanStatus.EXCEPTION, LOST, LOST)) == []


def test_a_lost_parcel_that_is_found_goes_on() -> None:
    found = parcel(LOST, ScanStatus.IN_TRANSIT)
    assert (found.state, found.trouble) == (ShipmentState.SHIPPED, None)


def test_what_is_delivered_after_it_turned_round_is_with_its_sender() -> None:
    back = parcel(ScanStatus.PICKED_UP, RETURNED, ScanStatus.IN_TRANSIT, ScanStatus.DELIVERED)
    assert (back.state, back.trouble) == (ShipmentState.EXCEPTION, RETURNED)


def test_scans_may_come_in_any_order() -> None:
    scans = parcel(ScanStatus.PICKED_UP, RETURNED, ScanStatus.DELIVERED).scans
    held = parcel()
    for scan in reversed(scans):
        held = held.scanned(scan)
    assert held.trouble is RETURNED


def test_a_lost_parcel_is_paid_back_whole_with_its_delivery_and_comes_to_its_end() -> None:
    depot = Depot(parcel(ScanStatus.PICKED_UP, LOST))
    after = depot.end()
    assert (after.state, after.queue, after.told_trouble, after.outcome) == ("undelivered", None, "lost", "refunded")
    assert after.end
    assert ended_at([after]) == after.end.at
    events = told(depot.claim.published)
    assert [event.type for event in events] == ["return.granted", "return.refund_asked"]
    assert events[1].data["units"] == {SKU: 2}
    assert events[1].data["all_delivery"]
    assert after.end.return_id == depot.claim.id
    assert told(after.published)[-1].type == "shipment.undelivered"
    assert depot.end() == after, "again, it changes nothing"
    with pytest.raises(IllegalTransition):
        depot.end("awaited")


def test_what_is_lost_is_not_waited_for_and_what_is_not_in_trouble_not_given_up() -> None:
    with pytest.raises(InvalidInput):
        Depot(parcel(LOST)).end("awaited")
    for fine in (parcel(), parcel(ScanStatus.IN_TRANSIT), parcel(ScanStatus.DELIVERED), parcel(ScanStatus.EXCEPTION)):
        with pytest.raises(IllegalTransition):
            Depot(fine).end()


def test_what_comes_back_is_paid_for_whole_however_much_of_it_is_whole() -> None:
    depot = Depot(parcel(ScanStatus.PICKED_UP, REFUSED))
    depot.end("awaited")
    claim = depot.claim
    assert (claim.state, claim.refunding.tries) == (ReturnState.IN_TRANSIT, 0)
    line = ReceivedLine(SKU, 1, Condition.DAMAGED, restock=False)
    after = depot.returns.receive(claim.id, "mo", claim.version, [line])
    assert told(after.published)[-1].data["units"] == {SKU: 2}, "the shopper has none of it"


def test_goods_may_come_in_after_their_money_went_and_are_paid_once() -> None:
    depot = Depot(parcel(ScanStatus.PICKED_UP, RETURNED))
    depot.end()
    claim = depot.claim
    line = ReceivedLine(SKU, 2, Condition.RESALEABLE, restock=True)
    after = depot.returns.receive(claim.id, "mo", claim.version, [line])
    assert [event.type for event in told(after.published)] == [
        "return.granted",
        "return.refund_asked",
        "return.received",
    ]
    assert depot.returns.receive(claim.id, "mo", claim.version, [line]) == after, "again, it changes nothing"
    with pytest.raises(IllegalTransition):
        depot.returns.receive(claim.id, "mo", after.version, [replace(line, quantity=1)])


def test_who_waited_for_the_goods_may_pay_without_them() -> None:
    depot = Depot(parcel(ScanStatus.PICKED_UP, DAMAGED))
    depot.end("awaited")
    after = depot.returns.grant(depot.claim.id, "mo", depot.claim.version)
    assert (after.state, after.owed) == (ReturnState.GRANTED, {SKU: 2})
    for refused in (depot.returns.reject, depot.returns.close):
        with pytest.raises(IllegalTransition):
            refused(after.id, "mo", after.version, "no")
    with pytest.raises(IllegalTransition):
        depot.returns.send(after.id, ADA, "dhl", "1")


def test_a_withdrawal_that_nobody_can_send_gives_way() -> None:
    depot = Depot(parcel(ScanStatus.PICKED_UP))
    depot.store.parcels = (parcel(ScanStatus.DELIVERED),)
    wanted = depot.returns.ask(ORDER, ADA, ReturnWish((ReturnLine(SKU, 2, reason=ReturnReason.OTHER),), "k"))
    depot.store.parcels = (parcel(ScanStatus.PICKED_UP, LOST),)
    depot.end()
    assert depot.store.returns[wanted.number].state is ReturnState.CANCELLED
    assert depot.claim.owed == {SKU: 2}


def test_what_is_on_its_way_back_by_another_return_is_not_paid_twice() -> None:
    depot = Depot(parcel(ScanStatus.DELIVERED))
    wanted = depot.returns.ask(ORDER, ADA, ReturnWish((ReturnLine(SKU, 2, reason=ReturnReason.OTHER),), "k"))
    depot.returns.send(wanted.id, ADA, "dhl", "1")
    depot.store.parcels = (parcel(ScanStatus.PICKED_UP, RETURNED),)
    after = depot.end("awaited")
    assert (after.outcome, len(depot.store.returns)) == ("settled", 1)


def test_a_scan_that_comes_in_between_is_seen() -> None:
    depot = Depot(parcel(ScanStatus.PICKED_UP, LOST))

    def arrives() -> None:
        depot.store.parcels = (replace(parcel(ScanStatus.PICKED_UP, LOST, ScanStatus.DELIVERED), version=1),)

    depot.store.meanwhile = arrives
    with pytest.raises((IllegalTransition, PreconditionFailed)):
        depot.end()
    assert not depot.store.returns


def test_what_nobody_paid_for_is_only_ended() -> None:
    held = parcel(LOST)
    depot = Depot(replace(held, consignment=replace(held.consignment, free=True)))
    after = depot.end()
    assert (after.outcome, depot.claim.state) == ("settled", ReturnState.CLOSED)


def test_staff_report_what_the_carrier_does_not() -> None:
    shipments = FakeShipments()
    held = replace(parcel(ScanStatus.PICKED_UP), version=3)
    shipments.kept[held.id] = held
    troubles = Troubles(
        shipments, MemoryReturns((held,)), Returns(MemoryReturns((held,)), ReturnRules(), MemoryCatalogue())
    )
    with pytest.raises(PreconditionFailed):
        troubles.report(SHIPMENT, LOST, "nobody knows", "mo", 2)
    after = troubles.report(SHIPMENT, LOST, "nobody knows", "mo", 3)
    assert (after.trouble, after.scans[-1].by) == (LOST, "staff:mo")
    assert troubles.report(SHIPMENT, LOST, "nobody knows", "mo", 3) == after
    assert shipments.published == ["shipment.exception"]
    shipments.kept[held.id] = parcel(ScanStatus.DELIVERED)
    with pytest.raises(IllegalTransition):
        troubles.report(SHIPMENT, LOST, "nobody knows", "mo", 0)


def test_a_return_of_what_arrived_is_not_granted() -> None:
    depot = Depot(parcel(ScanStatus.DELIVERED))
    wanted = depot.returns.ask(ORDER, Asker(user_id="mo", staff=True), ReturnWish((ReturnLine(SKU, 1),), "k"))
    with pytest.raises(IllegalTransition):
        depot.returns.grant(wanted.id, "mo", wanted.version)
