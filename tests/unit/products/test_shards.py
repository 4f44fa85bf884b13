"""When a hot SKU gets shards, what they hold, and that buyers get every unit whatever the shards do."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.domain import shards
from products.domain.shards import BASE
from products.domain.stock import MovementKind, Shard, StockLevel
from products.usecases.inventory import TRIES, Inventory
from souk import clock
from souk.errors import OutOfStock, Unavailable
from tests.unit.products.fakes import MemoryStock

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


def level(base: int, *available: int, threshold: int = 5) -> StockLevel:
    parts = tuple(Shard(number, units, units, 1) for number, units in enumerate(available, 1))
    total = base + sum(available)
    return StockLevel(
        sku="A", handle="a", product_id="p", on_hand=total, available=total, threshold=threshold, shards=parts
    )


levels = st.builds(
    lambda base, parts: level(base + 6, *parts), st.integers(0, 3000), st.lists(st.integers(0, 400), max_size=16)
)


@given(levels)
def test_spreading_keeps_the_base_above_the_threshold_and_every_share_positive(before: StockLevel) -> None:
    deal = shards.spread(before)
    if deal is None:
        return
    assert sum(deal.given.values()) <= shards.spare(before)
    assert min(deal.given.values()) >= 1
    assert len(before.shards) <= deal.shards_after <= shards.MOST
    assert set(range(1, deal.shards_after + 1)) == {shard.number for shard in before.shards} | set(deal.given)


@given(levels, st.integers(1, 99))
def test_a_counter_that_is_chosen_has_the_units(before: StockLevel, quantity: int) -> None:
    counter = shards.place(before, -quantity)
    if counter is None:
        assert max(shard.available for shard in before.shards) < quantity
        assert shards.spare(before) < quantity
    elif counter != BASE:
        assert before.shards[counter - 1].available >= quantity


def test_a_sku_nobody_queues_for_has_one_counter() -> None:
    assert shards.place(level(3), -1) == BASE
    assert shards.place(level(0), -1) == BASE


def test_contention_opens_four_shards_then_doubles_them_to_sixteen() -> None:
    opened = shards.spread(level(5000))
    assert opened is not None
    assert dict(opened.given) == {1: 624, 2: 624, 3: 624, 4: 624}
    doubled = shards.spread(level(2504, 624, 624, 624, 624))
    assert doubled is not None
    assert doubled.shards_after == 8
    assert shards.spread(level(2504, *[100] * 16)) is None


@pytest.mark.parametrize("units", [0, 6, 20, 37])
def test_few_units_are_not_worth_shards(units: int) -> None:
    assert shards.spread(level(units)) is None


def test_poor_shards_are_filled_before_they_are_empty() -> None:
    before = level(806, 30, 100, 100, 100)
    deal = shards.filled(before, 1, taken=6)
    assert deal is not None
    assert dict(deal.given) == {1: 100}
    assert shards.filled(before, 2, taken=6) is None
    assert shards.filled(level(10, 0, 0, 0, 0), 1, taken=0) is None


def test_a_sku_is_quiet_some_time_after_its_last_deal() -> None:
    hot = replace(level(100, 10), heated_at=NOW)
    assert not shards.is_quiet(hot, NOW + timedelta(minutes=9))
    assert shards.is_quiet(hot, NOW + timedelta(minutes=11))
    assert not shards.is_quiet(level(100), NOW)


@pytest.fixture
def store() -> MemoryStock:
    store = MemoryStock()
    store.add("A", 300)
    return store


@pytest.fixture
def inventory(store: MemoryStock) -> Inventory:
    return Inventory(store)


def queue(store: MemoryStock) -> None:
    """From now on every write of A meets others."""
    store.contention = lambda: ["A"]


def assert_balanced(store: MemoryStock) -> None:
    stored = store.by_sku["A"]
    assert stored.on_hand == sum(row.on_hand for row in store.rows)
    assert stored.reserved == sum(row.reserved for row in store.rows)
    assert all(shard.available >= 0 for shard in stored.shards)


def test_a_write_that_met_others_spreads_the_sku(inventory: Inventory, store: MemoryStock) -> None:
    inventory.reserve("o1", [("A", 1)], 900)
    assert not store.by_sku["A"].shards
    queue(store)
    inventory.reserve("o2", [("A", 1)], 900)
    assert len(store.by_sku["A"].shards) == 4
    assert store.by_sku["A"].available == 298
    store.contention = lambda: ()
    version = store.by_sku["A"].version
    inventory.reserve("o3", [("A", 1)], 900)
    assert store.by_sku["A"].version == version  # made on a shard
    assert_balanced(store)


def test_a_write_that_does_not_get_through_spreads_the_sku_and_tries_again(
    inventory: Inventory, store: MemoryStock
) -> None:
    answers: list[list[str] | None] = [None, []]
    store.contention = lambda: answers.pop(0)
    inventory.reserve("o1", [("A", 1)], 900)
    assert len(store.by_sku["A"].shards) == 4
    assert store.by_sku["A"].available == 299


def test_a_write_that_does_not_get_through_a_scarce_sku_says_try_again(
    inventory: Inventory, store: MemoryStock
) -> None:
    store.add("B", 10)
    store.contention = lambda: None
    with pytest.raises(Unavailable):
        inventory.reserve("o1", [("B", 1)], 900)
    assert store.by_sku["B"].available == 10


def test_units_follow_the_buyers_to_the_shard_that_runs_empty(inventory: Inventory, store: MemoryStock) -> None:
    queue(store)
    inventory.reserve("o1", [("A", 1)], 900)
    store.contention = lambda: ()
    poor, *others = store.by_sku["A"].shards
    inventory.reserve("o2", [("A", 1)], 900)
    taken = Shard(poor.number, 1, 1, poor.version + 1)
    level = store.by_sku["A"]
    store.by_sku["A"] = replace(
        level, shards=(taken, *level.shards[1:]), available=level.available - poor.available + 1
    )
    sold, before = 0, len(store.deals)
    while len(store.deals) == before:
        sold += 1
        inventory.reserve(f"more-{sold}", [("A", 1)], 900)
        assert sold <= sum(shard.available for shard in others)
    assert set(store.deals[-1].given) == {poor.number}
    assert store.by_sku["A"].shards[0].available > taken.available


def test_a_buyer_tries_a_bounded_number_of_times_whatever_the_shards_do(
    inventory: Inventory, store: MemoryStock
) -> None:
    store.contention = lambda: None
    store.reads = store.writes = 0
    with pytest.raises(Unavailable):
        inventory.reserve("o1", [("A", 1)], 900)
    assert len(store.by_sku["A"].shards) > 0
    assert store.writes <= TRIES
    assert store.reads <= 2 * TRIES
    assert store.by_sku["A"].available == 300


def test_the_last_units_of_a_hot_sku_are_sold_to_the_last_one_and_announced_once(
    inventory: Inventory, store: MemoryStock
) -> None:
    queue(store)
    for number in range(300):
        inventory.reserve(f"o{number}", [("A", 1)], 900)
    with pytest.raises(OutOfStock) as caught:
        inventory.reserve("o300", [("A", 1)], 900)
    assert caught.value.detail["shortages"] == [{"sku": "A", "requested": 1, "available": 0}]
    assert not store.by_sku["A"].shards
    assert [event.type for event in store.events] == ["stock.low", "stock.sold_out"]
    assert_balanced(store)


def test_a_buyer_of_more_than_any_counter_has_is_served_from_all_of_them(
    inventory: Inventory, store: MemoryStock
) -> None:
    queue(store)
    inventory.reserve("o1", [("A", 1)], 900)
    store.contention = lambda: ()
    inventory.reserve("o2", [("A", 299)], 900)
    assert store.by_sku["A"].available == 0
    assert_balanced(store)


@pytest.mark.parametrize("seed", range(20))
def test_whatever_buyers_do_no_unit_is_lost_or_sold_twice(seed: int) -> None:
    rng = random.Random(seed)
    store = MemoryStock()
    store.add("A", 200)
    inventory = Inventory(store)
    store.contention = lambda: ["A"] if rng.random() < 0.3 else ()
    held: list[tuple[str, int]] = []
    paid: list[tuple[str, int]] = []
    for number in range(120):
        act = rng.random()
        if act < 0.6 or not held:
            order = (f"o{number}", rng.randint(1, 9))
            left = 200 - sum(quantity for _, quantity in held + paid)
            if order[1] > left:
                with pytest.raises(OutOfStock) as caught:
                    inventory.reserve(order[0], [("A", order[1])], 900)
                assert caught.value.detail["shortages"][0]["available"] == left
                continue
            inventory.reserve(order[0], [("A", order[1])], 900)
            held.append(order)
        elif act < 0.8:
            inventory.release(held.pop(rng.randrange(len(held)))[0], "left")
        else:
            order = held.pop(rng.randrange(len(held)))
            inventory.commit(order[0], [("A", order[1])])
            paid.append(order)
        assert_balanced(store)
        stored = store.by_sku["A"]
        assert stored.reserved == sum(quantity for _, quantity in held)
        assert stored.on_hand == 200 - sum(quantity for _, quantity in paid)


def test_a_paid_order_is_short_only_when_the_units_are_gone_from_every_shard(
    inventory: Inventory, store: MemoryStock
) -> None:
    queue(store)
    inventory.reserve("o1", [("A", 1)], 900)
    inventory.commit("late", [("A", 290)])
    assert store.reservations["late"].state.value == "committed"
    inventory.commit("later", [("A", 290)])
    assert store.reservations["later"].state.value == "short"
    assert_balanced(store)


def test_staff_see_and_change_all_shards_together(inventory: Inventory, store: MemoryStock) -> None:
    queue(store)
    inventory.reserve("o1", [("A", 1)], 900)
    store.contention = lambda: ()
    assert inventory.level("A").available == 299
    assert inventory.move("A", MovementKind.ADJUSTMENT, -250, "stolen", "staff-1", "key").available == 49
    assert inventory.set_threshold("A", 60, "staff-1").band.value == "low"
    assert [event.type for event in store.events] == ["stock.changed", "stock.low"]
    assert_balanced(store)


def test_a_threshold_is_not_raised_above_what_the_base_has_while_there_are_shards(
    inventory: Inventory, store: MemoryStock
) -> None:
    queue(store)
    inventory.reserve("o1", [("A", 1)], 900)
    inventory.set_threshold("A", 298, "staff-1")
    assert not store.by_sku["A"].shards
    inventory.reserve("o2", [("A", 1)], 900)
    assert [event.type for event in store.events] == ["stock.low"]


def test_the_shards_of_a_quiet_sku_are_taken_away(inventory: Inventory, store: MemoryStock) -> None:
    queue(store)
    with clock.freeze(NOW):
        inventory.reserve("o1", [("A", 1)], 900)
        store.contention = lambda: ()
    with clock.freeze(NOW + timedelta(minutes=9)):
        inventory.sweep()
        assert len(store.by_sku["A"].shards) == 4
    with clock.freeze(NOW + timedelta(minutes=11)):
        inventory.sweep()
    assert not store.by_sku["A"].shards
    assert store.by_sku["A"].available == 299
    assert_balanced(store)


class Moving(MemoryStock):
    """Units of every SKU are moved whenever it is read."""

    def levels(self, skus: Collection[str]) -> dict[str, StockLevel]:
        raise Unavailable("on the move")


def test_a_hold_is_made_although_its_sku_cannot_be_spread_just_now() -> None:
    store = Moving()
    store.add("A", 300)
    queue(store)
    assert Inventory(store).reserve("o1", [("A", 1)], 900).lines == {"A": 1}
    assert store.by_sku["A"].available == 299


def test_a_sku_that_is_on_the_move_does_not_stop_the_sweeper() -> None:
    store = Moving()
    store.by_sku["A"] = replace(level(100, 10), heated_at=NOW)
    with clock.freeze(NOW + timedelta(minutes=11)):
        assert Inventory(store).sweep() == 0
        assert store.swept_until == NOW + timedelta(minutes=11)
