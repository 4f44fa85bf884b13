"""Makes the public holidays of all countries, from which days of arrival are counted (`souk.pricing.delivery.days`).

The source is PyPI's `holidays` (MIT), which follows each country's own law. Those of a whole country alone, and those
alone that fall on its working days: the others change no day of arrival. Run it once a year, with `make holidays`.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import holidays

from souk.address import COUNTRIES

TARGET = Path("layers/core/souk/pricing/delivery/holidays.json")
# This year and those that a promise may reach into until somebody runs it again.
YEARS = 5


def document(first: int) -> dict[str, dict[str, str]]:
    """By country: "rest", the days of a week on which nobody works (1 is Monday), and by year its holidays, "MMDD"."""
    found = {}
    for country in sorted(COUNTRIES & set(holidays.list_supported_countries())):
        calendar = holidays.country_holidays(country, years=range(first, first + YEARS))
        rest = calendar.weekend
        days: dict[str, list[str]] = {str(first + after): [] for after in range(YEARS)}
        for day in sorted(calendar):
            if day.weekday() not in rest:
                days[str(day.year)].append(f"{day:%m%d}")
        found[country] = {
            "rest": "".join(str(day + 1) for day in sorted(rest)),
            **{year: " ".join(names) for year, names in days.items()},
        }
    return found


def main() -> None:
    rows = (
        f"{json.dumps(country)}:{json.dumps(days, separators=(',', ':'))}"
        for country, days in document(datetime.now(UTC).year).items()
    )
    TARGET.write_text("{" + ",\n".join(rows) + "}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
