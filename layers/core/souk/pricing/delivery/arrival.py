"""When a parcel arrives: the promise of a quote, which the order keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from souk.pricing.delivery.days import after, calendar_of, closed_on
from souk.pricing.delivery.rules import DeliveryMethod, DeliveryRules


@dataclass(frozen=True, slots=True)
class ArrivalDays:
    """Between two days, both included, at the destination."""

    earliest: date
    latest: date


def leaves_on(rules: DeliveryRules, zone: tzinfo, at: datetime, ready: date | None = None) -> date:
    """The day on which a parcel leaves that is ordered `at` a moment; not before its goods are `ready`.

    What is ordered on a working day before the hour of `cut_off` counts as of that day, all else as of the next one.
    """
    shop, closed = calendar_of(rules.country), closed_on(rules.closings, "")

    def works(day: date) -> bool:
        return day.isoweekday() in rules.work_days and day not in shop.holidays and not closed(day)

    local = at.astimezone(zone)
    day = local.date()
    if works(day) and local.time() >= time.fromisoformat(rules.cut_off):
        day += timedelta(days=1)
    if ready is not None and ready > day:
        day = ready
    return after(after(day, 0, works), rules.handling_days, works)


def arrival(
    rules: DeliveryRules, method: DeliveryMethod, country: str, zone: tzinfo, at: datetime, ready: date | None = None
) -> ArrivalDays | None:
    """None of a way for which nothing is promised. Raises ValueError for a `cut_off` that is no time of a day."""
    if method.min_days is None or method.max_days is None:
        return None
    there, closed = calendar_of(country), closed_on(rules.closings, country)

    def works(day: date) -> bool:
        return there.is_work_day(day) and not closed(day)

    leaves = leaves_on(rules, zone, at, ready)
    return ArrivalDays(after(leaves, method.min_days, works), after(leaves, method.max_days, works))


def in_working_days(rules: DeliveryRules, method: DeliveryMethod) -> str:
    """In English, from the order to the arrival: "2–3 working days"; empty where nothing is promised."""
    if method.min_days is None or method.max_days is None:
        return ""
    least, most = rules.handling_days + method.min_days, rules.handling_days + method.max_days
    if least < most:
        return f"{least}–{most} working days"
    return {0: "the same day", 1: "next working day"}.get(most, f"{most} working days")
