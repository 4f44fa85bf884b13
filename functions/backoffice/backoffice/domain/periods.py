"""Spans of time in the shop's own hours, and what they are compared with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from backoffice.domain.figures import FIELDS

MOST_DAYS = {"hour": 14, "day": 400}


class FigureStep(StrEnum):
    HOUR = "hour"
    DAY = "day"


class Compare(StrEnum):
    WEEK = "week"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def before(self, compare: Compare) -> Period:
        """As many days, a week or a year earlier; the 29th of February is compared with the 28th."""
        if compare is Compare.WEEK:
            return Period(self.first - timedelta(days=7), self.last - timedelta(days=7))
        first = _a_year_before(self.first)
        return Period(first, first + timedelta(days=self.days - 1))

    def steps(self, step: FigureStep) -> Iterator[str]:
        """The names of its hours ("2026-11-29T00") or days."""
        for number in range(self.days):
            day = (self.first + timedelta(days=number)).isoformat()
            if step is FigureStep.DAY:
                yield day
            else:
                yield from (f"{day}T{hour:02}" for hour in range(24))


def months(first: str, last: str) -> Iterator[str]:
    """The months ("2026-11") from a day or hour to another."""
    year, month = int(first[:4]), int(first[5:7])
    while (name := f"{year:04}-{month:02}") <= last[:7]:
        yield name
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def summed(hours: Mapping[str, Mapping[str, int]], names: Iterator[str]) -> dict[str, dict[str, int]]:
    """The sums of the hours whose names begin with each of the names."""
    found = {name: dict.fromkeys(FIELDS, 0) for name in names}
    length = len(next(iter(found), ""))
    for hour, figures in hours.items():
        for field, number in figures.items():
            if hour[:length] in found:
                found[hour[:length]][field] += number
    return found


def total(parts: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    return {field: sum(figures[field] for figures in parts.values()) for field in FIELDS}


def _a_year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
