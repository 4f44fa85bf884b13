"""The importer: works on a product file, with as many invocations as it takes."""

from __future__ import annotations

from collections.abc import Callable

from products.importing import ImportJob, Mode, Outcome, Status
from products.ports import Files, ImportStore, SkuTaken, Superseded, Workers
from products.shopify.columns import BadHeader, label
from products.shopify.parser import BadProduct, Parsed, Sanitiser, parse
from products.shopify.reader import Group, Reader, RowError, Unreadable
from products.stock import Cause
from products.workflow.editing import Delivery, Editor
from products.workflow.importrun import Run
from souk import clock
from souk.errors import InvalidInput
from souk.telemetry import logger


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
        run = Run(self._store, job)
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

    def _product(self, run: Run, group: Group) -> None:
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
