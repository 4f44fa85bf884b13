"""Exports: their progress in one item each. It is written only by the worker that wrote last."""

from __future__ import annotations

import json
from datetime import datetime

from products.adapters.store.records import ExportRecord, whole
from products.domain.exporting import REMEMBERED, ExportJob, ExportStatus
from products.usecases.ports import Superseded
from souk import clock
from souk.storage import cursor
from souk.storage.dynamo import put_if
from souk.storage.versioned import Stale


class DynamoExportStore:
    """`products.usecases.ports.ExportStore` on the products table."""

    def create(self, job: ExportJob) -> None:
        _record(job).save(condition=ExportRecord.pk.does_not_exist())

    def job(self, export_id: str) -> ExportJob | None:
        record = ExportRecord.fetch(_pk(export_id), "EXPORT", consistent=True)
        return _job(record) if record else None

    def jobs(self, limit: int, after: str | None) -> tuple[list[ExportJob], str | None]:
        page = ExportRecord.by_id.query(
            "EXPORTS", scan_index_forward=False, limit=limit, last_evaluated_key=cursor.decode(after)
        )
        jobs = [_job(record) for record in page]
        return jobs, cursor.encode(page.last_evaluated_key)

    def checkpoint(self, job: ExportJob) -> None:
        try:
            put_if(_record(job), ExportRecord.version == job.version - 1)
        except Stale as error:
            stored = self.job(job.id)
            if stored != job:  # else the answer was lost on the way, and the client library has sent it again
                raise Superseded(str(error)) from error


def _pk(export_id: str) -> str:
    return f"EXPORT#{export_id}"


def _record(job: ExportJob) -> ExportRecord:
    return ExportRecord(
        _pk(job.id),
        "EXPORT",
        gsi1sk=job.id,
        status=job.status.value,
        created_by=job.created_by,
        created_at=clock.isoformat(job.created_at),
        updated_at=clock.isoformat(job.updated_at),
        drafts=job.drafts,
        upload_id=job.upload_id or None,
        parts=json.dumps(job.parts) if job.parts else None,
        after=job.cursor or None,
        sent=job.sent,
        done=job.done,
        is_sent=job.is_sent,
        total=job.total,
        version=job.version,
        expires_at=int((job.created_at + REMEMBERED).timestamp()),
    )


def _job(record: ExportRecord) -> ExportJob:
    return ExportJob(
        id=record.pk.partition("#")[2],
        created_by=record.created_by,
        created_at=datetime.fromisoformat(record.created_at),
        updated_at=datetime.fromisoformat(record.updated_at),
        drafts=record.drafts,
        status=ExportStatus(record.status),
        upload_id=record.upload_id or "",
        parts=tuple(json.loads(record.parts)) if record.parts else (),
        cursor=record.after or "",
        sent=int(record.sent),
        done=int(record.done),
        is_sent=record.is_sent,
        total=whole(record.total),
        version=int(record.version),
    )
