"""A consumer's memory without a table. Behaves like a collection of what is set aside, by aggregate."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from souk import clock
from souk.delivery.ports import Attempt, Waiting, Why, digest
from souk.delivery.record import KafkaRecord


@dataclass
class MemoryInbox:
    """`ports.Inbox` in memory. `broken` names operations that fail; `calls` are those made."""

    marks: dict[str, Attempt] = field(default_factory=dict)
    waiting: dict[tuple[str, str], Waiting] = field(default_factory=dict)
    kept: dict[tuple[str, str], dict[int, KafkaRecord]] = field(default_factory=dict)
    held: dict[str, set[str]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    calls: list[str] = field(default_factory=list)

    def __contains__(self, aggregate: str) -> bool:
        return any(name == aggregate for _, name in self.waiting)

    def __len__(self) -> int:
        return len(self.waiting)

    def offsets(self, aggregate: str) -> list[int]:
        """Of what is set aside of the aggregate, in order."""
        return sorted(offset for (_, name), kept in self.kept.items() if name == aggregate for offset in kept)

    def begin(self, lane: str, first: int) -> Attempt:
        self._call("begin")
        mark = self.marks.get(lane)
        if mark is None or mark.first != first:
            mark = self.marks[lane] = Attempt(lane, first)
        else:
            mark.tries += 1
        return dataclasses.replace(mark, held={*self.held.get(lane, ())})

    def alone(self, attempt: Attempt, offset: int, left: Iterable[int]) -> None:
        self._call("alone")
        mark = self.marks[attempt.lane]
        mark.alone, mark.left, mark.seen = offset, frozenset(left), max(left)

    def wait(self, attempt: Attempt, left: Iterable[int], seen: int) -> None:
        self._call("wait")
        mark = self.marks[attempt.lane]
        mark.waits, mark.left, mark.seen, mark.alone = attempt.waits + 1, frozenset(left), seen, None

    def clear(self, attempt: Attempt) -> None:
        self._call("clear")
        del self.marks[attempt.lane]

    def set_aside(self, lane: str, aggregate: str, record: KafkaRecord, why: Why, due: datetime | None) -> None:
        self._call("set_aside")
        key = (lane, aggregate)
        if key in self.waiting:
            self.put_behind(lane, aggregate, record)
            return
        self.waiting[key] = Waiting(lane, aggregate, why, clock.now(), due=due)
        self.kept.setdefault(key, {})[record.offset] = record
        if not why.hopeless:
            self.held.setdefault(lane, set()).add(digest(aggregate))

    def put_behind(self, lane: str, aggregate: str, record: KafkaRecord) -> bool:
        self._call("put_behind")
        key = (lane, aggregate)
        if key not in self.waiting:
            return False
        self.kept[key][record.offset] = record
        self.waiting[key].changes += 1
        return True

    def due(self, now: datetime, limit: int) -> Sequence[Waiting]:
        self._call("due")
        found = [one for one in self.waiting.values() if one.due is not None and one.due <= now]
        return [dataclasses.replace(one) for one in sorted(found, key=lambda one: str(one.due))[:limit]]

    def parked(self, limit: int) -> Sequence[Waiting]:
        return [dataclasses.replace(one) for one in self.waiting.values() if one.due is None][:limit]

    def claim(self, waiting: Waiting, due: datetime) -> bool:
        self._call("claim")
        held = self.waiting.get((waiting.lane, waiting.aggregate))
        if held is None or held.tries != waiting.tries:
            return False
        held.tries = waiting.tries = held.tries + 1
        held.due = waiting.due = due
        return True

    def records(self, waiting: Waiting) -> list[KafkaRecord]:
        key = (waiting.lane, waiting.aggregate)
        waiting.changes = self.waiting[key].changes
        return [record for _, record in sorted(self.kept[key].items())]

    def rewrite(self, waiting: Waiting, record: KafkaRecord) -> None:
        self._call("rewrite")
        kept = self.kept.get((waiting.lane, waiting.aggregate), {})
        if record.offset in kept:
            kept[record.offset] = record

    def done(self, waiting: Waiting, record: KafkaRecord) -> None:
        self._call("done")
        del self.kept[waiting.lane, waiting.aggregate][record.offset]

    def finish(self, waiting: Waiting) -> bool:
        self._call("finish")
        key = (waiting.lane, waiting.aggregate)
        if self.waiting[key].changes != waiting.changes:
            return False
        del self.waiting[key], self.kept[key]
        self.held.get(waiting.lane, set()).discard(digest(waiting.aggregate))
        return True

    def park(self, waiting: Waiting, reason: str) -> None:
        held = self.waiting[waiting.lane, waiting.aggregate]
        held.due, held.why = None, dataclasses.replace(held.why, reason=reason)

    def _call(self, name: str) -> None:
        self.calls.append(name)
        if name in self.broken:
            raise ConnectionError(f"{name}: the table is away")
