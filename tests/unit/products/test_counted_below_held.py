"""A count finds fewer units than are held: who pays first gets them, the rest are told of."""

from __future__ import annotations

import itertools

import pytest

from products.reservation import State
from products.stock import Kind
from products.workflow.inventory import Inventory
from tests.unit.products.fakes import MemoryStock
from tests.unit.products.test_inventory import assert_balanced, inventory, store  # noqa: F401


def hold(inventory: Inventory, *units: int) -> None:  # noqa: F811
    for number, quantity in enumerate(units, 1):
        inventory.reserve(f"o{number}", [("A", quantity)], 900)


def short_orders(store: MemoryStock) -> list[str]:  # noqa: F811
    return [event.aggregate_id for event in store.events if event.type == "stock.shortage"]


def test_the_level_never_falls_below_zero_and_the_order_without_goods_is_told_of(
    inventory: Inventory,  # noqa: F811
    store: MemoryStock,  # noqa: F811
) -> None:
    hold(inventory, 2, 3, 2)
    inventory.move("A", Kind.ADJUSTMENT, -8, "counted", "staff-1", "key")
    for order, quantity in (("o2", 3), ("o1", 2), ("o3", 2)):
        inventory.commit(order, [("A", quantity)])
        inventory.commit(order, [("A", quantity)])
    level = store.by_sku["A"]
    assert (level.on_hand, level.reserved) == (0, 0)
    assert {order: held.state for order, held in store.reservations.items()} == {
        "o1": State.COMMITTED,
        "o2": State.SHORT,
        "o3": State.SHORT,
    }
    assert short_orders(store) == ["o2", "o3"]
    told = [event.data["shortages"] for event in store.events if event.type == "stock.shortage"]
    assert told[0] == [{"sku": "A", "requested": 3, "available": 2}]
    assert_balanced(store)


@pytest.mark.parametrize("order", list(itertools.permutations(["o1", "o2", "o3"])))
@pytest.mark.parametrize("left", range(8))
def test_in_every_order_of_payments_and_cancellations_nothing_is_sold_that_is_not_there(
    inventory: Inventory,  # noqa: F811
    store: MemoryStock,  # noqa: F811
    order: tuple[str, ...],
    left: int,
) -> None:
    units = {"o1": 2, "o2": 3, "o3": 1}
    hold(inventory, *units.values())
    if left != 10:
        inventory.move("A", Kind.ADJUSTMENT, left - 10, "counted", "staff-1", "key")
    for name in order:
        inventory.commit(name, [("A", units[name])])
        assert store.by_sku["A"].on_hand >= 0
    sold = {name for name, held in store.reservations.items() if held.state is State.COMMITTED}
    assert set(units) - sold == set(short_orders(store))
    for name in order:
        inventory.close(name, "cancelled")
    assert (store.by_sku["A"].on_hand, store.by_sku["A"].reserved) == (left, 0)
    assert_balanced(store)


def test_an_order_that_was_short_is_sold_when_the_goods_are_found(
    inventory: Inventory,  # noqa: F811
    store: MemoryStock,  # noqa: F811
) -> None:
    hold(inventory, 2)
    inventory.move("A", Kind.ADJUSTMENT, -9, "counted", "staff-1", "k1")
    inventory.commit("o1", [("A", 2)])
    assert store.reservations["o1"].state is State.SHORT
    inventory.move("A", Kind.RECEIPT, 1, "found", "staff-1", "k2")
    inventory.commit("o1", [("A", 2)])
    assert store.reservations["o1"].state is State.COMMITTED
    assert store.by_sku["A"].on_hand == 0


def test_a_rival_who_takes_the_last_units_in_between_leaves_the_order_short(
    inventory: Inventory,  # noqa: F811
    store: MemoryStock,  # noqa: F811
) -> None:
    hold(inventory, 2, 2)
    inventory.move("A", Kind.ADJUSTMENT, -8, "counted", "staff-1", "key")
    store.before_write = lambda: inventory.commit("o1", [("A", 2)])
    inventory.commit("o2", [("A", 2)])
    assert store.by_sku["A"].on_hand == 0
    assert short_orders(store) == ["o2"]


def test_staff_are_told_for_which_orders_the_missing_units_are_held(
    inventory: Inventory,  # noqa: F811
    store: MemoryStock,  # noqa: F811
) -> None:
    hold(inventory, 2, 3, 1)
    inventory.release("o3", "left")
    level = inventory.move("A", Kind.ADJUSTMENT, -8, "counted", "staff-1", "key")
    assert (level.on_hand, level.reserved, level.held_beyond) == (2, 5, 3)
    assert inventory.holders(level) == ["o1", "o2"]
