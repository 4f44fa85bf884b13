"""Bounds: one log line must not fill a Kafka message or a table's item."""

from __future__ import annotations

import json
from typing import Any

MAX_TEXT = 4_000
MAX_LINE = 16_000
_KEPT = ("id", "kind", "time", "level", "service", "function", "message", "correlation_id", "request_id", "error")


def clipped(text: str, limit: int = MAX_TEXT) -> str:
    """`text`, or its beginning with a marker that says how much is missing. Lengths in characters."""
    return text if len(text) <= limit else f"{text[:limit]}… [{len(text) - limit} more characters]"


def bounded(line: dict[str, Any]) -> bytes:
    """The line as JSON of at most MAX_LINE bytes.

    Long texts lose their end, then the line loses what only it has, and in the end all texts but a beginning.
    """
    for limit in (MAX_TEXT, MAX_TEXT // 8):
        encoded = _encoded(_clipped(line, limit))
        if len(encoded) <= MAX_LINE:
            return encoded
        line = {**{name: line[name] for name in _KEPT if name in line}, "truncated": True}
    return _encoded({name: _clipped(held, 200) for name, held in line.items() if not isinstance(held, dict | list)})


def _clipped(value: Any, limit: int) -> Any:
    if isinstance(value, str):
        return clipped(value, limit)
    if isinstance(value, list):
        return [_clipped(item, limit) for item in value]
    if isinstance(value, dict):
        return {clipped(name, 100): _clipped(held, limit) for name, held in value.items()}
    return value


def _encoded(line: dict[str, Any]) -> bytes:
    return json.dumps(line, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace")
