"""The world's events in a real Kafka that may be killed: the real producer, and the groups' committed offsets.

A call to a broker that is away fails as it fails in production. What was not acknowledged is published again, what was
not committed is delivered again; a group's place is what Kafka knows of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError, KafkaTimeoutError
from kafka.structs import OffsetAndMetadata

from souk.brokers.kafka import DeliveryFailed, connect
from souk_local.bridge.partitions import offsets
from souk_local.waiting import wait_until
from tests.support.dynamo import environment
from tests.support.world.broker import PARTITIONS, Broker, Lane, Record
from tests.support.world.steps import Crash, Steps
from tests.support.world.world import World

# A broker that was killed is back sooner, even on a busy machine.
AWAY_SECONDS = 120.0
_POLL_MS = 500
_CLOSE_SECONDS = 10.0


class KafkaBroker(Broker):
    """As the broker in memory. `struck` is told of every call to Kafka before it is made."""

    def __init__(self, steps: Steps, address: str, struck: Callable[[], None]) -> None:
        super().__init__(steps)
        self._address = address
        self._struck = struck
        self._client: Any = None
        self._consumers: dict[str, KafkaConsumer] = {}

    # the client of souk.brokers.kafka's producer

    def send(self, topic: str, value: bytes, key: bytes, headers: Sequence[tuple[str, bytes]]) -> Any:
        try:
            with self.steps.step(f"kafka {topic}"):
                if self._client is None:
                    with environment(KAFKA_BOOTSTRAP_SERVERS=self._address):
                        self._client = connect()
                self._struck()
                return self._client.send(topic, value=value, key=key, headers=headers)
        except Crash:
            self.close(_CLOSE_SECONDS)
            raise

    def close(self, timeout: float) -> None:
        """What a dead process, or a producer that gave up, had not sent yet is never sent: the client forgets it."""
        client, self._client = self._client, None
        if client is not None:
            client._sender.force_close()
            client.close(timeout=max(timeout, _CLOSE_SECONDS))

    # the groups

    def waiting(self, subscriptions: Sequence[tuple[str, str]]) -> list[Lane]:
        """Asks until the broker answers."""
        found: list[Lane] = []

        def answered() -> bool:
            try:
                found[:] = self._waiting(subscriptions)
            except KafkaError:
                self.forget()
                return False
            return True

        assert wait_until(answered, AWAY_SECONDS), f"the broker has not answered for {AWAY_SECONDS:.0f} s"
        return found

    def _waiting(self, subscriptions: Sequence[tuple[str, str]]) -> list[Lane]:
        lanes = [Lane(group, topic, partition) for group, topic in subscriptions for partition in range(PARTITIONS)]
        places = {TopicPartition(lane.topic, lane.partition) for lane in lanes}
        ends = offsets(self._consumer(lanes[0].group).end_offsets, sorted(places))
        return [lane for lane in lanes if ends[TopicPartition(lane.topic, lane.partition)] > self._place(lane)]

    def batch(self, lane: Lane, limit: int) -> list[Record]:
        self._struck()
        place, consumer = TopicPartition(lane.topic, lane.partition), self._consumer(lane.group)
        consumer.assign([place])
        consumer.seek(place, self._place(lane))
        found: list[Any] = []

        def read() -> bool:
            found.extend(consumer.poll(timeout_ms=_POLL_MS, max_records=limit).get(place, ()))
            return bool(found)

        if not wait_until(read, AWAY_SECONDS):
            raise KafkaTimeoutError(f"nothing was read of {lane}")
        return [
            Record(lane.topic, lane.partition, each.offset, each.key, each.value, tuple(each.headers), each.timestamp)
            for each in found
        ]

    def commit(self, lane: Lane, offset: int) -> None:
        self._struck()
        place = TopicPartition(lane.topic, lane.partition)
        self._consumer(lane.group).commit({place: OffsetAndMetadata(offset, "", -1)})
        self.offsets[lane] = offset

    def forget(self) -> None:
        """The consumers are gone; new ones go on from what their groups had committed."""
        for consumer in self._consumers.values():
            consumer.close(autocommit=False)
        self._consumers.clear()
        self.offsets.clear()

    def shut(self) -> None:
        """Nothing is sent or read any more."""
        self.close(_CLOSE_SECONDS)
        self.forget()

    def _place(self, lane: Lane) -> int:
        if lane not in self.offsets:
            committed = self._consumer(lane.group).committed(TopicPartition(lane.topic, lane.partition))
            self.offsets[lane] = committed or 0
        return self.offsets[lane]

    def _consumer(self, group: str) -> KafkaConsumer:
        if group not in self._consumers:
            self._consumers[group] = KafkaConsumer(
                bootstrap_servers=self._address, group_id=group, enable_auto_commit=False, reconnect_backoff_max_ms=1000
            )
        return self._consumers[group]


class KafkaWorld(World):
    """A shop whose events go through Kafka. `failures` counts what Kafka could not do."""

    def __init__(self, address: str, struck: Callable[[], None]) -> None:
        super().__init__()
        self.kafka = KafkaBroker(self.steps, address, struck)
        self.broker = self.kafka
        self.failures = 0

    def survived(self, act: Any) -> bool:
        try:
            return super().survived(act)
        except (KafkaError, DeliveryFailed):
            self.failures += 1
            self.kafka.forget()
            return False
