"""The prepared file: a product a line, in the order in which the products first appear in the merchant's.

It is read in pieces, from any byte, by as many workers as the import takes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from products.domain.shopify.reader import Row, RowGroup


def line_of(value: object) -> bytes:
    """A product as it stands in the file."""
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def unpacked(chunks: Iterable[bytes]) -> Iterator[tuple[RowGroup, int]]:
    """The products of a prepared file from its start or the start of any product on, with the bytes each takes."""
    for line in _lines(chunks):
        count, rows, next_line = json.loads(line)
        yield RowGroup(rows[0][1]["handle"], [Row(*row) for row in rows], count, next_line), len(line)


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    parts: list[bytes] = []
    for chunk in chunks:
        start = 0
        while (end := chunk.find(b"\n", start)) >= 0:
            yield b"".join([*parts, chunk[start : end + 1]])
            parts, start = [], end + 1
        parts.append(chunk[start:])
