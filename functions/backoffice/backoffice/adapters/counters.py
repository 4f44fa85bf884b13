"""The counters (see `backoffice.adapters.records`), and the days of months that are over.

The days of a month are summed up when somebody asks for them first, and kept. What changes a month that is over, which
little does, removes its sums in the same transaction and counts up their version; sums are kept on condition of the
version that was read before the hours were. So what is kept is what the hours say.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import timedelta

from backoffice.adapters import keys
from backoffice.adapters.codec import pack_days, unpack_days
from backoffice.adapters.records import DaysRecord, HourRecord, SoldRecord
from backoffice.domain.figures import FIELDS
from backoffice.domain.periods import months
from souk import clock
from souk.storage.dynamo import Transaction, put_if, unchanged
from souk.storage.versioned import Stale

Figures = dict[str, dict[str, int]]
# So many SKUs of a month are read at most: three requests of a megabyte.
_MOST_SOLD = 30_000
# Longer than the clocks of shops are apart, and than a transaction that has begun in a month takes to end.
_OVER_SINCE = timedelta(days=2)


class DynamoCounters:
    """`ports.FigureStore` on the service's table: a query for each month, or for the months of a year."""

    def hours(self, first: str, last: str) -> Figures:
        found: Figures = {}
        for month in months(first, last):
            low = keys.rest(first) if month == keys.month(first) else "00"
            high = keys.rest(last) if month == keys.month(last) else "99"
            found.update(_hours(month, low, high))
        return found

    def days(self, first: str, last: str) -> Figures:
        over = keys.month(clock.isoformat(clock.now() - _OVER_SINCE))
        kept = _kept(keys.month(first), keys.month(last), over)
        found: Figures = {}
        for month in months(first, last):
            if month >= over:
                found.update(_by_day(_hours(month, "00", "99")))
            elif month in kept and kept[month].days is not None:
                found.update(unpack_days(kept[month].days))
            else:
                found.update(_sum_up(month, kept.get(month)))
        return {day: figures for day, figures in found.items() if first <= day <= last}

    def sold(self, first: str, last: str) -> tuple[dict[str, int], bool]:
        units: dict[str, int] = {}
        complete = True
        for month in months(first, last):
            low = keys.rest(first) if month == keys.month(first) else "00"
            high = (keys.rest(last) if month == keys.month(last) else "99") + keys.END
            found = SoldRecord.query(f"SOLD#{month}", SoldRecord.sk.between(low, high), limit=_MOST_SOLD)
            for record in found:
                sku = record.sk.partition("#")[2]
                units[sku] = units.get(sku, 0) + int(record.units)
            complete &= not found.last_evaluated_key
        return units, complete


def forget_sums(tx: Transaction, hours: Iterable[str]) -> None:
    """Removes the sums of the months that are over of these hours, which change."""
    now = keys.month(clock.isoformat(clock.now()))
    for month in {keys.month(hour) for hour in hours}:
        if month < now:
            tx.update(DaysRecord(*keys.days(month)), [DaysRecord.version.add(1), DaysRecord.days.remove()])


def _kept(first: str, last: str, over: str) -> dict[str, DaysRecord]:
    """Of the months that are over."""
    years = range(int(first[:4]), int(last[:4]) + 1)
    found = [
        record
        for year in years
        if max(first, f"{year}-01") < over
        for record in DaysRecord.query(keys.days(str(year))[0], DaysRecord.sk.between(first, last))
    ]
    return {record.sk: record for record in found}


def _sum_up(month: str, kept: DaysRecord | None) -> Figures:
    """Keeps the sums, unless the month has changed meanwhile."""
    version = int(kept.version) if kept else 0
    days = _by_day(_hours(month, "00", "99", consistent=True))
    record = DaysRecord(*keys.days(month), version=version, days=pack_days(days))
    with contextlib.suppress(Stale):
        put_if(record, unchanged(DaysRecord.version, version))
    return days


def _by_day(hours: Figures) -> Figures:
    days: Figures = {}
    for hour, figures in hours.items():
        day = days.setdefault(hour[:10], {})
        for name, number in figures.items():
            day[name] = day.get(name, 0) + number
    return days


def _hours(month: str, low: str, high: str, *, consistent: bool = False) -> Figures:
    found = HourRecord.query(f"FIGURES#{month}", HourRecord.sk.between(low, high), consistent_read=consistent)
    return {f"{month}-{record.sk}": _figures(record) for record in found}


def _figures(record: HourRecord) -> dict[str, int]:
    held = record.attribute_values
    return {name: int(held[name]) for name in FIELDS if held.get(name)}
