"""Kafka's records as an MSK event source mapping hands them over."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

# The types by which somebody is forgotten. What is set aside of them is seen to by `souk.delivery.forgetting`.
ORDER_ANONYMISED, USER_ERASED = "order.anonymised", "user.erased"
FORGETTING = frozenset({ORDER_ANONYMISED, USER_ERASED})


@dataclass(frozen=True, slots=True)
class KafkaRecord:
    """One record. `partition` is the topic-partition as the event source names it: "souk.orders.v1-0"."""

    topic: str
    partition: str
    offset: int
    key: str
    value: bytes
    timestamp: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)


def records_of(event: Mapping[str, Any]) -> Iterator[tuple[str, list[KafkaRecord]]]:
    """The records of an MSK event by topic-partition, decoded."""
    for partition, records in event.get("records", {}).items():
        yield partition, [_record(partition, record) for record in records]


def _record(partition: str, record: Mapping[str, Any]) -> KafkaRecord:
    headers = {
        name: bytes(b & 0xFF for b in value).decode("utf-8", "replace")
        for header in record.get("headers", ())
        for name, value in header.items()
    }
    return KafkaRecord(
        topic=record["topic"],
        partition=partition,
        offset=record["offset"],
        key=base64.b64decode(record.get("key") or "").decode("utf-8", "replace"),
        value=base64.b64decode(record.get("value") or ""),
        timestamp=record.get("timestamp", 0),
        headers=headers,
    )
