"""Rules of stock that hold for any level and any movements."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.domain import stock
from products.domain.stock import Band, Movement, MovementCause, MovementKind, StockLevel
from souk.errors import InvalidInput

CAUSE = MovementCause(actor="user:1", at=datetime(2026, 1, 1, tzinfo=UTC), reason="count")
quantities = st.integers(1, 50)
thresholds = st.integers(0, 10)


def level(available: int, on_hand: int | None = None, threshold: int = 5, backorder: bool = False) -> StockLevel:
    return StockLevel(
        sku="A",
        handle="a",
        product_id="p",
        on_hand=available if on_hand is None else on_hand,
        available=available,
        threshold=threshold,
        backorder=backorder,
    )


@st.composite
def movements(draw: st.DrawFn) -> list[Movement]:
    kinds = [stock.receipt, stock.reservation, stock.release, stock.commit, stock.returned]
    drawn = st.one_of(
        st.builds(lambda make, quantity: make("A", quantity, CAUSE), st.sampled_from(kinds), quantities),
        st.builds(lambda d: stock.adjustment("A", d, CAUSE), st.integers(-50, 50).filter(bool)),
    )
    return draw(st.lists(drawn, max_size=30))


@given(movements(), st.randoms())
def test_the_sum_of_the_ledger_is_the_level_in_any_order(rows: list[Movement], random) -> None:  # type: ignore[no-untyped-def]
    shuffled = random.sample(rows, len(rows))
    one_by_one = level(0)
    for row in shuffled:
        one_by_one = one_by_one.after([row])
    assert one_by_one.on_hand == sum(row.on_hand for row in rows)
    assert one_by_one.reserved == sum(row.reserved for row in rows)
    assert one_by_one.available == one_by_one.on_hand - one_by_one.reserved
    together = level(0).after(rows)
    assert (together.on_hand, together.available) == (one_by_one.on_hand, one_by_one.available)


@given(quantities)
def test_a_hold_that_is_released_leaves_everything_as_it_was(quantity: int) -> None:
    before = level(60)
    after = before.after([stock.reservation("A", quantity, CAUSE)]).after([stock.release("A", quantity, CAUSE)])
    assert (after.on_hand, after.available) == (before.on_hand, before.available)


@given(quantities)
def test_selling_held_units_does_not_change_what_is_available(quantity: int) -> None:
    held = level(60).after([stock.reservation("A", quantity, CAUSE)])
    sold = held.after([stock.commit("A", quantity, CAUSE)])
    assert sold.available == held.available
    assert sold.reserved == 0
    assert sold.on_hand == 60 - quantity


@given(st.integers(-20, 40), st.integers(-30, 30), thresholds)
def test_a_change_inside_the_window_keeps_the_band_and_any_other_leaves_it(
    now: int, difference: int, threshold: int
) -> None:
    before = level(now, threshold=threshold)
    bounds = stock.window(before, difference)
    stays = stock.band_of(now + difference, threshold) is before.band
    assert (bounds is not None) == stays
    if bounds is None:
        return
    floor, ceiling = bounds
    for rival in range(-30, 60):
        inside = (floor is None or rival >= floor) and (ceiling is None or rival <= ceiling)
        bands = {stock.band_of(rival, threshold), stock.band_of(rival + difference, threshold)}
        assert inside == (bands == {before.band})


@given(st.integers(1, 60), quantities, thresholds)
def test_the_window_of_a_hold_never_lets_stock_without_backorder_fall_below_zero(
    now: int, quantity: int, threshold: int
) -> None:
    before = level(now, threshold=threshold)
    bounds = stock.window(before, -quantity)
    if before.can_take(quantity) and bounds is not None:
        floor, _ = bounds
        assert floor is not None
        assert floor - quantity >= 0


@pytest.mark.parametrize(
    ("before", "after", "event"),
    [
        (Band.PLENTY, Band.LOW, "stock.low"),
        (Band.PLENTY, Band.SOLD_OUT, "stock.sold_out"),
        (Band.LOW, Band.SOLD_OUT, "stock.sold_out"),
        (Band.SOLD_OUT, Band.LOW, "stock.back_in_stock"),
        (Band.SOLD_OUT, Band.PLENTY, "stock.back_in_stock"),
        (Band.LOW, Band.PLENTY, None),
        (Band.LOW, Band.LOW, None),
    ],
)
def test_only_a_change_of_band_that_someone_acts_on_is_announced(before: Band, after: Band, event: str | None) -> None:
    assert stock.announcement(before, after) == event


def test_a_count_becomes_the_difference() -> None:
    assert stock.counted(level(7), 7, CAUSE) is None
    fewer = stock.counted(level(7), 4, CAUSE)
    assert fewer is not None
    assert (fewer.kind, fewer.on_hand) == (MovementKind.ADJUSTMENT, -3)
    first = stock.counted(level(0), 4, CAUSE)
    assert first is not None
    assert (first.kind, first.on_hand) == (MovementKind.RECEIPT, 4)


def test_a_count_leaves_what_is_held_alone() -> None:
    held = level(2, on_hand=5)
    movement = stock.counted(held, 10, CAUSE)
    assert movement is not None
    after = held.after([movement])
    assert (after.on_hand, after.reserved, after.available) == (10, 3, 7)


@pytest.mark.parametrize("quantity", [0, -1, stock.MAX_QUANTITY + 1])
def test_a_receipt_of_nothing_or_of_too_much_is_refused(quantity: int) -> None:
    with pytest.raises(InvalidInput):
        stock.receipt("A", quantity, CAUSE)


def test_an_adjustment_needs_a_reason() -> None:
    with pytest.raises(InvalidInput, match="why"):
        stock.adjustment("A", -1, MovementCause(actor="user:1", at=CAUSE.at))


def test_backorder_takes_more_than_there_is() -> None:
    assert level(0, backorder=True).can_take(3)
    assert not level(2).can_take(3)
    assert level(0, backorder=True).sellable
    assert not level(0).sellable
