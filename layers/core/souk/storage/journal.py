"""An aggregate's state and everything it has published, packed into one attribute of its item.

A change and the events that tell of it are then one conditional write of one item, at one write unit per KB: neither
the transaction, which would double it, nor an item for each event is needed. The relay publishes what an item's journal
holds that its predecessor's did not (see `docs/decisions/0009-one-item-an-aggregate.md`).

The packed form is one byte that names the dictionary, then raw DEFLATE (RFC 1951) of JSON texts, one a line: the state,
then the events as they were published, oldest first. JSON text holds no raw line break. An order of one line with its
five events takes some 900 bytes instead of 5,600.

Nothing but the standard library is imported here: the relay reads journals, too.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from typing import Any

from souk.storage.journal_dictionary import DICTIONARIES, NEWEST

ATTRIBUTE = "journal"
# An order has five to ten. A card that is declined over and over must not let its payment's item grow without end.
MAX_EVENTS = 100
_RAW, _LEVEL, _MEMORY = -zlib.MAX_WBITS, 9, 9


def pack(state: Any, events: Sequence[str]) -> bytes:
    """`state`, which must be JSON, and the newest MAX_EVENTS of `events`, which must be JSON texts of one line."""
    lines = [json.dumps(state, separators=(",", ":"), ensure_ascii=False), *events[-MAX_EVENTS:]]
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW, _MEMORY, zdict=DICTIONARIES[NEWEST])
    return bytes([NEWEST]) + packer.compress("\n".join(lines).encode()) + packer.flush()


def unpack(journal: bytes) -> tuple[Any, tuple[str, ...]]:
    """The state and the events. Raises ValueError for what is no journal."""
    dictionary = DICTIONARIES.get(journal[0]) if journal else None
    if dictionary is None:
        raise ValueError("this is not a journal, or one of a newer version")
    unpacker = zlib.decompressobj(_RAW, zdict=dictionary)
    try:
        text = unpacker.decompress(journal[1:]) + unpacker.flush()
    except zlib.error as error:
        raise ValueError(f"a damaged journal: {error}") from error
    if not unpacker.eof:
        raise ValueError("a damaged journal: it breaks off")
    state, *events = text.decode().split("\n")
    return json.loads(state), tuple(events)


def published(after: bytes, before: bytes | None) -> list[str]:
    """The events that an item's change published: those in its journal that were not there before."""
    known = set(unpack(before)[1]) if before else set()
    return [event for event in unpack(after)[1] if event not in known]
