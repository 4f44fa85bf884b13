"""The importer: works on a product file, with as many invocations as it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from products.domain import skus
from products.domain.importing import MAX_BYTES, MAX_DEFERRED, ImportJob, ImportOutcome, Mode, Position
from products.domain.prices.history import Ground
from products.domain.shopify import writer
from products.domain.shopify.columns import BadHeader, label
from products.domain.shopify.decoding import Encoding, Lines, UnreadableFile, encoding_of
from products.domain.shopify.parser import BadProduct, Parsed, Sanitiser, parse
from products.domain.shopify.prepared import unpacked
from products.domain.shopify.reader import RowError, RowGroup, RowReader
from products.domain.stock import MovementCause
from products.usecases.editing import Change, Editor, ImportedProduct
from products.usecases.importrun import Run
from products.usecases.ports import Files, ImportStore, SkuTaken, Sorting, Superseded, Workers
from souk import clock
from souk.errors import InvalidInput
from souk.telemetry import logger

# After so many rows a worker that prepares a file says that it is alive, and looks at the time.
ROWS_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class ImportStep:
    """A product of the file, and where work goes on after it. What was `deferred` cannot wait once more."""

    group: RowGroup
    offset: int
    after: Position
    deferred: tuple[int, ...]
    was_deferred: bool

    @property
    def may_wait(self) -> bool:
        return not self.was_deferred and len(self.deferred) < MAX_DEFERRED


# Looks at a product of a dry run.
Trial = Callable[[Run, ImportStep], None]


class Importer:
    """The worker. Each product is written with the import's progress in one transaction, so that a worker that dies
    leaves no doubt about what is done; the next one takes over, and a worker that was only slow, or whose import was
    stopped, finds itself superseded at its next write.

    A product that wants a SKU of another one waits for the end of the file: the other may give it up further down.

    A dry run goes the same way, and has `trials` look at each product.
    """

    def __init__(
        self,
        store: ImportStore,
        files: Files,
        workers: Workers,
        editor: Editor,
        currency: str,
        sanitise: Sanitiser,
        sorting: Callable[[], Sorting],
        trials: Callable[[ImportJob], AbstractContextManager[Trial]],
        rows_at_once: int = ROWS_AT_ONCE,
    ) -> None:
        self._store = store
        self._files = files
        self._workers = workers
        self._editor = editor
        self._currency = currency
        self._sanitise = sanitise
        self._sorting = sorting
        self._trials = trials
        self._rows_at_once = rows_at_once

    def run(self, import_id: str, has_time: Callable[[], bool]) -> None:
        """Works until the file is done, or hands over to a next worker when time runs out."""
        job = self._store.job(import_id)
        if job is None or not job.at_work:
            logger.warning("there is nothing to import", extra={"import_id": import_id})
            return
        try:
            self._work(Run(self._store, job), has_time)
        except Superseded:
            logger.warning("the import was stopped, or another worker took it over", extra={"import_id": import_id})

    def _work(self, run: Run, has_time: Callable[[], bool]) -> None:
        try:
            etag = self._files.etag(run.job.key, MAX_BYTES)
            if etag is None:
                raise InvalidInput("the file is gone")
            run.write(run.job.taken_over(etag, clock.now()))
            if not run.job.is_prepared:
                self._prepare(run, etag, has_time)
            if not self._through(run, has_time):
                self._workers.start(run.job.id)
                logger.info("the import goes on in another worker", extra={"import_id": run.job.id})
                return
            if run.job.failed:
                self._files.write(run.job.corrections_key, self._corrections(run))
            run.write(run.job.finished(clock.now()))
        except BadHeader as error:
            self._refuse(run, RowError(1, "", "", str(error)))
        except UnreadableFile as error:
            self._refuse(run, RowError(error.line, "", "", error.message))
        except InvalidInput as error:
            run.fail(RowError(run.job.position.line, "", "", error.message))

    def _through(self, run: Run, has_time: Callable[[], bool]) -> bool:
        """Whether all products are done before time is up."""
        with self._trials(run.job) if run.job.dry_run else nullcontext(self._product) as each:
            for work in self._products(run):
                each(run, work)
                if not has_time():
                    run.flush()
                    return False
        run.flush()
        return True

    def _refuse(self, run: Run, reason: RowError) -> None:
        """What is no product file, whatever its name says, is not kept."""
        run.fail(reason)
        self._files.remove(run.job.key)

    def _prepare(self, run: Run, etag: str, has_time: Callable[[], bool]) -> None:
        """Brings the rows of each product together, and counts them."""
        key = run.job.key
        encoding = encoding_of(self._files.read(key, etag, 0), run.job.encoding)
        lines = Lines(self._files.read(key, etag, 0), encoding)
        reader = RowReader(lines)
        with self._sorting() as found:
            for row in reader:
                found.add(row)
                if found.rows % self._rows_at_once == 0:
                    run.write(run.job.alive(clock.now()))
                    if not has_time():
                        raise InvalidInput("the file takes too long to read; split it")
            self._files.write(run.job.prepared_key, found.packed(lines.line))
            run.write(
                run.job.prepared(found.rows, found.products, clock.now()), warnings=_told(encoding, reader, found)
            )

    def _products(self, run: Run) -> Iterator[ImportStep]:
        """The products that are not done yet, those that wait for others at the end."""
        key = run.job.prepared_key
        etag = self._files.etag(key)
        if etag is None:
            raise InvalidInput("the file was kept too long to go on; make a new import")
        position = run.job.position
        for group, length in unpacked(self._files.read(key, etag, position.offset)):
            after = Position(position.offset + length, group.next_line)
            yield ImportStep(group, position.offset, after, run.deferred, was_deferred=False)
            position = after
        while run.deferred:
            offset, *rest = run.deferred
            group, _ = next(unpacked(self._files.read(key, etag, offset)))
            yield ImportStep(group, offset, position, tuple(rest), was_deferred=True)

    def _corrections(self, run: Run) -> Iterator[bytes]:
        """The rows of the products that were refused, to be corrected and imported again."""

        def groups() -> Iterator[RowGroup]:
            etag = self._files.etag(run.job.prepared_key)
            if etag is None:
                raise InvalidInput("the file was kept too long to go on; make a new import")
            return (group for group, _ in unpacked(self._files.read(run.job.prepared_key, etag, 0)))

        names = {name for group in groups() for row in group.rows for name in row.cells}
        yield writer.corrections_header(names)
        for group in groups():
            try:
                parse(group, self._currency, self._sanitise)
            except BadProduct as error:
                yield from writer.corrections(group, names, error.errors)

    def _product(self, run: Run, work: ImportStep) -> None:
        group = work.group
        run.at(work.after, work.deferred)
        try:
            parsed = parse(group, self._currency, self._sanitise)
            imported = imported_of(run.job, parsed, work.may_wait)
            done = self._editor.put(
                imported, lambda change: run.checkpoint(change.outcome, group, warnings_of(parsed, change))
            )
        except BadProduct as error:
            run.record(ImportOutcome.FAILED, group, error.errors)
        except SkuTaken:
            run.at(work.after, (*work.deferred, work.offset))
        else:
            if done.outcome is ImportOutcome.UNCHANGED:
                outcome = ImportOutcome.UPDATED if done.sets_stock else done.outcome
                run.record(outcome, group, warnings=warnings_of(parsed, done))
            else:
                run.written()


def imported_of(job: ImportJob, parsed: Parsed, may_wait: bool) -> ImportedProduct:
    return ImportedProduct(
        handle=parsed.handle,
        content=parsed.content,
        quantities=parsed.quantities,
        silent=parsed.silent,
        unsized=parsed.unsized,
        unsaid=parsed.unsaid,
        unmeasured=parsed.unmeasured,
        set_stock=job.mode is Mode.SET_STOCK,
        may_wait=may_wait,
        cause=MovementCause(
            actor=f"user:{job.created_by}", at=clock.now(), reference=f"import:{job.id}", reason="import"
        ),
    )


def _told(encoding: Encoding, reader: RowReader, found: Sorting) -> list[RowError]:
    """What there is to say of the file as a whole."""
    told = []
    if encoding.sample:
        message = f"the file is not UTF-8 and was read as {encoding.name}, for instance {encoding.sample!r}"
        told.append(RowError(1, "", "", message))
    if "tracker" in reader.names and "quantity" not in reader.names:
        # Shopify's exports lack it where a shop has several locations.
        message = "the file has no such column: what is new and counted has none on hand, what is known keeps its stock"
        told.append(RowError(1, "", label("quantity"), message))
    if not found.products:
        told.append(RowError(1, "", "", "there are no products in the file"))
    return told


def warnings_of(parsed: Parsed, change: Change) -> Sequence[RowError]:
    """What the merchant should know of a product that came in."""
    told, before = list(parsed.warnings), change.before
    if before and before.handle != parsed.handle:
        message = f"the product's handle is {before.handle!r} now, and stays so; this one still leads to it"
        told.append(RowError(parsed.lines[0], parsed.handle, label("handle"), message))
    for index, owner in change.moved.items():
        sku = change.skus[index]
        message = f"{sku!r} was a SKU of {owner!r}; its stock and its history came along"
        told.append(RowError(parsed.lines[index], parsed.handle, label("sku"), message))
    for index, level in change.short.items():
        message = (
            f"{level.sku!r} is counted as {level.on_hand}, but orders hold {level.reserved}: "
            f"{level.over_held} of those units are not there, so some of these orders may be short"
        )
        told.append(RowError(parsed.lines[index], parsed.handle, label("quantity"), message))
    told += _hidden(parsed, change)
    asked = skus.named_as_before(parsed.content, parsed.handle, before) if before else parsed.content
    for index, variant in enumerate(asked.variants):
        if change.skus[index] != variant.sku:
            message = f"{variant.sku!r} is the SKU of another variant, so this one has {change.skus[index]!r}"
            told.append(RowError(parsed.lines[index], parsed.handle, label("sku"), message))
    return told


_WHY_HIDDEN = {
    Ground.TOO_NEW: "it was not for sale here for 30 days before it cost less",
    Ground.NOT_REDUCED: "it cost no more in the 30 days before",
    Ground.NOT_LOWEST: "the lowest price of the 30 days before was another",
    Ground.TOO_LATE: "it has cost what it costs for more than 30 days",
}


def _hidden(parsed: Parsed, change: Change) -> list[RowError]:
    """Former prices that came in and are not shown: told of once for each reason, at its first variant."""
    first = {verdict.ground: index for index, verdict in reversed(list(change.hidden.items()))}
    return [
        RowError(
            parsed.lines[index],
            parsed.handle,
            label("compare_at"),
            f"not shown, for {_WHY_HIDDEN[ground]}; if its maker recommends it, say recommended in "
            f"{label('compare_at_kind')}",
        )
        for ground, index in first.items()
    ]
