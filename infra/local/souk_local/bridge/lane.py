"""One partition's records on their way to a function, in order.

A lane decides and remembers; it neither reads Kafka nor invokes anything, so its rules are tested alone.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from souk_local.bridge.records import Record


@dataclass(frozen=True)
class Backoff:
    """Exponential waiting between attempts, in seconds. AWS does not say how long it waits."""

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
    """The queue of one partition. `busy` while a batch with records of it has not succeeded yet."""

    def __init__(self, position: int) -> None:
        self._queue: deque[Record] = deque()
        self._position = position
        self._handled: Anchor | None = None
        self.busy = False
        self.last_turn = 0.0

    def __len__(self) -> int:
        return len(self._queue)

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
        return self._handled

    @property
    def ready(self) -> bool:
        return bool(self._queue) and not self.busy

    def extend(self, records: Iterable[Record]) -> None:
        for record in records:
            self._queue.append(record)
            self._position = record.offset + 1

    def head(self, limit: int) -> list[Record]:
        """The next records to hand over, in order, without taking them out."""
        return [self._queue[index] for index in range(min(limit, len(self._queue)))]

    def succeed(self, batch: Sequence[Record]) -> None:
        """The records are handled; they are the first of the queue, but for those that expired."""
        if batch:
            self._drop_before(batch[-1].offset + 1)
            self._handled = Anchor(batch[-1].offset, batch[-1].timestamp)
        self.busy = False

    def expire(self, first: int) -> int:
        """The topic keeps nothing before this offset any more; how many records were still to be handled."""
        before = len(self._queue)
        self._drop_before(first)
        return before - len(self._queue)

    def _drop_before(self, offset: int) -> None:
        while self._queue and self._queue[0].offset < offset:
            self._queue.popleft()
