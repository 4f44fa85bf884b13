"""One partition's records on their way to a function: order, retries, splitting and giving up.

A lane decides and remembers; it neither reads Kafka nor invokes anything, so its rules are tested alone.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from souk_local.bridge.mapping import FOR_EVER, Mapping
from souk_local.bridge.records import Record


@dataclass(frozen=True)
class Backoff:
    """Exponential waiting between attempts, in seconds."""

    first: float = 0.5
    ceiling: float = 30.0

    def after(self, attempts: int) -> float:
        return float(min(self.ceiling, self.first * 2 ** max(0, min(attempts - 1, 16))))


@dataclass(frozen=True)
class Anchor:
    """The last record handled before a committed offset: a witness that the log is still the same."""

    offset: int
    timestamp: int

    def __str__(self) -> str:
        return f"{self.offset}@{self.timestamp}"

    @classmethod
    def parse(cls, text: str) -> "Anchor | None":
        offset, separator, timestamp = text.partition("@")
        if not separator or not offset.isdigit() or not timestamp.isdigit():
            return None
        return cls(int(offset), int(timestamp))


class Lane:
    """The queue of one partition.

    `condemned` holds the records that are given up on, with the reason in AWS's words; they stay in
    the queue until `release` says that the dead-letter target has them.
    """

    def __init__(self, mapping: Mapping, position: int, backoff: Backoff) -> None:
        self._mapping = mapping
        self._backoff = backoff
        self._queue: deque[Record] = deque()
        self._position = position
        self._handled: list[Anchor] = []
        self._attempts = 0
        self._limit: int | None = None
        self._suspect_until = -1
        self.not_before = 0.0
        self.alone = False
        self.last_turn = 0.0
        self.condemned: list[Record] = []
        self.condition = ""

    def __len__(self) -> int:
        return len(self._queue)

    @property
    def attempts(self) -> int:
        """How often the record at the head has failed so far."""
        return self._attempts

    @property
    def position(self) -> int:
        """The offset to read next."""
        return self._position

    @property
    def committable(self) -> int:
        """The offset up to which everything is handled."""
        return self._queue[0].offset if self._queue else self._position

    @property
    def anchor(self) -> Anchor | None:
        below = [anchor for anchor in self._handled if anchor.offset < self.committable]
        return below[-1] if below else None

    def extend(self, records: Iterable[Record]) -> None:
        for record in records:
            self._queue.append(record)
            self._position = record.offset + 1

    def ready(self, now: float) -> bool:
        return bool(self._queue) and not self.condemned and now >= self.not_before

    def head(self, limit: int) -> list[Record]:
        """The next records to hand over, in order, without taking them out."""
        if self._limit is not None:
            limit = min(limit, self._limit)
        return [self._queue[index] for index in range(min(limit, len(self._queue)))]

    def succeed(self, batch: Sequence[Record]) -> None:
        if self._limit is not None and self._mapping.splits_batches:
            # Behind the record that spoiled the batch, go back to full batches quickly.
            self._limit *= 2
        self._remove({record.offset for record in batch})

    def fail(self, batch: Sequence[Record], now: float, shared: bool) -> None:
        """The function raised. `shared` tells that other partitions were in the same batch.

        A shared batch says nothing about whose record failed, so the partitions go on one by one;
        splitting does not count as an attempt (as on AWS).
        """
        if not self._suspect_until >= batch[0].offset:
            self._suspect_until = batch[-1].offset
        if shared:
            self.alone = True
            self._limit = len(batch)
            self.not_before = now + self._backoff.first
            return
        self.alone = True
        if self._mapping.splits_batches and len(batch) > 1:
            self._limit = len(batch) // 2
            self.not_before = now + self._backoff.first
            return
        self._limit = len(batch)
        self._count_attempt(list(batch), now)

    def fail_items(self, batch: Sequence[Record], failed: set[int], now: float) -> None:
        """The function reported these offsets; the others of the batch are done."""
        before = batch[0].offset
        self._remove({record.offset for record in batch} - failed)
        first = self._queue[0]
        if first.offset != before:
            self._attempts = 0
        self._count_attempt([first], now)

    def expire(self, now_ms: float) -> None:
        """Gives up on the records at the head that are older than the mapping allows."""
        age = self._mapping.max_age_seconds
        if age == FOR_EVER or self.condemned:
            return
        old = []
        for record in self._queue:
            if now_ms - record.timestamp <= age * 1000:
                break
            old.append(record)
        if old:
            self._condemn(old, "RecordAgeExceeded")

    def postpone(self, now: float, attempts: int) -> None:
        """The function could not be reached at all: wait, and count nothing."""
        self.not_before = now + self._backoff.after(attempts)

    def release(self) -> None:
        """The dead-letter target has the condemned records."""
        offsets = {record.offset for record in self.condemned}
        self.condemned, self.condition = [], ""
        self._remove(offsets)

    def _count_attempt(self, batch: list[Record], now: float) -> None:
        self._attempts += 1
        if self._mapping.retries != FOR_EVER and self._attempts > self._mapping.retries:
            self._condemn(batch, "RetriesExhausted")
        else:
            self.not_before = now + self._backoff.after(self._attempts)

    def _condemn(self, records: list[Record], condition: str) -> None:
        self.condemned, self.condition = records, condition

    def _remove(self, offsets: set[int]) -> None:
        kept: deque[Record] = deque()
        for record in self._queue:
            if record.offset in offsets:
                self._handled.append(Anchor(record.offset, record.timestamp))
            else:
                kept.append(record)
        head_moved = bool(self._queue) and (not kept or kept[0] is not self._queue[0])
        self._queue = kept
        self._handled.sort(key=lambda anchor: anchor.offset)
        below = sum(anchor.offset < self.committable for anchor in self._handled)
        del self._handled[: max(0, below - 1)]
        if head_moved:
            self._attempts = 0
            self.not_before = 0.0
        if self.committable > self._suspect_until:
            self._limit, self.alone = None, False
