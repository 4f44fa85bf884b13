"""A log line as the shipper sends it, bounded to what is worth keeping at hand."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_NAMED = {"id", "kind", "time", "level", "service", "function", "message", "correlation_id", "request_id", "error"}
# The archive has the whole line; the table is paid by the kilobyte.
_MESSAGE, _STACK, _FIELDS = 1_000, 6_000, 2_000
# Nothing that is logged on purpose is nested deeper; parsers give up at some thousand levels.
_LEVELS_DEEP = 20


@dataclass(frozen=True, slots=True)
class Error:
    """`fingerprint` is the one the service worked out from the live traceback, if it did."""

    type: str
    message: str
    stack: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """`time` is RFC 3339 in UTC with milliseconds, so that it sorts as text. `fields` are the line's other members."""

    id: str
    time: str
    level: str
    service: str
    function: str
    message: str
    kind: str = "log"
    correlation_id: str = ""
    request_id: str = ""
    error: Error | None = None
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        return self.kind == "log" and self.level in ("ERROR", "CRITICAL")

    @property
    def is_kept_at_hand(self) -> bool:
        """Metrics go to CloudWatch, reports and debug lines are read from the archive: they cost writes here."""
        return self.kind == "log" and self.level != "DEBUG"

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.time)


def at_least(level: str) -> tuple[str, ...]:
    """The levels from this one upwards."""
    return LEVELS[LEVELS.index(level) :]


class Unreadable(ValueError):
    """A record that is no log line."""


def entry_of(value: bytes) -> LogEntry:
    """The entry in a Kafka record's value. Raises Unreadable when it is none."""
    try:
        line = json.loads(value, parse_constant=str)  # NaN and Infinity are no JSON, and nobody could read them later
        moment = datetime.fromisoformat(line["time"])
        utc = moment.astimezone(UTC)
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
        raise Unreadable("a log record is a JSON object with a time") from error
    if not 2000 <= utc.year < 2100:
        raise Unreadable("a log record is of this century")
    if moment.tzinfo is None or not _text(line, "id", 200) or not _text(line, "service", 200):
        raise Unreadable("a log record has an id, a service, and a time with its zone")
    level = line.get("level")
    return LogEntry(
        id=_text(line, "id", 200),
        time=utc.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        level=level if level in LEVELS else "INFO",
        service=_text(line, "service", 200),
        function=_text(line, "function", 200),
        message=_text(line, "message", _MESSAGE),
        kind=_text(line, "kind", 20) or "log",
        correlation_id=_text(line, "correlation_id", 200),
        request_id=_text(line, "request_id", 200),
        error=_error(line.get("error")),
        fields=_fields(line),
    )


def _text(line: dict[str, Any], name: str, limit: int) -> str:
    value = line.get(name)
    return _storable(value[:limit]) if isinstance(value, str) else ""


def _storable(text: str) -> str:
    """Half of a surrogate pair has no place in UTF-8."""
    return text.encode("utf-8", "replace").decode()


def _error(value: Any) -> Error | None:
    if not isinstance(value, dict):
        return None
    return Error(
        type=_text(value, "type", 200) or "Unknown",
        message=_text(value, "message", _MESSAGE),
        stack=_text(value, "stack", _STACK),
        fingerprint=_text(value, "fingerprint", 64),
    )


def _fields(line: dict[str, Any]) -> dict[str, Any]:
    """The other members, as many as fit."""
    kept: dict[str, Any] = {}
    size = 0
    for name, value in line.items():
        if name in _NAMED:
            continue
        text = _written(value)
        size += len(name) + len(text or "")
        if text is None or size > _FIELDS:
            return {**kept, "truncated": True}
        kept[_storable(name)] = json.loads(text)
    return kept


def _written(value: Any) -> str | None:
    """As JSON that everybody can read again; None for what cannot be: too deep, or a number beyond all bounds."""
    try:
        return _storable(json.dumps(value, ensure_ascii=False, allow_nan=False)) if _flat(value) else None
    except ValueError:
        return None


def _flat(value: Any) -> bool:
    """Whether it is nested no deeper than can be written and read again."""
    level = [value]
    for _ in range(_LEVELS_DEEP):
        level = [inner for one in level for inner in _members(one)]
        if not level:
            return True
    return False


def _members(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [*value.values()]
    return value if isinstance(value, list) else []
