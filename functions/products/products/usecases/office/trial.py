"""The dry run of an import: the same way as the import itself, with what would have been written kept aside."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager

from products.domain import stock
from products.domain.importing import (
    MAX_DIFFERENCES,
    MAX_NOTES,
    ImportJob,
    ImportOutcome,
    TrialRow,
)
from products.domain.product import Product
from products.domain.shopify.differences import differences
from products.domain.shopify.parser import BadProduct, Sanitiser, parse
from products.domain.shopify.reader import RowError
from products.domain.stock import MovementCause, StockLevel
from products.usecases.editing import Intent, Planner
from products.usecases.importer import ImportStep, Trial, imported_of, warnings_of
from products.usecases.importrun import Run
from products.usecases.ports import ImportStore, KnownProducts, KnownStock, SkuTaken, Tried


class Trials:
    """Looks at the products of a dry run. Whoever takes one over learns from its rows what those before it would have
    written: a SKU goes to the product that would have it in the import.
    """

    def __init__(
        self,
        store: ImportStore,
        products: KnownProducts,
        known_stock: KnownStock,
        currency: str,
        sanitise: Sanitiser,
        tried: Callable[[], Tried],
    ) -> None:
        self._store = store
        self._products = products
        self._stock = known_stock
        self._currency = currency
        self._sanitise = sanitise
        self._tried = tried

    @contextmanager
    def __call__(self, job: ImportJob) -> Iterator[Trial]:
        with self._tried() as tried:
            for row in self._store.tried_so_far(job):
                tried.add(row)
            planner = Planner(_Products(self._products, tried), _Stock(self._stock, tried), _as_counted)
            yield lambda run, work: self._look(planner, tried, run, work)

    def _look(self, planner: Planner, tried: Tried, run: Run, work: ImportStep) -> None:
        group = work.group
        run.at(work.after, work.deferred)
        try:
            parsed = parse(group, self._currency, self._sanitise)
            intent = planner.intended(imported_of(run.job, parsed, work.may_wait))
        except BadProduct as error:
            row = TrialRow(
                offset=work.offset,
                line=group.line,
                rows=group.count,
                handle=group.handle,
                title=group.rows[0]["title"],
                outcome=ImportOutcome.FAILED,
                errors=tuple(error.errors[:MAX_NOTES]),
            )
            run.tried(row, group, errors=error.errors)
        except SkuTaken:
            run.at(work.after, (*work.deferred, work.offset))
        else:
            row = _row(work, intent, warnings_of(parsed, intent.change))
            run.tried(row, group, warnings=row.warnings)
            tried.add(row)


class _Products:
    def __init__(self, there: KnownProducts, tried: Tried) -> None:
        self._there = there
        self._tried = tried

    def product(self, handle: str) -> Product | None:
        # A file has each product once: nothing of this one is tried yet.
        return self._there.product(handle)

    def products(self, handles: Collection[str]) -> dict[str, Product]:
        return {**self._there.products(handles), **self._tried.products(handles)}


class _Stock:
    def __init__(self, there: KnownStock, tried: Tried) -> None:
        self._there = there
        self._tried = tried

    def levels(self, skus: Collection[str]) -> dict[str, StockLevel]:
        return self._tried.levels(self._there.levels(skus), skus)


def _as_counted(level: StockLevel, on_hand: int, cause: MovementCause) -> StockLevel:
    movement = stock.counted(level, on_hand, cause)
    return level.after([movement]) if movement else level


def _row(work: ImportStep, intent: Intent, warnings: Sequence[RowError]) -> TrialRow:
    group, change, before, after = work.group, intent.change, intent.before, intent.after
    content = intent.plan.content
    # What it would have is looked up by the handle it has, whichever of its handles the file has.
    handle = before.handle if before else group.handle
    found = list(differences(before.content, content, change.counted)) if before else []
    return TrialRow(
        offset=work.offset,
        line=group.line,
        rows=group.count,
        handle=handle,
        title=content.title,
        outcome=ImportOutcome.UPDATED if change.sets_stock and after is None else change.outcome,
        differences=tuple(found[:MAX_DIFFERENCES]),
        more=max(0, len(found) - MAX_DIFFERENCES),
        warnings=tuple(warnings[:MAX_NOTES]),
        status=content.status if after else None,
        skus=tuple(variant.sku for variant in content.variants) if after else (),
        claimed=tuple(intent.claimed) if after else (),
    )
