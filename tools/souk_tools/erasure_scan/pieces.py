"""What is stored, in pieces that can be searched: an item of a table, an object of a bucket, a record of a topic.

Nothing is hidden by its form: journals, compressed values and JSON within texts are opened, and every text in them
keeps the names on its way there, which say what field it is.
"""

from __future__ import annotations

import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from souk.storage import journal

Path = tuple[str, ...]
_EVENT = frozenset({"aggregate_id", "type", "data"})
# How deep data may be nested before the rest is taken as text: what is stored is a few levels deep.
_DEEPEST = 40
# What is packed as a journal is: a state, and the events it has published, if any.
_PACKED = ((journal.ATTRIBUTE,), ("packed",))


class Kind(StrEnum):
    """What sort of place a piece lies in."""

    TABLE = "table"
    TOPIC = "topic"
    LOG = "log"
    BUCKET = "bucket"
    INDEX = "index"
    POOL = "pool"


@dataclass(frozen=True, slots=True)
class Piece:
    """`place` and `name` say where it is, `service` whose fields it has, `until` when it is deleted by itself."""

    kind: Kind
    place: str
    name: str
    content: object
    service: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A text in a piece. `path` are the names on the way to it, within the event when it is in one."""

    text: str
    path: Path
    in_event: bool = False


def leaves(content: object, path: Path = (), in_event: bool = False) -> Iterator[Leaf]:
    """Every text in the content, the names of members among them."""
    match content:
        case Mapping():
            inside = in_event or content.keys() >= _EVENT
            for name, value in content.items():
                yield Leaf(str(name), path, inside)
                yield from leaves(value, (*(() if inside and not in_event else path), str(name)), inside)
        case str():
            yield from _of_text(content, path, in_event)
        case bytes() | bytearray():
            yield from _of_bytes(bytes(content), path, in_event)
        case Sequence() | set() | frozenset():
            for value in content:
                yield from leaves(value, path, in_event)
        case None:
            return
        case _:
            yield Leaf(str(content), path, in_event)


def _of_text(text: str, path: Path, in_event: bool) -> Iterator[Leaf]:
    if text[:1] in ("{", "[") and len(path) < _DEEPEST:
        try:
            yield from leaves(json.loads(text), path, in_event)
            return
        except (ValueError, RecursionError):
            pass  # a text that only begins like JSON
    yield Leaf(text, path, in_event)


def _of_bytes(content: bytes, path: Path, in_event: bool) -> Iterator[Leaf]:
    if path[-1:] in _PACKED:
        state, events = journal.unpack(content)
        yield from leaves(state, path, in_event)
        for event in events:
            yield from leaves(event, path, in_event)
        return
    yield from _of_text(opened(content).decode("utf-8", "replace"), path, in_event)


def opened(content: bytes) -> bytes:
    """Without the compression it has, if any: gzip (RFC 1952) or zlib (RFC 1950); of a zip archive, all its files."""
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return b"\n".join(archive.read(name) for name in archive.namelist())
    for begins, decompress in ((b"\x1f\x8b", gzip.decompress), (b"\x78", zlib.decompress)):
        if content.startswith(begins):
            try:
                return decompress(content)
            except (OSError, EOFError, zlib.error):  # it only looked like it
                return content
    return content
