"""The periods that taxes are reported for: months, and the quarters that they make."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_NAME = re.compile(r"(2[0-9]{3})-(?:Q([1-4])|(0[1-9]|1[0-2]))")
_QUARTER = 3


@dataclass(frozen=True, slots=True)
class TaxPeriod:
    """`length` months of a year from the month `first` on: one or three."""

    year: int
    first: int
    length: int

    @classmethod
    def named(cls, name: str) -> TaxPeriod:
        """ "2026-11" or "2026-Q4". Raises ValueError for what is none."""
        found = _NAME.fullmatch(name)
        if found is None:
            raise ValueError(f"{name[:20]!r} is no month and no quarter")
        year, quarter, month = found.groups()
        if quarter:
            return cls(int(year), (int(quarter) - 1) * _QUARTER + 1, _QUARTER)
        return cls(int(year), int(month), 1)

    @property
    def name(self) -> str:
        if self.length == 1:
            return f"{self.year}-{self.first:02}"
        return f"{self.year}-Q{(self.first - 1) // _QUARTER + 1}"

    @property
    def months(self) -> tuple[str, ...]:
        return tuple(f"{self.year}-{self.first + number:02}" for number in range(self.length))

    @property
    def last_day(self) -> date:
        month = self.first + self.length - 1
        return date(self.year, month, calendar.monthrange(self.year, month)[1])


def month_of(day: date) -> str:
    return f"{day.year}-{day.month:02}"


def quarter_of(day: date) -> str:
    return f"{day.year}-Q{(day.month - 1) // _QUARTER + 1}"
