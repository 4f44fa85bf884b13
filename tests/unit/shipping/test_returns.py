"""Returns: which units may come back, when, and two at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from shipping.domain.returns import (
    Condition,
    GrantedLine,
    ReceivedLine,
    RefundedUnits,
    Return,
    ReturnKind,
    ReturnLine,
    ReturnReason,
    ReturnRules,
    ReturnState,
    Sold,
)
from shipping.domain.shipment import Shipment
from shipping.domain.tracking import Scan, ScanStatus
from shipping.doors.returning.views import ReturnsView
from shipping.usecases.orders import consignment_of
from shipping.usecases.returning.returns import Asker, NotReturnable, Returns, ReturnWish
from souk import clock
from souk.errors import Conflict, IllegalTransition, InvalidInput, NotFound, PreconditionFailed
from souk.events import Event
from souk.events.factory import new_event
from souk.events.orders import CancelledLine, LetterLine, OrderLinesWish, WithdrawalDeclared
from souk.events.payments import RefundChanged, RefundedLine
from souk.storage.versioned import Stale
from tests.unit.shipping.fakes import ORDER, MemoryCatalogue, euro, paid

ADA, STAFF = Asker(user_id="ada"), Asker(user_id="mira", staff=True)
SKU = "MUG-BLUE"


@dataclass
class MemoryReturns:
    """`meanwhile` happens once, just before something is written."""

    parcels: tuple[Shipment, ...]
    returns: dict[int, Return] = field(default_factory=dict)
    refunded: RefundedUnits = field(default_factory=RefundedUnits)
    meanwhile: Callable[[], object] | None = None

    def sold(self, order_id: str) -> Sold:
        return Sold(self.parcels, tuple(self.returns.values()), self.refunded)

    def create(self, return_: Return) -> bool:
        self._rival()
        return self.returns.setdefault(return_.number, return_) is return_

    def save(self, return_: Return, previous_version: int) -> None:
        self._rival()
        if self.returns[return_.number].version != previous_version:
            raise Stale
        self.returns[return_.number] = return_

    def end(self, parcel: Shipment, previous_version: int, claim: Return | None, again: Shipment | None = None) -> None:
        self._rival()
        known = next(it for it in self.parcels if it.id == parcel.id)
        if known.version != previous_version or (claim and claim.number in self.returns) or self._is_there(again):
            raise Stale
        self.parcels = tuple(parcel if it.id == parcel.id else it for it in self.parcels)
        self.parcels += (again,) if again else ()
        if claim:
            self.returns[claim.number] = claim

    def send_again(self, claim: Return, previous_version: int, again: Shipment) -> None:
        if self._is_there(again):
            raise Stale
        self.save(claim, previous_version)
        self.parcels += (again,)

    def _is_there(self, parcel: Shipment | None) -> bool:
        return parcel is not None and any(known.id == parcel.id for known in self.parcels)

    def note_refunds(self, order_id: str, refunded: RefundedUnits) -> None:
        self._rival()
        if self.refunded.version != refunded.version:
            raise Stale
        self.refunded = replace(refunded, version=refunded.version + 1)

    def listed(self, state: ReturnState, limit: int, after: str | None) -> tuple[list[Return], str | None]:
        return [return_ for return_ in self.returns.values() if return_.state is state], None

    def expiring(self, now: datetime, limit: int) -> list[str]:
        return [it.id for it in self.returns.values() if it.expires_at and it.expires_at <= now]

    def unused_labels(self, limit: int) -> list[str]:
        return [it.id for it in self.returns.values() if it.label_is_unused][:limit]

    def _rival(self) -> None:
        rival, self.meanwhile = self.meanwhile, None
        if rival:
            rival()


def parcel(*, delivered: bool = True) -> Shipment:
    consignment = consignment_of(paid(), clock.now())
    assert consignment
    scan = Scan("s1", ScanStatus.DELIVERED if delivered else ScanStatus.PICKED_UP, clock.now(), "", "", "")
    return Shipment(consignment, "sandbox", scans=(scan,))


def returns(rules: ReturnRules | None = None, *, delivered: bool = True) -> tuple[Returns, MemoryReturns]:
    store = MemoryReturns((parcel(delivered=delivered),))
    return Returns(store, rules or ReturnRules(), MemoryCatalogue()), store


def wish(units: int, key: str = "k", reason: ReturnReason = ReturnReason.CHANGED_MIND) -> ReturnWish:
    return ReturnWish((ReturnLine(SKU, units, reason=reason),), key)


def came(units: int, *, restock: bool = True) -> ReceivedLine:
    return ReceivedLine(SKU, units, Condition.RESALEABLE, restock)


def refund(kind: str, version: int, **more: object) -> tuple[Event, RefundChanged]:
    data = RefundChanged.model_validate(
        {
            "refund_id": "r1",
            "payment_id": "p1",
            "order_id": ORDER,
            "amount": euro(1000),
            "refunded_total": euro(1000),
            "reason": "",
            "requested_by": "return",
            **more,
        }
    )
    return new_event(f"refund.{kind}", aggregate_id="p1", aggregate_version=version, data=data), data


def test_of_two_asked_for_at_once_only_one_has_the_units() -> None:
    held, store = returns()
    store.meanwhile = lambda: held.ask(ORDER, ADA, wish(2, "second tab"))
    with pytest.raises(NotReturnable, match="0 of MUG-BLUE"):
        held.ask(ORDER, ADA, wish(1, "first tab"))
    assert [it.claimed for it in store.returns.values()] == [{SKU: 2}]


@pytest.mark.parametrize("as_credit", [False, True])
def test_of_an_order_without_parcels_nothing_comes_back(*, as_credit: bool) -> None:
    held = Returns(MemoryReturns(()), ReturnRules(), MemoryCatalogue())
    with pytest.raises(NotReturnable, match="0 of MUG-BLUE"):
        held.ask(ORDER, Asker(user_id="ann", staff=True), replace(wish(1), as_credit=as_credit))


def test_of_two_that_fit_beside_each_other_both_are_made() -> None:
    held, store = returns()
    store.meanwhile = lambda: held.ask(ORDER, ADA, wish(1, "a"))
    assert held.ask(ORDER, ADA, wish(1, "b")).number == 2
    assert held.of_order(ORDER, ADA).left() == {}


def test_a_refund_by_staff_at_the_same_moment_takes_the_units_from_later_returns() -> None:
    held, store = returns()
    event, data = refund("requested", 3, lines=[RefundedLine(sku=SKU, quantity=1)])
    store.meanwhile = lambda: held.refund_changed(event, data)
    held.ask(ORDER, ADA, wish(1, "a"))
    held.refund_changed(event, data)  # told again
    assert store.refunded.units == {SKU: 1}
    with pytest.raises(NotReturnable):
        held.ask(ORDER, ADA, wish(1, "b"))
    held.refund_changed(*refund("failed", 4, lines=[RefundedLine(sku=SKU, quantity=1)]))
    assert held.ask(ORDER, ADA, wish(1, "b")).number == 2


def test_the_same_key_is_the_same_return_and_never_another() -> None:
    held, store = returns()
    first = held.ask(ORDER, ADA, wish(1))
    assert held.ask(ORDER, ADA, wish(1)) == first
    with pytest.raises(Conflict):
        held.ask(ORDER, ADA, wish(2))
    assert len(store.returns) == 1


@pytest.mark.parametrize("stranger", [Asker(user_id="eve"), Asker(key="another"), Asker()])
def test_a_stranger_with_the_same_key_is_told_of_no_return(stranger: Asker) -> None:
    held, _ = returns()
    held.ask(ORDER, ADA, wish(1))
    for units in (1, 2):
        with pytest.raises(NotFound):
            held.ask(ORDER, stranger, wish(units))


def test_the_window_ends_for_shoppers_and_not_for_staff() -> None:
    held, _ = returns(ReturnRules(window=timedelta(seconds=-1)))
    with pytest.raises(NotReturnable, match="over"):
        held.ask(ORDER, ADA, wish(1))
    assert held.ask(ORDER, STAFF, wish(1)).state is ReturnState.APPROVED


def test_what_is_not_delivered_is_withdrawn_from_and_not_returned() -> None:
    held, store = returns(delivered=False)
    with pytest.raises(NotReturnable):
        held.ask(ORDER, ADA, wish(1))
    told = WithdrawalDeclared(
        order_id=ORDER,
        number="SK-000001",
        owner="user:ada",
        email="ada@example.com",
        number_of_withdrawal=1,
        name="Ada",
        contact="ada@example.com",
        lines=[LetterLine(sku=SKU, quantity=2)],
        whole=True,
        declared_at="2026-05-04T10:00:00.000Z",
        delivery=euro(490),
    )
    held.withdrawn(told)
    held.withdrawn(told)
    (back,) = store.returns.values()
    assert (back.state, back.refunding.delivery) == (ReturnState.APPROVED, 490)
    with pytest.raises(IllegalTransition, match="no consent"):
        held.reject(back.id, "mira", back.version, "no")
    part = held.receive(back.id, "mira", back.version, [came(1)])
    assert part.delivery_due == 0, "less came back than was withdrawn from"


def test_units_that_are_wanted_out_come_back_only_when_they_are_sent() -> None:
    held, store = returns(delivered=False)
    one = [LetterLine(sku=SKU, quantity=1)]
    members: dict[str, Any] = {
        "order_id": ORDER,
        "number": "SK-000001",
        "owner": "user:ada",
        "email": "ada@example.com",
    }
    statement: dict[str, Any] = {"number_of_withdrawal": 1, "name": "Ada", "contact": "ada@example.com", "whole": False}
    at = "2026-05-04T10:00:00.000Z"
    held.withdrawn(WithdrawalDeclared(**members, **statement, lines=one, called_off=one, declared_at=at))
    asked: dict[str, Any] = {"reason": "", "requested_by": "shopper", "requested_at": at, "number_of_wish": 3}
    wish = OrderLinesWish(**members, **asked, lines=[CancelledLine(sku=SKU, quantity=1)])
    held.sent_all_the_same(wish)
    assert not store.returns, "nobody has withdrawn from these"
    for _ in range(2):
        held.sent_all_the_same(wish.model_copy(update={"withdrawn": one}))
    (back,) = store.returns.values()
    assert (back.kind, back.state, back.request) == (ReturnKind.WITHDRAWAL, ReturnState.APPROVED, "takeout:3")
    assert [line.quantity for line in back.lines] == [1]


def test_what_the_law_leaves_out_comes_back_when_it_is_faulty_or_the_shop_takes_all() -> None:
    def of(rules: ReturnRules) -> Returns:
        held, store = returns(rules)
        (parcel,) = store.parcels
        lines = tuple(replace(line, exclusion="perishable") for line in parcel.consignment.lines)
        store.parcels = (replace(parcel, consignment=replace(parcel.consignment, lines=lines)),)
        return held

    with pytest.raises(NotReturnable, match="nothing is wrong"):
        of(ReturnRules()).ask(ORDER, ADA, wish(1))
    faulty = ReturnWish((ReturnLine(SKU, 1, reason=ReturnReason.DAMAGED),), "k")
    assert of(ReturnRules()).ask(ORDER, ADA, faulty).lines[0].quantity == 1
    assert of(ReturnRules()).ask(ORDER, STAFF, wish(1)).kind is ReturnKind.RETURN
    assert of(ReturnRules(excluded=True)).ask(ORDER, ADA, wish(1)).kind is ReturnKind.RETURN


def test_what_was_paid_back_for_cancelled_units_takes_nothing_from_what_was_sent() -> None:
    held, _ = returns()
    line = {"sku": SKU, "quantity": 1, "amount": euro(1000)}
    held.refund_changed(*refund("requested", 2, requested_by="cancellation", lines=[line]))
    assert held.of_order(ORDER, ADA).left() == {SKU: 2}


def test_staff_decide_by_what_they_saw_and_only_on_units_that_were_to_come() -> None:
    held, _ = returns(ReturnRules(by_itself=False, fee=300))
    asked = held.ask(ORDER, ADA, wish(2))
    assert (asked.state, asked.refunding.fee) == (ReturnState.REQUESTED, 300)
    approved = held.approve(asked.id, "mira", asked.version)
    with pytest.raises(PreconditionFailed):
        held.reject(asked.id, "sam", asked.version, "worn")
    with pytest.raises(InvalidInput):
        held.receive(asked.id, "mira", approved.version, [came(3)])
    here = held.receive(asked.id, "mira", approved.version, [came(1)])
    assert held.receive(asked.id, "mira", approved.version, [came(1)]) == here
    assert held.of_order(ORDER, ADA).left() == {SKU: 1}, "what did not come is free again"


def test_the_shop_keeps_no_fee_for_what_it_is_to_blame_for() -> None:
    held, _ = returns(ReturnRules(fee=300))
    assert held.ask(ORDER, ADA, wish(1, reason=ReturnReason.DEFECTIVE)).refunding.fee == 0


def test_amounts_of_the_shop_s_currency_say_nothing_of_what_was_bought_in_another() -> None:
    generous = ReturnRules(fee=300, up_to=50_000, claims_up_to=50_000)
    for currency, fee, approved in (("", 300, True), ("EUR", 300, True), ("JPY", 0, False)):
        held, store = returns(generous)
        (sold,) = store.parcels
        store.parcels = (replace(sold, consignment=replace(sold.consignment, currency=currency)),)
        asked = held.ask(ORDER, ADA, wish(1))
        assert (asked.refunding.fee, asked.state is ReturnState.APPROVED) == (fee, approved)
        assert ReturnsView.of(held.of_order(ORDER, ADA), generous, clock.now()).fee == fee
    assert ReturnRules(fee=300).bought_in("JPY").by_itself, "what needs no decision for its worth needs none here"


def claimed(units: int, key: str = "c") -> ReturnWish:
    line = ReturnLine(SKU, units, reason=ReturnReason.DAMAGED)
    return ReturnWish((line,), key, "cracked", ReturnKind.CLAIM)


def test_a_claim_is_granted_in_part_and_its_units_cannot_come_back() -> None:
    held, _ = returns(ReturnRules(fee=300))
    claim = held.ask(ORDER, ADA, claimed(2))
    assert (claim.state, claim.refunding.fee) == (ReturnState.REQUESTED, 0)
    with pytest.raises(NotReturnable):
        held.ask(ORDER, ADA, wish(1))
    with pytest.raises(IllegalTransition):
        held.approve(claim.id, "mira", claim.version)
    with pytest.raises(IllegalTransition):
        held.receive(claim.id, "mira", claim.version, [came(1)])
    for wrong in ([GrantedLine(SKU, 3)], [GrantedLine(SKU, 1, 1001)], [GrantedLine(SKU, 1), GrantedLine(SKU, 1)]):
        with pytest.raises(InvalidInput):
            held.grant(claim.id, "mira", claim.version, wrong)
    granted = held.grant(claim.id, "mira", claim.version, [GrantedLine(SKU, 1, 400)])
    assert held.grant(claim.id, "mira", claim.version, [GrantedLine(SKU, 1, 400)]) == granted
    asked = json.loads(granted.published[-1])
    assert (asked["type"], asked["data"]["units"], asked["data"]["amounts"]) == (
        "return.refund_asked",
        {SKU: 1},
        {SKU: 400},
    )
    assert held.of_order(ORDER, ADA).left() == {SKU: 1}, "what was not granted can still be sent back"
    assert held.ask(ORDER, ADA, wish(1)).state is ReturnState.APPROVED
    held.refund_changed(*refund("succeeded", 3, return_id=claim.id, amount=euro(400)))
    assert held.one(claim.id).state is ReturnState.REFUNDED


def test_a_claim_that_is_rejected_or_taken_back_frees_its_units() -> None:
    held, _ = returns()
    first = held.ask(ORDER, ADA, claimed(2))
    held.reject(first.id, "mira", first.version, "it is not cracked")
    held.cancel(held.ask(ORDER, ADA, claimed(1, "again")).id, ADA)
    assert held.ask(ORDER, ADA, wish(2)).state is ReturnState.APPROVED
    with pytest.raises(Conflict):
        held.ask(ORDER, ADA, claimed(2, "k"))


def test_small_claims_are_granted_by_themselves_once_an_order() -> None:
    held, _ = returns(ReturnRules(claims_up_to=1000))
    first = held.ask(ORDER, ADA, claimed(1))
    assert (first.state, first.owed) == (ReturnState.GRANTED, {SKU: 1})
    assert [json.loads(text)["type"] for text in first.published] == [
        "return.requested",
        "return.granted",
        "return.refund_asked",
    ]
    assert held.ask(ORDER, ADA, claimed(1, "again")).state is ReturnState.REQUESTED
    dear, _ = returns(ReturnRules(claims_up_to=1999))
    assert dear.ask(ORDER, ADA, claimed(2)).state is ReturnState.REQUESTED
    late, _ = returns(ReturnRules(claim_window=timedelta(seconds=-1)))
    with pytest.raises(NotReturnable):
        late.ask(ORDER, ADA, claimed(1))


@pytest.mark.parametrize(
    ("rules", "by_itself"),
    [
        (ReturnRules(up_to=2000), True),
        (ReturnRules(up_to=1999), False),
        (ReturnRules(reasons=frozenset({ReturnReason.CHANGED_MIND})), True),
        (ReturnRules(reasons=frozenset({ReturnReason.DEFECTIVE})), False),
        (ReturnRules(by_itself=False, up_to=2000), False),
    ],
)
def test_the_shop_says_which_returns_need_nobody_to_decide(rules: ReturnRules, by_itself: bool) -> None:
    held, store = returns(rules)
    assert (held.ask(ORDER, ADA, wish(2)).state is ReturnState.APPROVED) is by_itself
    (parcel_,) = store.parcels
    unknown = tuple(replace(line, price=0) for line in parcel_.consignment.lines)
    store.parcels = (replace(parcel_, consignment=replace(parcel_.consignment, lines=unknown)),)
    store.returns.clear()
    if rules.up_to:
        assert held.ask(ORDER, ADA, wish(1)).state is ReturnState.REQUESTED, "nobody knows what it cost"


def test_of_an_order_that_cost_nothing_a_return_is_done_when_the_goods_are_here() -> None:
    held, store = returns()
    (given,) = store.parcels
    store.parcels = (replace(given, consignment=replace(given.consignment, free=True)),)
    asked = held.ask(ORDER, ADA, wish(2))
    here = held.receive(asked.id, "mira", asked.version, [came(1)])
    assert held.receive(asked.id, "mira", asked.version, [came(1)]) == here
    assert [(step.state, step.by) for step in here.steps[-2:]] == [
        (ReturnState.RECEIVED, "staff:mira"),
        (ReturnState.CLOSED, "system"),
    ]
    told = [json.loads(text) for text in here.published]
    assert [each["type"] for each in told[-2:]] == ["return.received", "return.closed"]
    assert [each["data"]["free"] for each in told[-2:]] == [True, True]
    assert here.version == told[-1]["aggregate_version"]
    assert held.of_order(ORDER, ADA).left() == {SKU: 1}
    with pytest.raises(IllegalTransition):
        held.refund_again(asked.id, "mira", here.version)


def test_old_news_of_a_refund_change_nothing() -> None:
    held, _ = returns()
    back = held.ask(ORDER, ADA, wish(1))
    held.receive(back.id, "mira", back.version, [came(1)])
    failed = refund("failed", 4, return_id=back.id, failure="no such card")
    held.refund_changed(*failed)
    waiting = held.one(back.id)
    assert (waiting.state, waiting.refunding.failure) == (ReturnState.REFUND_FAILED, "no such card")
    held.refund_again(back.id, "mira", waiting.version)
    held.refund_changed(*refund("succeeded", 6, return_id=back.id))
    held.refund_changed(*failed)
    done = held.one(back.id)
    assert (done.state, done.refunding.amount, done.refunding.tries) == (ReturnState.REFUNDED, 1000, 2)


def test_what_is_never_sent_expires_and_what_is_sent_does_not() -> None:
    held, store = returns(ReturnRules(to_send=timedelta(seconds=-1)))
    left_lying = held.ask(ORDER, ADA, wish(1, "a"))
    sent = held.ask(ORDER, ADA, wish(1, "b"))
    held.send(sent.id, ADA, "", "RX1")
    assert held.expire_due() == 1
    assert [it.state for it in store.returns.values()] == [ReturnState.EXPIRED, ReturnState.IN_TRANSIT]
    assert held.of_order(ORDER, ADA).left() == {SKU: left_lying.lines[0].quantity}
