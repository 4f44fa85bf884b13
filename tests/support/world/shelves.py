"""Tables in a file, for shops that do not fit into memory: DynamoDB's requests as `tests.support.world.tables` answers
them, and each looks only at what it asks for.

A scan is refused: whoever reads whole tables does it here with `rows`.
"""

from __future__ import annotations

import marshal
import re
import sqlite3
import time
from collections.abc import Iterable, Iterator, MutableMapping, ValuesView
from typing import Any

from tests.support.table_shapes import projections
from tests.support.world import sizes
from tests.support.world.expressions import Item
from tests.support.world.tables import Key, Tables

PAGE_BYTES = 1024 * 1024
_INDEXES = ("gsi1", "gsi2")
_COLUMNS = ("pk", "sk", *(f"{index}{key}" for index in _INDEXES for key in ("pk", "sk")))
_CACHE_KB = 64 * 1024
# A key condition as PynamoDB writes it: the partition, and perhaps a range of the sort key.
_PARTITION = re.compile(r"(#\w+) = (:\w+)")
_RANGE = re.compile(r"(#\w+) (<=|<|>=|>|=) (:\w+)")
_BETWEEN = re.compile(r"(#\w+) BETWEEN (:\w+) AND (:\w+)")
_BEGINS = re.compile(r"begins_with \((#\w+), (:\w+)\)")
_LAST = "\U0010ffff"


class Shelf(MutableMapping[Key, Item]):
    """The items of one table, in the order in which they came."""

    def __init__(self, file: sqlite3.Connection, name: str) -> None:
        self._file = file
        self._name = name
        columns = ", ".join(f"{column} TEXT" for column in _COLUMNS)
        file.execute(f"CREATE TABLE IF NOT EXISTS {name} ({columns}, item BLOB, UNIQUE (pk, sk))")

    def index(self) -> None:
        """Makes the indexes; queries of them are slow before, and writes faster."""
        for index in _INDEXES:
            keys = f"({index}pk, {index}sk, pk, sk) WHERE {index}pk IS NOT NULL"
            self._file.execute(f"CREATE INDEX IF NOT EXISTS {self._name}_{index} ON {self._name} {keys}")

    def add(self, items: Iterable[Item]) -> None:
        """New items. Raises sqlite3.IntegrityError for one that is there."""
        values = ", ".join("?" * (len(_COLUMNS) + 1))
        self._file.execute("BEGIN")
        self._file.executemany(f"INSERT INTO {self._name} VALUES ({values})", map(_row, items))
        self._file.execute("COMMIT")

    @property
    def end(self) -> int:
        """How many have come so far."""
        (last,) = self._file.execute(f"SELECT coalesce(max(rowid), 0) FROM {self._name}").fetchone()
        return int(last)

    def between(self, after: int, until: int) -> Iterator[Item]:
        """Those that came after the first so many, until there were so many."""
        text = f"SELECT item FROM {self._name} WHERE rowid > ? AND rowid <= ?"
        return (marshal.loads(blob) for (blob,) in self._file.execute(text, (after, until)))

    def find(self, index: str, condition: str, values: list[Any], *, forward: bool, most: int) -> Iterator[Item]:
        """The items of a partition, in the order of the table or of an index."""
        way = "ASC" if forward else "DESC"
        order = ", ".join(f"{column} {way}" for column in dict.fromkeys((f"{index}sk", "pk", "sk")))
        text = f"SELECT item FROM {self._name} WHERE {condition} ORDER BY {order} LIMIT {most}"
        return (marshal.loads(blob) for (blob,) in self._file.execute(text, values))

    def __getitem__(self, key: Key) -> Item:
        text = f"SELECT item FROM {self._name} WHERE pk = ? AND sk = ?"
        found = self._file.execute(text, key).fetchone()
        if found is None:
            raise KeyError(key)
        item: Item = marshal.loads(found[0])
        return item

    def __setitem__(self, key: Key, item: Item) -> None:
        changed = ", ".join(f"{column} = excluded.{column}" for column in (*_COLUMNS[2:], "item"))
        values = ", ".join("?" * (len(_COLUMNS) + 1))
        text = f"INSERT INTO {self._name} VALUES ({values}) ON CONFLICT (pk, sk) DO UPDATE SET {changed}"
        self._file.execute(text, _row(item))

    def __delitem__(self, key: Key) -> None:
        if not self._file.execute(f"DELETE FROM {self._name} WHERE pk = ? AND sk = ?", key).rowcount:
            raise KeyError(key)

    def values(self) -> ValuesView[Item]:
        return _Items(self)

    def __iter__(self) -> Iterator[Key]:
        yield from self._file.execute(f"SELECT pk, sk FROM {self._name}")

    def __len__(self) -> int:
        (number,) = self._file.execute(f"SELECT count(*) FROM {self._name}").fetchone()
        return int(number)


class _Items(ValuesView[Item]):
    """Read with one request."""

    _mapping: Shelf

    def __iter__(self) -> Iterator[Item]:
        return self._mapping.between(0, self._mapping.end)


class Shelves(Tables):
    """All tables of an account, in a file; ":memory:" is one, too. `seconds` is the processor time of their answers."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.seconds = 0.0
        self._file = sqlite3.connect(path, isolation_level=None)
        # What a crash leaves is made again.
        for setting in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE_KB}"):
            self._file.execute(f"PRAGMA {setting}")

    def create(self, name: str) -> None:
        """What is in the file already stays."""
        self.items[name] = Shelf(self._file, name)  # type: ignore[assignment]

    def shelf(self, name: str) -> Shelf:
        found = self.items[name]
        assert isinstance(found, Shelf)
        return found

    def answer(self, operation: str, params: dict[str, Any]) -> dict[str, Any]:
        start = time.process_time()
        try:
            return super().answer(operation, params)
        finally:
            self.seconds += time.process_time() - start

    def close(self) -> None:
        self._file.close()

    def index(self) -> None:
        """Makes the indexes of all tables."""
        for name in self.items:
            self.shelf(name).index()

    def ends(self) -> dict[str, int]:
        """How many items have come into each table so far."""
        return {name: self.shelf(name).end for name in self.items}

    def _scan(self, params: dict[str, Any]) -> dict[str, Any]:
        raise AssertionError(f"{params['TableName']} is scanned")

    def _query(self, params: dict[str, Any]) -> dict[str, Any]:
        index = params.get("IndexName") or ""
        forward = params.get("ScanIndexForward") is not False
        limit = params.get("Limit")
        condition, values = _condition(params, index, forward=forward)
        found = self.shelf(params["TableName"]).find(index, condition, values, forward=forward, most=limit or -1)
        if index and projections(params["TableName"])[index] == "KEYS_ONLY":
            found = ({name: item[name] for name in ("pk", "sk", f"{index}pk", f"{index}sk")} for item in found)
        page, whole = _page_of(found)
        more = not whole or (limit is not None and len(page) == limit)
        return self._answered("Query", params, page, {"pk", "sk", f"{index}pk", f"{index}sk"}, more=more)


def _page_of(found: Iterator[Item]) -> tuple[list[Item], bool]:
    """What fits into a megabyte, and whether that is all."""
    page: list[Item] = []
    size = 0
    for item in found:
        size += sizes.size_of(item)
        if size > PAGE_BYTES:
            return page, False
        page.append(item)
    return page, True


def _condition(params: dict[str, Any], index: str, *, forward: bool) -> tuple[str, list[Any]]:
    """A query's condition in SQL."""
    text, names = params["KeyConditionExpression"], params["ExpressionAttributeNames"]
    given = {name: value["S"] for name, value in params["ExpressionAttributeValues"].items() if "S" in value}
    pk, sk = f"{index}pk", f"{index}sk"
    partition = next(match for match in _PARTITION.finditer(text) if names[match[1]] == pk)
    parts, values = [f"{pk} = ?", f"{sk} IS NOT NULL"], [given[partition[2]]]
    for match in _BEGINS.finditer(text):
        parts.append(f"{sk} BETWEEN ? AND ?")
        values += [given[match[2]], given[match[2]] + _LAST]
    for match in _BETWEEN.finditer(text):
        parts.append(f"{sk} BETWEEN ? AND ?")
        values += [given[match[2]], given[match[3]]]
    for match in _RANGE.finditer(text):
        if names[match[1]] == sk:
            parts.append(f"{sk} {match[2]} ?")
            values.append(given[match[3]])
    if start := params.get("ExclusiveStartKey"):
        parts.append(
            f"({sk}, pk, sk) {'>' if forward else '<'} (?, ?, ?)" if index else f"sk {'>' if forward else '<'} ?"
        )
        values += [start[sk]["S"], start["pk"]["S"], start["sk"]["S"]] if index else [start["sk"]["S"]]
    return " AND ".join(parts), values


def _row(item: Item) -> tuple[Any, ...]:
    keys = (item.get(column, {}).get("S") for column in _COLUMNS)
    return *(None if key is None else str(key) for key in keys), marshal.dumps(_plain(item))


def _plain(value: Any) -> Any:
    """Without types of the services' own: an enum's value is a text."""
    if isinstance(value, dict):
        return {str(name): _plain(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(member) for member in value]
    return str(value) if isinstance(value, str) else value
