"""Bringing the rows of each handle together, on disk, so that a file of any size and order takes little memory."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from itertools import groupby
from typing import Self

from products.domain.shopify.prepared import line_of
from products.domain.shopify.reader import MAX_ROWS, Row


class DiskSorting:
    """`ports.Sorting` in a database of SQLite's."""

    def __init__(self) -> None:
        self.rows = self.products = 0
        self._last: tuple[str, int] = ("", 0)

    def __enter__(self) -> Self:
        # The empty name is SQLite's for a database in a file of its own that is deleted when it is closed; what does
        # not fit into its cache of 2 MB goes there (www.sqlite.org/inmemorydb.html, "Temporary Databases").
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute("BEGIN")
        self._db.execute("CREATE TABLE handle (name TEXT PRIMARY KEY, number INT) WITHOUT ROWID")
        self._db.execute(
            "CREATE TABLE row (number INT, line INT, cells TEXT, PRIMARY KEY (number, line)) WITHOUT ROWID"
        )
        return self

    def __exit__(self, *_error: object) -> None:
        self._db.close()

    def add(self, row: Row) -> None:
        cells = json.dumps([row.line, row.cells, row.error] if row.error else [row.line, row.cells])
        self._db.execute("INSERT INTO row VALUES (?, ?, ?)", (self._number(row["handle"]), row.line, cells))
        self.rows += 1

    def packed(self, end: int) -> Iterator[bytes]:
        """The prepared file; `end` is the line after the last row."""
        waiting: list[object] = []
        for first, product in self._groups():
            if waiting:
                yield line_of([*waiting, first])
            waiting = product
        if waiting:
            yield line_of([*waiting, end])

    def _number(self, handle: str) -> int:
        """The number of the product, in the order in which they first appear."""
        if handle != self._last[0] or not self._last[1]:
            self._db.execute("INSERT OR IGNORE INTO handle VALUES (?, ?)", (handle, self.products + 1))
            [(number,)] = self._db.execute("SELECT number FROM handle WHERE name = ?", (handle,))
            self.products = max(self.products, number)
            self._last = handle, number
        return self._last[1]

    def _groups(self) -> Iterator[tuple[int, list[object]]]:
        """Each product with its first line: how many rows, and as many of them as any product may have."""
        found = self._db.execute("SELECT number, line, cells FROM row ORDER BY number, line")
        for _, rows in groupby(found, key=lambda row: row[0]):
            kept: list[object] = []
            count, first = 0, 0
            for _, line, cells in rows:
                count += 1
                first = first or line
                if count <= MAX_ROWS + 1:
                    kept.append(json.loads(cells))
            yield first, [count, kept]
