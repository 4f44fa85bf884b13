"""The composition root: use cases with their real stores and clients, made when first asked for."""

from __future__ import annotations

from functools import cache

from products.ports import Workers
from products.store.catalogue import DynamoCatalogueStore
from products.store.stock import DynamoStockStore
from products.workflow.catalogue import Catalogue
from products.workflow.editing import Editor
from products.workflow.exporting import Exporter
from products.workflow.exports import Exports
from products.workflow.importer import Importer
from products.workflow.imports import Imports
from products.workflow.inventory import Inventory


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
    from products.files import S3Files
    from products.store.imports import DynamoImportStore

    return Imports(DynamoImportStore(), S3Files(), _importers())


@cache
def importer() -> Importer:
    from products.files import S3Files
    from products.richtext import sanitised
    from products.settings import ProductsSettings
    from products.store.imports import DynamoImportStore

    return Importer(DynamoImportStore(), S3Files(), _importers(), editor(), ProductsSettings().currency, sanitised)


@cache
def exports() -> Exports:
    from products.files import S3Files
    from products.store.exports import DynamoExportStore

    return Exports(DynamoExportStore(), S3Files(), _exporters())


@cache
def exporter() -> Exporter:
    from products.files import S3Files
    from products.store.exports import DynamoExportStore

    return Exporter(DynamoExportStore(), DynamoCatalogueStore(), DynamoStockStore(), S3Files(), _exporters())


def _importers() -> Workers:
    from products.settings import ProductsSettings
    from products.workers import LambdaWorkers

    return LambdaWorkers(ProductsSettings().importer_function, "import_id")


def _exporters() -> Workers:
    from products.settings import ProductsSettings
    from products.workers import LambdaWorkers

    return LambdaWorkers(ProductsSettings().exporter_function, "export_id")
