"""The users table: exports of people's data. Keys as in `users.adapters.store`, and

    USER#<user id>      EXPORT    the person's last export; gsi1 EXPORTS by when it was asked for, while it is under way
    EXPORT#<export id>  OWNER     whose it is: its parts name the export alone

A part that comes is one update of 1 write unit a KB; the export of 50 orders knows 6 parts, which is 1 unit.
"""

from __future__ import annotations

from datetime import datetime

from pynamodb.expressions.condition import Condition

from souk import clock
from souk.events import Event
from souk.storage.dynamo import Transaction, update_if
from souk.storage.outbox import emit
from souk.storage.versioned import Stale
from users.adapters.records import ExportOwnerRecord, ExportRecord
from users.adapters.store import partition
from users.domain.exports import KEPT, PATIENCE, REMEMBERED, Export

EXPORT = "EXPORT"
OWNER = "OWNER"
OPEN = "EXPORTS"


class DynamoExports:
    """The `PersonExports` port."""

    def of(self, user_id: str) -> Export | None:
        record = ExportRecord.fetch(partition(user_id), EXPORT, consistent=True)
        return _export(record) if record else None

    def find(self, export_id: str) -> Export | None:
        owner = ExportOwnerRecord.fetch(_owner_key(export_id), OWNER, consistent=True)
        held = self.of(owner.user_id) if owner else None
        return held if held and held.id == export_id else None

    def begin(self, export: Export, replaced: Export | None, event: Event) -> None:
        pk, forgotten_at = partition(export.user_id), export.asked_at + PATIENCE + KEPT + REMEMBERED
        expires_at = int(forgotten_at.timestamp())
        record = ExportRecord(
            pk,
            EXPORT,
            export_id=export.id,
            asked_at=export.asked_at,
            gsi1pk=OPEN,
            gsi1sk=f"{clock.isoformat(export.asked_at)}#{export.id}",
            expires_at=expires_at,
        )
        unreplaced = ExportRecord.export_id == replaced.id if replaced else ExportRecord.pk.does_not_exist()
        tx = Transaction()
        tx.put(record, unreplaced)
        tx.put(ExportOwnerRecord(_owner_key(export.id), OWNER, user_id=export.user_id, expires_at=expires_at))
        if replaced:
            tx.delete(ExportOwnerRecord(_owner_key(replaced.id), OWNER))
        emit(tx, event, pk=pk)
        tx.commit()

    def arrived(self, export: Export, part: str) -> Export | None:
        record = ExportRecord(partition(export.user_id), EXPORT)
        try:
            update_if(record, [ExportRecord.arrived.add({part})], _is_open(export))
        except Stale:
            return None
        return _export(record)

    def finish(self, export: Export, ready_at: datetime, event: Event) -> None:
        record = ExportRecord(partition(export.user_id), EXPORT)
        actions = [
            ExportRecord.ready_at.set(ready_at),
            ExportRecord.size.set(export.size),
            ExportRecord.missing.set([*export.missing]),
            ExportRecord.arrived.remove(),
            ExportRecord.gsi1pk.remove(),
            ExportRecord.gsi1sk.remove(),
        ]
        tx = Transaction()
        tx.update(record, actions, _is_open(export))
        emit(tx, event, pk=record.pk)
        tx.commit()

    def open_since(self, at: datetime, limit: int) -> list[Export]:
        found = ExportRecord.under_way.query(OPEN, ExportRecord.gsi1sk <= f"{clock.isoformat(at)}~", limit=limit)
        return [_export(record) for record in found]

    def forget(self, user_id: str) -> None:
        held = self.of(user_id)
        if held:
            ExportOwnerRecord(_owner_key(held.id), OWNER).delete()
            ExportRecord(partition(user_id), EXPORT).delete()


def _is_open(export: Export) -> Condition:
    condition: Condition = (ExportRecord.export_id == export.id) & ExportRecord.ready_at.does_not_exist()
    return condition


def _owner_key(export_id: str) -> str:
    return f"EXPORT#{export_id}"


def _export(record: ExportRecord) -> Export:
    return Export(
        id=record.export_id,
        user_id=record.pk.removeprefix("USER#"),
        asked_at=record.asked_at,
        arrived=frozenset(record.arrived or ()),
        ready_at=record.ready_at,
        size=int(record.size or 0),
        missing=tuple(record.missing or ()),
    )
