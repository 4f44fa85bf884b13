"""When the owner of a cart is told what they left in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cart.domain.reminder import Reminder

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
FOLLOWED = Reminder().decided(1, followed=True)


def test_only_who_agrees_is_told_and_only_of_something() -> None:
    assert Reminder().after("c1", NOON, DAY).due_at is None
    assert FOLLOWED.after("", NOON, DAY).due_at is None
    assert FOLLOWED.after("c1", NOON, timedelta()).due_at is None, "the shop writes no such letters"
    assert FOLLOWED.after("c1", NOON, DAY).due_at == NOON + DAY
    assert FOLLOWED.decided(2, followed=False).after("c1", NOON, DAY).due_at is None
    assert FOLLOWED.decided(1, followed=False) is FOLLOWED, "heard of again"


def test_changes_within_an_hour_keep_its_place_in_the_index() -> None:
    first, second = (FOLLOWED.after("c1", NOON + minutes * MINUTE, DAY) for minutes in (1, 59))
    assert first.due_at == second.due_at == NOON + DAY + 60 * MINUTE
    assert not first.is_due(NOON + DAY)
    assert first.is_due(NOON + DAY + 60 * MINUTE)


def test_once_for_a_filling_and_once_a_week() -> None:
    told = FOLLOWED.after("c1", NOON, DAY).told("c1", NOON + DAY)
    assert told.due_at is None
    assert told.after("c1", NOON + 30 * DAY, DAY).due_at is None
    emptied = told.after("", NOON + 2 * DAY, DAY)
    assert emptied.after("c1", NOON + 2 * DAY, DAY).due_at == NOON + 8 * DAY
    assert told.after("c2", NOON + 9 * DAY, DAY).due_at == NOON + 10 * DAY, "it was ordered"


def test_who_orders_elsewhere_is_not_told_of_this_filling() -> None:
    passed = FOLLOWED.after("c1", NOON, DAY).passed_over("c1")
    assert passed.after("c1", NOON, DAY).due_at is None
    assert passed.after("c2", NOON, DAY).due_at == NOON + DAY
