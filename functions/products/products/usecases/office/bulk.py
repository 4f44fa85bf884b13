"""Bulk edits, as staff ask for them."""

from __future__ import annotations

from products.domain.bulk import MAX_IDS, BulkChange, BulkJob, BulkRow, BulkStatus, Selection
from products.usecases.ports import BulkCheckpoint, BulkStore, Files, Superseded, Workers
from souk import clock
from souk.errors import Conflict, IllegalTransition, InvalidInput, NotFound
from souk.ids import new_id
from souk.storage.versioned import Stale, until_fresh
from souk.telemetry import logger

# A busy worker writes some ten times a second.
TRIES = 20


class BulkEdits:
    def __init__(self, store: BulkStore, files: Files, workers: Workers) -> None:
        self._store = store
        self._files = files
        self._workers = workers

    def create(self, selection: Selection, change: BulkChange, actor: str) -> BulkJob:
        """A bulk edit, whose worker finds out what it would change. Nothing is changed before it is started."""
        if bool(selection.ids) == (selection.wanted is not None) or len(selection.ids) > MAX_IDS:
            raise InvalidInput(f"select products either by what they are or by at most {MAX_IDS} ids")
        if change == BulkChange():
            raise InvalidInput("say what is to be changed")
        return self._begun(self._job(selection, change, actor))

    def start(self, job_id: str, actor: str) -> BulkJob:
        """Has it done, or gone on with. Raises NotFound, IllegalTransition while it is checked, at work, or done."""
        job = self.found(job_id).started(clock.now())
        try:
            self._store.checkpoint(BulkCheckpoint(job))
        except Superseded:
            raise Conflict("the bulk edit was started at this moment by someone else") from None
        self._workers.start(job_id)
        logger.info("staff started a bulk edit", extra={"actor": actor, "bulk_id": job_id})
        return job

    def stop(self, job_id: str, actor: str) -> BulkJob:
        """Has the worker stop before its next product. Stopping twice does no harm.

        Raises NotFound, IllegalTransition when it is not running.
        """

        def stopped() -> BulkJob:
            job = self.found(job_id)
            if job.status is BulkStatus.STOPPED:
                return job
            job = job.stopped(clock.now())
            try:
                # The worker finds this version in the place of its own, and gives up.
                self._store.checkpoint(BulkCheckpoint(job))
            except Superseded as error:  # a product was written in between
                raise Stale(str(error)) from error
            logger.info("staff stopped a bulk edit", extra={"actor": actor, "bulk_id": job_id})
            return job

        return until_fresh(stopped, TRIES)

    def undo(self, job_id: str, actor: str) -> BulkJob:
        """Gives the products that were not changed since their former values back; a job of its own.

        Raises NotFound, IllegalTransition while it is at work, or when nothing was changed yet.
        """
        job = self.found(job_id)
        if job.at_work or job.status is BulkStatus.CHECKED:
            raise IllegalTransition(f"the bulk edit is {job.status.value}", state=job.status.value)
        return self._begun(self._job(job.selection, job.change, actor, undo_of=job.id))

    def report(self, job_id: str) -> BulkJob:
        """How it goes; one that has lost its worker gets a new one. Raises NotFound."""
        job = self.found(job_id)
        if job.is_stale(clock.now()):
            self._workers.start(job_id)
        return job

    def rows(self, job_id: str, limit: int, cursor: str | None) -> tuple[list[BulkRow], str | None]:
        """What became of the products, those that stayed as they were aside."""
        return self._store.rows(job_id, limit, cursor)

    def link(self, job: BulkJob) -> str | None:
        """Where its report can be fetched for some minutes, once it is done."""
        return self._files.link(job.report_key) if job.status is BulkStatus.SUCCEEDED else None

    def page(self, limit: int, cursor: str | None) -> tuple[list[BulkJob], str | None]:
        """Newest first."""
        return self._store.jobs(limit, cursor)

    def found(self, job_id: str) -> BulkJob:
        """Raises NotFound."""
        job = self._store.job(job_id)
        if job is None:
            raise NotFound("there is no such bulk edit")
        return job

    def _job(self, selection: Selection, change: BulkChange, actor: str, undo_of: str = "") -> BulkJob:
        now = clock.now()
        return BulkJob(
            id=new_id(),
            created_by=actor,
            created_at=now,
            updated_at=now,
            selection=selection,
            change=change,
            undo_of=undo_of,
            status=BulkStatus.RUNNING if undo_of else BulkStatus.CHECKING,
        )

    def _begun(self, job: BulkJob) -> BulkJob:
        self._store.create(job)
        self._workers.start(job.id)
        logger.info("staff made a bulk edit", extra={"actor": job.created_by, "bulk_id": job.id})
        return job
