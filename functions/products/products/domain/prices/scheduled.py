"""Prices that staff give a variant from a moment on, until another or for good. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from souk.money import Money

# Of one variant. What is over stays until staff take it out.
MAX_SCHEDULED = 10


@dataclass(frozen=True, slots=True)
class ScheduledPrice:
    """What a variant costs from `since` to before `until`; None for as long as nothing else is said."""

    price: Money
    since: datetime
    until: datetime | None = None

    def is_on(self, moment: datetime) -> bool:
        return self.since <= moment and (self.until is None or moment < self.until)


Schedule = tuple[ScheduledPrice, ...]


def at(schedule: Schedule, price: Money, moment: datetime) -> Money:
    """What costs `price` otherwise: of several that are on, the one that began last counts."""
    on = [each for each in schedule if each.is_on(moment)]
    return max(on, key=lambda each: each.since).price if on else price


def switches(schedule: Schedule) -> set[datetime]:
    return {each.since for each in schedule} | {each.until for each in schedule if each.until is not None}


def least(schedule: Schedule, price: Money) -> Money:
    """The least that it costs now or then, without promotions."""
    return min([price, *(each.price for each in schedule if each.price.currency == price.currency)])


def faults(schedule: Sequence[ScheduledPrice], price: Money, most: int) -> Iterator[tuple[str, str]]:
    """What is wrong with a schedule, each with where: "0.until", or empty for all of it. No amount is above `most`."""
    if len(schedule) > MAX_SCHEDULED:
        yield "", f"at most {MAX_SCHEDULED} prices are scheduled"
    begun: set[datetime] = set()
    for place, each in enumerate(schedule):
        if each.price.currency != price.currency or not 0 <= each.price.amount <= most:
            yield f"{place}.price", f"a price is not negative, in {price.currency}, and no more than any price"
        if each.until is not None and each.until <= each.since:
            yield f"{place}.until", "the end is after the beginning"
        if each.since in begun:
            yield f"{place}.since", "another price begins at the same moment"
        begun.add(each.since)
