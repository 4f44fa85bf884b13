"""When a parcel arrives."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from souk.address import COUNTRIES
from souk.pricing.delivery.arrival import ArrivalDays, arrival, in_working_days, leaves_on
from souk.pricing.delivery.days import after, calendar_of
from souk.pricing.delivery.rules import DeliveryClosing, DeliveryMethod, DeliveryRules
from souk.pricing.delivery.shipped import shipped

BERLIN = ZoneInfo("Europe/Berlin")
RULES = DeliveryRules((), country="DE", cut_off="14:00")
STANDARD = DeliveryMethod("standard", "Standard", (), min_days=2, max_days=3)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("ordered", "leaves"),
    [
        ("2026-11-30T13:59", "2026-11-30"),  # Monday, before the hour
        ("2026-11-30T14:00", "2026-12-01"),
        ("2026-12-04T14:00", "2026-12-07"),  # Friday
        ("2026-12-05T09:00", "2026-12-07"),  # Saturday: the hour of Monday is still to come
        ("2026-12-24T15:00", "2026-12-28"),  # Christmas Day is a Friday, Boxing Day a Saturday
        ("2026-12-25T15:00", "2026-12-28"),  # ordered late on a day on which nobody works
        ("2027-03-25T15:00", "2027-03-30"),  # before Good Friday
    ],
)
def test_the_hour_and_the_days_of_the_shop_say_when_it_leaves(ordered: str, leaves: str) -> None:
    assert leaves_on(RULES, BERLIN, at(ordered)) == date.fromisoformat(leaves)


def test_the_hour_is_that_of_the_shop_and_not_of_utc() -> None:
    moment = datetime(2026, 7, 1, 12, 30, tzinfo=UTC)  # half past two in Berlin
    assert leaves_on(RULES, BERLIN, moment) == date(2026, 7, 2)
    assert leaves_on(RULES, UTC, moment) == date(2026, 7, 1)
    # Late in the evening in New York it is already the next day in Berlin.
    assert leaves_on(RULES, BERLIN, datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == date(2026, 7, 2)


def test_handling_takes_working_days_and_goods_that_come_later_leave_later() -> None:
    packed = replace(RULES, handling_days=2)
    assert leaves_on(packed, BERLIN, at("2026-12-03T10:00")) == date(2026, 12, 7)
    assert leaves_on(packed, BERLIN, at("2026-12-05T10:00")) == date(2026, 12, 9)
    assert leaves_on(packed, BERLIN, at("2026-12-03T10:00"), date(2026, 12, 14)) == date(2026, 12, 16)
    assert leaves_on(packed, BERLIN, at("2026-12-03T10:00"), date(2026, 11, 1)) == date(2026, 12, 7)
    on_saturdays = replace(RULES, work_days=(1, 2, 3, 4, 5, 6))
    assert leaves_on(on_saturdays, BERLIN, at("2026-12-05T10:00")) == date(2026, 12, 5)


def test_it_arrives_between_two_working_days_of_where_it_goes() -> None:
    monday = at("2026-11-30T10:00")
    assert arrival(RULES, STANDARD, "DE", BERLIN, monday) == ArrivalDays(date(2026, 12, 2), date(2026, 12, 3))
    # In the Emirates the 2nd and 3rd of December are public holidays, and nobody works on Saturday and Sunday.
    assert arrival(RULES, STANDARD, "AE", BERLIN, monday) == ArrivalDays(date(2026, 12, 4), date(2026, 12, 7))
    # In Saudi Arabia Friday and Saturday are the weekend, and Sunday is none.
    thursday = at("2026-12-03T10:00")
    assert arrival(RULES, STANDARD, "SA", BERLIN, thursday) == ArrivalDays(date(2026, 12, 7), date(2026, 12, 8))
    assert arrival(RULES, replace(STANDARD, min_days=None, max_days=None), "DE", BERLIN, monday) is None


def test_days_that_the_shop_adds_count_as_the_public_ones_do() -> None:
    monday = at("2026-11-30T10:00")
    moved = replace(
        RULES,
        closings=(DeliveryClosing("2026-11-30", "2026-12-01"), DeliveryClosing("2026-12-04", "2026-12-04", "DE")),
    )
    # It leaves on Wednesday; Friday does not count, and Monday is the second day.
    assert arrival(moved, STANDARD, "DE", BERLIN, monday) == ArrivalDays(date(2026, 12, 7), date(2026, 12, 8))
    assert arrival(moved, STANDARD, "AT", BERLIN, monday) == ArrivalDays(date(2026, 12, 4), date(2026, 12, 7))


def test_a_shop_that_never_opens_again_ends_the_count() -> None:
    closed = replace(RULES, closings=(DeliveryClosing("2026-01-01", "9999-12-31"),))
    assert leaves_on(closed, BERLIN, at("2026-11-30T10:00")) > date(2029, 1, 1)


@given(st.sampled_from(sorted(COUNTRIES)), st.dates(date(2026, 1, 1), date(2030, 12, 1)), st.integers(0, 20))
def test_working_days_are_counted_one_by_one(country: str, day: date, count: int) -> None:
    works = calendar_of(country).is_work_day
    ends = after(day, count, works)
    assert works(ends)
    assert (
        count == 0
        or sum(works(date.fromordinal(each)) for each in range(day.toordinal() + 1, ends.toordinal() + 1)) == count
    )


def test_the_calendars_have_every_country_and_some_years_ahead() -> None:
    without = {country for country in COUNTRIES if len(calendar_of(country).holidays) < 5}
    # Nobody lives in three of them, and in Ukraine public holidays are working days for as long as it is at war.
    assert without == {"BV", "HM", "IO", "UA"}
    assert (
        max(day.year for day in calendar_of("DE").holidays) - min(day.year for day in calendar_of("DE").holidays) == 4
    )
    # Known ones, from the laws: Independence Day of the United States on a Saturday, observed on the Friday before it.
    assert not calendar_of("US").is_work_day(date(2026, 7, 3))
    assert not calendar_of("GB").is_work_day(date(2026, 12, 28))
    assert not calendar_of("HK").is_work_day(date(2026, 2, 17))
    assert calendar_of("HK").is_work_day(date(2026, 2, 21))  # a Saturday, on which people work there
    assert calendar_of("??").is_work_day(date(2026, 12, 25))


def test_the_words_count_from_the_order() -> None:
    words = {method.id: in_working_days(shipped(), method) for zone in shipped().zones[:1] for method in zone.methods}
    assert words == {"standard": "2–3 working days", "express": "next working day", "point": "2–3 working days"}
    packed = replace(RULES, handling_days=1)
    assert in_working_days(packed, STANDARD) == "3–4 working days"
    assert in_working_days(packed, replace(STANDARD, max_days=2)) == "3 working days"
    assert in_working_days(packed, replace(STANDARD, min_days=None, max_days=None)) == ""
    assert in_working_days(RULES, replace(STANDARD, min_days=0, max_days=0)) == "the same day"
