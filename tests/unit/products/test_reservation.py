"""The life of a reservation: every order of events ends right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.domain import reservation
from products.domain.reservation import Reservation, ReservationState, ReservationStep, Shortage
from products.domain.stock import MovementCause, StockLevel
from souk.errors import Conflict, IllegalTransition, InvalidInput

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CAUSE = MovementCause(actor="order:o", at=NOW, reason="test")
LINES = {"A": 2, "B": 1}


def held(lines: dict[str, int] | None = None, until: datetime = NOW) -> Reservation:
    return reservation.hold("o", lines or LINES, until, CAUSE, stocked()).after


def stocked(available: int = 10, backorder: bool = False) -> dict[str, StockLevel]:
    return {
        sku: StockLevel(
            sku=sku, handle="h", product_id="p", on_hand=available, available=available, backorder=backorder
        )
        for sku in ("A", "B")
    }


def test_lines_of_one_sku_are_summed_before_they_are_judged() -> None:
    assert reservation.summed([("A", 1), ("B", 2), ("A", 3)]) == {"A": 4, "B": 2}


@pytest.mark.parametrize("lines", [[], [("A", 0)], [("A", -1)], [("", 1)], [(f"S{n}", 1) for n in range(34)]])
def test_lines_that_make_no_sense_are_refused(lines: list[tuple[str, int]]) -> None:
    with pytest.raises(InvalidInput):
        reservation.summed(lines)


def test_shortages_name_every_line_and_what_is_left() -> None:
    levels = {"A": stocked(1)["A"], "B": stocked(0)["B"]}
    assert reservation.shortages({"A": 2, "B": 1, "C": 1}, levels) == [
        Shortage("A", 2, 1),
        Shortage("B", 1, 0),
        Shortage("C", 1, 0),
    ]
    assert reservation.shortages({"A": 5}, stocked(0, backorder=True)) == []


def test_a_repeated_request_is_accepted_only_with_the_same_lines_and_while_held_or_sold() -> None:
    reservation.check_repeat(held(), {"B": 1, "A": 2})
    with pytest.raises(Conflict):
        reservation.check_repeat(held(), {"A": 1})
    released = reservation.release(held(), CAUSE)
    assert released is not None
    with pytest.raises(IllegalTransition) as caught:
        reservation.check_repeat(released.after, LINES)
    assert caught.value.detail == {"state": "released"}


def test_a_hold_lapses_only_when_its_time_is_over() -> None:
    assert reservation.expire(held(until=NOW + timedelta(seconds=1)), CAUSE) is None
    lapsed = reservation.expire(held(until=NOW), CAUSE)
    assert lapsed is not None
    assert lapsed.after.state is ReservationState.EXPIRED
    assert reservation.expire(lapsed.after, CAUSE) is None


def test_sold_units_are_not_released() -> None:
    sold = reservation.commit(held(), stocked(), CAUSE)
    assert sold is not None
    with pytest.raises(IllegalTransition):
        reservation.release(sold.after, CAUSE)


def test_a_payment_after_the_hold_lapsed_takes_the_units_again() -> None:
    lapsed = reservation.expire(held(), CAUSE)
    assert lapsed is not None
    step = reservation.commit(lapsed.after, stocked(2), CAUSE)
    assert step is not None
    assert step.after.state is ReservationState.COMMITTED
    assert {sku: sum(m.on_hand for m in rows) for sku, rows in step.by_sku().items()} == {"A": -2, "B": -1}
    assert all(sum(m.reserved for m in rows) == 0 for rows in step.by_sku().values())


def test_a_payment_whose_units_are_gone_leaves_the_order_short_and_the_stock_untouched() -> None:
    lapsed = reservation.expire(held(), CAUSE)
    assert lapsed is not None
    step = reservation.commit(lapsed.after, stocked(1), CAUSE)
    assert step is not None
    assert (step.after.state, step.movements) == (ReservationState.SHORT, ())
    assert reservation.commit(step.after, stocked(1), CAUSE) is None
    later = reservation.commit(step.after, stocked(5), CAUSE)
    assert later is not None
    assert later.after.state is ReservationState.COMMITTED


def test_a_payment_that_comes_after_the_cancellation_is_ignored() -> None:
    closed = reservation.close(held(), CAUSE)
    assert closed is not None
    assert reservation.commit(closed.after, stocked(), CAUSE) is None


STEPS = {
    "release": lambda r, levels: reservation.release(r, CAUSE) if r.state is not ReservationState.COMMITTED else None,
    "expire": lambda r, levels: reservation.expire(r, CAUSE),
    "commit": lambda r, levels: reservation.commit(r, levels, CAUSE),
    "close": lambda r, levels: reservation.close(r, CAUSE),
}


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=12), st.integers(0, 4), st.booleans())
def test_any_order_of_events_with_repeats_books_each_unit_at_most_once(
    names: list[str], spare: int, rival: bool
) -> None:
    """`spare` units beside the held one; a rival may take one as soon as it is free."""
    start = StockLevel(sku="A", handle="h", product_id="p", on_hand=1 + spare, available=1 + spare)
    step: ReservationStep | None = reservation.hold("o", {"A": 1}, NOW, CAUSE, stocked())
    current, level = step.after, start.after(step.movements)  # type: ignore[union-attr]
    taken = 0
    for name in names:
        step = STEPS[name](current, {"A": level})
        if step is not None:
            current, level = step.after, level.after(step.movements)
        if rival and not taken and level.available > spare:
            from products.domain import stock

            level, taken = level.after([stock.reservation("A", 1, CAUSE)]), 1
        in_hand = level.reserved - taken
        sold = start.on_hand - level.on_hand
        assert level.available >= 0
        assert (in_hand, sold) == {ReservationState.HELD: (1, 0), ReservationState.COMMITTED: (0, 1)}.get(
            current.state, (0, 0)
        )
    if "close" in names:
        assert current.state is ReservationState.CLOSED
