"""The way of a batch's records through a consumer, partition by partition.

What fails is tried again with the batch, while the others of the batch are done, and after a few attempts it is set
aside by its aggregate; so nothing holds up a partition for longer than those attempts, and nothing is lost. A record
that kills the function is found by working on one record after the other, each marked before its work.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from souk import clock, context
from souk.delivery.down import is_down
from souk.delivery.ports import Attempt, Inbox, Why, digest
from souk.delivery.task import Task, Work
from souk.errors import Unavailable
from souk.telemetry import ComesAgain, count, logger

# Attempts at a batch before what fails in it is set aside.
TRIES = 5
# After so many attempts that were killed, one record is worked on after the other.
KILLS = 2
# What is set aside is tried again after this, then at growing pauses.
FIRST_PAUSE = timedelta(minutes=1)
# No record is begun with less than this left: a time-out would count as a kill.
RESERVE_MS = 15_000
# What may be done twice and in any order is done without a mark while it is newer than this. A record that kills is
# older than this soon, and then each attempt is marked.
FRESH_MS = 60_000
# So many aggregates of a partition may be held up: the mark is then some 130 KB. It is an outage by then.
MOST_HELD = 10_000


@dataclass(slots=True)
class Batch:
    """One partition's part of a batch: its tasks, and the offsets it begins and ends at. `left` are not done yet."""

    lane: str
    first: int
    last: int
    tasks: Sequence[Task]
    left: dict[int, Task] = field(default_factory=dict)

    def done(self, task: Task) -> None:
        del self.left[task.record.offset]


class Full(Unavailable):
    """So much of a partition is set aside that the rest waits for it."""


class Delivery:
    """`work` gets one task at a time, or with `together` all of a batch in one go.

    `remaining_ms` says how long the function may still run. `unmarked` work, all of a batch in one go, may be done
    twice and in any order, also when something older of its aggregate is set aside: the first attempt needs no mark.
    """

    def __init__(
        self,
        inbox: Inbox,
        work: Work,
        remaining_ms: Callable[[], int],
        *,
        together: bool = False,
        unmarked: bool = False,
    ) -> None:
        self._inbox = inbox
        self._work = work
        self._remaining_ms = remaining_ms
        self._together = together
        self._unmarked = unmarked
        self.set_aside = 0

    def deliver(self, batches: Sequence[Batch]) -> None:
        """Raises ComesAgain when something is to be tried again: the event source repeats the whole batch."""
        if self._unmarked and self._done_unmarked(batches):
            return
        begun: list[tuple[Batch, Attempt]] = []
        failed = False
        for batch in batches:
            try:
                begun.append((batch, self._begin(batch)))
                if not self._together:
                    self._one_by_one(*begun[-1])
            except Exception as error:  # the partition waits; the others of the batch go on
                failed = True
                self._note(error, batch.lane)
        if self._together and not failed:
            try:
                self._all_at_once(begun)
            except Exception as error:
                failed = True
                self._note(error, *(batch.lane for batch in batches))
        self._end(begun, failed)

    def _begin(self, batch: Batch) -> Attempt:
        attempt = self._inbox.begin(batch.lane, batch.first)
        batch.left = {task.record.offset: task for task in batch.tasks if attempt.wants(task.record.offset)}
        return attempt

    # the ways of working

    def _done_unmarked(self, batches: Sequence[Batch]) -> bool:
        """Whether all of it is new and done. What fails is tried once more, marked."""
        tasks = [task for batch in batches for task in batch.tasks]
        now = clock.now().timestamp() * 1000
        if any(task.fault or abs(now - task.record.timestamp) > FRESH_MS for task in tasks):
            return False
        try:
            self._work(tasks)
        except Exception as error:
            self._note(error, *(batch.lane for batch in batches))
            return False
        return True

    def _all_at_once(self, begun: Sequence[tuple[Batch, Attempt]]) -> None:
        if any(attempt.kills >= KILLS for _, attempt in begun) or not self._work_on_all(begun):
            for batch, attempt in begun:
                self._one_by_one(batch, attempt)

    def _work_on_all(self, begun: Sequence[tuple[Batch, Attempt]]) -> bool:
        """Whether it is done, or to come again as it is; False when it must be found out which record it is."""
        for batch, attempt in begun:
            for task in [*batch.left.values()]:
                if self._behind(task, attempt) or (task.fault and self._handled(task, attempt)):
                    batch.done(task)
        tasks = [task for batch, _ in begun for task in batch.left.values()]
        try:
            if tasks:
                self._work(tasks)
        except Exception as error:
            if not is_down(error) and any(attempt.tries >= TRIES for _, attempt in begun):
                return False
            self._note(error, *(batch.lane for batch, _ in begun))
            return True
        for batch, _ in begun:
            batch.left.clear()
        return True

    def _one_by_one(self, batch: Batch, attempt: Attempt) -> None:
        failed: set[str] = set()
        for task in [*batch.left.values()]:
            if self._remaining_ms() < RESERVE_MS:
                logger.warning("no time left", extra={"partition": batch.lane, "left": len(batch.left)})
                return
            if task.aggregate in failed:
                continue
            if self._behind(task, attempt) or self._killed(task, attempt, batch) or self._handled(task, attempt):
                batch.done(task)
            else:
                failed.add(task.aggregate)
        if attempt.kills >= KILLS:
            # The last record it marked did not kill it, whatever another partition of the batch does next.
            self._inbox.wait(attempt, batch.left, batch.last)

    def _behind(self, task: Task, attempt: Attempt) -> bool:
        """Whether something of its aggregate is set aside, so that the record now waits behind it."""
        if digest(task.aggregate) not in attempt.held:
            return False
        if self._inbox.put_behind(attempt.lane, task.aggregate, task.record):
            return True
        attempt.held.discard(digest(task.aggregate))  # what was set aside has just been done
        return False

    def _killed(self, task: Task, attempt: Attempt, batch: Batch) -> bool:
        """Whether it killed an attempt, alone, and is set aside. After kills each record is marked before its work."""
        if attempt.kills < KILLS:
            return False
        if attempt.alone == task.record.offset:
            self._set_aside(task, task.why(None, "Killed"), attempt)
            return True
        self._inbox.alone(attempt, task.record.offset, batch.left)
        return False

    def _handled(self, task: Task, attempt: Attempt) -> bool:
        """Whether the record is done with: worked on, or set aside."""
        if task.fault is not None:
            self._set_aside(task, task.fault, attempt)
            return True
        try:
            self._work([task])
        except Exception as error:
            note(task, error)
            if attempt.tries < TRIES or (self._together and is_down(error)):
                return False
            self._set_aside(task, task.why(error), attempt)
        return True

    # how it ends

    def _end(self, begun: Sequence[tuple[Batch, Attempt]], failed: bool) -> None:
        left = sum(len(batch.left) for batch, _ in begun)
        if not left and not failed:
            for _, attempt in begun:
                if attempt.tries > 1:
                    self._inbox.clear(attempt)
            return
        # The whole batch comes again, also of partitions that are through with theirs.
        for batch, attempt in begun:
            self._inbox.wait(attempt, batch.left, batch.last)
        raise ComesAgain(f"{left} records are to be tried again")

    def _set_aside(self, task: Task, why: Why, attempt: Attempt) -> None:
        if len(attempt.held) >= MOST_HELD:
            raise Full(f"of {attempt.lane} so much is set aside that the rest waits")
        due = None if why.hopeless else clock.now() + FIRST_PAUSE
        self._inbox.set_aside(attempt.lane, task.aggregate, task.record, why, due)
        if not why.hopeless:
            attempt.held.add(digest(task.aggregate))
        self.set_aside += 1
        with context.bound(task.correlation_id):
            logger.error("event set aside", extra={"reason": why.reason, **about(task)})
        count("EventsSetAside")

    @staticmethod
    def _note(error: Exception, *lanes: str) -> None:
        logger.error("batch failed", exc_info=error, extra={"partitions": list(lanes)})
        count("EventsFailed")


def about(task: Task) -> dict[str, object]:
    """What names the task in a log line. No data."""
    return {
        "event_type": task.event.type if task.event else "unknown",
        "aggregate_id": task.aggregate,
        "partition": task.record.partition,
        "offset": task.record.offset,
    }


def note(task: Task, error: Exception) -> None:
    """A failure, in full, under the event's own ids."""
    with context.bound(task.correlation_id, causation_id=task.event.id if task.event else None):
        logger.error("event failed", exc_info=error, extra=about(task))
    count("EventsFailed")
