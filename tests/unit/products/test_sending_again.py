"""Units that are sent again leave the stock once, and come back with those of their order."""

from __future__ import annotations

import pytest

from products.domain.places.network import MAIN
from products.domain.reservation import ReservationState
from products.domain.stock import MovementKind
from products.usecases.inventory import Inventory
from products.usecases.sending_again import SentAgain
from tests.unit.products.fakes import MemoryStock
from tests.unit.products.test_locations import Shop

ORDER, HOLD = "order", "order-again-1"


@pytest.fixture
def store() -> MemoryStock:
    store = MemoryStock()
    store.add("A", 10)
    inventory = Inventory(store)
    inventory.reserve(ORDER, [("A", 2)], 900)
    inventory.commit(ORDER, [("A", 2)])
    inventory.reserve(HOLD, [("A", 2)], 900)
    return store


def sell(store: MemoryStock, location: str = MAIN) -> None:
    SentAgain(Inventory(store), store).sell(ORDER, HOLD, {"A": 2}, location)


def figures(store: MemoryStock) -> tuple[int, int]:
    level = store.by_sku["A"]
    return level.on_hand, level.available


def test_a_hold_becomes_its_orders_sale_once(store: MemoryStock) -> None:
    assert figures(store) == (8, 6)
    sell(store)
    sell(store)
    assert figures(store) == (6, 6)
    order, hold = store.reservations[ORDER], store.reservations[HOLD]
    assert (order.state, order.lines, hold.state) == (ReservationState.COMMITTED, {"A": 4}, ReservationState.CLOSED)
    for reference, moved in ((ORDER, (-4, 0)), (HOLD, (0, 0))):
        rows = [row for row in store.rows if row.reference == reference]
        assert (sum(row.on_hand for row in rows), sum(row.reserved for row in rows)) == moved


def test_all_that_was_sent_can_come_back_and_no_more(store: MemoryStock) -> None:
    sell(store)
    inventory = Inventory(store)
    for number in range(3):
        inventory.take_back(ORDER, [("A", 2)], f"return:{number}")
    assert figures(store) == (10, 10)


def test_a_hold_that_lapsed_is_taken_anew_or_waits_for_goods(store: MemoryStock) -> None:
    inventory = Inventory(store)
    inventory.release(HOLD, "too late")
    inventory.reserve("rival", [("A", 7)], 900)
    sell(store)
    assert (store.reservations[HOLD].state, figures(store)) == (ReservationState.SHORT, (8, 1))
    inventory.move("A", MovementKind.RECEIPT, 5, "delivered", "ann", "key")
    assert (store.reservations[HOLD].state, figures(store)) == (ReservationState.COMMITTED, (11, 4))


@pytest.mark.parametrize(("location", "left"), [("b", 4), (MAIN, 6)])
def test_it_leaves_from_where_it_is_sent_as_far_as_it_is_there(location: str, left: int) -> None:
    shop = Shop()
    shop.store.add("A", 10)
    shop.move("A", 6)
    shop.buy(ORDER, {"A": 1})
    shop.inventory.reserve(HOLD, [("A", 2)], 900)
    sell(shop.store, location)
    assert (shop.store.books["A"].units, shop.store.by_sku["A"].on_hand) == ({"b": left}, 7)
    shop.inventory.take_back(ORDER, [("A", 3)], "return:1")
    assert (shop.store.books["A"].units, shop.store.by_sku["A"].on_hand) == ({"b": 6}, 10)
    shop.inventory.reserve(f"{HOLD}-more", [("A", 5)], 900)
    SentAgain(shop.inventory, shop.store).sell(ORDER, f"{HOLD}-more", {"A": 5}, MAIN)
    assert shop.store.books["A"].units == {"b": 5}, "main had four"
