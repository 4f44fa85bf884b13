"""Says once, loudly, what happens again and again: one wrong delivery is noise, a row of them is a fault to mend."""

from __future__ import annotations

from collections import deque
from typing import Any

from souk import clock
from souk.telemetry import count, logger


class Repeats:
    """`limit` times within `seconds` make an ERROR in the log, and not another one for as long.

    It is each process's own memory; the metric `name` counts over all of them.
    """

    def __init__(self, name: str, message: str, limit: int = 3, seconds: int = 900) -> None:
        self._name = name
        self._message = message
        self._limit = limit
        self._seconds = seconds
        self._moments: deque[int] = deque(maxlen=limit)
        self._told_at = 0

    def again(self, **told: Any) -> None:
        """It happened. `told` goes into the log line: ids only."""
        count(self._name)
        now = clock.epoch()
        self._moments.append(now)
        often = len(self._moments) == self._limit and now - self._moments[0] <= self._seconds
        if often and not (self._told_at and now - self._told_at < self._seconds):
            self._told_at = now
            logger.error(self._message, extra=told)
        else:
            logger.warning(self._message, extra={**told, "times": len(self._moments)})

    def over(self) -> None:
        """It went well: what was before does not count any more."""
        self._moments.clear()
