"""What a CloudWatch Logs subscription sends: gzip in base64 in JSON (CloudWatch Logs user guide)."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class LogEvent:
    """`timestamp` in milliseconds since the epoch. A line, or what was one before the platform cut it up."""

    id: str
    timestamp: int
    message: str


@dataclass(frozen=True, slots=True)
class LogBatch:
    log_group: str
    log_stream: str
    events: tuple[LogEvent, ...]


def decode(event: Mapping[str, Any]) -> LogBatch | None:
    """The batch in a subscription's event; None for the control message that only tests whether we are there.

    Raises ValueError when it is no such event.
    """
    try:
        payload = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
        if payload["messageType"] != "DATA_MESSAGE":
            return None
        events = tuple(LogEvent(e["id"], int(e["timestamp"]), e["message"]) for e in payload["logEvents"])
        return LogBatch(payload["logGroup"], payload["logStream"], events)
    except (KeyError, TypeError, ValueError, OSError, EOFError, zlib.error) as error:
        raise ValueError("this is not an event of a CloudWatch Logs subscription") from error
