"""The composition root (see `souk.compose`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

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
from products.usecases.ports import (
    BulkStore,
    CatalogueStore,
    CountStore,
    ExportStore,
    Files,
    FindingStore,
    ImportStore,
    LocationStore,
    PromotedPrices,
    RepricingStore,
    Sorting,
    StockStore,
    Tried,
    Workers,
)
from souk.compose import Held

if TYPE_CHECKING:
    from products.domain.promoted.prices import CataloguePrices
    from products.usecases.allocating import Allocating
    from products.usecases.office.bulk import BulkEdits
    from products.usecases.office.bulkworker import BulkWorker
    from products.usecases.office.counting import Counts
    from products.usecases.office.digital import DigitalFiles
    from products.usecases.office.finding import Finder
    from products.usecases.office.locations import Locations
    from products.usecases.office.pictures import Pictures
    from products.usecases.office.repricing import CatalogueRepricing
    from products.usecases.office.trial import Trials
    from products.usecases.sending_again import SentAgain
    from souk.shop.copy import ShopCopy


class LatelyPromoted:
    """`PromotedPrices` that are loaded with the first product that is written."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._prices: PromotedPrices | None = None

    def current(self) -> CataloguePrices:
        if self._prices is None:
            from products.adapters.repricing import ShopPrices

            self._prices = ShopPrices(self._office.shop)
        return self._prices.current()


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
    def bulk(self) -> BulkStore:
        from products.adapters.store.bulk import DynamoBulkStore

        return DynamoBulkStore()

    @property
    def finding(self) -> FindingStore:
        from products.adapters.store.finding import DynamoFindingStore

        return DynamoFindingStore()

    @property
    def counts(self) -> CountStore:
        from products.adapters.store.counting import DynamoCountStore

        return DynamoCountStore()

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

    def tried(self) -> Tried:
        from products.adapters.trial import DiskTrial

        return DiskTrial(self.currency)

    @property
    def currency(self) -> str:
        from products.settings import ProductsSettings

        return ProductsSettings().currency

    @property
    def locations(self) -> LocationStore:
        from products.adapters.store.places import DynamoLocations

        return DynamoLocations()

    @property
    def shop(self) -> ShopCopy:
        # Imported here: only who writes products, or hears of promotions, needs it.
        from souk.shop.copy import ShopCopy
        from souk.shop.promotions import KIND

        return ShopCopy(KIND)

    @property
    def promoted(self) -> PromotedPrices:
        return LatelyPromoted(self)

    @property
    def repricing(self) -> RepricingStore:
        from products.adapters.repricing import DynamoRepricing

        return DynamoRepricing()

    @property
    def several_locations(self) -> bool:
        from products.settings import ProductsSettings

        return ProductsSettings().several_locations

    @property
    def importers(self) -> Workers:
        from products.adapters.workers import LambdaWorkers
        from products.settings import ProductsSettings

        return LambdaWorkers(ProductsSettings().importer_function, "import_id")

    @property
    def bulk_workers(self) -> Workers:
        from products.adapters.workers import LambdaWorkers
        from products.settings import ProductsSettings

        # The importer's function works on them, too: what staff say of products nothing else may write beside the API.
        return LambdaWorkers(ProductsSettings().importer_function, "bulk_id")

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
        return Editor(self.parts.catalogue, self.parts.stock, self.inventory, self.parts.office.promoted)

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
            lambda job: self.trials(job),
        )

    @cached_property
    def trials(self) -> Trials:
        from products.usecases.office.trial import Trials

        office, parts = self.parts.office, self.parts
        return Trials(office.imports, parts.catalogue, parts.stock, office.currency, office.sanitise, office.tried)

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

    @cached_property
    def allocating(self) -> Allocating:
        # Imported here, as the locations are: a shop with one does without.
        from products.usecases.allocating import Allocating

        return Allocating(self.inventory, self.parts.stock, self.parts.office.locations, self.parts.patience)

    @cached_property
    def sent_again(self) -> SentAgain:
        # Imported here: seldom told.
        from products.usecases.sending_again import SentAgain

        return SentAgain(self.inventory, self.parts.stock, self.parts.patience)

    @cached_property
    def locations(self) -> Locations:
        from products.usecases.office.locations import Locations

        office = self.parts.office
        return Locations(office.locations, self.parts.stock, enabled=office.several_locations)

    @cached_property
    def finder(self) -> Finder:
        from products.usecases.office.finding import Finder

        return Finder(self.parts.office.finding, self.parts.catalogue, self.parts.stock)

    @cached_property
    def repricing(self) -> CatalogueRepricing:
        from products.usecases.office.repricing import CatalogueRepricing

        office, parts = self.parts.office, self.parts
        return CatalogueRepricing(office.repricing, parts.catalogue, parts.stock, office.promoted)

    @cached_property
    def pictures(self) -> Pictures:
        from products.usecases.office.pictures import Pictures

        return Pictures(self.editor, self.parts.office.files)

    @cached_property
    def digital(self) -> DigitalFiles:
        # Imported here: few shops sell files.
        from products.adapters.digital import S3DigitalObjects
        from products.adapters.store.digital import DynamoDigitalStore
        from products.usecases.office.digital import DigitalFiles

        return DigitalFiles(self.parts.catalogue, DynamoDigitalStore(), S3DigitalObjects())

    @cached_property
    def counts(self) -> Counts:
        from products.usecases.office.counting import Counts

        return Counts(self.parts.office.counts, self.inventory, self.finder)

    @cached_property
    def bulk_edits(self) -> BulkEdits:
        from products.usecases.office.bulk import BulkEdits

        office = self.parts.office
        return BulkEdits(office.bulk, office.files, office.bulk_workers)

    @cached_property
    def bulk_worker(self) -> BulkWorker:
        from products.usecases.office.bulkworker import BulkWorker

        office = self.parts.office
        return BulkWorker(office.bulk, self.parts.catalogue, self.editor, office.files, office.bulk_workers)


def real() -> Parts:
    return Parts(DynamoCatalogueStore(), DynamoStockStore(), Office())


services = Held(Services, real)
