"""Imports of product files, as staff ask for them."""

from __future__ import annotations

from dataclasses import dataclass

from products.domain.importing import MAX_BYTES, MAX_ERRORS, ImportJob, ImportOutcome, ImportStatus, Mode, TrialRow
from products.domain.shopify.reader import RowError
from products.usecases.ports import Checkpoint, Files, ImportStore, Superseded, Upload, Workers
from souk import clock
from souk.errors import Conflict, NotFound
from souk.ids import new_id
from souk.storage.versioned import Stale, until_fresh
from souk.telemetry import logger

# A busy worker writes some ten times a second.
TRIES = 20


@dataclass(frozen=True, slots=True)
class JobReport:
    """An import, and what its rows were told of. `corrections` gives the rows that were refused for some minutes."""

    job: ImportJob
    errors: list[RowError]
    warnings: list[RowError]
    corrections: str | None


class Imports:
    """What staff do with imports."""

    def __init__(self, store: ImportStore, files: Files, workers: Workers) -> None:
        self._store = store
        self._files = files
        self._workers = workers

    def create(self, filename: str, mode: Mode, rows: int, actor: str, encoding: str = "") -> tuple[ImportJob, Upload]:
        """A new import and where to send its file. An empty `encoding` is found out."""
        import_id, now = new_id(), clock.now()
        job = ImportJob(
            id=import_id,
            filename=filename,
            key=f"imports/{import_id}.csv",
            mode=mode,
            created_by=actor,
            created_at=now,
            updated_at=now,
            rows_expected=rows,
            encoding=encoding,
        )
        self._store.create(job)
        logger.info("staff made an import", extra={"actor": actor, "import_id": import_id})
        return job, self._files.upload_to(job.key, MAX_BYTES)

    def check(self, import_id: str, actor: str) -> ImportJob:
        """Has found out what the file would change, and nothing written; goes on where that was stopped.

        Raises NotFound, Conflict when the file is not there, IllegalTransition when products came in, or it is at work.
        """
        job = self._job(import_id).checking(clock.now())
        self._sent(job)
        return self._begun(job, actor, "staff began a dry run of an import")

    def start(self, import_id: str, actor: str) -> ImportJob:
        """Has the file worked on, from where it stopped.

        Raises NotFound, Conflict when the file is not there or not the one that was checked, IllegalTransition when it
        is done or at work.
        """
        job = self._job(import_id)
        return self._begun(job.started(self._sent(job), clock.now()), actor, "staff started an import")

    def _sent(self, job: ImportJob) -> str:
        """The tag of its file. Raises Conflict when there is none."""
        etag = self._files.etag(job.key, MAX_BYTES)
        if etag is None:
            raise Conflict("send the file first, to the address the import was made with")
        return etag

    def _begun(self, job: ImportJob, actor: str, what: str) -> ImportJob:
        try:
            self._store.checkpoint(Checkpoint(job))
        except Superseded:
            raise Conflict("the import was started at this moment by someone else") from None
        self._workers.start(job.id)
        logger.info(what, extra={"actor": actor, "import_id": job.id})
        return job

    def stop(self, import_id: str, actor: str) -> ImportJob:
        """Has the worker stop before its next product; `start` goes on from there. Stopping twice does no harm.

        Raises NotFound, IllegalTransition when the import is not running.
        """

        def stopped() -> ImportJob:
            job = self._job(import_id)
            if job.status is ImportStatus.STOPPED:
                return job
            job = job.stopped(clock.now())
            try:
                # The worker finds this version in the place of its own, and gives up.
                self._store.checkpoint(Checkpoint(job))
            except Superseded as error:  # a product came in between
                raise Stale(str(error)) from error
            logger.info("staff stopped an import", extra={"actor": actor, "import_id": import_id})
            return job

        return until_fresh(stopped, TRIES)

    def report(self, import_id: str) -> JobReport:
        """Raises NotFound."""
        job = self._job(import_id)
        return JobReport(
            job,
            self._store.errors(import_id, min(job.errors, MAX_ERRORS)) if job.errors else [],
            self._store.warnings(import_id, min(job.warnings, MAX_ERRORS)) if job.warnings else [],
            self._corrections(job),
        )

    def _corrections(self, job: ImportJob) -> str | None:
        if not job.failed or not job.is_through:
            return None
        there = self._files.etag(job.corrections_key) is not None
        return self._files.link(job.corrections_key) if there else None

    def tried(
        self, import_id: str, outcome: ImportOutcome | None, limit: int, cursor: str | None
    ) -> tuple[list[TrialRow], str | None]:
        """What the last dry run found of each product. Raises NotFound."""
        return self._store.tried(self._job(import_id), outcome, limit, cursor)

    def page(self, limit: int, cursor: str | None) -> tuple[list[ImportJob], str | None]:
        """Newest first."""
        return self._store.jobs(limit, cursor)

    def _job(self, import_id: str) -> ImportJob:
        job = self._store.job(import_id)
        if job is None:
            raise NotFound("there is no such import")
        return job
