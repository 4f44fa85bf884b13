"""What is set aside is tried again: by a timer at growing pauses, for days, or when a person says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from souk import clock, context
from souk.delivery.down import is_down
from souk.delivery.lane import FIRST_PAUSE, RESERVE_MS, note
from souk.delivery.ports import Inbox, Waiting
from souk.delivery.task import Read, Work
from souk.telemetry import count, logger

LONGEST_PAUSE = timedelta(hours=1)
# As long as Kafka keeps a record.
TRIED_FOR = timedelta(days=7)
_PAGE = 25
# After so many in a row for which something was down, the rest need not be tried this time.
_DOWN = 5
_FAR = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class RetryReport:
    """Aggregates that are done, and that are still set aside."""

    done: int = 0
    left: int = 0


class Retries:
    """`read` finds the task in a record, `work` works on it."""

    def __init__(self, inbox: Inbox, read: Read, work: Work, remaining_ms: Callable[[], int]) -> None:
        self._inbox = inbox
        self._read = read
        self._work = work
        self._remaining_ms = remaining_ms
        self._down = 0

    def run(self) -> RetryReport:
        """Tries what is due."""
        return self._try(lambda: self._inbox.due(clock.now(), _PAGE))

    def run_all(self, aggregate: str = "") -> RetryReport:
        """Tries everything that is set aside, or what is of one aggregate, also what waits for a person."""
        found = [*self._inbox.parked(1000), *self._inbox.due(_FAR, 1000)]
        chosen = iter([[waiting for waiting in found if aggregate in ("", waiting.aggregate)]])
        return self._try(lambda: next(chosen, []))

    def drop(self, aggregate: str) -> RetryReport:
        """Lets go of the first record that is set aside of this aggregate, and tries what waits behind it."""
        for waiting in [*self._inbox.parked(1000), *self._inbox.due(_FAR, 1000)]:
            if waiting.aggregate == aggregate:
                for record in self._inbox.records(waiting)[:1]:
                    logger.warning("event dropped", extra={"partition": waiting.lane, "offset": record.offset})
                    self._inbox.done(waiting, record)
        return self.run_all(aggregate)

    def _try(self, page: Callable[[], Sequence[Waiting]]) -> RetryReport:
        report = RetryReport()
        tried: set[tuple[str, str]] = set()
        # An index follows its table a little later: what it still names was tried a moment ago.
        while found := [waiting for waiting in page() if (waiting.lane, waiting.aggregate) not in tried]:
            for waiting in found:
                tried.add((waiting.lane, waiting.aggregate))
                if self._remaining_ms() < RESERVE_MS or self._down >= _DOWN:
                    return report
                if self._aggregate(waiting):
                    report.done += 1
                else:
                    report.left += 1
        return report

    def _aggregate(self, waiting: Waiting) -> bool:
        """Whether nothing of it is set aside any more. Counted before it is tried: it may kill the function."""
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(waiting.tries + 1, 10))
        if not self._inbox.claim(waiting, clock.now() + pause):
            return False
        while self._records(waiting):
            if self._inbox.finish(waiting):
                with context.bound(waiting.why.correlation_id or context.correlation_id()):
                    extra = {"partition": waiting.lane, "aggregate_id": waiting.aggregate, "tries": waiting.tries}
                    logger.warning("event done that was set aside", extra=extra)
                return True
        return False

    def _records(self, waiting: Waiting) -> bool:
        """Whether all that is set aside of it is done now, in order."""
        for record in self._inbox.records(waiting):
            task = self._read(record)
            if task is not None and task.fault is not None:
                return self._failed(waiting, task.fault.reason)
            try:
                if task is not None:
                    self._work([task])
            except Exception as error:
                if task is not None:
                    note(task, error)
                self._down = self._down + 1 if is_down(error) else 0
                return self._failed(waiting, type(error).__name__)
            self._inbox.done(waiting, record)
        self._down = 0
        return True

    def _failed(self, waiting: Waiting, reason: str) -> bool:
        if waiting.why.hopeless or clock.now() - waiting.since >= TRIED_FOR:
            self._inbox.park(waiting, reason)
            extra = {"partition": waiting.lane, "aggregate_id": waiting.aggregate, "reason": reason}
            logger.error("event waits for a person", extra=extra)
            count("EventsParked")
        return False
