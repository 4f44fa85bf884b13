"""Kafka in memory: topics with partitions, consumer groups with offsets, at least once and in order by partition."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from souk import clock
from tests.support.world.steps import Steps

PARTITIONS = 3
# What a broker keeps of a record beside key, value and headers (record batches of one, format version 2).
OVERHEAD_BYTES = 70


@dataclass(frozen=True, slots=True)
class Record:
    topic: str
    partition: int
    offset: int
    key: bytes
    value: bytes
    headers: tuple[tuple[str, bytes], ...] = ()
    timestamp: int = 0

    @property
    def size(self) -> int:
        """Bytes in the log."""
        headers = sum(len(name) + len(value) + 2 for name, value in self.headers)
        return len(self.key) + len(self.value) + headers + OVERHEAD_BYTES


@dataclass(frozen=True, slots=True, order=True)
class Lane:
    """A group's way through one partition."""

    group: str
    topic: str
    partition: int


@dataclass
class Broker:
    """`send` is kafka-python's, so the real producer stands on it."""

    steps: Steps
    log: dict[tuple[str, int], list[Record]] = field(default_factory=dict)
    offsets: dict[Lane, int] = field(default_factory=dict)
    _placed: dict[bytes, int] = field(default_factory=dict)

    def send(self, topic: str, value: bytes, key: bytes, headers: Sequence[tuple[str, bytes]]) -> Broker:
        with self.steps.step(f"kafka {topic}"):
            # By first appearance instead of by hash: ids differ from run to run, and a run must be repeatable.
            partition = self._placed.setdefault(key, len(self._placed) % PARTITIONS)
            records = self.log.setdefault((topic, partition), [])
            now = int(clock.now().timestamp() * 1000)
            records.append(Record(topic, partition, len(records), key, value, tuple(headers), now))
        return self

    def get(self, timeout: float) -> None:
        """The future of `send`: acknowledged."""

    def close(self, timeout: float) -> None:
        """Nothing is held back."""

    def waiting(self, subscriptions: Sequence[tuple[str, str]]) -> list[Lane]:
        """The lanes of (group, topic) that have something to deliver, in a fixed order."""
        lanes = [Lane(group, topic, partition) for group, topic in subscriptions for partition in range(PARTITIONS)]
        return [lane for lane in lanes if self.lag(lane)]

    def lag(self, lane: Lane) -> int:
        return len(self.log.get((lane.topic, lane.partition), ())) - self.offsets.get(lane, 0)

    def batch(self, lane: Lane, limit: int) -> list[Record]:
        start = self.offsets.get(lane, 0)
        return self.log.get((lane.topic, lane.partition), [])[start : start + limit]

    def commit(self, lane: Lane, offset: int) -> None:
        """Everything before `offset` is done with."""
        self.offsets[lane] = offset

    def rewind(self, lane: Lane, records: int) -> int:
        """Delivers the last so many records again, as after a rebalance; how many."""
        before = self.offsets.get(lane, 0)
        self.offsets[lane] = max(0, before - records)
        return before - self.offsets[lane]


def msk_event(records: Sequence[Record]) -> dict[str, Any]:
    """The records of one lane as an event source mapping hands them over."""
    partition = f"{records[0].topic}-{records[0].partition}"
    return {
        "eventSource": "aws:kafka",
        "eventSourceArn": "arn:aws:kafka:eu-central-1:123456789012:cluster/souk/0",
        "bootstrapServers": "broker:9092",
        "records": {
            partition: [
                {
                    "topic": record.topic,
                    "partition": record.partition,
                    "offset": record.offset,
                    "timestamp": record.timestamp,
                    "timestampType": "CREATE_TIME",
                    "key": base64.b64encode(record.key).decode(),
                    "value": base64.b64encode(record.value).decode(),
                    "headers": [{name: list(value)} for name, value in record.headers],
                }
                for record in records
            ]
        },
    }
