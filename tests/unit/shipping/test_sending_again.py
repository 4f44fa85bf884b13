"""Sending again: what was given up for it, what is sent in its place, and what may go wrong in between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from shipping.domain import several
from shipping.domain.consignment import Resending
from shipping.domain.returns import (
    Condition,
    GrantedLine,
    ReceivedLine,
    ReturnKind,
    ReturnLine,
    ReturnReason,
    ReturnRules,
)
from shipping.domain.shipment import Shipment
from shipping.domain.takeout import Takeout
from shipping.domain.tracking import MANUAL, Scan, ScanStatus
from shipping.usecases.bookings import Bookings
from shipping.usecases.returning.returns import Asker, NotReturnable, Returns, ReturnWish
from shipping.usecases.several.again import SendingAgain
from shipping.usecases.troubles import Troubles
from souk import clock
from souk.errors import IllegalTransition, InvalidInput, OutOfStock, PreconditionFailed, Unavailable
from tests.unit.shipping.fakes import NOW, ORDER, SHIPMENT, FakeShipments, MemoryCatalogue
from tests.unit.shipping.test_returns import ADA, SKU, MemoryReturns
from tests.unit.shipping.test_trouble import LOST, RETURNED, parcel, told

AGAIN = f"{ORDER}-2"


@dataclass
class Shelf:
    """Stock that is held, by hold."""

    left: int = 10
    held: dict[str, dict[str, int]] = field(default_factory=dict)
    answers: bool = True

    def hold(self, hold: str, units: Mapping[str, int]) -> None:
        if not self.answers:
            raise Unavailable("products does not answer")
        wanted = sum(units.values())
        if hold not in self.held and self.left < wanted:
            raise OutOfStock("sold out", shortages=[{"sku": SKU, "requested": wanted, "available": self.left}])
        self.left -= wanted if hold not in self.held else 0
        self.held[hold] = dict(units)

    def release(self, hold: str) -> None:
        self.left += sum(self.held.pop(hold).values())


class Depot:
    def __init__(self, held: Shipment, *, picks: bool = False) -> None:
        shipments = FakeShipments()
        shipments.kept[held.id] = held
        self.shelf = Shelf()
        self.store = MemoryReturns((held,))
        self.returns = Returns(self.store, ReturnRules(), MemoryCatalogue())
        self.troubles = Troubles(shipments, self.store, self.returns)
        self.again = SendingAgain(self.store, self.shelf, Bookings(shipments, {}), MANUAL, picks=picks)

    def send(self, *, as_it_is: bool = False) -> Shipment:
        version = self.store.parcels[0].version
        return self.again.parcel(SHIPMENT, "mo", version, "they want it", as_it_is=as_it_is)

    @property
    def new(self) -> Shipment:
        return self.store.parcels[-1]

    def claim(self, units: int = 1) -> str:
        line = ReturnLine(SKU, units, reason=ReturnReason.MISSING)
        return self.returns.ask(ORDER, ADA, ReturnWish((line,), "k", "not there", ReturnKind.CLAIM)).id


@pytest.fixture(autouse=True)
def _a_day_later() -> Iterator[None]:
    with clock.freeze(NOW + timedelta(days=1)):
        yield


def test_a_lost_parcel_is_sent_again_from_the_shelf() -> None:
    depot = Depot(parcel(ScanStatus.PICKED_UP, LOST), picks=True)
    ended = depot.send()
    assert (ended.state, ended.outcome, ended.end and ended.end.why) == ("undelivered", "sent_again", "they want it")
    assert (depot.new.id, depot.new.state, depot.new.consignment.units) == (AGAIN, "created", {SKU: 2})
    assert depot.new.work is not None, "it is picked as any other"
    hold = depot.new.consignment.again
    assert hold == Resending(SHIPMENT, next(iter(depot.shelf.held)))
    created, again = told(depot.new.published)
    assert (created.type, created.data["replaces"]) == ("shipment.created", SHIPMENT)
    assert (again.type, again.data["hold"], again.data["units"]) == ("shipment.sent_again", hold.hold, {SKU: 2})
    assert told(ended.published)[-1].data["outcome"] == "sent_again"
    assert depot.send() == ended, "again, it changes nothing"
    assert (depot.shelf.left, len(depot.store.parcels)) == (8, 2)


def test_nothing_is_asked_back_for_what_is_sent_again_and_what_comes_after_all_is_received_once() -> None:
    depot = Depot(parcel(RETURNED))
    depot.send()
    back = depot.store.returns[1]
    assert [event.type for event in told(back.published)] == ["return.sent_again"]
    for refused in (depot.returns.grant, depot.returns.refund_again):
        with pytest.raises(IllegalTransition):
            refused(back.id, "mo", back.version)
    with pytest.raises(IllegalTransition):
        depot.troubles.end(SHIPMENT, "refunded", "mo", depot.store.parcels[0].version)
    line = ReceivedLine(SKU, 2, Condition.RESALEABLE, restock=True)
    after = depot.returns.receive(back.id, "mo", back.version, [line])
    assert (after.state, told(after.published)[-1].type, after.refunding.tries) == ("sent_again", "return.received", 0)


def test_what_came_back_is_sent_as_it_is_and_no_stock_moves() -> None:
    depot = Depot(parcel(ScanStatus.PICKED_UP, RETURNED))
    ended = depot.send(as_it_is=True)
    assert (ended.end and ended.end.return_id, depot.store.returns, depot.shelf.held) == ("", {}, {})
    assert told(depot.new.published)[-1].data["hold"] == ""
    with pytest.raises(InvalidInput):
        Depot(parcel(LOST)).send(as_it_is=True)


def test_what_is_sold_out_is_refused_and_nothing_changes() -> None:
    depot = Depot(parcel(LOST))
    depot.shelf.left = 1
    before = depot.store.parcels
    with pytest.raises(OutOfStock):
        depot.send()
    assert (depot.store.parcels, depot.store.returns, depot.shelf.left) == (before, {}, 1)


def test_what_is_held_in_vain_is_given_back() -> None:
    depot = Depot(parcel(LOST))
    lost = depot.store.parcels[0]

    def paid_back() -> None:
        depot.troubles.end(SHIPMENT, "refunded", "ann", lost.version)

    depot.store.meanwhile = paid_back
    with pytest.raises(PreconditionFailed):
        depot.send()
    assert (depot.shelf.left, len(depot.store.parcels), depot.store.parcels[0].outcome) == (10, 1, "refunded")


@pytest.mark.parametrize("held", [parcel(), parcel(ScanStatus.IN_TRANSIT), parcel(ScanStatus.DELIVERED)])
def test_what_is_not_in_trouble_is_not_sent_again(held: Shipment) -> None:
    with pytest.raises(IllegalTransition):
        Depot(held).send()


def test_what_was_withdrawn_from_is_paid_back_and_not_sent_again() -> None:
    depot = Depot(parcel(ScanStatus.PICKED_UP))
    line = ReturnLine(SKU, 1, reason=ReturnReason.WITHDRAWAL)
    depot.store.parcels = (parcel(ScanStatus.DELIVERED),)
    depot.returns.ask(ORDER, Asker(user_id="mo", staff=True), ReturnWish((line,), "k"))
    depot.store.parcels = (parcel(ScanStatus.PICKED_UP, LOST),)
    with pytest.raises(IllegalTransition):
        depot.send()


def test_units_count_once_and_can_be_returned_until_the_last_parcel_is_long_here() -> None:
    depot = Depot(parcel(ScanStatus.DELIVERED))
    claim = depot.claim()
    found = depot.again.claim(claim, "mo", depot.returns.one(claim).version, [GrantedLine(SKU, 1)], "missing")
    assert (found.state, found.owed, found.refunding.tries) == ("sent_again", {SKU: 1}, 0)
    assert depot.again.claim(claim, "mo", 1, [], "missing") == found, "all of it, again, changes nothing"
    assert depot.store.sold(ORDER).left() == {SKU: 1}
    assert depot.store.sold(ORDER).delivered_at is None, "a parcel is on its way"
    late = Scan("late", ScanStatus.DELIVERED, NOW + timedelta(days=9))
    depot.store.parcels = (depot.store.parcels[0], depot.new.scanned(late))
    sold = depot.store.sold(ORDER)
    assert (sold.left(), sold.delivered_at) == ({SKU: 2}, late.occurred_at)
    with pytest.raises(NotReturnable):
        depot.returns.ask(ORDER, ADA, ReturnWish((ReturnLine(SKU, 3),), "k3"))


def test_a_claim_is_sent_again_or_paid_back() -> None:
    depot = Depot(parcel(ScanStatus.DELIVERED))
    claim = depot.claim(2)
    with pytest.raises(InvalidInput):
        depot.again.claim(claim, "mo", 1, [GrantedLine(SKU, 1, 300)], "")
    depot.again.claim(claim, "mo", 1, [GrantedLine(SKU, 1)], "")
    assert depot.new.consignment.weight_grams == 300
    with pytest.raises(IllegalTransition):
        depot.returns.grant(claim, "mo", depot.returns.one(claim).version)
    paid = Depot(parcel(ScanStatus.DELIVERED))
    claim = paid.claim()
    paid.returns.grant(claim, "mo", 1)
    with pytest.raises(IllegalTransition):
        paid.again.claim(claim, "mo", paid.returns.one(claim).version, [], "")
    assert paid.shelf.left == 10


def test_products_that_does_not_answer_changes_nothing() -> None:
    depot = Depot(parcel(LOST))
    depot.shelf.answers = False
    with pytest.raises(Unavailable):
        depot.send()
    assert [each.outcome for each in depot.store.parcels] == [""]


def test_units_are_not_cancelled_out_of_what_is_sent_again_and_it_can_be_split() -> None:
    depot = Depot(parcel(LOST))
    depot.send()
    wish = Takeout(1, ((SKU, 1),), 300)
    (answered,) = several.units_out(depot.store.parcels, wish, NOW)
    assert (answered.id, answered.takeouts[-1].refusal != "") == (SHIPMENT, True)
    _, part = several.split([depot.new], AGAIN, {SKU: 1}, NOW)
    assert part.consignment.again == depot.new.consignment.again
    with pytest.raises(IllegalTransition):
        Depot(replace(parcel(LOST), consignment=parcel(LOST).consignment.anonymised())).send()


def test_what_is_sent_again_is_there_though_the_order_waits_for_more_of_it() -> None:
    depot = Depot(parcel(ScanStatus.DELIVERED))
    rest = depot.store.parcels[0].consignment
    waiting = Shipment(replace(rest, parcel=2, awaits=(SKU,)), MANUAL)
    depot.store.parcels = (*depot.store.parcels, waiting)
    claim = depot.claim()
    depot.again.claim(claim, "mo", depot.returns.one(claim).version, [], "")
    assert (depot.new.id, depot.new.consignment.is_here) == (f"{ORDER}-3", True)
