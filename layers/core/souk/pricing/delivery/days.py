"""Working days of a country: neither of its weekend nor a public holiday of all of it.

`holidays.json` is made by `make holidays` and has them for some years; beyond those, and for a country that it does not
have, weekends alone are known. Holidays of a part of a country are not in it: the shop's document adds days of its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from souk.pricing.delivery.rules import DeliveryClosing

_WEEKEND = "67"
# A closing that never ends must not count for ever.
_MOST_DAYS = 3 * 365
IsWorkDay = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Calendar:
    """`rest`: the days of a week on which nobody works, 1 is Monday."""

    rest: frozenset[int]
    holidays: frozenset[date]

    def is_work_day(self, day: date) -> bool:
        return day.isoweekday() not in self.rest and day not in self.holidays


@cache
def calendar_of(country: str) -> Calendar:
    entry = _calendars().get(country, {})
    holidays = frozenset(
        date(int(year), int(day[:2]), int(day[2:]))
        for year, days in entry.items()
        if year.isdigit()
        for day in days.split()
    )
    return Calendar(frozenset(map(int, entry.get("rest", _WEEKEND))), holidays)


def closed_on(closings: Iterable[DeliveryClosing], country: str) -> IsWorkDay:
    """Whether one of the closings of a country, or of the shop where it is empty, has a day."""
    spans = [(closing.since, closing.until) for closing in closings if closing.country == country]
    return lambda day: any(since <= day.isoformat() <= until for since, until in spans)


def after(day: date, count: int, is_work_day: IsWorkDay) -> date:
    """The day that is `count` working days after `day`; with 0 `day` itself, or the next that is one."""
    left = count
    for _ in range(_MOST_DAYS):
        if left == 0 and is_work_day(day):
            return day
        day += timedelta(days=1)
        if left and is_work_day(day):
            left -= 1
    return day


@cache
def _calendars() -> dict[str, dict[str, str]]:
    # Once, when the first day of arrival is counted: no cold start reads it.
    calendars: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("holidays.json").read_bytes())
    return calendars
