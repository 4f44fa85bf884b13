"""Batches against ports in memory: who is faster, who asks again, who is interrupted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from shipping.domain.batch import pick_list
from shipping.domain.fulfilment import AlreadyPacked, CalledOff, Surplus, UnknownCode
from shipping.domain.tracking import Booking
from shipping.domain.work import Pick, WorkQueue
from shipping.usecases.batches import Batching, BatchWish, NothingToPick
from shipping.usecases.fulfilment import Fulfilment, Measures
from shipping.usecases.ports import Chosen
from shipping.usecases.shipments import Shipping
from souk import clock
from souk.errors import IdempotencyKeyReused, NotFound, PreconditionFailed
from tests.unit.shipping.fakes import NOW, FakeBatches, FakeCarrier, FakeShipments, line, paid

IDS = [f"order-{number}-1" for number in range(1, 7)]


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.freeze(NOW):
        yield


class House:
    """Six booked parcels of two mugs and a bowl each, and everybody who works on them."""

    def __init__(self, carrier: str = "sandbox") -> None:
        self.shipments, self.batches = FakeShipments(), FakeBatches()
        self.shipping = Shipping(self.shipments, {carrier: FakeCarrier()}, carrier, picks=True)
        for shipment_id in IDS:
            self.shipping.open_for(paid(shipment_id.removesuffix("-1"), [line(), line("BOWL", 1)]))
        self.batching = Batching(self.shipments, self.batches)
        self.fulfilment = Fulfilment(self.shipments)

    def batch_of(self, size: int) -> list[str]:
        return [parcel.id for parcel in self.batching.make("b1", BatchWish("bo", size=size), "bo").parcels]

    def pack_all(self) -> None:
        for parcel in self.batching.show("b1").parcels:
            self.fulfilment.pack(parcel.id, Measures(), "bo")

    def queue(self, queue: WorkQueue) -> list[str]:
        return [parcel.id for parcel in self.shipping.waiting(queue, 50, None)[0]]

    def counted(self, sku: str) -> list[int]:
        return [parcel.work.counted.get(sku, 0) for parcel in self.shipments.kept.values() if parcel.work]


@pytest.fixture
def house() -> House:
    return House()


class Interrupting:
    """A port that gives somebody else a turn, or dies, at one of its calls."""

    def __init__(self, port: object, at: int, turn: Any) -> None:
        self._port, self._at, self._turn, self.calls = port, at, turn, 0

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._port, name)

        def counted(*args: Any, **options: Any) -> Any:
            self.calls += 1
            if self.calls == self._at:
                self._turn()
            return call(*args, **options)

        return counted


class Killed(Exception):
    pass


def killed() -> None:
    raise Killed


def test_a_batch_is_made_of_the_oldest_that_wait(house: House) -> None:
    assert house.batch_of(4) == IDS[:4]
    assert (house.queue(WorkQueue.PICKING), house.queue(WorkQueue.TO_PICK)) == (IDS[:4], IDS[4:])
    assert house.batch_of(4) == IDS[:4], "the same request again takes no more"
    assert len(house.batches.kept) == 1


def test_a_batch_is_made_of_chosen_parcels_and_says_which_it_could_not_have(house: House) -> None:
    house.batch_of(1)
    held = house.batching.make("b2", BatchWish("cy", chosen=(IDS[0], IDS[3], "order-9-1")), "cy")
    assert [parcel.id for parcel in held.parcels] == [IDS[3]]
    assert [(r.shipment_id, r.error.code) for r in held.refused] == [
        (IDS[0], "in_another_batch"),
        ("order-9-1", "not_found"),
    ]
    with pytest.raises(NothingToPick) as nothing:
        house.batching.make("b3", BatchWish("cy", chosen=(IDS[0],)), "cy")
    assert nothing.value.detail["refused"] == [{"shipment_id": IDS[0], "code": "in_another_batch"}]
    assert house.batching.listed(10, None, closed=False)[0] == [house.batches.kept["b1"], house.batches.kept["b2"]]


def test_a_batch_is_made_of_those_that_are_asked_for(house: House) -> None:
    with pytest.raises(NothingToPick):
        house.batching.make("b1", BatchWish("bo", size=3, among=Chosen(country="DE")), "bo")
    assert len(house.batching.make("b2", BatchWish("bo", size=3, among=Chosen(country="AT")), "bo").parcels) == 3


def test_a_key_makes_one_batch(house: House) -> None:
    house.batch_of(2)
    with pytest.raises(IdempotencyKeyReused):
        house.batching.make("b1", BatchWish("bo", size=3), "bo")


@pytest.mark.parametrize("by_choice", [False, True])
def test_two_people_never_have_one_parcel_however_their_steps_meet(by_choice: bool) -> None:
    steps = 0
    for at in range(1, 60):
        house = House()
        ids = tuple(IDS[:3]) if by_choice else ()
        mine, others = BatchWish("bo", 0 if by_choice else 3, ids), BatchWish("cy", 0 if by_choice else 3, ids)

        def turn(house: House = house, others: BatchWish = others) -> None:
            house.batching.make("b2", others, "cy")

        port: Any = Interrupting(house.shipments, at, turn)
        try:
            Batching(port, house.batches).make("b1", mine, "bo")
        except NothingToPick:
            assert by_choice
        if port.calls < at:
            break
        steps = at
        held = [house.batching.show(batch).parcels for batch in ("b1", "b2")]
        ids_of = [[parcel.id for parcel in parcels] for parcels in held]
        assert not set(ids_of[0]) & set(ids_of[1])
        if by_choice:
            assert sorted([*ids_of[0], *ids_of[1]]) == IDS[:3]
        else:
            assert [len(ids) for ids in ids_of] == [3, 3], "the next ones are taken in the place of those that are gone"
    assert steps > 5


def test_the_same_request_at_work_twice_at_once_makes_one_batch_that_knows_all_its_parcels() -> None:
    for at in range(1, 60):
        house = House()
        house.batching.make("b0", BatchWish("cy", size=1), "cy")

        def turn(house: House = house) -> None:
            house.batch_of(3)

        port: Any = Interrupting(house.shipments, at, turn)
        held = Batching(port, house.batches).make("b1", BatchWish("bo", size=3), "bo")
        if port.calls < at:
            break
        inside = [it.id for it in house.shipments.kept.values() if it.work and it.work.batch == "b1"]
        assert [parcel.id for parcel in held.parcels] == inside == IDS[1:4]
    assert at > 5


def test_a_maker_who_is_killed_anywhere_leaves_a_batch_that_the_same_request_completes() -> None:
    for at in range(1, 60):
        house = House()
        port: Any = Interrupting(house.shipments, at, killed)
        try:
            Batching(port, house.batches).make("b1", BatchWish("bo", size=3), "bo")
        except Killed:
            in_batches = {parcel.work.batch for parcel in house.shipments.kept.values() if parcel.work} - {""}
            assert in_batches <= house.batches.kept.keys(), "nothing is in a batch that nobody finds"
        else:
            break
        assert house.batch_of(3) == IDS[:3]
    assert at > 5


def test_a_pick_list_adds_up_what_the_parcels_want(house: House) -> None:
    house.batch_of(3)
    house.batching.scan("b1", Pick("s1", "MUG-BLUE", 3))
    bowls, mugs = pick_list(house.batching.show("b1").parcels)
    assert (bowls.sku, bowls.wanted, bowls.missing) == ("BOWL", 3, 3)
    assert (mugs.sku, mugs.title, mugs.wanted, mugs.counted, mugs.missing) == ("MUG-BLUE", "Blue mug", 6, 3, 3)
    assert [(share.shipment_id, share.missing) for share in mugs.shares] == [(IDS[0], 0), (IDS[1], 1), (IDS[2], 2)]
    house.fulfilment.pack(IDS[0], Measures(), "bo")
    assert [line.wanted for line in pick_list(house.batching.show("b1").parcels)] == [2, 4], "that is done"


def test_a_scan_is_counted_for_the_first_parcels_that_miss_it_or_for_one(house: House) -> None:
    house.batch_of(3)
    assert house.batching.scan("b1", Pick("s1", "MUG-BLUE", 3)).units == {IDS[0]: 2, IDS[1]: 1}
    assert house.batching.scan("b1", Pick("s2", "BOWL", 1), IDS[2]).units == {IDS[2]: 1}
    assert house.batching.scan("b1", Pick("s1", "MUG-BLUE", 3)).units == {IDS[0]: 2, IDS[1]: 1}, "sent again"
    assert house.counted("MUG-BLUE") == [2, 1, 0, 0, 0, 0]
    with pytest.raises(IdempotencyKeyReused):
        house.batching.scan("b1", Pick("s1", "BOWL", 1))


def test_a_wrong_or_surplus_code_counts_nothing(house: House) -> None:
    house.batch_of(2)
    with pytest.raises(UnknownCode):
        house.batching.scan("b1", Pick("s1", "4006381333931", 1))
    with pytest.raises(Surplus) as surplus:
        house.batching.scan("b1", Pick("s2", "MUG-BLUE", 5))
    assert surplus.value.detail == {"missing": 4, "counted": 0}
    with pytest.raises(NotFound):
        house.batching.scan("b1", Pick("s3", "BOWL", 1), IDS[5])
    with pytest.raises(NotFound):
        house.batching.scan("b9", Pick("s3", "BOWL", 1))
    assert house.counted("MUG-BLUE") == [0] * 6
    house.fulfilment.pack(IDS[0], Measures(), "bo")
    house.fulfilment.pack(IDS[1], Measures(), "bo")
    with pytest.raises(AlreadyPacked):
        house.batching.scan("b1", Pick("s4", "BOWL", 1))


def test_a_scan_that_is_interrupted_anywhere_is_counted_once_when_it_is_sent_again() -> None:
    for at in range(1, 60):
        house = House()
        house.batch_of(3)
        port: Any = Interrupting(house.shipments, at, killed)
        try:
            Batching(port, house.batches).scan("b1", Pick("s1", "MUG-BLUE", 5))
        except Killed:
            house.batching.scan("b1", Pick("s1", "MUG-BLUE", 5))
        else:
            break
        assert house.counted("MUG-BLUE")[:3] == [2, 2, 1]
    assert at > 5


def test_a_scan_that_is_sent_again_after_its_parcel_was_packed_or_left_is_counted_for_no_other(house: House) -> None:
    house.batch_of(2)
    first = house.batching.scan("b1", Pick("s1", "MUG-BLUE", 2)).units
    house.fulfilment.pack(IDS[0], Measures(), "bo")
    assert house.batching.scan("b1", Pick("s1", "MUG-BLUE", 2)).units == first
    house.batching.dispatch("b1", {}, "bo")
    assert house.batching.scan("b1", Pick("s1", "MUG-BLUE", 2)).units == first
    assert house.counted("MUG-BLUE")[:2] == [2, 0]


def test_two_who_scan_the_same_at_once_count_what_is_there_and_no_unit_more() -> None:
    for at in range(1, 60):
        house = House()
        house.batch_of(2)

        def turn(house: House = house) -> None:
            house.batching.scan("b1", Pick("s2", "MUG-BLUE", 2))

        port: Any = Interrupting(house.shipments, at, turn)
        counted = Batching(port, house.batches).scan("b1", Pick("s1", "MUG-BLUE", 2))
        assert sum(counted.units.values()) == 2
        if port.calls < at:
            break
        assert house.counted("MUG-BLUE")[:2] == [2, 2]
    assert at > 3


def test_who_picks_for_a_parcel_that_was_called_off_is_told_to_put_it_back(house: House) -> None:
    house.batch_of(1)
    house.batching.scan("b1", Pick("s1", "MUG-BLUE", 1))
    house.shipping.recall("order-1")
    with pytest.raises(CalledOff) as off:
        house.batching.scan("b1", Pick("s2", "MUG-BLUE", 1))
    assert off.value.detail["shipment_id"] == IDS[0]
    assert pick_list(house.batching.show("b1").parcels) == []


def test_a_batch_of_five_is_dispatched_together_and_says_of_each_how_it_fared(house: House) -> None:
    house.batch_of(5)
    house.pack_all()
    house.fulfilment.unpack(IDS[3])
    house.shipping.recall("order-2")
    dispatched = house.batching.dispatch("b1", {}, "bo")
    codes = [handed.error.code if handed.error else handed.shipment.state.value for handed in dispatched.parcels]
    assert codes == ["shipped", "called_off", "shipped", "not_packed", "shipped"]
    assert (dispatched.done, dispatched.batch.closed_at) == (True, None), "one is still to be packed"
    house.fulfilment.pack(IDS[3], Measures(), "bo")
    again = house.batching.dispatch("b1", {}, "bo")
    assert [handed.known for handed in again.parcels] == [True, False, True, False, True]
    assert again.batch.closed_at == NOW
    assert house.shipments.published.count("shipment.shipped") == 4


def test_a_dispatch_that_is_interrupted_anywhere_goes_on() -> None:
    for at in range(1, 60):
        house = House()
        house.batch_of(3)
        house.pack_all()
        port: Any = Interrupting(house.shipments, at, killed)
        try:
            Batching(port, house.batches).dispatch("b1", {}, "bo")
        except Killed:
            assert house.batching.dispatch("b1", {}, "bo").batch.closed_at
        else:
            break
        assert house.shipments.published.count("shipment.shipped") == 3
    assert at > 5


def test_parcels_that_go_by_hand_take_their_tracking_codes_with_the_batch() -> None:
    house = House("manual")
    house.batch_of(2)
    house.pack_all()
    house.batching.dispatch("b1", {IDS[0]: Booking(tracking_code="T1")}, "bo")
    assert [house.shipments[each].booking.tracking_code for each in IDS[:2]] == ["T1", ""]
    assert [house.shipments[each].state for each in IDS[:2]] == ["shipped", "shipped"]


def test_a_closed_batch_gives_back_what_is_in_the_house_with_what_was_counted(house: House) -> None:
    house.batch_of(2)
    house.batching.scan("b1", Pick("s1", "MUG-BLUE", 1))
    for _ in range(2):
        assert house.batching.close("b1").parcels == []
    assert house.queue(WorkQueue.TO_PICK) == IDS
    assert house.counted("MUG-BLUE")[0] == 1
    assert len(house.batching.make("b2", BatchWish("cy", size=6), "cy").parcels) == 6


def test_a_batch_is_given_to_somebody_else_unless_others_changed_it(house: House) -> None:
    house.batch_of(2)
    version = house.batches.kept["b1"].version
    assert house.batching.assign("b1", version, "cy").batch.assignee == "cy"
    with pytest.raises(PreconditionFailed):
        house.batching.assign("b1", version, "di")
    assert house.batching.assign("b1", version + 1, "cy").batch.version == version + 1, "nothing to change"
