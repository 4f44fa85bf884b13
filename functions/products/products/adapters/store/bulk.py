"""Bulk edits: progress in one item, what became of products one each. Written only by the worker that wrote last."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import TypeAdapter

from products.adapters.store.imports import LABEL
from products.adapters.store.records import BulkRecord, BulkRowRecord
from products.domain.bulk import KEPT, BulkJob, BulkRow
from products.usecases.ports import BulkCheckpoint, Superseded
from souk import clock
from souk.storage import cursor
from souk.storage.dynamo import Transaction, TransactionRejected

_job: TypeAdapter[BulkJob] = TypeAdapter(BulkJob)
_row: TypeAdapter[BulkRow] = TypeAdapter(BulkRow)


class DynamoBulkStore:
    """`products.usecases.ports.BulkStore` on the products table."""

    def create(self, job: BulkJob) -> None:
        _record(job).save(condition=BulkRecord.pk.does_not_exist())

    def job(self, job_id: str) -> BulkJob | None:
        record = BulkRecord.fetch(_pk(job_id), "BULK", consistent=True)
        return _job.validate_json(record.job) if record else None

    def jobs(self, limit: int, after: str | None) -> tuple[list[BulkJob], str | None]:
        page = BulkRecord.by_id.query(
            "BULKS", scan_index_forward=False, limit=limit, last_evaluated_key=cursor.decode(after)
        )
        return [_job.validate_json(record.job) for record in page], cursor.encode(page.last_evaluated_key)

    def rows(self, job_id: str, limit: int, after: str | None) -> tuple[list[BulkRow], str | None]:
        page = BulkRowRecord.query(
            _pk(job_id), BulkRowRecord.sk.startswith("ROW#"), limit=limit, last_evaluated_key=cursor.decode(after)
        )
        return [_row.validate_json(record.row) for record in page], cursor.encode(page.last_evaluated_key)

    def rows_from(self, job_id: str, number: int) -> Iterator[tuple[int, BulkRow]]:
        for record in BulkRowRecord.query(_pk(job_id), BulkRowRecord.sk.between(_row_sk(number), "ROW#~")):
            yield int(record.sk.removeprefix("ROW#")), _row.validate_json(record.row)

    def checkpoint(self, checkpoint: BulkCheckpoint) -> None:
        transaction = Transaction()
        put(transaction, checkpoint)
        try:
            transaction.commit()
        except TransactionRejected as error:
            raise Superseded(str(error)) from error


def put(transaction: Transaction, checkpoint: BulkCheckpoint) -> None:
    """Adds the progress of a bulk edit to a transaction."""
    job = checkpoint.job
    transaction.put(_record(job), BulkRecord.version == job.version - 1, label=LABEL)
    if checkpoint.row is not None:
        row = _row.dump_json(checkpoint.row).decode()
        transaction.put(BulkRowRecord(_pk(job.id), _row_sk(job.rows - 1), row=row, expires_at=_expires_at()))


def _pk(job_id: str) -> str:
    return f"BULK#{job_id}"


def _row_sk(number: int) -> str:
    return f"ROW#{number:08d}"


def _expires_at() -> int:
    return clock.epoch() + int(KEPT.total_seconds())


def _record(job: BulkJob) -> BulkRecord:
    return BulkRecord(
        _pk(job.id),
        "BULK",
        gsi1sk=job.id,
        job=_job.dump_json(job).decode(),
        version=job.version,
        expires_at=_expires_at(),
    )
