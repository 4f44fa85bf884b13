"""The composition root (see `souk.compose`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from functools import cached_property
from typing import TYPE_CHECKING

from backoffice.adapters.counters import DynamoCounters
from backoffice.adapters.desk import DynamoExports, DynamoNotes, DynamoViews
from backoffice.adapters.files import S3Files
from backoffice.adapters.lists import DynamoLists
from backoffice.adapters.rows import DynamoRows
from backoffice.adapters.workers import LambdaWorkers
from backoffice.settings import BackofficeSettings
from backoffice.usecases.customers import Customers
from backoffice.usecases.desk import SavedViews, StaffNotes
from backoffice.usecases.exporter import SIZES, ListExporter, ListExportSizes
from backoffice.usecases.exports import ListExports
from backoffice.usecases.ports import FigureStore, ListExportStore, ListFiles, Lists, ListWorkers, Notes, Rows, Views
from backoffice.usecases.reporting import Reports
from backoffice.usecases.searching import OrderSearch
from souk.compose import Held

if TYPE_CHECKING:
    from backoffice.usecases.following import Following
    from backoffice.usecases.projecting import Projection
    from backoffice.usecases.rebuilding import Rebuilding


@dataclass(frozen=True, slots=True)
class Parts:
    """`zone` is whose hours and days the figures have."""

    rows: Rows
    lists: Lists
    counters: FigureStore
    views: Views
    notes: Notes
    jobs: ListExportStore
    files: ListFiles
    workers: ListWorkers
    zone: tzinfo
    export_sizes: ListExportSizes = SIZES


@dataclass(frozen=True)
class Services:
    """What follows events is imported where it is asked for: who only looks needs no event's model."""

    parts: Parts

    @cached_property
    def orders(self) -> OrderSearch:
        return OrderSearch(self.parts.lists, self.parts.rows)

    @cached_property
    def customers(self) -> Customers:
        return Customers(self.parts.rows, self.parts.lists, self.orders)

    @cached_property
    def reports(self) -> Reports:
        return Reports(self.parts.counters, self.parts.lists, self.parts.zone)

    @cached_property
    def views(self) -> SavedViews:
        return SavedViews(self.parts.views)

    @cached_property
    def notes(self) -> StaffNotes:
        return StaffNotes(self.parts.notes)

    @cached_property
    def exports(self) -> ListExports:
        return ListExports(self.parts.jobs, self.parts.files, self.parts.workers)

    @cached_property
    def exporter(self) -> ListExporter:
        parts = self.parts
        return ListExporter(parts.jobs, self.orders, parts.files, parts.workers, parts.export_sizes)

    @cached_property
    def following(self) -> Following:
        from backoffice.usecases.following import Following
        from backoffice.usecases.projecting import Persons
        from souk.exports.parts import S3ExportParts

        parts = self.parts
        people = Persons(parts.rows, parts.notes)
        return Following(self._projection, people, parts.rows, parts.notes, S3ExportParts())

    @cached_property
    def rebuilding(self) -> Rebuilding:
        from backoffice.usecases.rebuilding import Rebuilding

        return Rebuilding(self.parts.rows, self._projection)

    @cached_property
    def _projection(self) -> Projection:
        from backoffice.usecases.projecting import Projection

        return Projection(self.parts.rows, self.parts.notes, self.parts.zone, BackofficeSettings().currency)


def real() -> Parts:
    return Parts(
        DynamoRows(),
        DynamoLists(),
        DynamoCounters(),
        DynamoViews(),
        DynamoNotes(),
        DynamoExports(),
        S3Files(),
        LambdaWorkers(),
        BackofficeSettings().time_zone,
    )


services = Held(Services, real)
