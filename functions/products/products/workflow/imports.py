"""Imports of product files: asked for by staff, worked on by as many invocations as it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from products.importing import MAX_ERRORS, MAX_PER_PRODUCT, ImportJob, Mode, Outcome, Progress, Status
from products.ports import Checkpoint, Files, ImportStore, SkuTaken, Superseded, Upload, Workers
from products.shopify.columns import BadHeader, label
from products.shopify.parser import BadProduct, Parsed, Sanitiser, parse
from products.shopify.reader import Group, Reader, RowError, Unreadable
from products.stock import Cause
from products.workflow.editing import Delivery, Editor
from souk import clock
from souk.errors import Conflict, InvalidInput, NotFound
from souk.ids import new_id
from souk.telemetry import logger

# Products that turned out unchanged are written down this many at a time; every other product at once.
UNCHANGED_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Report:
    job: ImportJob
    errors: list[RowError]


class Imports:
    """What staff do with imports."""

    def __init__(self, store: ImportStore, files: Files, workers: Workers) -> None:
        self._store = store
        self._files = files
        self._workers = workers

    def create(self, filename: str, mode: Mode, rows: int, actor: str) -> tuple[ImportJob, Upload]:
        """A new import and where to send its file."""
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
        )
        self._store.create(job)
        logger.info("staff made an import", extra={"actor": actor, "import_id": import_id})
        return job, self._files.upload_to(job.key)

    def start(self, import_id: str, actor: str) -> ImportJob:
        """Has the file worked on, from where it stopped.

        Raises NotFound, Conflict when the file is not there, IllegalTransition when it is done or at work.
        """
        job = self._job(import_id).started(clock.now())
        if self._files.etag(job.key) is None:
            raise Conflict("send the file first, to the address the import was made with")
        try:
            self._store.checkpoint(Checkpoint(job))
        except Superseded:
            raise Conflict("the import was started at this moment by someone else") from None
        self._workers.start(import_id)
        logger.info("staff started an import", extra={"actor": actor, "import_id": import_id})
        return job

    def report(self, import_id: str) -> Report:
        """Raises NotFound."""
        return Report(self._job(import_id), self._store.errors(import_id, MAX_ERRORS))

    def page(self, limit: int, cursor: str | None) -> tuple[list[ImportJob], str | None]:
        """Newest first."""
        return self._store.jobs(limit, cursor)

    def _job(self, import_id: str) -> ImportJob:
        job = self._store.job(import_id)
        if job is None:
            raise NotFound(f"there is no import {import_id!r}")
        return job


class Importer:
    """The worker. Each product is written with the import's progress in one transaction, so that a worker that dies
    leaves no doubt about what is done; the next one takes over, and a worker that was only slow finds itself
    superseded at its next write.
    """

    def __init__(
        self,
        store: ImportStore,
        files: Files,
        workers: Workers,
        editor: Editor,
        currency: str,
        sanitise: Sanitiser,
    ) -> None:
        self._store = store
        self._files = files
        self._workers = workers
        self._editor = editor
        self._currency = currency
        self._sanitise = sanitise

    def run(self, import_id: str, has_time: Callable[[], bool]) -> None:
        """Works until the file is done, or hands over to a next worker when time runs out."""
        job = self._store.job(import_id)
        if job is None or job.status is not Status.RUNNING:
            logger.warning("there is nothing to import", extra={"import_id": import_id})
            return
        try:
            self._work(job, has_time)
        except Superseded:
            logger.warning("another worker took the import over", extra={"import_id": import_id})

    def _work(self, job: ImportJob, has_time: Callable[[], bool]) -> None:
        run = _Run(self._store, job)
        try:
            etag = self._files.etag(job.key)
            if etag is None:
                raise InvalidInput("the file is gone")
            run.write(job.taken_over(etag, clock.now()))
            chunks = self._files.read(job.key, etag, job.position.offset)
            reader = Reader(chunks, names=list(job.names) or None, start=job.position)
            run.begin(reader)
            for group in reader.groups():
                self._product(run, group)
                if not has_time():
                    run.flush()
                    self._workers.start(job.id)
                    logger.info("the import goes on in another worker", extra={"import_id": job.id})
                    return
            run.flush()
            run.write(run.job.finished(clock.now()))
        except BadHeader as error:
            run.fail(RowError(1, "", "", str(error)))
        except Unreadable as error:
            run.fail(RowError(error.line, "", "", error.message))
        except InvalidInput as error:
            run.fail(RowError(run.job.position.line, "", "", error.message))

    def _product(self, run: _Run, group: Group) -> None:
        try:
            run.check_unseen(group)
            parsed = parse(group, self._currency, self._sanitise)
            outcome = self._editor.put(_delivery(run.job, parsed), lambda outcome: run.checkpoint(outcome, group))
        except BadProduct as error:
            run.record(Outcome.FAILED, group, error.errors)
            return
        except SkuTaken as error:
            run.record(Outcome.FAILED, group, _taken(error, parsed))
            return
        if outcome is Outcome.UNCHANGED:
            run.record(outcome, group)
        else:
            run.written()


class _Run:
    """One worker's part of an import: the job as last written, and what came since."""

    def __init__(self, store: ImportStore, job: ImportJob) -> None:
        self._store = store
        self.job = job
        self._progress = Progress(job.names, job.position)
        self._pending: Checkpoint | None = None
        self._seen: dict[str, int] = {}

    def begin(self, reader: Reader) -> None:
        self._progress = Progress(tuple(reader.names), reader.position)

    def check_unseen(self, group: Group) -> None:
        """Raises BadProduct for rows of a handle whose product was complete already."""
        first = self._seen.setdefault(group.handle, group.start.line)
        if first != group.start.line:
            message = f"the rows of a product stand together; others of this handle start at line {first}"
            raise BadProduct([RowError(group.start.line, group.handle, label("handle"), message)])

    def checkpoint(self, outcome: Outcome, group: Group) -> Checkpoint:
        """The job with this product done, to be written together with it."""
        progress = replace(self._progress, outcomes=list(self._progress.outcomes))
        progress.add(outcome, group.count, group.end)
        self._pending = self._checkpoint(progress)
        return self._pending

    def written(self) -> None:
        """The checkpoint was written with its product."""
        if self._pending is not None:
            self._clear(self._pending.job)

    def record(self, outcome: Outcome, group: Group, errors: Iterable[RowError] = ()) -> None:
        self._progress.add(outcome, group.count, group.end, errors)
        if outcome is Outcome.FAILED or len(self._progress.outcomes) >= UNCHANGED_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        if self._progress.outcomes:
            checkpoint = self._checkpoint(self._progress)
            self._store.checkpoint(checkpoint)
            self._clear(checkpoint.job)

    def write(self, job: ImportJob, errors: Iterable[RowError] = ()) -> None:
        self._store.checkpoint(Checkpoint(job, list(errors), self.job.errors))
        self.job = job

    def fail(self, error: RowError) -> None:
        self.flush()
        broken = self.job.broken(error.message, clock.now())
        self.write(replace(broken, errors=broken.errors + 1), [error])

    def _checkpoint(self, progress: Progress) -> Checkpoint:
        job = self.job.advanced(progress, clock.now())
        room = max(0, MAX_ERRORS - self.job.errors)
        return Checkpoint(job, progress.errors[: min(room, MAX_PER_PRODUCT)], self.job.errors)

    def _clear(self, job: ImportJob) -> None:
        self.job = job
        self._progress = Progress(job.names, job.position)


def _delivery(job: ImportJob, parsed: Parsed) -> Delivery:
    return Delivery(
        handle=parsed.handle,
        content=parsed.content,
        quantities=parsed.quantities,
        set_stock=job.mode is Mode.SET_STOCK,
        cause=Cause(actor=f"user:{job.created_by}", at=clock.now(), reference=f"import:{job.id}", reason="import"),
    )


def _taken(error: SkuTaken, parsed: Parsed) -> list[RowError]:
    return [
        RowError(parsed.lines[sku], parsed.handle, label("sku"), f"{sku!r} belongs to another product")
        for sku in error.detail["skus"]
    ]
