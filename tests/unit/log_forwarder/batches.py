"""Batches as a CloudWatch Logs subscription sends them."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

from log_forwarder.domain.subscription import LogBatch, LogEvent

GROUP = "/aws/lambda/souk-prod-orders-api"
STREAM = "2026/05/04/[$LATEST]abc"
AT = 1_777_888_800_000  # 2026-05-04T10:00:00Z


def batch(*messages: str, group: str = GROUP) -> LogBatch:
    return LogBatch(group, STREAM, tuple(LogEvent(f"e{n}", AT + n, m) for n, m in enumerate(messages)))


def subscription(*messages: str, group: str = GROUP, kind: str = "DATA_MESSAGE") -> dict[str, Any]:
    """The event Lambda is invoked with."""
    payload = {
        "messageType": kind,
        "owner": "123456789012",
        "logGroup": group,
        "logStream": STREAM,
        "subscriptionFilters": ["souk"],
        "logEvents": [{"id": e.id, "timestamp": e.timestamp, "message": e.message} for e in batch(*messages).events],
    }
    data = base64.b64encode(gzip.compress(json.dumps(payload).encode())).decode()
    return {"awslogs": {"data": data}}
