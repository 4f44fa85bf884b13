"""What requests cost in DynamoDB's capacity units (developer guide, "DynamoDB item sizes and formats").

A write unit is 1 KB of an item, a read unit 4 KB read consistently; half of that otherwise. Transactions cost double,
an index is written like a table, once for each entry that is added, removed or changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Item = Mapping[str, Mapping[str, Any]]


def size_of(item: Item) -> int:
    """Bytes, of names and values in UTF-8."""
    return sum(len(name.encode()) + _value(value) for name, value in item.items())


def write_units(item: Item | None) -> int:
    """For writing, or deleting, this item; one at least."""
    return max(1, -(-size_of(item or {}) // 1024))


def read_units(items: Iterable[Item], *, consistent: bool) -> float:
    """For reading these items in one request."""
    units = max(1, -(-sum(size_of(item) for item in items) // 4096))
    return float(units) if consistent else units / 2


def index_units(before: Item | None, after: Item | None, projections: Mapping[str, str]) -> int:
    """For keeping the indexes up with a change: every entry written or removed counts.

    An entry holds what its index projects, and is left alone while nothing of that changes.
    """
    units = 0
    for index, projection in projections.items():
        old, new = _entry(before, index, projection), _entry(after, index, projection)
        if old is not None and _key(before, index) != _key(after, index):
            units += write_units(old)
            old = None
        if new is not None and old != new:
            units += write_units(new)
    return units


def _entry(item: Item | None, index: str, projection: str) -> Item | None:
    if item is None or _key(item, index) is None:
        return None
    if projection == "ALL":
        return item
    return {name: item[name] for name in ("pk", "sk", f"{index}pk", f"{index}sk")}


def _key(item: Item | None, index: str) -> tuple[str, str] | None:
    if item is None or f"{index}pk" not in item or f"{index}sk" not in item:
        return None
    return item[f"{index}pk"]["S"], item[f"{index}sk"]["S"]


def _value(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    if kind == "S":
        return len(content.encode())
    if kind == "N":
        digits = str(content).lstrip("-").replace(".", "").strip("0")
        return (len(digits) + 1) // 2 + 1 + (str(content).startswith("-"))
    if kind in ("BOOL", "NULL"):
        return 1
    if kind == "B":
        return len(content)
    if kind == "L":
        return 3 + sum(1 + _value(element) for element in content)
    if kind == "M":
        return 3 + sum(1 + len(name.encode()) + _value(element) for name, element in content.items())
    return sum(len(str(element).encode()) for element in content)
