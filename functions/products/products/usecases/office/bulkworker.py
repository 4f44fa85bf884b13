"""The worker of bulk edits: looks what would change, changes it, and gives it back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from products.domain import bulk
from products.domain.bulk import BulkJob, BulkRow, BulkStatus, Outcome, Values
from products.domain.product import Content, Product
from products.domain.shopify import writer
from products.usecases.editing import Authored, Editor
from products.usecases.ports import BulkCheckpoint, BulkStore, CatalogueStore, Files, SkuTaken, Superseded, Workers
from souk import clock
from souk.errors import Conflict, InvalidInput, NotFound, PreconditionFailed
from souk.telemetry import logger

# Products that are read at a time, and after so many that stayed as they were the progress is written down.
AT_ONCE = 50
# Each try reads the product anew: somebody else writes it at the same moment.
TRIES = 5
COLUMNS = ("Product", "Handle", "Title", "Outcome", "SKU", "Field", "Before", "After", "Reason")


@dataclass(frozen=True, slots=True)
class _Item:
    """A product to be changed, or None where there is none with this id, and the position after it.

    `former` is what an undo gives back.
    """

    position: str
    product_id: str
    product: Product | None
    former: BulkRow | None = None


class _Pass:
    """One worker's part of it: the job as last written, and what came since."""

    def __init__(self, store: BulkStore, job: BulkJob) -> None:
        self._store = store
        self.job = job
        self._position = job.position
        self._seen: Counter[Outcome] = Counter()
        self._pending: BulkCheckpoint | None = None

    def checkpoint(self, position: str, row: BulkRow) -> BulkCheckpoint:
        """The job with this product done, to be written with it."""
        seen = self._seen + Counter({row.outcome: 1})
        self._pending = BulkCheckpoint(self.job.advanced(position, seen, clock.now(), rows=1), row)
        return self._pending

    def written(self) -> None:
        """The checkpoint was written with its product."""
        if self._pending is not None:
            self._clear(self._pending.job)

    def record(self, position: str, row: BulkRow) -> None:
        """A product that could not be changed."""
        self._store.checkpoint(self.checkpoint(position, row))
        self.written()

    def looked_at(self, position: str, row: BulkRow) -> None:
        """A product of a check, or one that stays as it is."""
        if self.job.status is BulkStatus.CHECKING and row.outcome is not Outcome.UNCHANGED:
            self.job = self.job.shown(row)
        self._position = position
        self._seen[row.outcome] += 1
        if self._seen.total() >= AT_ONCE:
            self.flush()

    def flush(self) -> None:
        if self._seen:
            self.write(self.job.advanced(self._position, self._seen, clock.now()))

    def write(self, job: BulkJob) -> None:
        self._store.checkpoint(BulkCheckpoint(job))
        self._clear(job)

    def _clear(self, job: BulkJob) -> None:
        self.job, self._position = job, job.position
        self._seen.clear()


class BulkWorker:
    """Each product is written with the job's progress in one transaction, so that none is changed twice: whoever takes
    over goes on after it, and a worker that was only slow, or was stopped, finds itself superseded.
    """

    def __init__(
        self, store: BulkStore, catalogue: CatalogueStore, editor: Editor, files: Files, workers: Workers
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._editor = editor
        self._files = files
        self._workers = workers

    def run(self, job_id: str, has_time: Callable[[], bool]) -> None:
        """Works until the pass is through, or hands over to a next worker when time runs out."""
        job = self._store.job(job_id)
        if job is None or not job.at_work:
            logger.warning("there is nothing to edit", extra={"bulk_id": job_id})
            return
        try:
            self._work(_Pass(self._store, job), has_time)
        except Superseded:
            logger.warning("the bulk edit was stopped, or another worker took it over", extra={"bulk_id": job_id})

    def _work(self, run: _Pass, has_time: Callable[[], bool]) -> None:
        run.write(run.job.touched(clock.now()))
        for item in self._items(run.job):
            if run.job.status is BulkStatus.CHECKING:
                run.looked_at(item.position, self._row(run.job, item, item.product)[0])
            else:
                self._change(run, item)
            if not has_time():
                run.flush()
                self._workers.start(run.job.id)
                logger.info("the bulk edit goes on in another worker", extra={"bulk_id": run.job.id})
                return
        run.flush()
        if run.job.status is BulkStatus.RUNNING:
            self._files.write(run.job.report_key, self._report(run.job))
        run.write(run.job.ended(clock.now()))

    def _change(self, run: _Pass, item: _Item) -> None:
        product = item.product
        for _ in range(TRIES):
            row, content = self._row(run.job, item, product)
            if row.outcome is not Outcome.CHANGED or product is None or content is None:
                break
            try:
                self._editor.revise(
                    product.id,
                    product.version,
                    lambda _, content=content: Authored(content),  # type: ignore[misc]
                    run.job.created_by,
                    lambda _, after, row=row: run.checkpoint(  # type: ignore[misc]
                        item.position, replace(row, version=after.version)
                    ),
                )
            except PreconditionFailed:
                product = self._editor.found(product.id)
                row = _failed(row, "others kept changing it")
            except (InvalidInput, SkuTaken) as error:
                row = _failed(row, error.message)
                break
            else:
                run.written()
                return
        if row.outcome is Outcome.UNCHANGED:
            run.looked_at(item.position, row)
        else:
            run.record(item.position, row)

    def _row(self, job: BulkJob, item: _Item, product: Product | None) -> tuple[BulkRow, Content | None]:
        """What becomes of a product, and its content then."""
        if product is None:
            told = item.former or BulkRow(
                product_id=item.product_id, handle="", title="", outcome=Outcome.FAILED, before={}, after={}
            )
            return _failed(told, "there is no such product"), None
        row = BulkRow(
            product_id=product.id,
            handle=product.handle,
            title=product.content.title,
            outcome=Outcome.UNCHANGED,
            before={},
            after={},
        )
        try:
            content = bulk.checked(_wanted(job, item, product))
        except (InvalidInput, Conflict) as error:
            return _failed(row, error.message), None
        if content == product.content:
            return row, None
        before, after = bulk.differences(product.content, content)
        return replace(row, outcome=Outcome.CHANGED, before=before, after=after), content

    def _items(self, job: BulkJob) -> Iterator[_Item]:
        if job.undo_of:
            yield from self._former(job)
        elif job.selection.ids:
            for index in range(int(job.position or 0), len(job.selection.ids)):
                product_id = job.selection.ids[index]
                yield _Item(str(index + 1), product_id, self._product(product_id))
        else:
            yield from self._listed(job)

    def _listed(self, job: BulkJob) -> Iterator[_Item]:
        """Those that suit, of all there were when the job was made."""
        position = job.position or self._catalogue.start_of_list(job.created_at)
        while rows := self._catalogue.staff_after(position, AT_ONCE):
            products = self._catalogue.products([handle for _, handle in rows])
            for position, handle in rows:
                product = products.get(handle)
                if product is not None and job.selection.has(product):
                    yield _Item(position, product.id, product)

    def _former(self, job: BulkJob) -> Iterator[_Item]:
        for number, row in self._store.rows_from(job.undo_of, int(job.position or 0)):
            if row.outcome is Outcome.CHANGED:
                yield _Item(str(number + 1), row.product_id, self._product(row.product_id), row)

    def _product(self, product_id: str) -> Product | None:
        try:
            return self._editor.found(product_id)
        except NotFound:
            return None

    def _report(self, job: BulkJob) -> Iterator[bytes]:
        yield writer.line_of(COLUMNS)
        for _, row in self._store.rows_from(job.id, 0):
            for sku, name, before, after in _flat(row):
                told = (row.product_id, row.handle, row.title, row.outcome.value, sku, name, before, after, row.reason)
                yield writer.line_of(told)


def _wanted(job: BulkJob, item: _Item, product: Product) -> Content:
    """Raises Conflict when an undo finds it changed since."""
    if item.former is None:
        return job.change.of(product.content)
    if product.version != item.former.version:
        raise Conflict("it was changed since")
    return bulk.restored(product.content, item.former.before)


def _failed(row: BulkRow, reason: str) -> BulkRow:
    return replace(row, outcome=Outcome.FAILED, reason=reason, before={}, after={})


def _flat(row: BulkRow) -> Iterator[tuple[str, str, str, str]]:
    """SKU, field, before and after of each value that differs; one empty line for what could not be changed."""
    if row.outcome is Outcome.FAILED:
        yield "", "", "", ""
    for name in ("status", "category", "tags"):
        if name in row.before:
            yield "", name, _text(row.before[name]), _text(row.after[name])
    for sku, values in row.before.get("variants", {}).items():
        now: Values = row.after["variants"][sku]
        for name, value in values.items():
            if value != now[name]:
                yield sku, name, _text(value), _text(now[name])


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
