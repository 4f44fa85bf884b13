"""Reading a CSV of any size as a stream: its rows under our column names, with the line each starts at."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from unicodedata import normalize

from products.domain.product import is_handle
from products.domain.shopify import columns
from products.domain.shopify.columns import BadHeader
from products.domain.shopify.decoding import Lines, UnreadableFile

MAX_FIELD = 256 * 1024
# More rows than any product can have: variants and pictures together.
MAX_ROWS = 500
# What spreadsheets separate cells with: Excel takes the semicolon where the comma is for decimals.
DELIMITERS = (",", ";", "\t", "|")
# Excel's own way to say which it is.
_SEP = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
# Line ends of old text processors, and control characters, which nobody sees and no text needs.
_INVISIBLE: dict[int, str | None] = dict.fromkeys([*range(9), *range(14, 32), *range(127, 160), 0xFEFF])
_INVISIBLE |= dict.fromkeys([0x0B, 0x0C, 0x85, 0x2028, 0x2029], "\n")
# A cell that a spreadsheet would take for a formula is exported with an apostrophe in front (see `writer`).
_ESCAPED = re.compile(r"'+[=+\-@＝＋－＠]")

csv.field_size_limit(MAX_FIELD)


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong, where: `line` counts the file's lines from 1, `field` is Shopify's column name."""

    line: int
    handle: str
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class CellDifference:
    """What a file would change: `field` is Shopify's column name, `sku` whose it is, empty if the product's."""

    field: str
    sku: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Row:
    """`cells` under our column names, those that are not empty; `error` says why it could not be split into cells.

    An empty tracker is there, too: it says that a variant is not tracked, which a file without that column does not.
    """

    line: int
    cells: dict[str, str]
    error: str = ""

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass(slots=True)
class RowGroup:
    """The rows of one handle, wherever they stand in the file. `next_line` is where the next product begins.

    `count` goes on where `rows` end, so that a file of one endless product is refused and not held in memory.
    """

    handle: str
    rows: list[Row] = field(default_factory=list)
    count: int = 0
    next_line: int = 0

    @property
    def line(self) -> int:
        return self.rows[0].line

    def add(self, row: Row) -> None:
        self.count += 1
        if len(self.rows) <= MAX_ROWS:
            self.rows.append(row)


class RowReader:
    """The rows of a CSV. `names` are our column names, read from the header.

    A row whose handle is missing has that of the row before it, and an error that spoils the product: it may well be a
    part of it, and no product is imported by half.
    Raises BadHeader from the constructor, Unreadable from there and while iterating.
    """

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self.delimiter, self.names = self._header()
        # Strict, so that a stray or unclosed quote is an error and does not swallow the rows after it.
        self._csv = csv.reader(lines, delimiter=self.delimiter, strict=True)

    def __iter__(self) -> Iterator[Row]:
        handle = ""
        while True:
            line, self._lines.read = self._lines.line, []
            try:
                cells = next(self._csv)
            except StopIteration:
                return
            except csv.Error as error:
                rows = self._malformed(line, error)
            else:
                # Files that were put together from several have the header again in between.
                if not any(cell.translate(_INVISIBLE).strip() for cell in cells) or _repeats(cells, self._named):
                    continue
                rows = [self._row(line, cells)]
            for row in rows:
                handle = row["handle"] or handle
                row.cells["handle"] = handle
                yield row

    @property
    def line(self) -> int:
        """The number of the line after the last row."""
        return self._lines.line

    def _header(self) -> tuple[str, list[str]]:
        """The file's delimiter and columns: the one with which its first line names the columns."""
        given, line = "", self._first_line()
        if sep := _SEP.fullmatch(line):
            given, line = sep.group(1), self._first_line()
        best = BadHeader("the first line is not CSV: its quotes do not match")
        for delimiter in (*given, *DELIMITERS):
            try:
                self._named = next(csv.reader([line], delimiter=delimiter, strict=True), [])
                return delimiter, columns.header(self._named)
            except BadHeader as error:
                best = max(best, error, key=lambda bad: bad.known)
            except csv.Error:
                continue
        raise best

    def _first_line(self) -> str:
        for line in self._lines:
            text = line.lstrip("\ufeff")
            if text.strip(' \t\r\n,;|"'):
                return text
        raise UnreadableFile(1, "the file is empty")

    def _row(self, line: int, cells: list[str]) -> Row:
        named = {
            name: text for name, cell in zip(self.names, cells, strict=False) if name and (text := _text(name, cell))
        }
        if "tracker" in self.names:
            named.setdefault("tracker", "")
        error = ""
        if len(cells) == 1 and self.delimiter in cells[0]:
            error = "the whole row is in quotes, and so one cell; a spreadsheet does so when a column of it is saved"
            named = {"handle": cells[0].partition(self.delimiter)[0]}
        elif any(cell.strip() for cell in cells[len(self.names) :]):
            error = f"the row has {len(cells)} cells, the header {len(self.names)}; is a quote missing?"
        elif not named.get("handle"):
            error = "the row has no handle, and may belong to the product before it"
        elif not all(_is_unicode(cell) for cell in named.values()):
            error = "the row is in another encoding than the rest of the file; save the file as CSV UTF-8"
            named = {name: cell for name, cell in named.items() if _is_unicode(cell)}
        named["handle"] = _handle(named.get("handle", ""))
        return Row(line, named, error)

    def _malformed(self, line: int, error: csv.Error) -> list[Row]:
        """Rows that are not CSV: the one whose quote went wrong, and those that were taken for a part of its cell.

        The error goes to the products they belong to, where that can be read, so that none of them comes in by half.
        """
        if "field limit" in str(error):
            raise UnreadableFile(
                line, f"a cell is longer than {MAX_FIELD} characters; is a quote never closed?"
            ) from None
        column, read = self.names.index("handle"), self._lines.read
        found = []
        for number, text in enumerate(read):
            cells = text.translate(_INVISIBLE).split(self.delimiter)
            handle = _handle(cells[column].strip(' "\r\n')) if column < len(cells) else ""
            # A line of a description within quotes is no row.
            if number == 0 or (is_handle(handle) and len(cells) >= len(self.names)):
                known = handle if _is_unicode(handle) else ""
                found.append(Row(line + number, {"handle": known}, _quoting(error, line, line + len(read) - 1)))
        return found


def _quoting(error: csv.Error, first: int, last: int) -> str:
    """What Python's "',' expected after '\"'" and "unexpected end of data" mean for who wrote the file."""
    lost = f"line {first}" if first == last else f"lines {first} to {last}"
    if "end of data" in str(error):
        return f"the row is not CSV: a quote is opened and never closed, so {lost} could not be read"
    return f'the row is not CSV: within quotes a quote is written twice, as in "5"" pipe"; {lost} could not be read'


def _repeats(cells: list[str], header: list[str]) -> bool:
    return cells[: len(header)] == header


def _text(name: str, cell: str) -> str:
    # What names a thing is not changed: it is refused for what is wrong with it.
    text = (cell if name in ("handle", "sku") else cell.translate(_INVISIBLE)).strip()
    return text[1:] if _ESCAPED.match(text) else text


def _handle(text: str) -> str:
    """Small letters, each in one piece: files of a Macintosh have é in two."""
    return normalize("NFC", text.lower())


def _is_unicode(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)
