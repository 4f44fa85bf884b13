"""Until when a contract can be withdrawn from, by regulation (EEC) 1182/71."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from orders.domain.withdrawing.period import ShopDays, easter_sunday, holidays_of

BERLIN = ShopDays(ZoneInfo("Europe/Berlin"), holidays_of(["01-01", "05-01", "10-03", "12-25", "12-26"]))


@pytest.mark.parametrize(
    ("delivered", "until"),
    [
        # A Monday, so the fourteenth day is a Monday; it ends with that day, by the shop's clock in summer.
        ("2026-06-01T10:00:00+00:00", "2026-06-15T22:00:00+00:00"),
        # Half past eleven at night in Berlin is that day, half past midnight the next.
        ("2026-06-01T21:30:00+00:00", "2026-06-15T22:00:00+00:00"),
        ("2026-06-01T22:30:00+00:00", "2026-06-16T22:00:00+00:00"),
        # A Saturday and a Sunday move to the Monday after.
        ("2026-06-06T10:00:00+00:00", "2026-06-22T22:00:00+00:00"),
        ("2026-06-07T10:00:00+00:00", "2026-06-22T22:00:00+00:00"),
        # Good Friday moves over Easter Monday to the Tuesday.
        ("2026-03-20T10:00:00+00:00", "2026-04-07T22:00:00+00:00"),
        # Christmas, a Friday, moves over the weekend; 3 October is a Saturday.
        ("2026-12-11T10:00:00+00:00", "2026-12-28T23:00:00+00:00"),
        ("2026-09-19T10:00:00+00:00", "2026-10-05T22:00:00+00:00"),
        # The clocks go back meanwhile: the last day ends at its own midnight.
        ("2026-10-20T10:00:00+00:00", "2026-11-03T23:00:00+00:00"),
    ],
)
def test_the_last_day_is_a_working_day_and_whole(delivered: str, until: str) -> None:
    assert BERLIN.withdrawable_until(datetime.fromisoformat(delivered)) == datetime.fromisoformat(until)


def test_a_period_is_never_shorter_than_fourteen_whole_days() -> None:
    days = ShopDays()
    for day in range(1, 29):
        delivered = datetime(2026, 4, day, 23, 59, tzinfo=UTC)
        assert (days.withdrawable_until(delivered) - delivered).days >= 14


@pytest.mark.parametrize(
    ("year", "day"),
    [(1961, date(1961, 4, 2)), (2025, date(2025, 4, 20)), (2026, date(2026, 4, 5)), (2038, date(2038, 4, 25))],
)
def test_easter_is_when_it_is(year: int, day: date) -> None:
    assert easter_sunday(year) == day


def test_a_holiday_that_is_no_day_is_refused() -> None:
    with pytest.raises(ValueError, match=r"02-31|day"):
        holidays_of(["02-31"])
