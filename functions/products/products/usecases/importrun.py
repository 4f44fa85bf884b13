"""One worker's part of an import: what is done, and when it is written down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from products.domain.importing import (
    MAX_ERRORS,
    MAX_PER_PRODUCT,
    MAX_WARNINGS_PER_PRODUCT,
    ImportJob,
    ImportOutcome,
    Position,
    Progress,
    TrialRow,
)
from products.domain.shopify.reader import RowError, RowGroup
from products.usecases.ports import Checkpoint, ImportStore
from souk import clock

# Products that turned out unchanged are written down this many at a time; every other product at once.
UNCHANGED_AT_ONCE = 50
# What a dry run found is: so many products, with the faults of one of them, fit into a transaction.
TRIED_AT_ONCE = 15


class Run:
    """One worker's part of an import: the job as last written, and what came since."""

    def __init__(self, store: ImportStore, job: ImportJob) -> None:
        self._store = store
        self.job = job
        self._progress = Progress(job.position, job.deferred)
        self._pending: Checkpoint | None = None

    @property
    def deferred(self) -> tuple[int, ...]:
        return self._progress.deferred

    def at(self, position: Position, deferred: tuple[int, ...]) -> None:
        """Where work goes on once the product that is worked on now is done."""
        self._progress.position, self._progress.deferred = position, deferred

    def checkpoint(self, outcome: ImportOutcome, group: RowGroup, warnings: Sequence[RowError]) -> Checkpoint:
        """The job with this product done, to be written together with it."""
        progress = replace(
            self._progress,
            outcomes=list(self._progress.outcomes),
            errors=list(self._progress.errors),
            warnings=list(self._progress.warnings),
            trial=list(self._progress.trial),
        )
        progress.add(outcome, group.count, (), warnings)
        self._pending = self._checkpoint(progress)
        return self._pending

    def written(self) -> None:
        """The checkpoint was written with its product."""
        if self._pending is not None:
            self._clear(self._pending.job)

    def record(
        self,
        outcome: ImportOutcome,
        group: RowGroup,
        errors: Iterable[RowError] = (),
        warnings: Sequence[RowError] = (),
    ) -> None:
        self._progress.add(outcome, group.count, errors, warnings)
        waiting = len(self._progress.errors) + len(self._progress.warnings)
        if outcome is not ImportOutcome.UNCHANGED or waiting or len(self._progress.outcomes) >= UNCHANGED_AT_ONCE:
            self.flush()

    def tried(
        self, row: TrialRow, group: RowGroup, errors: Sequence[RowError] = (), warnings: Sequence[RowError] = ()
    ) -> None:
        """What would become of a product."""
        self._progress.add(row.outcome, group.count, errors, warnings)
        self._progress.trial.append(row)
        if self._progress.faults or self._progress.notes or len(self._progress.trial) >= TRIED_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        if self._progress.outcomes or self._progress.deferred != self.job.deferred:
            checkpoint = self._checkpoint(self._progress)
            self._store.checkpoint(checkpoint)
            self._clear(checkpoint.job)

    def write(self, job: ImportJob, errors: Sequence[RowError] = (), warnings: Sequence[RowError] = ()) -> None:
        """The job as a whole, with what there is to say of the file."""
        told = replace(job, errors=job.errors + len(errors), warnings=job.warnings + len(warnings))
        self._store.checkpoint(Checkpoint(told, errors, job.errors, warnings, job.warnings))
        self._clear(told)

    def fail(self, error: RowError) -> None:
        self.flush()
        self.write(self.job.broken(error.message, clock.now()), [error])

    def _checkpoint(self, progress: Progress) -> Checkpoint:
        job = self.job.advanced(progress, clock.now())
        return Checkpoint(
            job,
            progress.errors[: min(_room(self.job.errors), MAX_PER_PRODUCT)],
            self.job.errors,
            progress.warnings[: min(_room(self.job.warnings), MAX_WARNINGS_PER_PRODUCT)],
            self.job.warnings,
            progress.trial,
        )

    def _clear(self, job: ImportJob) -> None:
        self.job = job
        self._progress = Progress(job.position, job.deferred)


def _room(kept: int) -> int:
    return max(0, MAX_ERRORS - kept)
