"""Kafka records, and the event in which AWS hands them to a function.

https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html#msk-sample-event
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

TIMESTAMP_TYPES = {0: "CREATE_TIME", 1: "LOG_APPEND_TIME"}


@dataclass(frozen=True)
class Record:
    """One record; `timestamp` is in milliseconds since the epoch."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()
    timestamp_type: int = 0

    @property
    def lane(self) -> str:
        """The name AWS gives to a topic's partition."""
        return f"{self.topic}-{self.partition}"

    @property
    def size(self) -> int:
        """Bytes the record takes in an event, roughly."""
        held = len(self.key or b"") + len(self.value or b"")
        held += sum(len(name) + 3 * len(value) for name, value in self.headers)
        return 200 + held * 4 // 3


def msk_event(records: Iterable[Record], event_source_arn: str, bootstrap: str) -> dict[str, Any]:
    """The event an MSK mapping invokes its function with."""
    grouped: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        grouped.setdefault(record.lane, []).append(_entry(record))
    return {
        "eventSource": "aws:kafka",
        "eventSourceArn": event_source_arn,
        "bootstrapServers": bootstrap,
        "records": grouped,
    }


def _entry(record: Record) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "timestamp": record.timestamp,
        "timestampType": TIMESTAMP_TYPES.get(record.timestamp_type, "CREATE_TIME"),
    }
    if record.key is not None:
        entry["key"] = base64.b64encode(record.key).decode()
    if record.value is not None:
        entry["value"] = base64.b64encode(record.value).decode()
    entry["headers"] = [{name: list(value)} for name, value in record.headers]
    return entry
