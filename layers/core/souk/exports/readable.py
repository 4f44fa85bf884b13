"""What is written of a value: of each class the fields that are named, and nothing of a class that is not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from souk.money import Money

# The fields that are written of each class. What is personal and not among them is in infra/personal-data.yaml, with
# the reason (tests/contract/test_export_covers.py).
Covered = Mapping[type[Any], tuple[str, ...]]
Json = dict[str, Any] | list[Any] | str | int | float | bool | None


def readable(value: Any, covered: Covered) -> Json:
    """`value` as JSON. Times are RFC 3339 in UTC, days ISO 8601, amounts of money {amount in minor units, currency}.

    Raises TypeError for what is of no class that is covered: nothing is written unless somebody decided that it is.
    """
    fields = covered.get(type(value))
    if fields is not None:
        return {name: readable(getattr(value, name), covered) for name in fields}
    if isinstance(value, Money):
        return {"amount": value.amount, "currency": value.currency}
    if isinstance(value, Mapping):
        return {str(key): readable(item, covered) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [readable(item, covered) for item in value]
    return _plain(value)


def _plain(value: Any) -> Json:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return str(value.value)
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"it is not decided what is written of {type(value).__name__}")
