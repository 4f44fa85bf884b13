"""The largest order there may be, in every way at once: each step of its stock fits into transactions of DynamoDB."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import pytest

from products.adapters.store.stock import DynamoStockStore
from products.domain.places.network import MAIN, Network, Placed
from products.domain.reservation import MAX_SKUS, ReservationState
from products.domain.stock import MovementKind
from products.usecases.allocating import Allocating
from products.usecases.inventory import Inventory
from products.usecases.ports import StockWrite
from products.usecases.sending_again import SentAgain
from shipping.usecases.several.again import MOST_SKUS
from souk import clock
from souk.storage.dynamo import MAX_ITEMS
from tests.unit.products.fakes import MemoryStock
from tests.unit.products.test_locations import MemoryLocations
from tests.unit.products.test_locations import place as location

DAY = "2030-01-31"
SKUS = [f"PART-{number}" for number in range(MAX_SKUS)]
# Of each one is there, at a second location, and one is ordered beyond the stock.
LINES = [(sku, 2) for sku in SKUS]


class Measured(MemoryStock):
    """Takes no write that is too large for a transaction of DynamoDB."""

    def write(self, write: StockWrite) -> Collection[str]:
        assert len(DynamoStockStore().transaction(write)) <= MAX_ITEMS
        return super().write(write)


@pytest.fixture
def store() -> MemoryStock:
    store = Measured()
    for sku in SKUS:
        store.add(sku, 1, limit=1, promised=DAY)
        store.books[sku] = Placed(sku, {"b": 1}, 1)
    return store


@pytest.fixture
def inventory(store: MemoryStock) -> Inventory:
    return Inventory(store)


def place(inventory: Inventory, store: MemoryStock, order_id: str) -> None:
    """Ordered, paid and shared out."""
    inventory.reserve(order_id, LINES, 900)
    inventory.commit(order_id, LINES)
    network = Network((location(MAIN, priority=1), location("b", priority=2)), version=1)
    shares = Allocating(inventory, store, MemoryLocations(network)).allocate(order_id, LINES, "DE")
    assert shares == {"b": dict.fromkeys(SKUS, 1)}


def state(store: MemoryStock, order_id: str) -> ReservationState:
    found = store.reservation(order_id)
    assert found
    return found.state


def assert_as_before(store: MemoryStock) -> None:
    """Everything is at the second location again, nothing is held and nothing is waited for."""
    for sku, level in store.levels(SKUS).items():
        assert (level.on_hand, level.available, level.waiting) == (1, 1, 0), sku
    assert {sku: dict(book.units) for sku, book in store.placed(SKUS).items()} == {sku: {"b": 1} for sku in SKUS}
    assert not store.waiting
    for sku in SKUS:
        rows = [row for row in store.rows if row.sku == sku]
        assert (sum(row.on_hand for row in rows), sum(row.reserved for row in rows)) == (1, 0)


def test_it_is_called_off_as_a_whole(store: MemoryStock, inventory: Inventory) -> None:
    place(inventory, store, "o1")
    assert len(store.waiting) == MAX_SKUS
    inventory.close("o1", "cancelled")
    inventory.close("o1", "cancelled")
    assert state(store, "o1") is ReservationState.CLOSED
    assert_as_before(store)


def test_what_died_between_two_parts_is_finished_by_whoever_is_told_again(
    store: MemoryStock, inventory: Inventory
) -> None:
    place(inventory, store, "o1")

    def dies() -> None:
        raise KeyboardInterrupt

    def goes_on_once() -> None:
        store.before_write = dies

    store.before_write = goes_on_once
    with pytest.raises(KeyboardInterrupt):
        inventory.close("o1", "cancelled")
    assert state(store, "o1") is ReservationState.COMMITTED
    inventory.close("o1", "cancelled")
    assert_as_before(store)


@pytest.mark.parametrize("whole", [True, False])
def test_its_units_are_given_up_and_come_back_once(store: MemoryStock, inventory: Inventory, whole: bool) -> None:
    place(inventory, store, "o1")
    lines = LINES if whole else [(sku, 1) for sku in SKUS]  # the first of each is the one that waits
    for _ in range(2):
        inventory.give_up("o1", lines, "cancelled:o1/1", sold=True)
    if not whole:
        for _ in range(2):
            inventory.take_back("o1", lines, "return:1", {"b": dict(lines)})
    assert_as_before(store)


def test_what_an_earlier_version_gave_back_in_one_is_not_given_back_again(
    store: MemoryStock, inventory: Inventory
) -> None:
    place(inventory, store, "o1")
    inventory.give_up("o1", LINES[:1], "cancelled:o1/1", sold=True)
    inventory.give_up("o1", LINES, "cancelled:o1/1", sold=True)
    assert {level.waiting for sku, level in store.levels(SKUS).items() if sku != SKUS[0]} == {1}


def test_a_hold_of_the_last_units_lapses_and_is_told(store: MemoryStock, inventory: Inventory) -> None:
    inventory.reserve("o1", LINES, 60)
    with clock.freeze(clock.now() + timedelta(hours=1)):
        assert inventory.sweep() == 1
    assert state(store, "o1") is ReservationState.EXPIRED
    told = [event.type for event in store.events]
    assert (told.count("stock.back_in_stock"), told.count("stock.reservation_expired")) == (MAX_SKUS, 1)
    assert_as_before(store)


def test_it_is_paid_when_its_hold_is_over(store: MemoryStock, inventory: Inventory) -> None:
    inventory.reserve("o1", LINES, 900)
    inventory.release("o1", "not paid")
    inventory.commit("o1", LINES)
    assert state(store, "o1") is ReservationState.COMMITTED
    assert len(store.waiting) == MAX_SKUS
    inventory.close("o1", "cancelled")
    assert_as_before(store)


def test_it_is_short_and_gets_all_once_goods_came_in(store: MemoryStock, inventory: Inventory) -> None:
    inventory.reserve("o1", LINES, 900)
    inventory.move(SKUS[0], MovementKind.ADJUSTMENT, -1, "broken", "ann", "key", "b")
    inventory.commit("o1", LINES)
    assert state(store, "o1") is ReservationState.SHORT
    inventory.move(SKUS[0], MovementKind.RECEIPT, 1, "found", "ann", "other", "b")
    assert state(store, "o1") is ReservationState.COMMITTED
    told = [event.type for event in store.events]
    assert (told.count("stock.shortage"), told.count("stock.shortage_ended")) == (1, 1)
    inventory.close("o1", "cancelled")
    assert_as_before(store)


def test_as_many_as_are_sent_again_in_one_parcel_are_sold_from_where_they_are(
    store: MemoryStock, inventory: Inventory
) -> None:
    again = SKUS[:MOST_SKUS]
    inventory.reserve("o1", [(sku, 1) for sku in SKUS], 900)
    inventory.commit("o1", [(sku, 1) for sku in SKUS])
    for sku in again:
        inventory.move(sku, MovementKind.RECEIPT, 1, "in", "ann", "key", "b")
    inventory.reserve("o1-again-1", [(sku, 1) for sku in again], 900)
    SentAgain(inventory, store).sell("o1", "o1-again-1", dict.fromkeys(again, 1), "b")
    assert {store.by_sku[sku].on_hand for sku in again} == {0}
