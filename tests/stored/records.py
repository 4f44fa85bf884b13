"""Which records of the services read which items."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from typing import Any

from souk.storage.dynamo import Record
from tests.stored.life import Life
from tests.stored.shop import TABLES

# Parts of others', and what is gone within minutes or loses nothing when it is.
_NO_KIND = {"CircuitRecord", "ComparisonRecord", "LevelOrReservation", "Listing", "OrderItem", "Part"}

# What is no longer written and nobody reads: it stays in an item until the item ends.
_RETIRED = {"CONTACT": {"owner", "gsi1pk", "gsi1sk"}}


def missing(lives: list[Life]) -> set[str]:
    """The names of the records that read no item of these lives."""
    known = {record.__name__ for table in TABLES for record in records_of(table)}
    stored = [(table, item) for life in lives for table, items in life.tables.items() for item in items]
    return known - _NO_KIND - {record.__name__ for table, item in stored for record in readers(table, item)}


def readers(table: str, item: dict[str, Any]) -> list[type[Record]]:
    """The records that read this item and would write all of it again, but for what is retired."""
    gone = _RETIRED.get(item["sk"].get("S", ""), set())
    item = {name: value for name, value in item.items() if name not in gone}
    return [record for record in records_of(table) if _reads(record, item)]


def _reads(record: type[Record], item: dict[str, Any]) -> bool:
    try:
        read = record()
        read.deserialize(item)
        return bool(read.serialize() == item)
    except (ValueError, TypeError, KeyError):
        return False


@cache
def records_of(table: str) -> list[type[Record]]:
    """Those of the table's service, and what every service may store."""
    service = table.removesuffix("Table").lower()
    for package in (f"{service}.adapters", "souk"):
        for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            importlib.import_module(module.name)
    return [one for one in _below(Record) if one.__module__.partition(".")[0] in (service, "souk")]


def _below(kind: type[Record]) -> Iterator[type[Record]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)
