"""Saved views, notes and jobs in DynamoDB (see `backoffice.adapters.records`)."""

from __future__ import annotations

from collections.abc import Iterable

from pynamodb.expressions.condition import Condition

from backoffice.adapters import keys
from backoffice.adapters.exported import COVERED
from backoffice.adapters.records import CustomerRecord, ExportRecord, ListEntry, NoteRecord, OrderRecord, ViewRecord
from backoffice.domain.desk import REGRET, Note, SavedView
from backoffice.domain.exporting import REMEMBERED, ListExport, ListExportStatus
from backoffice.usecases.ports import Overtaken
from souk.exports.readable import Json, readable
from souk.storage import cursor
from souk.storage.dynamo import Record, Transaction, put_if, unchanged
from souk.storage.versioned import Stale


class DynamoViews:
    """`ports.Views` on the service's table."""

    def get(self, view_id: str) -> SavedView | None:
        record = ViewRecord.fetch(f"VIEW#{view_id}", keys.VIEW, consistent=True)
        return _view(record) if record else None

    def listed(self, owner: str, limit: int) -> list[SavedView]:
        own = ListEntry.first.query(f"{keys.VIEWS}#{owner}", limit=limit)
        shared = ListEntry.second.query(keys.VIEWS, limit=limit)
        names = list(dict.fromkeys(entry.pk for found in (own, shared) for entry in found))
        return [_view(record) for record in ViewRecord.batch_get([(name, keys.VIEW) for name in names])]

    def save(self, view: SavedView) -> None:
        put_if(_view_record(view), unchanged(ViewRecord.version, view.version - 1))

    def delete(self, view: SavedView) -> None:
        _delete(_view_record(view), ViewRecord.version == view.version)


class DynamoNotes:
    """`ports.Notes` on the service's table."""

    def page(self, about: str, limit: int, after: str | None) -> tuple[list[Note], str | None]:
        found = NoteRecord.query(
            _notes(about), scan_index_forward=False, limit=limit, last_evaluated_key=cursor.decode(after)
        )
        notes = [_note(record) for record in found]
        return [note for note in notes if note.deleted_at is None], cursor.encode(found.last_evaluated_key)

    def get(self, about: str, note_id: str) -> Note | None:
        record = NoteRecord.fetch(_notes(about), note_id, consistent=True)
        return _note(record) if record else None

    def add(self, note: Note) -> None:
        kind, _, name = note.about.partition(":")
        record, pk, sk = (
            (OrderRecord, keys.order(name), keys.ORDER)
            if kind == "order"
            else (CustomerRecord, keys.customer(name), keys.CUSTOMER)
        )
        tx = Transaction()
        tx.check(record, pk, sk, record.pk.exists() & record.erased.does_not_exist(), label="about")
        tx.put(_note_record(note), NoteRecord.pk.does_not_exist(), label="note")
        tx.commit()

    def save(self, note: Note) -> None:
        put_if(_note_record(note), NoteRecord.version == note.version - 1)

    def forget(self, about: str) -> None:
        records = list(NoteRecord.query(_notes(about), consistent_read=True))
        if records:
            with NoteRecord.batch_write() as batch:
                for record in records:
                    batch.delete(record)

    def exported(self, abouts: Iterable[str]) -> list[Json]:
        return [readable(record, COVERED) for about in abouts for record in NoteRecord.query(_notes(about))]


class DynamoExports:
    """`ports.ListExportStore` on the service's table: written only by the worker that wrote last."""

    def create(self, job: ListExport) -> None:
        put_if(_export_record(job), Record.pk.does_not_exist())

    def job(self, export_id: str) -> ListExport | None:
        record = ExportRecord.fetch(f"EXPORT#{export_id}", keys.EXPORT, consistent=True)
        return _job(record) if record else None

    def page(self, limit: int, after: str | None) -> tuple[list[ListExport], str | None]:
        found = ListEntry.first.query(
            keys.EXPORTS, scan_index_forward=False, limit=limit, last_evaluated_key=cursor.decode(after)
        )
        names = [(entry.pk, keys.EXPORT) for entry in found]
        jobs = [_job(record) for record in ExportRecord.batch_get(names)] if names else []
        return sorted(jobs, key=lambda job: job.id, reverse=True), cursor.encode(found.last_evaluated_key)

    def checkpoint(self, job: ListExport) -> None:
        try:
            put_if(_export_record(job), ExportRecord.version == job.version - 1)
        except Stale as error:
            if self.job(job.id) != job:  # else the answer was lost on the way, and the library has sent it again
                raise Overtaken(str(error)) from error


def _delete(record: Record, condition: Condition) -> None:
    tx = Transaction()
    tx.delete(record, condition)
    tx.commit()


def _view(record: ViewRecord) -> SavedView:
    return SavedView(
        id=record.pk.partition("#")[2],
        owner=record.owner,
        name=record.name,
        list=record.of,
        query=record.filter,
        shared=record.shared,
        updated_at=record.updated_at,
        version=int(record.version),
    )


def _view_record(view: SavedView) -> ViewRecord:
    return ViewRecord(
        f"VIEW#{view.id}",
        keys.VIEW,
        owner=view.owner,
        name=view.name,
        of=view.list,
        filter=dict(view.query),
        shared=view.shared,
        updated_at=view.updated_at,
        version=view.version,
        gsi1pk=f"{keys.VIEWS}#{view.owner}",
        gsi1sk=view.id,
        gsi2pk=keys.VIEWS if view.shared else None,
        gsi2sk=view.id if view.shared else None,
    )


def _notes(about: str) -> str:
    return f"NOTES#{about}"


def _note(record: NoteRecord) -> Note:
    return Note(
        id=record.sk,
        about=record.about,
        text=record.text,
        author=record.author,
        created_at=record.created_at,
        edited_at=record.edited_at,
        deleted_at=record.deleted_at,
        version=int(record.version),
    )


def _note_record(note: Note) -> NoteRecord:
    return NoteRecord(
        _notes(note.about),
        note.id,
        about=note.about,
        text=note.text,
        author=note.author,
        created_at=note.created_at,
        edited_at=note.edited_at,
        deleted_at=note.deleted_at,
        expires_at=int((note.deleted_at + REGRET).timestamp()) if note.deleted_at else None,
        version=note.version,
    )


def _job(record: ExportRecord) -> ListExport:
    return ListExport(
        id=record.pk.partition("#")[2],
        created_by=record.created_by,
        created_at=record.created_at,
        updated_at=record.updated_at,
        query=record.filter,
        status=ListExportStatus(record.status),
        upload_id=record.upload_id or "",
        parts=tuple(record.parts or ()),
        cursor=record.after or "",
        sent=int(record.sent),
        is_sent=record.is_sent,
        version=int(record.version),
    )


def _export_record(job: ListExport) -> ExportRecord:
    return ExportRecord(
        f"EXPORT#{job.id}",
        keys.EXPORT,
        status=job.status.value,
        created_by=job.created_by,
        created_at=job.created_at,
        updated_at=job.updated_at,
        filter=dict(job.query),
        upload_id=job.upload_id or None,
        parts=list(job.parts) or None,
        after=job.cursor or None,
        sent=job.sent,
        is_sent=job.is_sent,
        version=job.version,
        expires_at=int((job.created_at + REMEMBERED).timestamp()),
        gsi1pk=keys.EXPORTS,
        gsi1sk=job.id,
    )
