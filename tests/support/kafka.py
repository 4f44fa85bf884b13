"""Events as an MSK event source mapping delivers them."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

from souk.delivery.consumer import BatchConsumer, Consumer, RawConsumer
from souk.events import Event, topic_of
from tests.support.lambdas import LambdaContext


def msk_event(records: Iterable[tuple[str, str, bytes]]) -> dict[str, Any]:
    """An MSK event from (topic, key, value); everything in partition 0, offsets counting up."""
    by_partition: dict[str, list[dict[str, Any]]] = {}
    for topic, key, value in records:
        held = by_partition.setdefault(f"{topic}-0", [])
        held.append(
            {
                "topic": topic,
                "partition": 0,
                "offset": len(held),
                "timestamp": 1_700_000_000_000,
                "timestampType": "CREATE_TIME",
                "key": base64.b64encode(key.encode()).decode(),
                "value": base64.b64encode(value).decode(),
                "headers": [],
            }
        )
    return {
        "eventSource": "aws:kafka",
        "eventSourceArn": "arn:aws:kafka:eu-central-1:123456789012:cluster/souk/0",
        "bootstrapServers": "localhost:9092",
        "records": by_partition,
    }


def without_marks(items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """A table's items but for what its consumer remembers of its batches."""
    return [item for item in items if not item["pk"]["S"].startswith("INBOX#")]


def batch(consumer: Consumer | BatchConsumer | RawConsumer, events: Iterable[Event]) -> dict[str, Any]:
    """Delivers the events in one batch and returns the consumer's answer."""
    records = [(topic_of(e.type), e.aggregate_id, e.model_dump_json().encode()) for e in events]
    answer: dict[str, Any] = consumer.handler(msk_event(records), LambdaContext())
    return answer
