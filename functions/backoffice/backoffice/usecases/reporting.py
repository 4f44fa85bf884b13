"""Figures of the home page, and what waits for somebody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from backoffice.domain import marks
from backoffice.domain.desk import StockWarning
from backoffice.domain.facts import ListGroup, Reason
from backoffice.domain.figures import hour_of
from backoffice.domain.periods import MOST_DAYS, Compare, FigureStep, Period, summed, total
from backoffice.usecases.ports import FigureStore, Lists
from souk import clock
from souk.errors import InvalidInput

# What waits is counted up to here, so that it costs the same in a large shop: more is a list that is gone through, and
# its length changes nothing.
MOST_WAITING = 100
# Unpaid orders of a span that are counted for its figures: they are paid or expire within minutes, but for transfers.
_MOST_UNPAID = 1000
# Longer spans than this would read every SKU that was sold on each of their days.
_BEST_SELLERS_DAYS = 31
_BEST = 10


@dataclass(frozen=True, slots=True)
class BestSeller:
    sku: str
    units: int


@dataclass(frozen=True, slots=True)
class Figures:
    """`steps` by hour or day, with all figures of each. `best_sellers` is None for longer spans than a month;
    `all_counted` says whether every SKU was looked at for it, and every unpaid order of the span."""

    period: Period
    steps: Mapping[str, Mapping[str, int]]
    total: Mapping[str, int]
    compared: Mapping[str, Mapping[str, int]] | None
    compared_total: Mapping[str, int] | None
    best_sellers: list[BestSeller] | None
    all_counted: bool


@dataclass(frozen=True, slots=True)
class Backlog:
    """Counts up to `MOST_WAITING` each."""

    by_reason: Mapping[Reason, int]
    unpaid: int
    to_send: int
    to_reorder: int


class Reports:
    def __init__(self, counters: FigureStore, lists: Lists, zone: tzinfo) -> None:
        self._counters = counters
        self._lists = lists
        self._zone = zone

    def today(self) -> Period:
        day = clock.now().astimezone(self._zone).date()
        return Period(day, day)

    def figures(self, period: Period, step: FigureStep, compare: Compare | None) -> Figures:
        """Raises InvalidInput for a span that is empty or too long."""
        if not 1 <= period.days <= MOST_DAYS[step]:
            raise InvalidInput(f"from 1 to {MOST_DAYS[step]} days by the {step}; `from` is the earlier one")
        steps, all_steps = self._steps(period, step)
        compared = self._steps(period.before(compare), step)[0] if compare else None
        best, all_sold = self._best(period)
        return Figures(
            period,
            steps,
            total(steps),
            compared,
            total(compared) if compared is not None else None,
            best,
            all_steps and all_sold,
        )

    def waiting(self) -> Backlog:
        return Backlog(
            {reason: self._lists.marked_count(marks.of_reason(reason), MOST_WAITING) for reason in Reason},
            self._lists.count(ListGroup.UNPAID, MOST_WAITING),
            self._lists.count(ListGroup.SEND, MOST_WAITING),
            self._lists.low_count(MOST_WAITING),
        )

    def to_reorder(self, limit: int, after: str | None) -> tuple[list[StockWarning], str | None]:
        return self._lists.to_reorder(limit, after)

    def _steps(self, period: Period, step: FigureStep) -> tuple[dict[str, dict[str, int]], bool]:
        """The figures, and whether all orders are in them."""
        unpaid = self._unpaid(period)
        held = {name: Counter(figures) for name, figures in self._held(period, step).items()}
        for moment in unpaid:
            held.setdefault(hour_of(moment, self._zone), Counter())["placed"] += 1
        return summed(held, period.steps(step)), len(unpaid) < _MOST_UNPAID

    def _held(self, period: Period, step: FigureStep) -> dict[str, dict[str, int]]:
        """By hour, or day."""
        if step is FigureStep.DAY:
            return self._counters.days(period.first.isoformat(), period.last.isoformat())
        return self._counters.hours(f"{period.first}T00", f"{period.last}T23")

    def _unpaid(self, period: Period) -> list[datetime]:
        """When the orders were placed that stand in the list of the unpaid, and so are not counted elsewhere."""
        low = datetime.combine(period.first, time.min, self._zone)
        high = datetime.combine(period.last + timedelta(days=1), time.min, self._zone)
        return self._lists.placed(ListGroup.UNPAID, low, high, _MOST_UNPAID)

    def _best(self, period: Period) -> tuple[list[BestSeller] | None, bool]:
        if period.days > _BEST_SELLERS_DAYS:
            return None, True
        units, complete = self._counters.sold(period.first.isoformat(), period.last.isoformat())
        ranked = sorted(units.items(), key=lambda sold: (-sold[1], sold[0]))[:_BEST]
        return [BestSeller(sku, number) for sku, number in ranked if number > 0], complete
