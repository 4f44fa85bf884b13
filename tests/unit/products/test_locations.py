"""Stock by location: what is recorded where, and what orders take from where."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.domain.places.network import MAIN, AllocationRule, Location, LocationAddress, LocationsOff, Network
from products.domain.reservation import ReservationState, Shares
from products.domain.stock import MovementCause, MovementKind
from products.usecases.allocating import Allocating
from products.usecases.inventory import Inventory
from products.usecases.office.locations import Locations
from souk.errors import Conflict, InvalidInput, NotFound, PreconditionFailed, SoukError
from souk.storage.versioned import Stale
from tests.unit.products.fakes import MemoryStock

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
ANN = MovementCause("user:ann", NOW, "key", "moved")


class MemoryLocations:
    def __init__(self, network: Network) -> None:
        self.kept = network

    def network(self) -> Network:
        return self.kept

    def save(self, network: Network) -> None:
        if network.version != self.kept.version + 1:
            raise Stale
        self.kept = network


def place(place_id: str, country: str = "DE", priority: int = 1) -> Location:
    return Location(id=place_id, name=place_id, address=LocationAddress(country), priority=priority)


class Shop:
    def __init__(self, rule: AllocationRule = AllocationRule.PRIORITY) -> None:
        self.store = MemoryStock()
        self.locations = MemoryLocations(Network((place(MAIN, priority=1), place("b", "FR", 2)), rule, 1))
        self.inventory = Inventory(self.store)
        self.allocating = Allocating(self.inventory, self.store, self.locations)

    def move(self, sku: str, units: int, source: str = MAIN, target: str = "b", key: str = "key") -> None:
        self.allocating.transfer(sku, units, source, target, MovementCause("user:ann", NOW, key, "moved"))

    def buy(self, order: str, lines: dict[str, int]) -> dict[str, dict[str, int]]:
        self.inventory.reserve(order, lines.items(), 900)
        return self.allocating.allocate(order, lines.items(), "DE")

    def take_back(self, order: str, key: str, at: Shares) -> None:
        if at:  # it was sent, so it had been shared out
            self.allocating.allocate(order, [("A", 1)], "DE")
        self.inventory.take_back(order, [("A", 1)], key, at)

    def act(self, what: str, one: int, two: int, key: str, order: str) -> None:
        inventory = self.inventory
        acts: dict[str, Callable[[], object]] = {
            "to b": lambda: self.move("A", one, MAIN, "b", key=key),
            "to main": lambda: self.move("A", one, "b", MAIN, key=key),
            "receive": lambda: inventory.move("A", MovementKind.RECEIPT, one, "in", "ann", key, "b"),
            "break": lambda: inventory.move("A", MovementKind.ADJUSTMENT, -one, "broken", "ann", key),
            "allocate": lambda: self.allocating.allocate(order, [("A", 1)], "DE"),
            "cancel": lambda: inventory.close(order, "cancelled"),
            "return": lambda: self.take_back(order, key, {"b": {"A": 1}} if two else {}),
        }
        acts[what]()

    def levels(self, sku: str) -> dict[str, int]:
        return dict(self.store.placed([sku])[sku].levels(self.store.by_sku[sku].on_hand))

    def assert_sound(self) -> None:
        """The ledger says of each location what its book says, and what is out is what was shared out."""
        for sku, level in self.store.by_sku.items():
            rows = [row for row in self.store.rows if row.sku == sku]
            assert level.on_hand == sum(row.on_hand for row in rows)
            moved: Counter[str] = Counter()
            for row in rows:
                moved.update(row.moved)
            assert {each: units for each, units in moved.items() if units} == self.store.placed([sku])[sku].units
            assert all(units >= 0 for units in self.levels(sku).values())
        for order in self.store.reservations.values():
            shared: Counter[str] = Counter()
            for units in order.allocated.values():
                shared.update(units)
            if order.allocated:
                assert order.state is ReservationState.COMMITTED
                assert dict(shared) == order.out


@pytest.fixture
def shop() -> Shop:
    shop = Shop()
    shop.store.add("A", 5)
    shop.store.add("B", 3)
    return shop


def test_goods_are_at_the_first_location_until_they_are_taken_elsewhere(shop: Shop) -> None:
    assert shop.levels("A") == {MAIN: 5}
    shop.move("A", 2)
    assert shop.levels("A") == {MAIN: 3, "b": 2}
    shop.move("A", 1, "b", MAIN, key="back")
    assert shop.levels("A") == {MAIN: 4, "b": 1}
    assert shop.store.by_sku["A"].on_hand == 5
    shop.assert_sound()


def test_a_transfer_asked_for_twice_happens_once_and_never_takes_what_is_not_there(shop: Shop) -> None:
    shop.move("A", 3)
    shop.move("A", 3)
    assert shop.levels("A") == {MAIN: 2, "b": 3}
    with pytest.raises(Conflict):
        shop.move("A", 3, key="more")
    with pytest.raises(Conflict):
        shop.move("A", 4, "b", MAIN, key="back")
    with pytest.raises(InvalidInput):
        shop.move("A", 1, "b", "b", key="nowhere")
    with pytest.raises(NotFound):
        shop.move("Z", 1)


def test_what_comes_in_or_is_missing_is_so_where_staff_say(shop: Shop) -> None:
    shop.inventory.move("A", MovementKind.RECEIPT, 4, "came in", "ann", "k1", "b")
    shop.inventory.move("A", MovementKind.ADJUSTMENT, -1, "broken", "ann", "k2", "b")
    assert shop.levels("A") == {MAIN: 5, "b": 3}
    with pytest.raises(Conflict):
        shop.inventory.move("A", MovementKind.ADJUSTMENT, -6, "broken", "ann", "k3")
    with pytest.raises(Conflict):
        shop.inventory.move("A", MovementKind.ADJUSTMENT, -4, "broken", "ann", "k4", "b")
    shop.assert_sound()


def test_a_file_that_sets_the_stock_leaves_what_is_elsewhere(shop: Shop) -> None:
    shop.move("A", 3)
    shop.inventory.count("A", 1, ANN)
    assert shop.levels("A") == {MAIN: 0, "b": 3}


def test_an_order_is_sent_from_where_its_units_are_and_takes_them_from_there_once(shop: Shop) -> None:
    shop.move("B", 3)
    shop.move("A", 4, key="a")
    shares = shop.buy("o1", {"A": 3, "B": 1})
    assert shares == {MAIN: {"A": 1}, "b": {"A": 2, "B": 1}}
    assert shop.levels("A") == {MAIN: 0, "b": 2}
    rows = len(shop.store.rows)
    assert shop.allocating.allocate("o1", [("A", 3), ("B", 1)], "DE") == shares
    assert len(shop.store.rows) == rows
    shop.assert_sound()


def test_two_orders_for_the_last_units_of_a_location_do_not_both_have_them(shop: Shop) -> None:
    shop.move("B", 2)
    for order in ("o1", "o2"):
        shop.inventory.reserve(order, [("B", 1)], 900)
        shop.inventory.commit(order, [("B", 1)])
    shop.locations.kept = Network((place(MAIN, priority=2), place("b", priority=1)), AllocationRule.PRIORITY, 1)
    shop.inventory.reserve("o3", [("B", 1)], 900)

    def rival() -> None:
        assert shop.allocating.allocate("o2", [("B", 1)], "DE") == {"b": {"B": 1}}
        assert shop.allocating.allocate("o3", [("B", 1)], "DE") == {"b": {"B": 1}}

    shop.store.before_write = rival
    assert shop.allocating.allocate("o1", [("B", 1)], "DE") == {MAIN: {"B": 1}}
    assert shop.levels("B") == {MAIN: 0}
    shop.assert_sound()


def test_what_is_fetched_is_taken_from_there_first_and_only_the_rest_from_elsewhere(shop: Shop) -> None:
    shop.move("A", 2)
    shop.inventory.reserve("o1", [("A", 3)], 900)
    assert shop.allocating.allocate("o1", [("A", 3)], "DE", "b") == {"b": {"A": 2}, MAIN: {"A": 1}}
    assert shop.levels("A") == {MAIN: 2}
    shop.assert_sound()


def test_units_that_come_back_are_where_they_came_from(shop: Shop) -> None:
    shop.move("A", 4)
    assert shop.buy("o1", {"A": 3}) == {MAIN: {"A": 1}, "b": {"A": 2}}
    shop.inventory.take_back("o1", [("A", 1)], "refund:1")
    assert shop.levels("A") == {MAIN: 1, "b": 2}
    shop.inventory.close("o1", "cancelled")
    assert shop.levels("A") == {MAIN: 1, "b": 4}
    shop.assert_sound()


def test_units_that_were_received_elsewhere_are_there(shop: Shop) -> None:
    shop.move("A", 4)
    shop.buy("o1", {"A": 3})
    shop.inventory.take_back("o1", [("A", 2)], "return:1", {MAIN: {"A": 2}})
    assert shop.levels("A") == {MAIN: 2, "b": 2}
    shop.inventory.take_back("o1", [("A", 1)], "return:2", {"b": {"A": 1}})
    assert shop.levels("A") == {MAIN: 2, "b": 3}
    shop.assert_sound()


def test_an_order_that_is_short_or_over_is_the_first_locations_and_nothing_moves(shop: Shop) -> None:
    shop.move("B", 3)
    shop.inventory.reserve("o1", [("B", 2)], 900)
    shop.inventory.move("B", MovementKind.ADJUSTMENT, -2, "broken", "ann", "k", "b")
    assert shop.allocating.allocate("o1", [("B", 2)], "DE") == {MAIN: {"B": 2}}
    shop.inventory.close("o1", "cancelled")
    assert shop.allocating.allocate("o1", [("B", 2)], "DE") == {MAIN: {"B": 2}}
    assert shop.levels("B") == {MAIN: 0, "b": 1}


def test_a_shop_with_one_location_reads_no_books_and_writes_nothing_more(shop: Shop) -> None:
    shop.locations.kept = Network()
    writes = shop.store.writes
    assert shop.buy("o1", {"A": 2}) == {MAIN: {"A": 2}}
    assert shop.store.writes == writes + 2  # held, sold
    assert not shop.store.reservations["o1"].allocated


orders = st.tuples(st.just("buy"), st.integers(1, 3), st.integers(0, 2))
moves = st.tuples(st.sampled_from(["to b", "to main", "break", "receive"]), st.integers(1, 3), st.just(0))
ends = st.tuples(st.sampled_from(["allocate", "cancel", "return"]), st.integers(0, 5), st.integers(0, 1))


@given(st.lists(st.one_of(orders, moves, ends), max_size=25))
def test_whatever_happens_in_whatever_order_no_location_ever_has_fewer_than_none(
    steps: list[tuple[str, int, int]],
) -> None:
    shop = Shop()
    shop.store.add("A", 6)
    shop.store.add("B", 3)
    bought: list[str] = []
    for number, (what, one, two) in enumerate(steps):
        key = f"k{number}"
        with contextlib.suppress(SoukError):  # refused: nothing may have moved
            if what == "buy":
                lines = {"A": one} | ({"B": two} if two else {})
                shop.inventory.reserve(key, lines.items(), 900)
                shop.inventory.commit(key, lines.items())  # and shared out later
                bought.append(key)
            elif bought or what not in ("allocate", "cancel", "return"):
                shop.act(what, one, two, key, bought[one % len(bought)] if bought else "")
    for order in bought:
        shop.allocating.allocate(order, [("A", 1)], "DE")
    shop.assert_sound()


def test_the_locations_are_changed_all_together_by_who_saw_them() -> None:
    store = MemoryLocations(Network())
    locations = Locations(store, MemoryStock(), enabled=True)
    with pytest.raises(InvalidInput):
        locations.replace([place("b")], AllocationRule.NEAREST, 0)
    with pytest.raises(InvalidInput):
        locations.replace([place(MAIN), place("B!")], AllocationRule.NEAREST, 0)
    locations.replace([place(MAIN), place("b")], AllocationRule.FEWEST, 0)
    with pytest.raises(PreconditionFailed):
        locations.replace([place(MAIN), place("b")], AllocationRule.FEWEST, 0)
    with pytest.raises(InvalidInput):
        locations.replace([place(MAIN)], AllocationRule.FEWEST, 1)
    assert locations.known("b") == "b"
    with pytest.raises(NotFound):
        locations.known("c")
    with pytest.raises(LocationsOff):
        Locations(store, MemoryStock(), enabled=False).replace([place(MAIN)], AllocationRule.FEWEST, 1)
