"""LimitCounters of limits in memory."""

from __future__ import annotations

from collections import Counter

from souk import clock
from souk.limits.limits import Charge, CountersDown, LimitReached


class MemoryCounters:
    """`souk.limits.limits.LimitCounters`, with windows that begin at whole multiples of their length."""

    def __init__(self) -> None:
        self.used: Counter[tuple[str, str, int]] = Counter()
        self.down = False

    def add(self, charge: Charge) -> int:
        key, seconds = self._window(charge)
        if self.used[key] + charge.units > charge.allowed:
            raise LimitReached(charge, seconds)
        self.used[key] += charge.units
        return self.used[key]

    def subtract(self, charge: Charge) -> None:
        key, _ = self._window(charge)
        self.used[key] = max(0, self.used[key] - charge.units)

    def of(self, charge: Charge) -> int:
        """How much is used."""
        return self.used[self._window(charge)[0]]

    def _window(self, charge: Charge) -> tuple[tuple[str, str, int], int]:
        if self.down:
            raise CountersDown
        number, into = divmod(clock.epoch(), charge.limit.seconds)
        return (charge.limit.name, charge.subject, number), charge.limit.seconds - into
