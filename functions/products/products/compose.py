"""The composition root: use cases with their real stores and clients, made when first asked for."""

from __future__ import annotations

from functools import cache

from products.adapters.store.catalogue import DynamoCatalogueStore
from products.adapters.store.stock import DynamoStockStore
from products.usecases.catalogue import Catalogue
from products.usecases.editing import Editor
from products.usecases.exporter import Exporter
from products.usecases.exports import Exports
from products.usecases.importer import Importer
from products.usecases.imports import Imports
from products.usecases.inventory import Inventory
from products.usecases.ports import Workers


@cache
def catalogue() -> Catalogue:
    return Catalogue(DynamoCatalogueStore(), DynamoStockStore())


@cache
def inventory() -> Inventory:
    return Inventory(DynamoStockStore())


@cache
def editor() -> Editor:
    return Editor(DynamoCatalogueStore(), DynamoStockStore(), inventory())


@cache
def imports() -> Imports:
    # What only staff and the workers need is loaded when they come: a shopper's cold start does not pay for it.
    from products.adapters.files import S3Files
    from products.adapters.store.imports import DynamoImportStore

    return Imports(DynamoImportStore(), S3Files(), _importers())


@cache
def importer() -> Importer:
    from products.adapters.files import S3Files
    from products.adapters.richtext import sanitised
    from products.adapters.store.imports import DynamoImportStore
    from products.settings import ProductsSettings

    return Importer(DynamoImportStore(), S3Files(), _importers(), editor(), ProductsSettings().currency, sanitised)


@cache
def exports() -> Exports:
    from products.adapters.files import S3Files
    from products.adapters.store.exports import DynamoExportStore

    return Exports(DynamoExportStore(), S3Files(), _exporters())


@cache
def exporter() -> Exporter:
    from products.adapters.files import S3Files
    from products.adapters.store.exports import DynamoExportStore

    return Exporter(DynamoExportStore(), DynamoCatalogueStore(), DynamoStockStore(), S3Files(), _exporters())


def _importers() -> Workers:
    from products.adapters.workers import LambdaWorkers
    from products.settings import ProductsSettings

    return LambdaWorkers(ProductsSettings().importer_function, "import_id")


def _exporters() -> Workers:
    from products.adapters.workers import LambdaWorkers
    from products.settings import ProductsSettings

    return LambdaWorkers(ProductsSettings().exporter_function, "export_id")
