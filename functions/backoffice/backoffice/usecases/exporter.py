"""The exporter: writes a list of orders to a file, with as many invocations as it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from backoffice.domain.exporting import ListExport, ListExportStatus, header, line
from backoffice.usecases import filters
from backoffice.usecases.ports import ListExportStore, ListFiles, ListWorkers, LostParts, Overtaken
from backoffice.usecases.searching import OrderSearch
from souk import clock
from souk.telemetry import logger


@dataclass(frozen=True, slots=True)
class ListExportSizes:
    """`page` orders are read at a time, and after `report_every` pages a worker says that it is alive.

    A part of a file has 5 MB at least, the last one excepted (S3 user guide, "Multipart upload limits").
    """

    page: int = 100
    part_bytes: int = 8 * 1024 * 1024
    report_every: int = 20


SIZES = ListExportSizes()


class ListExporter:
    """The worker. What it has sent and from where it goes on are one write, so that the next one takes over exactly
    there; a worker that was only slow finds itself superseded at its next write.
    """

    def __init__(
        self,
        jobs: ListExportStore,
        search: OrderSearch,
        files: ListFiles,
        workers: ListWorkers,
        sizes: ListExportSizes,
    ) -> None:
        self._jobs = jobs
        self._search = search
        self._files = files
        self._workers = workers
        self._sizes = sizes

    def run(self, export_id: str, has_time: Callable[[], bool]) -> None:
        """Works until the file is done, or hands over to a next worker when time runs out."""
        job = self._jobs.job(export_id)
        if job is None or job.status is not ListExportStatus.RUNNING:
            logger.warning("there is nothing to export", extra={"export_id": export_id})
            return
        try:
            job = self._kept(job.touched(clock.now()))
            self._work(job if job.parts else self._anew(job), has_time)
        except Overtaken:
            logger.warning("another worker took the export over", extra={"export_id": export_id})
        except LostParts:
            # The bucket gave it up, or two workers sent the same part. What was sent is worth nothing then.
            logger.warning("the parts of an export were lost, it begins again", extra={"export_id": export_id})
            self._again(export_id)

    def _work(self, job: ListExport, has_time: Callable[[], bool]) -> None:
        if not job.is_sent:
            job = self._send(job, has_time)
        if job.is_sent:
            self._files.complete(job.key, job.upload_id, job.parts)
            self._kept(job.finished(clock.now()))
            logger.info("a list of orders was exported", extra={"export_id": job.id, "orders": job.sent})

    def _send(self, job: ListExport, has_time: Callable[[], bool]) -> ListExport:
        """Sends part after part; without time for another it calls the next worker."""
        criteria = filters.read(job.query)
        part, orders, pages = bytearray(b"" if job.parts else header()), 0, 0
        cursor: str | None = job.cursor
        while cursor is not None:
            page = self._search.find(criteria, self._sizes.page, cursor)
            cursor, pages = page.cursor, pages + 1
            for facts in page.orders:
                part += line(facts)
            orders += len(page.orders)
            if cursor and len(part) >= self._sizes.part_bytes:
                job, part, orders = self._sent(job, part, cursor, orders), bytearray(), 0
                if not has_time():
                    self._workers.start(job.id)
                    logger.info("the export goes on in another worker", extra={"export_id": job.id})
                    return job
            elif pages % self._sizes.report_every == 0:
                job = self._kept(job.touched(clock.now()))
        return self._sent(job, part, "", orders)

    def _sent(self, job: ListExport, part: bytearray, cursor: str, orders: int) -> ListExport:
        tag = self._files.send(job.key, job.upload_id, len(job.parts) + 1, bytes(part))
        return self._kept(job.with_part(tag, cursor, orders, clock.now()))

    def _anew(self, job: ListExport) -> ListExport:
        return self._kept(job.begun(self._files.begin(job.key, job.filename), clock.now()))

    def _again(self, export_id: str) -> None:
        job = self._jobs.job(export_id)
        if job is not None and job.status is ListExportStatus.RUNNING:
            self._anew(job)
            self._workers.start(export_id)

    def _kept(self, job: ListExport) -> ListExport:
        self._jobs.checkpoint(job)
        return job
