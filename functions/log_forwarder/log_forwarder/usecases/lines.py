"""From what a function wrote to one record a line, in the shape the logs service reads.

A record has id, kind (log, metric or report), time, level, service, function and message, mostly a correlation_id and
a request_id, and for errors `error` with type, message, stack and perhaps a fingerprint.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from log_forwarder.domain.limits import clipped
from log_forwarder.domain.origin import Origin
from log_forwarder.domain.subscription import LogEvent
from souk.clock import isoformat

_LEVELS = {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}
_ALIASES = {"WARN": "WARNING", "FATAL": "CRITICAL", "EXCEPTION": "ERROR", "TRACE": "DEBUG"}
_PLATFORM = re.compile(r"(START|END|INIT_START|INIT_REPORT|EXTENSION|RESTORE_START|RESTORE_REPORT)\b")
# Only an initialisation that did not go well has a status; Lambda tries it once more with the invocation.
_INIT_FAILED = re.compile(r"INIT_REPORT\b.*\bStatus: (\w+)(?:.*\bError Type: (\S+))?")
_REPORT = re.compile(r"REPORT RequestId: (\S+)")
_FIGURE = re.compile(r"\t([A-Z][A-Za-z ]+): ([0-9.]+) (ms|MB)")
_STATUS = re.compile(r"\tStatus: (\w+)")
_FIGURES = {
    "Duration": "duration_ms",
    "Billed Duration": "billed_ms",
    "Memory Size": "memory_mb",
    "Max Memory Used": "memory_used_mb",
    "Init Duration": "init_ms",
}
_PREFIX = re.compile(r"\[(\w+)\]\s*")
_REQUEST = re.compile(r"\b(?:RequestId: )?([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\b")
# What the platform says of a function that cannot say it itself: killed (also for its memory), ended, too slow, or its
# answer too large (Lambda developer guide, "Troubleshoot execution issues in Lambda").
_ENDED = re.compile(
    r"(?P<Timeout>Task timed out after [0-9.]+ seconds)"
    r"|(?P<RuntimeExit>Runtime exited (?:with error: [^\n]+|without providing a reason)"
    r"|Process exited before completing request)"
    r"|(?P<AnswerRefused>LAMBDA_RUNTIME Failed [^\n]+)"
)
_TROUBLE = re.compile(r"Runtime\.\w+|Traceback \(most recent call last\)|errorMessage")
_ERROR = re.compile(r"^(?:\[ERROR\]\s*)?((?:\w+\.)*[A-Z]\w*)(?:: (.*))?$")
_TRACEBACK = "Traceback (most recent call last)"
# Nothing longer is looked at: patterns over a megabyte take their time.
_LONGEST = 64_000


def parsed(event: LogEvent, origin: Origin) -> dict[str, Any] | None:
    """The record of one line; None for the platform's own lines, which tell nothing that REPORT does not."""
    message = event.message.strip()[:_LONGEST]
    init_failed = _INIT_FAILED.match(message)
    if not message or (_PLATFORM.match(message) and not init_failed):
        return None
    base = {
        "id": event.id,
        "kind": "log",
        "time": isoformat(datetime.fromtimestamp(event.timestamp / 1000, UTC)),
        "level": "INFO",
        "service": origin.service,
        "function": origin.function,
    }
    if init_failed:
        what = init_failed.group(2) or init_failed.group(1)
        return base | {"level": "WARNING", "message": f"the function did not start: {what}"}
    report = _REPORT.match(message)
    if report:
        return base | _report(message, report.group(1))
    written = _json_object(event.message)
    return base | (_written(written) if written is not None else _text(message))


def assembled(events: Iterable[LogEvent]) -> Iterator[LogEvent]:
    """Puts tracebacks together again where every line of them came as an event of its own."""
    held: LogEvent | None = None
    for event in events:
        if held is not None and (event.message[:1].isspace() or _ends(held, event)):
            held = LogEvent(held.id, held.timestamp, f"{held.message}\n{event.message.rstrip()}")
            continue
        if held is not None:
            yield held
        held = event if _TRACEBACK in event.message else None
        if held is None:
            yield event
    if held is not None:
        yield held


def _ends(held: LogEvent, event: LogEvent) -> bool:
    """Whether this is the traceback's last line, "KeyError: 'x'": the first one that is not indented."""
    indented = held.message.rpartition("\n")[2][:1].isspace()
    return indented and _ERROR.match(event.message.rstrip()) is not None


def _report(message: str, request_id: str) -> dict[str, Any]:
    figures = {_FIGURES[name]: float(value) for name, value, _ in _FIGURE.findall(message) if name in _FIGURES}
    ended = {"status": status.group(1)} if (status := _STATUS.search(message)) else {}
    return {"kind": "report", "message": "invocation report", "request_id": request_id, **figures, **ended}


def _json_object(message: str) -> dict[str, Any] | None:
    if not message.lstrip().startswith("{"):
        return None
    try:
        # NaN and Infinity are not JSON; whoever reads the record next may be strict.
        value = json.loads(message, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _written(line: dict[str, Any]) -> dict[str, Any]:
    """A line the service wrote as JSON. What identifies it must be what it says it is; the rest is taken along."""
    result = {name: value for name, value in line.items() if value is not None and name not in {"id", "kind"}}
    if "_aws" in line:
        return {**result, "kind": "metric", "message": "metric"}
    result["message"] = _as_text(line.get("message", ""))
    result["level"] = _level(line.get("level"))
    moment = _moment(line.get("time") or line.get("timestamp"))
    for name in ("time", "service", "function", "correlation_id", "request_id"):
        if not isinstance(result.get(name), str) or not 0 < len(result[name]) <= 200:
            result.pop(name, None)
    result.pop("time", None)
    return result | ({"time": moment} if moment else {})


def _text(message: str) -> dict[str, Any]:
    """A line in plain text: the runtime's, a library's, or the stack trace of a handler that raised."""
    prefix = _PREFIX.match(message)
    ended = _ENDED.search(message)
    trouble = ended or _TROUBLE.search(message)
    level = _level(prefix.group(1)) if prefix else "ERROR" if trouble else "INFO"
    request = _REQUEST.search(message)
    first = ended.group().strip() if ended and _TRACEBACK not in message else message.splitlines()[0]
    result: dict[str, Any] = {"level": level, "message": clipped(first, 500)}
    if request:
        result["request_id"] = request.group(1)
    if level in ("ERROR", "CRITICAL"):
        result["error"] = _error(message)
    elif "\n" in message:
        result["text"] = message
    return result


def _error(message: str) -> dict[str, Any]:
    ended = _ENDED.search(message)
    if ended and _TRACEBACK not in message:  # without the times and ids around it, so that all of them are one group
        return {"type": ended.lastgroup, "message": ended.group().strip(), "stack": ""}
    lines = message.replace("\r", "\n").splitlines()
    # The runtime puts "KeyError: 'x'" before the stack, Python itself puts it after.
    for line in (lines[0], lines[-1]):
        found = _ERROR.match(line.strip())
        if found and len(lines) > 1:
            return {"type": found.group(1), "message": found.group(2) or "", "stack": "\n".join(lines)}
    return {"type": "Unknown", "message": lines[0], "stack": "\n".join(lines) if len(lines) > 1 else ""}


def _level(name: Any) -> str:
    upper = str(name or "INFO").upper()
    level = _ALIASES.get(upper, upper)
    return level if level in _LEVELS else "INFO"


def _as_text(message: Any) -> str:
    return message if isinstance(message, str) else json.dumps(message, ensure_ascii=False)


def _moment(value: Any) -> str | None:
    try:
        moment = datetime.fromisoformat(value)
        return isoformat(moment) if moment.tzinfo else None
    except (TypeError, ValueError, OverflowError):  # the first and the last year have no place in another zone
        return None
