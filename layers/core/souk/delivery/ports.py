"""What a consumer remembers between its invocations."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from souk.delivery.record import KafkaRecord


@dataclass(slots=True)
class Attempt:
    """An attempt at a batch, known by the offset of its first record in one partition.

    `tries` counts this one; `waits` those before it that ended in order, so the others were killed. `left` are the
    offsets an earlier attempt at this batch left undone, of those up to `seen` (None: there was none). `alone` is the
    record an earlier attempt was at when it was killed. `held` are the aggregates of which something is set aside,
    by `digest`.
    """

    lane: str
    first: int
    tries: int = 1
    waits: int = 0
    left: frozenset[int] | None = None
    seen: int = -1
    alone: int | None = None
    held: set[str] = field(default_factory=set)

    @property
    def kills(self) -> int:
        """How many attempts before this one ended without a word: a crash, no memory, a time-out."""
        return self.tries - 1 - self.waits

    def wants(self, offset: int) -> bool:
        """Whether the record is still to be worked on."""
        return self.left is None or offset > self.seen or offset in self.left


@dataclass(frozen=True, slots=True)
class Why:
    """Why something is set aside: the kind of error, and the event's ids. No data: it may be a person's.

    `hopeless` is what can never succeed, so that nothing is tried again and nothing waits behind it.
    """

    reason: str
    event_type: str = ""
    correlation_id: str = ""
    hopeless: bool = False


@dataclass(slots=True)
class Waiting:
    """What is set aside of one aggregate. `tries` counts since then; `due` is None when it waits for a person."""

    lane: str
    aggregate: str
    why: Why
    since: datetime
    tries: int = 0
    due: datetime | None = None
    changes: int = 0  # so many records were put behind the first


class Inbox(Protocol):
    """The memory of one consumer. A write that does not succeed raises; the batch comes again then."""

    def begin(self, lane: str, first: int) -> Attempt:
        """Notes that work on this batch begins; one write when it is a new batch."""
        ...

    def alone(self, attempt: Attempt, offset: int, left: Iterable[int]) -> None:
        """Notes which record is worked on, alone, and what is left, itself among it."""
        ...

    def wait(self, attempt: Attempt, left: Iterable[int], seen: int) -> None:
        """The attempt ends in order; these offsets are to be tried again."""
        ...

    def clear(self, attempt: Attempt) -> None:
        """The batch is done with: should it come again, it is a new one."""
        ...

    def set_aside(self, lane: str, aggregate: str, record: KafkaRecord, why: Why, due: datetime | None) -> None:
        """Keeps the record, as the first of its aggregate or behind what is there already."""
        ...

    def put_behind(self, lane: str, aggregate: str, record: KafkaRecord) -> bool:
        """Keeps the record behind what is set aside of its aggregate; False when nothing is any more."""
        ...

    def due(self, now: datetime, limit: int) -> Sequence[Waiting]:
        """What is to be tried again, the longest due first."""
        ...

    def parked(self, limit: int) -> Sequence[Waiting]:
        """What waits for a person."""
        ...

    def claim(self, waiting: Waiting, due: datetime) -> bool:
        """Counts a try and moves the next one to `due`, before the work; False when another has claimed it."""
        ...

    def records(self, waiting: Waiting) -> list[KafkaRecord]:
        """What is set aside of the aggregate, in order; reads how often it `changes` too."""
        ...

    def rewrite(self, waiting: Waiting, record: KafkaRecord) -> None:
        """Keeps the record's new value in the place of its old one; nothing when it is done meanwhile."""
        ...

    def done(self, waiting: Waiting, record: KafkaRecord) -> None: ...

    def finish(self, waiting: Waiting) -> bool:
        """Nothing is set aside any more; False when something was put behind meanwhile."""
        ...

    def park(self, waiting: Waiting, reason: str) -> None:
        """From now on it waits for a person."""
        ...


def digest(aggregate: str) -> str:
    """Eleven characters that stand for an aggregate: a mark that names hundreds of them stays small."""
    return (
        base64.urlsafe_b64encode(hashlib.blake2b(aggregate.encode("utf-8", "replace"), digest_size=8).digest())
        .decode()
        .rstrip("=")
    )


def short(aggregate: str) -> str:
    """The name an aggregate goes by here: whoever made its event may have chosen one longer than a key may be."""
    return aggregate if len(aggregate.encode("utf-8", "replace")) <= 200 else digest(aggregate)
