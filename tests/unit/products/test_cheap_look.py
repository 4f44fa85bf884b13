"""A reservation looks at the stock at half the price first. That look may be old, and decides only what it can."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from products.usecases.inventory import Inventory
from souk import clock
from souk.errors import IllegalTransition, OutOfStock
from tests.unit.products.fakes import MemoryStock

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def store() -> MemoryStock:
    store = MemoryStock()
    store.add("A", 2)
    return store


@pytest.fixture
def inventory(store: MemoryStock) -> Inventory:
    return Inventory(store)


def left(inventory: Inventory, order: str, quantity: int = 1) -> int:
    """What the shopper who is refused is told."""
    with pytest.raises(OutOfStock) as caught:
        inventory.reserve(order, [("A", quantity)], 900)
    [shortage] = caught.value.detail["shortages"]
    return int(shortage["available"])


def reads_of(store: MemoryStock, inventory: Inventory, order: str) -> int:
    store.reads = 0
    left(inventory, order)
    return store.reads


def test_what_has_been_sold_out_for_a_while_is_refused_after_one_look(inventory: Inventory, store: MemoryStock) -> None:
    with clock.freeze(NOW):
        inventory.reserve("o1", [("A", 2)], 900)
        assert reads_of(store, inventory, "o2") == 2
    with clock.freeze(LATER):
        assert reads_of(store, inventory, "o3") == 1


def test_what_was_never_there_is_refused_after_one_look(inventory: Inventory, store: MemoryStock) -> None:
    with clock.freeze(NOW):
        inventory.reserve("o1", [("A", 2)], 900)
        inventory.release("o1", "left")
        inventory.reserve("o2", [("A", 2)], 900)
    with clock.freeze(LATER):
        assert reads_of(store, inventory, "o3") == 1


def test_a_shopper_is_told_what_is_left_now(inventory: Inventory, store: MemoryStock) -> None:
    store.fall_behind()
    inventory.reserve("o1", [("A", 1)], 900)
    assert left(inventory, "o2", 2) == 1
    inventory.release("o1", "left")
    assert left(inventory, "o3", 3) == 2


def test_units_that_came_back_a_moment_ago_are_sold(inventory: Inventory, store: MemoryStock) -> None:
    inventory.reserve("o1", [("A", 2)], 900)
    store.fall_behind()
    inventory.release("o1", "left")
    assert inventory.reserve("o2", [("A", 2)], 900).lines == {"A": 2}
    assert store.by_sku["A"].available == 0


def test_a_hold_of_a_moment_ago_is_found_when_it_is_sent_again(inventory: Inventory, store: MemoryStock) -> None:
    store.fall_behind()
    first = inventory.reserve("o1", [("A", 1)], 900)
    assert inventory.reserve("o1", [("A", 1)], 900) == first
    inventory.reserve("o2", [("A", 1)], 900)
    store.behind = (dict(store.by_sku), {})  # the level has arrived, the hold of the last unit has not
    assert inventory.reserve("o2", [("A", 1)], 900).lines == {"A": 1}
    assert store.by_sku["A"].available == 0


def test_a_hold_that_was_released_a_moment_ago_is_over(inventory: Inventory, store: MemoryStock) -> None:
    inventory.reserve("o1", [("A", 1)], 900)
    store.fall_behind()
    inventory.release("o1", "left")
    with pytest.raises(IllegalTransition):
        inventory.reserve("o1", [("A", 1)], 900)


def test_since_when_a_sku_is_sold_out_is_kept_until_it_is_not(inventory: Inventory, store: MemoryStock) -> None:
    with clock.freeze(NOW):
        inventory.reserve("o1", [("A", 2)], 900)
        assert store.by_sku["A"].sold_out_at == NOW
    with clock.freeze(LATER):
        inventory.commit("o1", [("A", 2)])
        assert store.by_sku["A"].sold_out_at == NOW
        inventory.close("o1", "cancelled")
        assert store.by_sku["A"].sold_out_at is None
