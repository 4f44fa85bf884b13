"""Error groups, their samples, and the alerts they give rise to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from pynamodb.expressions.condition import Condition

from logs.adapters.store.records import GroupRecord, SampleRecord
from logs.domain.entry import Error, LogEntry
from logs.domain.group import Group
from souk import clock
from souk.events import Event
from souk.storage import cursor
from souk.storage.dynamo import Transaction, put_if, unchanged
from souk.storage.outbox import emit

GROUP_SECONDS = 90 * 24 * 3600


class GroupStore:
    """`ports.Groups` on the service's table."""

    def load(self, fingerprints: Sequence[str]) -> dict[str, Group]:
        keys = [(f"ERROR#{name}", "GROUP") for name in fingerprints]
        records = GroupRecord.batch_get(keys, consistent_read=True) if keys else []
        return {group.fingerprint: group for group in map(_group, records)}

    def save(self, group: Group, alerts: Sequence[Event]) -> None:
        record = _group_record(group)
        condition = unchanged(GroupRecord.version, group.version)
        if alerts:
            self._save_with(record, condition, group, alerts)
        else:
            put_if(record, condition)
        group.version += 1

    def get(self, fingerprint: str) -> Group | None:
        record = GroupRecord.fetch(f"ERROR#{fingerprint}", "GROUP")
        if record is None:
            return None
        group = _group(record)
        sample = SampleRecord.fetch(record.pk, "SAMPLE")
        if sample is not None:
            group.sample = _entry_from(sample.entry)
        return group

    def latest(self, limit: int, after: str | None) -> tuple[list[Group], str | None]:
        page = GroupRecord.latest.query(
            "ERRORS", scan_index_forward=False, limit=limit, last_evaluated_key=cursor.decode(after)
        )
        groups = [_group(record) for record in page]
        return groups, cursor.encode(page.last_evaluated_key)

    def _save_with(self, record: GroupRecord, condition: Condition, group: Group, alerts: Sequence[Event]) -> None:
        tx = Transaction()
        tx.put(record, condition, label="version")
        if group.sample is not None:
            tx.put(SampleRecord(record.pk, "SAMPLE", entry=asdict(group.sample), expires_at=record.expires_at))
        for alert in alerts:
            emit(tx, alert, pk=record.pk)
        tx.commit()


def _entry_from(held: dict[str, Any]) -> LogEntry:
    error = held["error"]
    return LogEntry(**{**held, "error": Error(**error) if error else None})


def _group_record(group: Group) -> GroupRecord:
    sample = group.sample
    if sample and sample.error:
        # The list shows no stack; it is in the sample's own item, which is not rewritten with every count.
        sample = replace(sample, error=replace(sample.error, stack=""), fields={})
    return GroupRecord(
        f"ERROR#{group.fingerprint}",
        "GROUP",
        service=group.service,
        type=group.type or None,
        message=group.message or None,
        occurrences=group.count,
        first_seen=group.first_seen,
        last_seen=group.last_seen,
        sample=asdict(sample) if sample else None,
        window=group.window,
        in_window=group.in_window,
        usual=round(group.usual, 3),
        alerted=group.alerted,
        read=group.read,
        version=group.version + 1,
        expires_at=clock.epoch() + GROUP_SECONDS,
        gsi1pk="ERRORS",
        gsi1sk=f"{group.last_seen}#{group.fingerprint}",
    )


def _group(record: GroupRecord) -> Group:
    return Group(
        fingerprint=record.pk.partition("#")[2],
        service=record.service,
        type=record.type or "",
        message=record.message or "",
        count=int(record.occurrences),
        first_seen=record.first_seen,
        last_seen=record.last_seen,
        sample=_entry_from(record.sample) if record.sample else None,
        window=int(record.window),
        in_window=int(record.in_window),
        usual=float(record.usual),
        alerted=int(record.alerted),
        read={partition: (offset, timestamp) for partition, (offset, timestamp) in record.read.items()},
        version=int(record.version),
    )
