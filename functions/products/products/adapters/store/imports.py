"""Imports: progress in one item, faults one each. A checkpoint is written only by the worker that wrote last."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from products.adapters.store.records import ImportErrorRecord, ImportRecord, ImportTrialRecord, whole
from products.domain.importing import ImportJob, ImportOutcome, ImportStatus, Mode, Position, TrialRow
from products.domain.shopify.reader import RowError
from products.usecases.ports import Checkpoint, Superseded
from souk import clock
from souk.storage import cursor
from souk.storage.dynamo import Transaction, TransactionRejected

# Of the progress of whatever job writes a product.
LABEL = "job"
# As long as the file itself.
_TRIAL_KEPT = timedelta(days=30)

_trial: TypeAdapter[TrialRow] = TypeAdapter(TrialRow)


class DynamoImportStore:
    """`products.usecases.ports.ImportStore` on the products table."""

    def create(self, job: ImportJob) -> None:
        _record(job).save(condition=ImportRecord.pk.does_not_exist())

    def job(self, import_id: str) -> ImportJob | None:
        record = ImportRecord.fetch(_pk(import_id), "IMPORT", consistent=True)
        return _job(record) if record else None

    def jobs(self, limit: int, after: str | None) -> tuple[list[ImportJob], str | None]:
        page = ImportRecord.by_id.query(
            "IMPORTS", scan_index_forward=False, limit=limit, last_evaluated_key=cursor.decode(after)
        )
        jobs = [_job(record) for record in page]
        return jobs, cursor.encode(page.last_evaluated_key)

    def errors(self, import_id: str, limit: int) -> list[RowError]:
        return _notes(import_id, "ERROR", limit)

    def warnings(self, import_id: str, limit: int) -> list[RowError]:
        return _notes(import_id, "WARNING", limit)

    def tried(
        self, job: ImportJob, outcome: ImportOutcome | None, limit: int, after: str | None
    ) -> tuple[list[TrialRow], str | None]:
        page = ImportTrialRecord.query(
            _pk(job.id),
            ImportTrialRecord.sk.startswith(_trial_sk(job, outcome)),
            limit=limit,
            last_evaluated_key=cursor.decode(after),
        )
        return [_trial.validate_json(record.row) for record in page], cursor.encode(page.last_evaluated_key)

    def tried_so_far(self, job: ImportJob) -> Iterator[TrialRow]:
        for outcome in (ImportOutcome.CREATED, ImportOutcome.UPDATED):
            for record in ImportTrialRecord.query(
                _pk(job.id), ImportTrialRecord.sk.startswith(_trial_sk(job, outcome)), consistent_read=True
            ):
                yield _trial.validate_json(record.row)

    def checkpoint(self, checkpoint: Checkpoint) -> None:
        transaction = Transaction()
        put(transaction, checkpoint)
        try:
            transaction.commit()
        except TransactionRejected as error:
            raise Superseded(str(error)) from error


def put(transaction: Transaction, checkpoint: Checkpoint) -> None:
    """Adds the progress of an import to a transaction."""
    job = checkpoint.job
    transaction.put(_record(job), ImportRecord.version == job.version - 1, label=LABEL)
    for kind, first, notes in (
        ("ERROR", checkpoint.first_error, checkpoint.errors),
        ("WARNING", checkpoint.first_warning, checkpoint.warnings),
    ):
        for number, note in enumerate(notes, first):
            record = ImportErrorRecord(
                _pk(job.id),
                f"{kind}#{number:08d}",
                line=note.line,
                handle=note.handle or None,
                column=note.field or None,
                message=note.message,
            )
            transaction.put(record)
    for row in checkpoint.trial:
        transaction.put(
            ImportTrialRecord(
                _pk(job.id),
                f"{_trial_sk(job, row.outcome)}{row.offset:012d}",
                row=_trial.dump_json(row, exclude_defaults=True).decode(),
                expires_at=clock.epoch() + int(_TRIAL_KEPT.total_seconds()),
            )
        )


def _trial_sk(job: ImportJob, outcome: ImportOutcome | None) -> str:
    """Where the rows of its last dry run begin. One that was begun anew finds none of the former."""
    return f"TRIAL#{job.checks:04d}#{outcome.value}#" if outcome else f"TRIAL#{job.checks:04d}#"


def _notes(import_id: str, kind: str, limit: int) -> list[RowError]:
    records = ImportErrorRecord.query(_pk(import_id), ImportErrorRecord.sk.startswith(f"{kind}#"), limit=limit)
    return [RowError(int(record.line), record.handle or "", record.column or "", record.message) for record in records]


def _pk(import_id: str) -> str:
    return f"IMPORT#{import_id}"


def _record(job: ImportJob) -> ImportRecord:
    return ImportRecord(
        _pk(job.id),
        "IMPORT",
        gsi1sk=job.id,
        filename=job.filename,
        key=job.key,
        mode=job.mode.value,
        status=job.status.value,
        created_by=job.created_by,
        created_at=clock.isoformat(job.created_at),
        updated_at=clock.isoformat(job.updated_at),
        etag=job.etag or None,
        encoding=job.encoding or None,
        rows=job.rows,
        products=job.products,
        deferred=json.dumps(job.deferred) if job.deferred else None,
        offset=job.position.offset,
        line=job.position.line,
        rows_expected=job.rows_expected,
        rows_done=job.rows_done,
        created=job.created,
        updated=job.updated,
        unchanged=job.unchanged,
        failed=job.failed,
        errors=job.errors,
        warnings=job.warnings or None,
        failure=job.failure or None,
        dry_run=job.dry_run or None,
        checks=job.checks or None,
        checked_etag=job.checked_etag or None,
        version=job.version,
    )


def _job(record: ImportRecord) -> ImportJob:
    return ImportJob(
        id=record.pk.partition("#")[2],
        filename=record.filename,
        key=record.key,
        mode=Mode(record.mode),
        created_by=record.created_by,
        created_at=datetime.fromisoformat(record.created_at),
        updated_at=datetime.fromisoformat(record.updated_at),
        status=ImportStatus(record.status),
        etag=record.etag or "",
        encoding=record.encoding or "",
        rows=whole(record.rows),
        products=whole(record.products),
        deferred=tuple(json.loads(record.deferred)) if record.deferred else (),
        position=Position(int(record.offset), int(record.line)),
        rows_expected=int(record.rows_expected),
        rows_done=int(record.rows_done),
        created=int(record.created),
        updated=int(record.updated),
        unchanged=int(record.unchanged),
        failed=int(record.failed),
        errors=int(record.errors),
        warnings=int(record.warnings or 0),
        failure=record.failure or "",
        dry_run=bool(record.dry_run),
        checks=int(record.checks or 0),
        checked_etag=record.checked_etag or "",
        version=int(record.version),
    )
