"""Exports of lists of orders, as staff ask for them."""

from __future__ import annotations

from backoffice.domain.exporting import REMEMBERED, ListExport
from backoffice.usecases import filters
from backoffice.usecases.ports import ListExportStore, ListFiles, ListWorkers, OrderCriteria, Overtaken
from souk import clock
from souk.errors import NotFound
from souk.ids import new_id
from souk.staff import changes
from souk.telemetry import logger


class ListExports:
    def __init__(self, store: ListExportStore, files: ListFiles, workers: ListWorkers) -> None:
        self._store = store
        self._files = files
        self._workers = workers

    def start(self, criteria: OrderCriteria, actor: str) -> ListExport:
        """Has the orders of a list written to a file."""
        now = clock.now()
        job = ListExport(id=new_id(), created_by=actor, created_at=now, updated_at=now, query=filters.kept(criteria))
        self._store.create(job)
        self._workers.start(job.id)
        changes.note(f"export:{job.id}", {}, {"status": job.status.value})
        return job

    def report(self, export_id: str) -> ListExport:
        """How it goes. One that has lost its worker, after Lambda has tried in vain, gets another. Raises NotFound."""
        job, now = self._store.job(export_id), clock.now()
        if job is None or now - job.created_at > REMEMBERED:
            raise NotFound("there is no such export")
        if job.is_stale(now):
            try:
                # Written down first, so that of many who ask at once one alone calls a worker.
                self._store.checkpoint(job := job.touched(now))
                self._workers.start(job.id)
                logger.warning("an export had lost its worker", extra={"export_id": job.id})
            except Overtaken:
                pass
        return job

    def page(self, limit: int, cursor: str | None) -> tuple[list[ListExport], str | None]:
        """Newest first."""
        return self._store.page(limit, cursor)

    def link(self, job: ListExport) -> str | None:
        """Where the file can be fetched for a few minutes; None when it is not there yet, or no longer."""
        until = job.available_until()
        return self._files.link(job.key) if until is not None and clock.now() < until else None
