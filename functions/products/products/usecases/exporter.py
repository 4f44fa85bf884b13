"""The exporter: writes the catalogue to a file in Shopify's format, with as many invocations as it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from products.domain.exporting import ExportJob, ExportStatus
from products.domain.product import Product
from products.domain.shopify import writer
from products.domain.stock import StockLevel
from products.usecases.ports import CatalogueStore, ExportStore, Files, LostUpload, StockStore, Superseded, Workers
from souk import clock
from souk.telemetry import logger


@dataclass(frozen=True, slots=True)
class ExportSizes:
    """`page` products are read at a time, and after `report_every` a worker says that it is alive.

    A part of a file has 5 MB at least, the last one excepted (S3 user guide, "Multipart upload limits"): `part_bytes`,
    and a page of products, is what is held in memory.
    """

    page: int = 100
    part_bytes: int = 8 * 1024 * 1024
    report_every: int = 1000


SIZES = ExportSizes()


@dataclass(slots=True)
class _Part:
    """What is to be sent next, and how many products were put into it since that was written down last."""

    content: bytearray = field(default_factory=bytearray)
    products: int = 0


class Exporter:
    """The worker. What it has sent and from where it goes on are one write, so that the next one takes over exactly
    there; a worker that was only slow finds itself superseded at its next write.
    """

    def __init__(
        self,
        jobs: ExportStore,
        store: CatalogueStore,
        stock: StockStore,
        files: Files,
        workers: Workers,
        sizes: ExportSizes = SIZES,
    ) -> None:
        self._jobs = jobs
        self._store = store
        self._stock = stock
        self._files = files
        self._workers = workers
        self._sizes = sizes

    def run(self, export_id: str, has_time: Callable[[], bool]) -> None:
        """Works until the file is done, or hands over to a next worker when time runs out."""
        job = self._jobs.job(export_id)
        if job is None or job.status is not ExportStatus.RUNNING:
            logger.warning("there is nothing to export", extra={"export_id": export_id})
            return
        try:
            job = self._kept(job.touched(clock.now()))
            self._work(job if job.has_begun else self._anew(job), has_time)
        except Superseded:
            logger.warning("another worker took the export over", extra={"export_id": export_id})
        except LostUpload:
            # The bucket gave it up, or two workers sent the same part. What was sent is worth nothing then.
            logger.warning("the parts of an export were lost, it begins again", extra={"export_id": export_id})
            self._again(export_id)

    def _work(self, job: ExportJob, has_time: Callable[[], bool]) -> None:
        part = _Part() if job.has_begun else _Part(bytearray(writer.header().encode()))
        for lines, cursor in self._pages(job):
            for line in lines:
                part.content += line
                part.products += 1
            if cursor and len(part.content) >= self._sizes.part_bytes:
                job, part = self._sent(job, part, cursor), _Part()
                if not has_time():
                    self._workers.start(job.id)
                    logger.info("the export goes on in another worker", extra={"export_id": job.id})
                    return
            elif part.products >= self._sizes.report_every:
                job = self._kept(job.passed(part.products, clock.now()))
                part.products = 0
        if not job.is_sent:
            job = self._sent(job, part, "")
        self._files.complete(job.key, job.upload_id, job.parts)
        self._kept(job.finished(clock.now()))
        logger.info("the catalogue was exported", extra={"export_id": job.id, "products": job.done})

    def _pages(self, job: ExportJob) -> Iterator[tuple[Iterator[bytes], str]]:
        """The lines of each product, a page of them at a time, and the cursor after the page, empty after the last."""
        cursor: str | None = job.cursor or None
        while not job.is_sent:
            page = self._store.staff_cards(None, self._sizes.page, cursor)
            found = self._store.products([card.handle for card in page.items])
            products = [found[card.handle] for card in page.items if card.handle in found]
            wanted = [product for product in products if job.drafts or product.is_published]
            levels = self._stock.levels([sku for product in wanted for sku in product.skus])
            cursor = page.next_cursor
            yield (_lines(product, levels) for product in wanted), cursor or ""
            if cursor is None:
                return

    def _sent(self, job: ExportJob, part: _Part, cursor: str) -> ExportJob:
        tag = self._files.send(job.key, job.upload_id, len(job.parts) + 1, bytes(part.content))
        return self._kept(job.with_part(tag, cursor, part.products, clock.now()))

    def _anew(self, job: ExportJob) -> ExportJob:
        upload_id = self._files.begin(job.key, job.filename)
        return self._kept(job.begun(upload_id, self._store.count_products(drafts=job.drafts), clock.now()))

    def _again(self, export_id: str) -> None:
        job = self._jobs.job(export_id)
        if job is not None and job.status is ExportStatus.RUNNING:
            self._anew(job)
            self._workers.start(export_id)

    def _kept(self, job: ExportJob) -> ExportJob:
        self._jobs.checkpoint(job)
        return job


def _lines(product: Product, levels: Mapping[str, StockLevel]) -> bytes:
    on_hand = {sku: level.on_hand for sku, level in levels.items() if level.handle in product.handles}
    return "".join(writer.rows(product, on_hand)).encode()
