"""Reading a CSV of any size as a stream: rows with the line and byte they start at, then groups of one handle.

The position after each group is where a later invocation can go on with a ranged read.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from products.shopify import columns
from products.shopify.columns import BadHeader

MAX_FIELD = 256 * 1024
MAX_LINE = 1024 * 1024
# More rows than any product can have: variants and pictures together.
MAX_ROWS = 500

csv.field_size_limit(MAX_FIELD)


class Unreadable(Exception):
    """The file cannot be read past `line`."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong, where: `line` counts the file's lines from 1, `field` is Shopify's column name."""

    line: int
    handle: str
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Position:
    """Where reading goes on: `offset` in bytes, `line` counted from 1."""

    offset: int = 0
    line: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """`cells` under our column names; `error` says why the row could not be split into cells."""

    start: Position
    cells: dict[str, str]
    error: str = ""

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass(slots=True)
class Group:
    """The consecutive rows of one handle. `end` is the position after the last."""

    handle: str
    start: Position
    end: Position
    rows: list[Row] = field(default_factory=list)
    count: int = 0

    def add(self, row: Row) -> None:
        self.count += 1
        # Counting goes on, so that a file of one endless product is refused and not held in memory.
        if len(self.rows) <= MAX_ROWS:
            self.rows.append(row)


class _Lines(Iterator[str]):
    """The file's lines from chunks of bytes, counting both. A byte that is not UTF-8 becomes a lone surrogate."""

    def __init__(self, chunks: Iterable[bytes], start: Position) -> None:
        self._chunks = iter(chunks)
        self._buffer = b""
        self.offset = start.offset
        self.line = start.line
        self.first = ""

    @property
    def position(self) -> Position:
        return Position(self.offset, self.line)

    def __next__(self) -> str:
        line = self._raw()
        if not line:
            raise StopIteration
        if self.offset == 0:
            if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                raise Unreadable(1, "the file is UTF-16; save it as CSV UTF-8")
            text = line.removeprefix(codecs.BOM_UTF8)
        else:
            text = line
        self.offset += len(line)
        self.line += 1
        decoded = text.decode("utf-8", "surrogateescape")
        self.first = self.first or decoded
        return decoded

    def _raw(self) -> bytes:
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if searched > MAX_LINE:
                raise Unreadable(self.line, f"the line is longer than {MAX_LINE} bytes; is this a CSV file?")
            chunk = next(self._chunks, b"")
            if not chunk:
                end = len(self._buffer) - 1
                break
            self._buffer += chunk
        line, self._buffer = self._buffer[: end + 1], self._buffer[end + 1 :]
        return line


class Reader:
    """The rows of a CSV. `names` are our column names; read from the header unless resuming with the stored ones.

    Raises BadHeader from the constructor, Unreadable while iterating.
    """

    def __init__(
        self, chunks: Iterable[bytes], *, names: list[str] | None = None, start: Position | None = None
    ) -> None:
        self._lines = _Lines(chunks, start or Position())
        # Strict, so that a stray or unclosed quote is an error and does not swallow the rows after it.
        self._csv = csv.reader(self._lines, strict=True)
        self.names = names or self._header()

    def __iter__(self) -> Iterator[Row]:
        while True:
            start = self._lines.position
            self._lines.first = ""
            try:
                cells = next(self._csv)
            except StopIteration:
                return
            except csv.Error as error:
                yield self._malformed(start, error)
                continue
            if any(cell.strip() for cell in cells):
                yield self._row(start, cells)

    @property
    def position(self) -> Position:
        return self._lines.position

    def groups(self) -> Iterator[Group]:
        """The rows by handle. A row whose handle is missing counts with the product before it, which it spoils:
        it may well be a part of that product, and no product is imported by half.
        """
        group: Group | None = None
        for row in self:
            handle = row["handle"]
            if group is None or (handle and handle != group.handle):
                if group is not None:
                    yield group
                group = Group(handle, row.start, self.position)
            group.add(row)
            group.end = self.position
        if group is not None:
            yield group

    def _header(self) -> list[str]:
        try:
            return columns.header(next(self._csv, []))
        except csv.Error as error:
            raise BadHeader(f"the first line is not CSV: {error}") from None

    def _row(self, start: Position, cells: list[str]) -> Row:
        named = {name: cell.strip() for name, cell in zip(self.names, cells, strict=False) if name and cell.strip()}
        named["handle"] = named.get("handle", "").lower()
        error = ""
        if any(cell.strip() for cell in cells[len(self.names) :]):
            error = f"the row has {len(cells)} cells, the header {len(self.names)}; is a quote missing?"
        elif not named["handle"]:
            error = "the row has no handle"
        elif not all(cell.isascii() or _is_unicode(cell) for cell in named.values()):
            error = "the row is not UTF-8; save the file as CSV UTF-8"
            named = {name: cell for name, cell in named.items() if _is_unicode(cell)}
        return Row(start, named, error)

    def _malformed(self, start: Position, error: csv.Error) -> Row:
        """A row that is not CSV. When its start can be read, the error goes to the product it belongs to."""
        if "field limit" in str(error):
            raise Unreadable(
                start.line, f"a cell is longer than {MAX_FIELD} characters; is a quote never closed?"
            ) from None
        first = self._lines.first.partition(",")[0].strip(' "\r\n').lower()
        known = self.names[0] == "handle" and _is_unicode(first)
        return Row(start, {"handle": first if known else ""}, f"the row is not CSV: {error}")


def _is_unicode(text: str) -> bool:
    return not any("\udc80" <= letter <= "\udcff" for letter in text)
