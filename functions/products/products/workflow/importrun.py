"""One worker's part of an import: what is done, and when it is written down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from products.importing import MAX_ERRORS, MAX_PER_PRODUCT, ImportJob, Outcome, Progress
from products.ports import Checkpoint, ImportStore
from products.shopify.columns import label
from products.shopify.parser import BadProduct
from products.shopify.reader import Group, Reader, RowError
from souk import clock

# Products that turned out unchanged are written down this many at a time; every other product at once.
UNCHANGED_AT_ONCE = 50


class Run:
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
