"""Until when a contract can be withdrawn from.

Fourteen days from the delivery of the last parcel (directive 2011/83/EU, article 9), counted as regulation (EEC)
1182/71, article 3, has it: the day of the delivery is none of them, and a period that would end on a Saturday, a Sunday
or a public holiday ends with the next working day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

DAYS = 14
_SATURDAY = 5
# From Easter Sunday: Good Friday, Easter Monday, Ascension, Whit Monday.
_FROM_EASTER = (-2, 1, 39, 50)


@dataclass(frozen=True, slots=True)
class ShopDays:
    """The shop's days: those of its time zone, and which of them nobody works. `holidays` are those of a fixed date, as
    month and day; those that go with Easter are known. One too many gives shoppers a day more, and does no harm.
    """

    zone: tzinfo = UTC
    holidays: frozenset[tuple[int, int]] = frozenset({(1, 1), (5, 1), (12, 25), (12, 26)})

    def is_work_day(self, day: date) -> bool:
        easter = easter_sunday(day.year)
        moving = {easter + timedelta(days=offset) for offset in _FROM_EASTER}
        return day.weekday() < _SATURDAY and (day.month, day.day) not in self.holidays and day not in moving

    def withdrawable_until(self, delivered: datetime) -> datetime:
        """The first moment at which it is too late, in UTC: the midnight at which the last day ends."""
        day = delivered.astimezone(self.zone).date() + timedelta(days=DAYS)
        while not self.is_work_day(day):
            day += timedelta(days=1)
        return datetime.combine(day + timedelta(days=1), time(), self.zone).astimezone(UTC)


def holidays_of(texts: Iterable[str]) -> frozenset[tuple[int, int]]:
    """From month and day, "12-25". Raises ValueError for what is no day of a year."""
    days = (date.fromisoformat(f"2000-{text.strip()}") for text in texts if text.strip())
    return frozenset((day.month, day.day) for day in days)


def easter_sunday(year: int) -> date:
    """By the Gregorian calendar: the anonymous algorithm (J.-M. Oudin, 1940), see
    https://aa.usno.navy.mil/faq/easter.
    """
    century = year // 100
    golden = year % 19
    k = (century - 17) // 25
    moon = (century - century // 4 - (century - k) // 3 + 19 * golden + 15) % 30
    moon -= (moon // 28) * (1 - (moon // 28) * (29 // (moon + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    offset = moon - weekday
    month = 3 + (offset + 40) // 44
    return date(year, month, offset + 28 - 31 * (month // 4))
