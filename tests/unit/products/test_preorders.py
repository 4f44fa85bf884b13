"""Units that are ordered beyond the stock: never more than the limit, and given to whoever has waited longest."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.domain.reservation import ReservationState
from products.domain.stock import Band, MovementKind
from products.usecases.inventory import Inventory
from souk import clock
from souk.errors import IllegalTransition, OutOfStock, Unavailable
from tests.unit.products.fakes import MemoryStock

DAY = "2026-12-24"
LIVE = (ReservationState.HELD, ReservationState.COMMITTED)


def shop(on_hand: int = 2, limit: int = 5) -> tuple[MemoryStock, Inventory]:
    store = MemoryStock()
    store.add("A", on_hand, limit=limit, promised=DAY)
    return store, Inventory(store)


def buy(inventory: Inventory, order: str, units: int) -> None:
    inventory.reserve(order, [("A", units)], 900)
    inventory.commit(order, [("A", units)])


def receive(inventory: Inventory, units: int, key: str = "k") -> None:
    inventory.move("A", MovementKind.RECEIPT, units, "came in", "staff", key)


def check(store: MemoryStock, limit: int = 5) -> None:
    level = store.by_sku["A"]
    live = [each for each in store.reservations.values() if each.state in LIVE]
    assert level.waiting == sum(each.waiting.get("A", 0) for each in live)
    assert level.waiting - level.free <= limit  # what is free is for who waits
    assert level.on_hand >= 0 <= level.free
    assert level.on_hand == sum(row.on_hand for row in store.rows)
    assert level.reserved == sum(row.reserved for row in store.rows)
    listed = {(wait.order_id, wait.units) for wait in store.waiting.values()}
    assert listed == {
        (each.id, each.waiting["A"]) for each in live if each.state is ReservationState.COMMITTED and each.waiting
    }


def band_of(store: MemoryStock) -> Band:
    return store.by_sku["A"].band


def test_what_is_held_beyond_the_stock_waits_for_the_day_that_was_promised() -> None:
    store, inventory = shop()
    held = inventory.reserve("o1", [("A", 3)], 900)
    assert (held.waiting, held.promised) == ({"A": 1}, {"A": DAY})
    assert inventory.reserve("o1", [("A", 3)], 900) == held
    assert band_of(store) is Band.BEYOND
    with pytest.raises(OutOfStock) as refused:
        inventory.reserve("o2", [("A", 5)], 900)
    assert refused.value.detail["shortages"] == [{"sku": "A", "requested": 5, "available": 4}]
    inventory.reserve("o3", [("A", 4)], 900)
    assert band_of(store) is Band.SOLD_OUT
    assert [event.type for event in store.events] == ["stock.low", "stock.sold_out"]
    check(store)


def test_a_paid_order_is_sold_what_is_there_and_the_rest_once_it_came_in() -> None:
    store, inventory = shop()
    buy(inventory, "o1", 3)
    assert (store.by_sku["A"].on_hand, store.by_sku["A"].available, store.by_sku["A"].waiting) == (0, -1, 1)
    receive(inventory, 4)
    assert (store.by_sku["A"].on_hand, store.by_sku["A"].available, store.by_sku["A"].waiting) == (3, 3, 0)
    assert [event.data for event in store.events if event.type == "stock.units_in"] == [
        {"order_id": "o1", "sku": "A", "quantity": 1}
    ]
    check(store)


def test_whoever_has_waited_longest_is_served_first_and_one_that_waits_for_more_keeps_nobody_waiting() -> None:
    store, inventory = shop(on_hand=0)
    for order, units in (("big", 3), ("first", 1), ("second", 1)):
        buy(inventory, order, units)
    receive(inventory, 1)
    given = [event.data["order_id"] for event in store.events if event.type == "stock.units_in"]
    assert given == ["first"]
    receive(inventory, 4, "k2")
    given = [event.data["order_id"] for event in store.events if event.type == "stock.units_in"]
    assert given == ["first", "big", "second"]
    check(store)


def test_what_comes_in_is_not_sold_to_others_before_who_waits() -> None:
    store, inventory = shop(on_hand=0)
    buy(inventory, "waits", 2)
    # As after a receipt whose request died before it gave them out.
    with_goods = store.by_sku["A"]
    store.by_sku["A"] = replace(with_goods, on_hand=2, available=0)
    held = inventory.reserve("late", [("A", 1)], 900)
    assert held.waiting == {"A": 1}
    inventory.serve(clock.Deadline(10))
    assert store.reservations["waits"].waiting == {}
    assert store.by_sku["A"].free == 0


def test_units_that_are_cancelled_are_those_first_that_wait() -> None:
    store, inventory = shop()
    buy(inventory, "o1", 4)
    inventory.give_up("o1", [("A", 3)], "cancelled:o1/1", sold=True)
    assert store.reservations["o1"].waiting == {}
    assert (store.reservations["o1"].lines, store.reservations["o1"].out) == ({"A": 2}, {"A": 1})
    assert store.by_sku["A"].available == 1
    inventory.close("o1", "cancelled")
    assert (store.by_sku["A"].on_hand, store.by_sku["A"].available) == (2, 2)
    check(store)


def test_an_order_paid_after_its_hold_lapsed_waits_for_no_more_than_it_was_told() -> None:
    store, inventory = shop()
    inventory.reserve("late", [("A", 2)], 900)
    inventory.release("late", "gone")
    buy(inventory, "other", 1)
    inventory.commit("late", [("A", 2)])
    assert store.reservations["late"].state is ReservationState.SHORT
    check(store)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["hold", "pay", "release", "cancel", "give up", "receive", "serve", "take back"]),
        st.integers(0, 3),
        st.integers(1, 4),
    ),
    max_size=25,
)


@given(ACTS)
def test_whatever_happens_nobody_waits_beyond_the_limit_and_nothing_is_given_twice(
    acts: list[tuple[str, int, int]],
) -> None:
    store, inventory = shop()
    for number, (act, order, units) in enumerate(acts):
        name, lines = f"o{order}", [("A", units)]
        known = store.reservations.get(name)
        held = list(known.lines.items()) if known else []
        with contextlib.suppress(OutOfStock, IllegalTransition, Unavailable):
            if act == "hold" and not known:
                inventory.reserve(name, lines, 900)
            elif act == "pay" and held:
                inventory.commit(name, held)
            elif act == "release" and known:
                inventory.release(name, "let go")
            elif act == "cancel" and known:
                inventory.close(name, "cancelled")
            elif act == "give up" and known:
                sold = known.state is ReservationState.COMMITTED
                inventory.give_up(name, lines, f"once:{number}", sold=sold)
            elif act == "take back" and known:
                inventory.take_back(name, lines, f"once:{number}")
            elif act == "receive":
                receive(inventory, units, f"k{number}")
            elif act == "serve":
                inventory.serve(clock.Deadline(10))
        check(store)


def test_however_many_wait_for_more_than_there_is_who_waits_for_less_has_it() -> None:
    store, inventory = shop(on_hand=0, limit=200)
    for number in range(60):
        buy(inventory, f"large-{number}", 3)
    buy(inventory, "small", 2)
    receive(inventory, 2)
    assert store.reservations["small"].waiting == {}
    check(store, limit=200)


def test_who_waits_is_told_once_of_another_day() -> None:
    store, inventory = shop(on_hand=0)
    buy(inventory, "waits", 2)
    inventory.reserve("unpaid", [("A", 1)], 900)
    store.by_sku["A"] = replace(store.by_sku["A"], promised="2027-01-31")
    for _ in range(2):
        inventory.serve(clock.Deadline(30))
    told = [event.data for event in store.events if event.type == "stock.day_moved"]
    assert told == [{"order_id": "waits", "sku": "A", "quantity": 2, "day": "2027-01-31"}]
    assert store.reservations["waits"].promised == {"A": "2027-01-31"}
    assert [wait.promised for wait in store.waiting.values()] == ["2027-01-31"]
    inventory.commit("unpaid", [("A", 1)])
    inventory.serve(clock.Deadline(30))
    assert [event.data["order_id"] for event in store.events if event.type == "stock.day_moved"] == ["waits", "unpaid"]
    store.by_sku["A"] = replace(store.by_sku["A"], promised="", limit=0)
    inventory.serve(clock.Deadline(30))
    assert store.reservations["waits"].promised == {"A": "2027-01-31"}
    check(store)
