"""Stock under contention, repeats and disorder."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from products.domain.reservation import ReservationState
from products.domain.stock import MovementCause, MovementKind
from products.usecases.inventory import Inventory
from souk import clock
from souk.errors import Conflict, IllegalTransition, InvalidInput, NotFound, OutOfStock, Unavailable
from tests.support import logs
from tests.unit.products.fakes import MemoryStock

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def store() -> MemoryStock:
    store = MemoryStock()
    store.add("A", 10)
    store.add("B", 2)
    return store


@pytest.fixture
def inventory(store: MemoryStock) -> Inventory:
    return Inventory(store)


def assert_balanced(store: MemoryStock) -> None:
    for sku, level in store.by_sku.items():
        rows = [row for row in store.rows if row.sku == sku]
        assert level.on_hand == sum(row.on_hand for row in rows)
        assert level.reserved == sum(row.reserved for row in rows)


def rival(inventory: Inventory, line: tuple[str, int]) -> None:
    inventory.reserve("rival", [line], 900)


def types(store: MemoryStock) -> list[str]:
    return [event.type for event in store.events]


def test_all_lines_are_held_with_one_read_and_one_write(inventory: Inventory, store: MemoryStock) -> None:
    store.reads = store.writes = 0
    with clock.freeze(NOW):
        held = inventory.reserve("o1", [("A", 2), ("B", 1), ("A", 1)], 900)
    assert held.until == NOW + timedelta(seconds=900)
    assert (store.by_sku["A"].available, store.by_sku["B"].available) == (7, 1)
    assert (store.reads, store.writes) == (1, 1)
    assert_balanced(store)


def test_none_is_held_when_one_line_is_short_and_every_shortage_is_named(
    inventory: Inventory, store: MemoryStock
) -> None:
    with pytest.raises(OutOfStock) as caught:
        inventory.reserve("o1", [("A", 1), ("B", 3), ("X", 1)], 900)
    assert caught.value.detail["shortages"] == [
        {"sku": "B", "requested": 3, "available": 2},
        {"sku": "X", "requested": 1, "available": 0},
    ]
    assert store.by_sku["A"].available == 10
    assert store.reservations == {}


def test_lines_that_fit_alone_but_not_together_are_refused(inventory: Inventory) -> None:
    with pytest.raises(OutOfStock) as caught:
        inventory.reserve("o1", [("B", 1), ("B", 1), ("B", 1)], 900)
    assert caught.value.detail["shortages"] == [{"sku": "B", "requested": 3, "available": 2}]


def test_a_repeated_reservation_gets_the_same_answer_even_when_nothing_is_left(
    inventory: Inventory, store: MemoryStock
) -> None:
    first = inventory.reserve("o1", [("B", 2)], 900)
    assert inventory.reserve("o1", [("B", 2)], 900) == first
    assert store.by_sku["B"].available == 0
    with pytest.raises(Conflict):
        inventory.reserve("o1", [("B", 1)], 900)


def test_a_rival_between_reading_and_writing_does_not_oversell(inventory: Inventory, store: MemoryStock) -> None:
    store.before_write = lambda: rival(inventory, ("B", 1))
    with pytest.raises(OutOfStock) as caught:
        inventory.reserve("o1", [("B", 2)], 900)
    assert caught.value.detail["shortages"] == [{"sku": "B", "requested": 2, "available": 1}]
    assert_balanced(store)


def test_rivals_within_a_band_do_not_disturb_each_other(inventory: Inventory, store: MemoryStock) -> None:
    store.add("C", 100)
    store.writes = 0
    store.before_write = lambda: rival(inventory, ("C", 3))
    inventory.reserve("o1", [("C", 2)], 900)
    assert store.by_sku["C"].available == 95
    assert store.writes == 2


def test_a_change_of_band_is_announced_exactly_once(inventory: Inventory, store: MemoryStock) -> None:
    for number in range(10):
        inventory.reserve(f"o{number}", [("A", 1)], 900)
    assert types(store) == ["stock.low", "stock.sold_out"]
    assert [event.data["available"] for event in store.events] == [5, 0]
    inventory.release("o3", "changed mind")
    assert types(store)[2:] == ["stock.back_in_stock"]
    versions = [event.aggregate_version for event in store.events]
    assert versions == sorted(set(versions))


def test_backorder_goes_below_zero(inventory: Inventory, store: MemoryStock) -> None:
    store.add("P", 1, backorder=True)
    inventory.reserve("o1", [("P", 3)], 900)
    assert store.by_sku["P"].available == -2
    inventory.commit("o1", [("P", 3)])
    assert (store.by_sku["P"].on_hand, store.by_sku["P"].reserved) == (-2, 0)


def test_release_gives_back_once(inventory: Inventory, store: MemoryStock) -> None:
    inventory.reserve("o1", [("A", 4)], 900)
    inventory.release("o1", "abandoned")
    inventory.release("o1", "abandoned")
    assert store.by_sku["A"].available == 10
    assert_balanced(store)


def test_a_release_that_overtakes_its_reservation_bars_it(inventory: Inventory, store: MemoryStock) -> None:
    inventory.release("o1", "timed out")
    with pytest.raises(IllegalTransition):
        inventory.reserve("o1", [("A", 1)], 900)
    assert store.by_sku["A"].available == 10


def test_paid_units_leave_the_shelf_once(inventory: Inventory, store: MemoryStock) -> None:
    inventory.reserve("o1", [("A", 4)], 900)
    inventory.commit("o1", [("A", 4)])
    inventory.commit("o1", [("A", 4)])
    level = store.by_sku["A"]
    assert (level.on_hand, level.reserved, level.available) == (6, 0, 6)
    with pytest.raises(IllegalTransition):
        inventory.release("o1", "too late")
    assert_balanced(store)


def test_a_cancelled_order_brings_sold_units_back_once(inventory: Inventory, store: MemoryStock) -> None:
    inventory.reserve("o1", [("A", 4)], 900)
    inventory.commit("o1", [("A", 4)])
    inventory.close("o1", "cancelled")
    inventory.close("o1", "cancelled")
    inventory.commit("o1", [("A", 4)])
    assert store.by_sku["A"].available == 10
    assert [row.kind for row in store.rows if row.sku == "A"] == [
        MovementKind.RECEIPT,
        MovementKind.RESERVATION,
        MovementKind.COMMIT,
        MovementKind.RETURN,
    ]


def test_a_cancellation_that_overtakes_everything_bars_what_comes_late(
    inventory: Inventory, store: MemoryStock
) -> None:
    inventory.close("o1", "cancelled")
    inventory.commit("o1", [("A", 4)])
    with pytest.raises(IllegalTransition):
        inventory.reserve("o1", [("A", 4)], 900)
    assert store.by_sku["A"].available == 10


def test_the_sweeper_releases_only_what_has_lapsed(inventory: Inventory, store: MemoryStock) -> None:
    with clock.freeze(NOW):
        inventory.reserve("short", [("A", 1)], 60)
        inventory.reserve("long", [("A", 2)], 600)
    with clock.freeze(NOW + timedelta(seconds=61)):
        assert inventory.sweep() == 1
        assert inventory.sweep() == 0
    assert store.by_sku["A"].available == 8
    assert store.reservations["short"].state is ReservationState.EXPIRED
    assert types(store) == ["stock.reservation_expired"]
    assert store.swept_until == NOW + timedelta(seconds=61)
    assert_balanced(store)


def test_a_payment_after_the_sweeper_takes_the_units_again(inventory: Inventory, store: MemoryStock) -> None:
    with clock.freeze(NOW):
        inventory.reserve("o1", [("A", 4)], 60)
    with clock.freeze(NOW + timedelta(minutes=2)):
        inventory.sweep()
        inventory.commit("o1", [("A", 4)])
    level = store.by_sku["A"]
    assert (level.on_hand, level.available) == (6, 6)
    assert_balanced(store)


def test_a_payment_after_the_units_are_gone_is_a_shortage_and_never_oversells(
    inventory: Inventory, store: MemoryStock
) -> None:
    with clock.freeze(NOW):
        inventory.reserve("o1", [("B", 2), ("A", 1)], 60)
    with clock.freeze(NOW + timedelta(minutes=2)):
        inventory.sweep()
        inventory.reserve("rival", [("B", 1)], 900)
        inventory.commit("o1", [("B", 2), ("A", 1)])
        inventory.commit("o1", [("B", 2), ("A", 1)])
    short = [event for event in store.events if event.type == "stock.shortage"]
    assert [event.data["shortages"] for event in short] == [[{"sku": "B", "requested": 2, "available": 1}]]
    assert store.by_sku["A"].available == 10
    assert store.reservations["o1"].state is ReservationState.SHORT
    inventory.close("o1", "refunded")
    assert store.by_sku["B"].available == 1
    assert_balanced(store)


def test_a_shortage_of_which_two_learn_at_once_is_logged_once(inventory: Inventory, store: MemoryStock) -> None:
    """The second's write is stale, and its next try finds that nothing is left to do."""
    store.before_write = lambda: inventory.commit("o1", [("B", 3)])
    with logs.captured() as lines:
        inventory.commit("o1", [("B", 3)])
    assert store.writes == 2
    assert [(line["message"], line["order_id"]) for line in lines.parsed()] == [
        ("a paid order is short of stock", "o1")
    ]


def test_held_units_that_are_gone_when_they_are_paid_are_a_shortage_and_never_less_than_none(
    inventory: Inventory, store: MemoryStock
) -> None:
    """A has 10: three orders hold 9 of them, then a count finds 4. Who pays first is served first."""
    inventory.reserve("first", [("A", 3)], 900)
    inventory.reserve("second", [("A", 3), ("B", 2)], 900)
    inventory.reserve("third", [("A", 1)], 900)
    after = inventory.move("A", MovementKind.ADJUSTMENT, -6, "water damage", "staff-1", "key-1")
    assert (after.on_hand, after.available, after.over_held) == (4, -3, 3)
    for order, lines in (("first", [("A", 3)]), ("second", [("A", 3), ("B", 2)]), ("third", [("A", 1)])):
        inventory.commit(order, lines)
        inventory.commit(order, lines)
    assert [store.reservations[order].state for order in ("first", "second", "third")] == [
        ReservationState.COMMITTED,
        ReservationState.SHORT,
        ReservationState.COMMITTED,
    ]
    [short] = [event for event in store.events if event.type == "stock.shortage"]
    assert short.aggregate_id == "second"
    assert short.data["shortages"] == [{"sku": "A", "requested": 3, "available": 1}]
    assert (store.by_sku["A"].on_hand, store.by_sku["A"].available) == (0, 0)
    assert (store.by_sku["B"].on_hand, store.by_sku["B"].available) == (2, 2)
    inventory.move("A", MovementKind.RECEIPT, 3, "found", "staff-1", "key-2")
    inventory.commit("second", [("A", 3), ("B", 2)])
    assert store.reservations["second"].state is ReservationState.COMMITTED
    assert_balanced(store)


def a_shortage(inventory: Inventory, **orders: int) -> None:
    """A has 10 units, all lost to a count; these orders hold so many of them and are paid, one after the other."""
    for order, units in orders.items():
        inventory.reserve(order, [("A", units)], 900)
    inventory.move("A", MovementKind.ADJUSTMENT, -10, "water damage", "staff-1", "lost")
    for order, units in orders.items():
        inventory.commit(order, [("A", units)])


def test_what_comes_in_goes_to_the_paid_orders_that_are_short_the_longest_waiting_first(
    inventory: Inventory, store: MemoryStock
) -> None:
    a_shortage(inventory, first=3, second=4, third=1)
    after = inventory.move("A", MovementKind.RECEIPT, 4, "delivery", "staff-1", "key-1")
    assert (after.on_hand, after.available) == (0, 0)
    assert [store.reservations[order].state for order in ("first", "second", "third")] == [
        ReservationState.COMMITTED,
        ReservationState.SHORT,
        ReservationState.COMMITTED,
    ]
    ended = [event for event in store.events if event.type == "stock.shortage_ended"]
    assert [(event.aggregate_id, event.data["lines"]) for event in ended] == [("first", {"A": 3}), ("third", {"A": 1})]
    assert_balanced(store)


def test_a_receipt_that_died_before_it_settled_is_settled_by_the_sweep(
    inventory: Inventory, store: MemoryStock
) -> None:
    a_shortage(inventory, first=3, second=4)
    inventory.count("A", 10, MovementCause(actor="test", at=NOW, reason="found"))
    assert store.reservations["first"].state is ReservationState.SHORT
    inventory.sweep()
    inventory.sweep()
    assert {store.reservations[order].state for order in ("first", "second")} == {ReservationState.COMMITTED}
    assert types(store).count("stock.shortage_ended") == 2
    assert (store.by_sku["A"].on_hand, store.by_sku["A"].available) == (3, 3)
    assert_balanced(store)


def test_a_short_order_that_was_cancelled_gets_nothing(inventory: Inventory, store: MemoryStock) -> None:
    a_shortage(inventory, first=3)
    inventory.close("first", "refunded")
    assert inventory.move("A", MovementKind.RECEIPT, 5, "delivery", "staff-1", "key-1").available == 5
    assert store.reservations["first"].state is ReservationState.CLOSED


def test_a_hold_that_is_about_to_lapse_is_asked_after_once_and_kept(inventory: Inventory, store: MemoryStock) -> None:
    with clock.freeze(NOW):
        inventory.reserve("o1", [("A", 4)], 1500)
    with clock.freeze(NOW + timedelta(minutes=19)):
        assert inventory.sweep() == 0
    assert types(store) == []
    for minute in (20, 21, 24):
        with clock.freeze(NOW + timedelta(minutes=minute)):
            assert inventory.sweep() == 0
    assert types(store) == ["stock.reservation_lapsing"]
    assert store.by_sku["A"].available == 6
    with clock.freeze(NOW + timedelta(minutes=25)):
        assert inventory.sweep() == 1
    assert types(store) == ["stock.reservation_lapsing", "stock.reservation_expired"]
    assert_balanced(store)


def test_two_orders_paid_at_once_share_what_a_count_has_left(inventory: Inventory, store: MemoryStock) -> None:
    """Both see two units; the write of the second finds one less."""
    inventory.reserve("first", [("A", 2)], 900)
    inventory.reserve("second", [("A", 2)], 900)
    inventory.count("A", 2, MovementCause(actor="test", at=NOW, reason="count"))
    store.before_write = lambda: inventory.commit("first", [("A", 2)])
    inventory.commit("second", [("A", 2)])
    assert store.reservations["first"].state is ReservationState.COMMITTED
    assert store.reservations["second"].state is ReservationState.SHORT
    assert store.by_sku["A"].on_hand == 0
    assert_balanced(store)


def test_what_may_be_backordered_is_sold_below_none(inventory: Inventory, store: MemoryStock) -> None:
    store.add("OWED", 1, backorder=True)
    inventory.reserve("o1", [("OWED", 3)], 900)
    inventory.commit("o1", [("OWED", 3)])
    assert store.reservations["o1"].state is ReservationState.COMMITTED
    assert store.by_sku["OWED"].on_hand == -2


def test_a_payment_without_any_reservation_takes_the_order_s_lines(inventory: Inventory, store: MemoryStock) -> None:
    inventory.commit("o1", [("A", 2), ("A", 1)])
    assert store.by_sku["A"].on_hand == 7
    assert store.reservations["o1"].lines == {"A": 3}


def test_staff_receive_and_adjust_once_per_key(inventory: Inventory, store: MemoryStock) -> None:
    after = inventory.move("B", MovementKind.RECEIPT, 10, "delivery", "staff-1", "key-1")
    assert after.on_hand == 12
    assert inventory.move("B", MovementKind.RECEIPT, 10, "delivery", "staff-1", "key-1").on_hand == 12
    assert inventory.move("B", MovementKind.ADJUSTMENT, -12, "stolen", "staff-1", "key-2").on_hand == 0
    assert inventory.move("B", MovementKind.ADJUSTMENT, -12, "stolen", "staff-1", "key-2").on_hand == 0
    assert types(store) == ["stock.changed", "stock.sold_out"]
    assert {row.actor for row in store.rows if row.kind is not MovementKind.RECEIPT} == {"user:staff-1"}
    assert_balanced(store)


def test_staff_cannot_count_fewer_than_none(inventory: Inventory) -> None:
    with pytest.raises(Conflict) as caught:
        inventory.move("B", MovementKind.ADJUSTMENT, -3, "lost", "staff-1", "key")
    assert caught.value.detail == {"on_hand": 2}
    with pytest.raises(NotFound):
        inventory.move("X", MovementKind.RECEIPT, 1, "found", "staff-1", "key")


def test_units_that_are_held_can_still_be_found_missing(inventory: Inventory, store: MemoryStock) -> None:
    inventory.reserve("o1", [("B", 2)], 900)
    after = inventory.move("B", MovementKind.ADJUSTMENT, -1, "broken", "staff-1", "key")
    assert (after.on_hand, after.reserved, after.available) == (1, 2, -1)


@pytest.mark.parametrize("ttl", [0, -1, 31 * 24 * 3600])
def test_a_hold_has_a_sensible_time(inventory: Inventory, ttl: int) -> None:
    with pytest.raises(InvalidInput):
        inventory.reserve("o1", [("A", 1)], ttl)


def test_endless_contention_ends_in_try_again(inventory: Inventory, store: MemoryStock) -> None:
    def rival() -> None:
        level = store.by_sku["B"]
        store.by_sku["B"] = level.after([])
        store.before_write = rival

    store.before_write = rival
    with pytest.raises(Unavailable):
        inventory.reserve("o1", [("B", 2)], 900)
    assert store.reservations == {}


def test_a_new_threshold_is_announced_when_the_stock_is_low_by_it(inventory: Inventory, store: MemoryStock) -> None:
    assert inventory.set_threshold("A", 20, "staff-1").threshold == 20
    assert inventory.set_threshold("A", 20, "staff-1").version == store.by_sku["A"].version
    assert types(store) == ["stock.low"]
    inventory.set_threshold("A", 0, "staff-1")
    assert types(store) == ["stock.low"]
    with pytest.raises(InvalidInput):
        inventory.set_threshold("A", -1, "staff-1")


def test_goods_that_come_back_are_for_sale_again_once_for_a_refund(inventory: Inventory, store: MemoryStock) -> None:
    inventory.reserve("o1", [("A", 4), ("B", 1)], 900)
    inventory.commit("o1", [("A", 4), ("B", 1)])
    inventory.take_back("o1", [("A", 3)], "r1")
    inventory.take_back("o1", [("A", 3)], "r1")
    assert store.by_sku["A"].available == 9
    inventory.take_back("o1", [("A", 3), ("B", 1)], "r2")
    assert (store.by_sku["A"].available, store.by_sku["B"].available) == (10, 2)
    inventory.take_back("o1", [("A", 1)], "r3")
    assert store.by_sku["A"].available == 10
    assert_balanced(store)


def test_a_cancellation_brings_only_what_did_not_come_back_before(inventory: Inventory, store: MemoryStock) -> None:
    inventory.reserve("o1", [("A", 4)], 900)
    inventory.commit("o1", [("A", 4)])
    inventory.take_back("o1", [("A", 1)], "r1")
    inventory.close("o1", "cancelled")
    inventory.take_back("o1", [("A", 1)], "r2")
    assert store.by_sku["A"].on_hand == 10
    assert_balanced(store)


def test_what_was_not_sold_does_not_come_back(inventory: Inventory, store: MemoryStock) -> None:
    inventory.take_back("never-seen", [("A", 1)], "r1")
    inventory.reserve("o1", [("A", 4)], 900)
    with pytest.raises(Unavailable):
        inventory.take_back("o1", [("A", 1)], "r2")
    inventory.release("o1", "left")
    inventory.take_back("o1", [("A", 1)], "r2")
    assert store.by_sku["A"].available == 10


def test_units_of_an_unpaid_order_are_let_go_once_for_a_cancellation(inventory: Inventory, store: MemoryStock) -> None:
    inventory.reserve("o1", [("A", 4), ("B", 1)], 900)
    for _ in range(2):
        inventory.give_up("o1", [("A", 3)], "c1", sold=False)
    inventory.give_up("o1", [("B", 1)], "c2", sold=False)
    assert (store.by_sku["A"].available, store.by_sku["B"].available) == (9, 2)
    inventory.commit("o1", [("A", 1)])
    assert store.reservations["o1"].lines == {"A": 1}
    assert store.by_sku["A"].on_hand == 9
    assert_balanced(store)


def test_units_of_a_paid_order_wait_for_the_news_of_the_sale(inventory: Inventory, store: MemoryStock) -> None:
    inventory.reserve("o1", [("A", 4)], 900)
    with pytest.raises(Unavailable):
        inventory.give_up("o1", [("A", 1)], "c1", sold=True)
    inventory.commit("o1", [("A", 4)])
    for _ in range(2):
        inventory.give_up("o1", [("A", 1)], "c1", sold=True)
    assert store.by_sku["A"].available == 7
    inventory.close("o1", "cancelled")
    inventory.give_up("o1", [("A", 1)], "c2", sold=True)
    assert store.by_sku["A"].available == 10
    assert_balanced(store)


def test_units_an_order_is_short_of_are_not_waited_for_any_more(inventory: Inventory, store: MemoryStock) -> None:
    inventory.commit("o1", [("A", 4), ("B", 5)])
    short = store.reservations["o1"]
    inventory.give_up("o1", [("B", 4)], "c1", sold=True)
    left = store.reservations["o1"]
    assert (short.state, left.state, left.lines) == (short.state.SHORT, short.state.SHORT, {"A": 4, "B": 1})
    inventory.sweep()
    assert store.reservations["o1"].state == "committed"
    inventory.give_up("never-seen", [("A", 1)], "c1", sold=False)
    assert_balanced(store)
