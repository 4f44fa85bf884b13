"""What a dry run would have written, on disk, so that a file of any size takes little memory."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Self

from products.domain.importing import TrialRow
from products.domain.product import Content, Product, ProductStatus, Variant
from products.domain.stock import StockLevel
from souk import clock
from souk.money import Money


class DiskTrial:
    """`ports.Tried` in a database of SQLite's."""

    def __init__(self, currency: str) -> None:
        self._nothing = Money(0, currency)

    def __enter__(self) -> Self:
        # In a file of its own that is deleted when it is closed, as `adapters.sorting` has it.
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute("BEGIN")
        self._db.execute("CREATE TABLE sku (name TEXT PRIMARY KEY, handle TEXT, place INT) WITHOUT ROWID")
        self._db.execute("CREATE TABLE product (handle TEXT PRIMARY KEY, status TEXT, skus TEXT) WITHOUT ROWID")
        return self

    def __exit__(self, *_error: object) -> None:
        self._db.close()

    def add(self, row: TrialRow) -> None:
        if row.status is None:
            return
        # Two have a SKU in turn when the first is archived: the one further down takes it over.
        self._db.executemany(
            "INSERT INTO sku VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE "
            "SET handle = excluded.handle, place = excluded.place WHERE excluded.place > place",
            [(sku, row.handle, row.offset) for sku in row.claimed],
        )
        self._db.execute(
            "INSERT OR REPLACE INTO product VALUES (?, ?, ?)", (row.handle, row.status.value, json.dumps(row.skus))
        )

    def levels(self, known: Mapping[str, StockLevel], skus: Collection[str]) -> dict[str, StockLevel]:
        levels = dict(known)
        for sku in skus:
            for (handle,) in self._db.execute("SELECT handle FROM sku WHERE name = ?", (sku,)):
                level = levels.get(sku) or StockLevel(sku=sku, handle=handle, product_id="")
                levels[sku] = replace(level, handle=handle)
        return levels

    def products(self, handles: Collection[str]) -> dict[str, Product]:
        now = clock.now()
        return {
            handle: Product(
                id="",
                handle=handle,
                content=self._content(status, skus),
                version=1,
                created_at=now,
                updated_at=now,
            )
            for handle in handles
            for status, skus in self._db.execute("SELECT status, skus FROM product WHERE handle = ?", (handle,))
        }

    def _content(self, status: str, skus: str) -> Content:
        variants = tuple(Variant(sku=sku, price=self._nothing) for sku in json.loads(skus))
        return Content(title="", status=ProductStatus(status), variants=variants)
