"""The composition root (see `souk.compose`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from products.adapters.store.catalogue import DynamoCatalogueStore
from products.adapters.store.stock import DynamoStockStore
from products.domain.shopify.parser import Sanitiser
from products.usecases.catalogue import Catalogue
from products.usecases.editing import Editor
from products.usecases.exporter import SIZES, Exporter, ExportSizes
from products.usecases.exports import Exports
from products.usecases.importer import Importer
from products.usecases.imports import Imports
from products.usecases.inventory import PATIENCE_SECONDS, Inventory
from products.usecases.ports import CatalogueStore, ExportStore, Files, ImportStore, Sorting, StockStore, Workers
from souk.compose import Held


class Office:
    """What only staff and the workers need is loaded when they come: a shopper's cold start does not pay for it."""

    @property
    def imports(self) -> ImportStore:
        from products.adapters.store.imports import DynamoImportStore

        return DynamoImportStore()

    @property
    def exports(self) -> ExportStore:
        from products.adapters.store.exports import DynamoExportStore

        return DynamoExportStore()

    @property
    def files(self) -> Files:
        from products.adapters.files import S3Files

        return S3Files()

    @property
    def sanitise(self) -> Sanitiser:
        from products.adapters.richtext import sanitised

        return sanitised

    def sorting(self) -> Sorting:
        from products.adapters.sorting import DiskSorting

        return DiskSorting()

    @property
    def currency(self) -> str:
        from products.settings import ProductsSettings

        return ProductsSettings().currency

    @property
    def importers(self) -> Workers:
        from products.adapters.workers import LambdaWorkers
        from products.settings import ProductsSettings

        return LambdaWorkers(ProductsSettings().importer_function, "import_id")

    @property
    def exporters(self) -> Workers:
        from products.adapters.workers import LambdaWorkers
        from products.settings import ProductsSettings

        return LambdaWorkers(ProductsSettings().exporter_function, "export_id")


@dataclass(frozen=True, slots=True)
class Parts:
    """`patience`: for how many seconds a contended change of stock is tried."""

    catalogue: CatalogueStore
    stock: StockStore
    office: Office
    patience: float = PATIENCE_SECONDS
    export_sizes: ExportSizes = SIZES


@dataclass(frozen=True)
class Services:
    parts: Parts

    @cached_property
    def catalogue(self) -> Catalogue:
        return Catalogue(self.parts.catalogue, self.parts.stock)

    @cached_property
    def inventory(self) -> Inventory:
        return Inventory(self.parts.stock, self.parts.patience)

    @cached_property
    def editor(self) -> Editor:
        return Editor(self.parts.catalogue, self.parts.stock, self.inventory)

    def sanitised(self, html: str) -> str:
        return self.parts.office.sanitise(html)

    @cached_property
    def imports(self) -> Imports:
        office = self.parts.office
        return Imports(office.imports, office.files, office.importers)

    @cached_property
    def importer(self) -> Importer:
        office = self.parts.office
        return Importer(
            office.imports,
            office.files,
            office.importers,
            self.editor,
            office.currency,
            office.sanitise,
            office.sorting,
        )

    @cached_property
    def exports(self) -> Exports:
        office = self.parts.office
        return Exports(office.exports, office.files, office.exporters)

    @cached_property
    def exporter(self) -> Exporter:
        office, parts = self.parts.office, self.parts
        return Exporter(
            office.exports, parts.catalogue, parts.stock, office.files, office.exporters, parts.export_sizes
        )


def real() -> Parts:
    return Parts(DynamoCatalogueStore(), DynamoStockStore(), Office())


services = Held(Services, real)
