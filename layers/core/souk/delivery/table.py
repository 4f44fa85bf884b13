"""The memory of a consumer in its service's own table.

    pk INBOX#<lane>               sk MARK        the attempt at the lane's batch, and the aggregates held up
    pk INBOX#<lane>#<aggregate>   sk <offset>    a record set aside
                                  sk WAITING     why, since when, how often tried
       gsi1 INBOX#WAITING         RETRY#<due>    to be tried again
                                  PARKED#<since> waits for a person

A lane is a topic's partition. A batch costs one write unit, as long as its mark is under a kilobyte: some seventy
aggregates that are held up; a kilobyte more for every seventy more.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    JSONAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.expressions.update import Action
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from souk import clock
from souk.delivery.ports import Attempt, Waiting, Why, digest
from souk.delivery.record import KafkaRecord
from souk.storage.dynamo import Record, Transaction, TransactionRejected, update_if
from souk.storage.versioned import Stale

MARK, WAITING = "MARK", "WAITING"
WAITING_LIST = "INBOX#WAITING"
_RETRY, _PARKED = "RETRY#", "PARKED#"
# What is left of DynamoDB's 400 KB beside the value. No event is longer: each was an item once.
_LONGEST_VALUE = 350_000


class MarkRecord(Record):
    first = NumberAttribute(null=True)
    tries = NumberAttribute(null=True)
    waits = NumberAttribute(null=True)
    left = JSONAttribute(null=True)
    seen = NumberAttribute(null=True)
    alone = NumberAttribute(null=True)
    held = UnicodeSetAttribute(null=True)


class AsideRecord(Record):
    topic = UnicodeAttribute()
    key = UnicodeAttribute()
    timestamp = NumberAttribute()
    headers = JSONAttribute()
    value = BinaryAttribute(legacy_encoding=False)
    cut = BooleanAttribute(null=True)  # the value was too long to keep; Kafka has it for as long as it has the record


class _ByDue(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi1"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class WaitingRecord(Record):
    lane = UnicodeAttribute()
    aggregate = UnicodeAttribute()
    reason = UnicodeAttribute()
    event_type = UnicodeAttribute(null=True)
    correlation_id = UnicodeAttribute(null=True)
    hopeless = BooleanAttribute(null=True)
    since = UnicodeAttribute()
    tries = NumberAttribute()
    changes = NumberAttribute()
    gsi1pk = UnicodeAttribute()
    gsi1sk = UnicodeAttribute()
    by_due = _ByDue()


class TableInbox:
    """`ports.Inbox` on the service's table."""

    def begin(self, lane: str, first: int) -> Attempt:
        mark = _mark(lane)
        anew: list[Action] = [
            MarkRecord.first.set(first),
            MarkRecord.tries.set(1),
            MarkRecord.waits.set(0),
            MarkRecord.left.remove(),
            MarkRecord.seen.remove(),
            MarkRecord.alone.remove(),
        ]
        try:
            update_if(mark, anew, MarkRecord.first.does_not_exist() | (MarkRecord.first != first))
        except Stale:
            mark.update([MarkRecord.tries.add(1)])  # the same batch again
        return _attempt(lane, first, mark)

    def alone(self, attempt: Attempt, offset: int, left: Iterable[int]) -> None:
        offsets = sorted(left)
        _mark(attempt.lane).update(
            [MarkRecord.alone.set(offset), MarkRecord.left.set(offsets), MarkRecord.seen.set(offsets[-1])]
        )

    def wait(self, attempt: Attempt, left: Iterable[int], seen: int) -> None:
        actions: list[Action] = [MarkRecord.waits.set(attempt.waits + 1), MarkRecord.left.set(sorted(left))]
        _mark(attempt.lane).update([*actions, MarkRecord.seen.set(seen), MarkRecord.alone.remove()])

    def clear(self, attempt: Attempt) -> None:
        gone = ("first", "tries", "waits", "left", "seen", "alone")
        _mark(attempt.lane).update([getattr(MarkRecord, name).remove() for name in gone])

    def set_aside(self, lane: str, aggregate: str, record: KafkaRecord, why: Why, due: datetime | None) -> None:
        tx = Transaction()
        tx.put(_waiting_record(lane, aggregate, why, due), WaitingRecord.pk.does_not_exist(), label="first")
        tx.put(_aside_record(lane, aggregate, record))
        if not why.hopeless:
            tx.update(_mark(lane), [MarkRecord.held.add({digest(aggregate)})])
        try:
            tx.commit()
        except TransactionRejected:  # it was set aside before: this is the same record again, or a later one
            self.put_behind(lane, aggregate, record)

    def put_behind(self, lane: str, aggregate: str, record: KafkaRecord) -> bool:
        tx = Transaction()
        waiting = WaitingRecord(_pk(lane, aggregate), WAITING)
        tx.update(waiting, [WaitingRecord.changes.add(1)], WaitingRecord.pk.exists(), label="first")
        tx.put(_aside_record(lane, aggregate, record))
        try:
            tx.commit()
        except TransactionRejected:
            return False
        return True

    def due(self, now: datetime, limit: int) -> Sequence[Waiting]:
        # "~" sorts behind every time, and behind the name that follows one.
        until = _ByDue.gsi1sk.between(_RETRY, f"{_RETRY}{clock.isoformat(now)}~")
        found = _found(WaitingRecord.by_due.query(WAITING_LIST, until, limit=limit))
        return [waiting for waiting in found if waiting.due is not None and waiting.due <= now]

    def parked(self, limit: int) -> Sequence[Waiting]:
        return _found(WaitingRecord.by_due.query(WAITING_LIST, _ByDue.gsi1sk.startswith(_PARKED), limit=limit))

    def waiting(self, limit: int) -> Sequence[Waiting]:
        """All that is set aside: what waits for a person first, then what is due first."""
        return _found(
            WaitingRecord.by_due.query(WAITING_LIST, _ByDue.gsi1sk.between(_PARKED, f"{_RETRY}~"), limit=limit)
        )

    def make_due(self, lane: str, aggregate: str, now: datetime) -> bool:
        """Has the timer try it when it rings next. False when nothing of it is set aside."""
        record = WaitingRecord(_pk(lane, aggregate), WAITING)
        try:
            update_if(record, [WaitingRecord.gsi1sk.set(_place(now, record.pk))], WaitingRecord.pk.exists())
        except Stale:
            return False
        return True

    def claim(self, waiting: Waiting, due: datetime) -> bool:
        record = WaitingRecord(_pk(waiting.lane, waiting.aggregate), WAITING)
        actions: list[Action] = [
            WaitingRecord.tries.set(waiting.tries + 1),
            WaitingRecord.gsi1sk.set(_place(due, record.pk)),
        ]
        try:
            update_if(record, actions, WaitingRecord.tries == waiting.tries)
        except Stale:
            return False
        waiting.tries, waiting.due = waiting.tries + 1, due
        return True

    def records(self, waiting: Waiting) -> list[KafkaRecord]:
        pk = _pk(waiting.lane, waiting.aggregate)
        # Read before what it counts: what is put behind after this is seen by `finish`.
        head = WaitingRecord.fetch(pk, WAITING, consistent=True)
        if head is None:
            return []
        waiting.changes = int(head.changes)
        rows = AsideRecord.query(pk, AsideRecord.sk < WAITING, consistent_read=True)
        return [_kafka_record(waiting.lane, row) for row in rows]

    def rewrite(self, waiting: Waiting, record: KafkaRecord) -> None:
        row = AsideRecord(_pk(waiting.lane, waiting.aggregate), _offset(record.offset))
        with contextlib.suppress(Stale):
            update_if(row, [AsideRecord.value.set(zlib.compress(record.value))], AsideRecord.pk.exists())

    def done(self, waiting: Waiting, record: KafkaRecord) -> None:
        AsideRecord(_pk(waiting.lane, waiting.aggregate), _offset(record.offset)).delete()

    def finish(self, waiting: Waiting) -> bool:
        tx = Transaction()
        head = WaitingRecord(_pk(waiting.lane, waiting.aggregate), WAITING)
        tx.delete(head, WaitingRecord.changes == waiting.changes, label="first")
        if not waiting.why.hopeless:
            tx.update(_mark(waiting.lane), [MarkRecord.held.delete({digest(waiting.aggregate)})])
        try:
            tx.commit()
        except TransactionRejected:
            return False
        return True

    def park(self, waiting: Waiting, reason: str) -> None:
        record = WaitingRecord(_pk(waiting.lane, waiting.aggregate), WAITING)
        place = f"{_PARKED}{clock.isoformat(waiting.since)}#{record.pk}"
        record.update([WaitingRecord.gsi1sk.set(place), WaitingRecord.reason.set(reason)])


def _attempt(lane: str, first: int, mark: MarkRecord) -> Attempt:
    known = mark.attribute_values
    left, seen, alone = known.get("left"), known.get("seen"), known.get("alone")
    return Attempt(
        lane,
        first,
        int(mark.tries),
        int(mark.waits),
        None if left is None else frozenset(left),
        -1 if seen is None else int(seen),
        None if alone is None else int(alone),
        set(known.get("held") or ()),
    )


def _mark(lane: str) -> MarkRecord:
    return MarkRecord(f"INBOX#{lane}", MARK)


def _pk(lane: str, aggregate: str) -> str:
    return f"INBOX#{lane}#{aggregate}"


def _offset(offset: int) -> str:
    return f"{offset:020}"  # sorts as the number, and before WAITING


def _place(due: datetime, pk: str) -> str:
    return f"{_RETRY}{clock.isoformat(due)}#{pk}"


def _waiting_record(lane: str, aggregate: str, why: Why, due: datetime | None) -> WaitingRecord:
    pk, since = _pk(lane, aggregate), clock.isoformat(clock.now())
    return WaitingRecord(
        pk,
        WAITING,
        lane=lane,
        aggregate=aggregate,
        reason=why.reason,
        event_type=why.event_type or None,
        correlation_id=why.correlation_id or None,
        hopeless=why.hopeless or None,
        since=since,
        tries=0,
        changes=0,
        gsi1pk=WAITING_LIST,
        gsi1sk=_place(due, pk) if due else f"{_PARKED}{since}#{pk}",
    )


def _found(records: Iterable[WaitingRecord]) -> list[Waiting]:
    return [_waiting(record) for record in _whole(records)]


def _whole(records: Iterable[WaitingRecord]) -> Iterator[WaitingRecord]:
    """An index of some tables has the keys only."""
    for record in records:
        if record.attribute_values.get("lane") is not None:
            yield record
        elif (whole := WaitingRecord.fetch(record.pk, record.sk)) is not None:
            yield whole


def _waiting(record: WaitingRecord) -> Waiting:
    kind, _, rest = record.gsi1sk.partition("#")
    due = datetime.fromisoformat(rest.partition("#")[0]) if kind == _RETRY[:-1] else None
    why = Why(record.reason, record.event_type or "", record.correlation_id or "", bool(record.hopeless))
    since = datetime.fromisoformat(record.since)
    return Waiting(record.lane, record.aggregate, why, since, int(record.tries), due, int(record.changes))


def _aside_record(lane: str, aggregate: str, record: KafkaRecord) -> AsideRecord:
    packed = zlib.compress(record.value)
    cut = len(packed) > _LONGEST_VALUE
    return AsideRecord(
        _pk(lane, aggregate),
        _offset(record.offset),
        topic=record.topic,
        key=record.key[:1000],
        timestamp=record.timestamp,
        headers={name[:100]: value[:500] for name, value in [*record.headers.items()][:20]},
        value=zlib.compress(record.value[:_LONGEST_VALUE]) if cut else packed,
        cut=cut or None,
    )


def _kafka_record(lane: str, row: AsideRecord) -> KafkaRecord:
    return KafkaRecord(
        row.topic, lane, int(row.sk), row.key, zlib.decompress(row.value), int(row.timestamp), dict(row.headers)
    )
