"""Where events are read again: the archive beside the aggregates, or the topic itself."""

import json
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError
from kafka.partitioner import murmur2

from souk_local.bridge.records import Record
from souk_local.problems import LocalCloudError
from souk_tools.audit.rows import opened

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PREFIX = "OUTBOX#"
_OF_STAFF = "souk.audit.v1"
SILENCE_SECONDS = 30.0


def from_outbox(client: "DynamoDBClient", table: str, topic: str, partitions: int) -> Iterator[Record]:
    """The events of a table's outbox archive as the relay would produce them: oldest first, an aggregate's in order.

    Offsets count from 0 in each partition: those the records once had in Kafka are not known here. Scans the table.
    """
    offsets: defaultdict[int, int] = defaultdict(int)
    for event, text in in_order(_archived(client, table, topic)):
        key = event["aggregate_id"].encode()
        partition = (murmur2(key) & 0x7FFFFFFF) % partitions
        yield Record(
            topic,
            partition,
            offsets[partition],
            int(datetime.fromisoformat(event["occurred_at"]).timestamp() * 1000),
            key,
            text.encode(),
            (
                ("type", event["type"].encode()),
                ("correlation_id", event["correlation_id"].encode()),
                ("event_id", event["id"].encode()),
            ),
        )
        offsets[partition] += 1


def in_order(events: list[tuple[dict[str, Any], str]]) -> Iterator[tuple[dict[str, Any], str]]:
    """By time, and each aggregate's by its version: clocks of two processes may differ, versions do not."""
    by_aggregate: dict[str, list[tuple[dict[str, Any], str]]] = defaultdict(list)
    for found in sorted(events, key=lambda found: (found[0]["aggregate_version"], found[0]["id"])):
        by_aggregate[found[0]["aggregate_id"]].append(found)
    turns = {aggregate_id: deque(found) for aggregate_id, found in by_aggregate.items()}
    for event, _ in sorted(events, key=lambda found: found[0]["id"]):
        yield turns[event["aggregate_id"]].popleft()


def _archived(client: "DynamoDBClient", table: str, topic: str) -> list[tuple[dict[str, Any], str]]:
    """Those of the topic: what the staff did in a service lies beside its own events, and is the audit service's."""
    pages = client.get_paginator("scan").paginate(
        TableName=table,
        ConsistentRead=True,
        FilterExpression="begins_with(sk, :outbox) OR attribute_exists(journal)",
        ExpressionAttributeValues={":outbox": {"S": PREFIX}},
    )
    rows = [row for page in pages for item in page["Items"] for row in opened(item)]
    texts = [row["event"] for row in rows if row["sk"].startswith(PREFIX)]
    events = [(json.loads(text), text) for text in texts]
    return [(event, text) for event, text in events if event["type"].startswith("staff.") is (topic == _OF_STAFF)]


def from_kafka(bootstrap: str, topic: str, since: datetime | None) -> Iterator[Record]:
    """What the topic holds now, partition by partition. Commits nothing: no group's place changes.

    Raises LocalCloudError when the broker does not answer or has no such topic.
    """
    try:
        consumer = KafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False, group_id=None)
    except (KafkaError, OSError) as error:
        raise LocalCloudError(f"Kafka does not answer at {bootstrap} ({error!r}); make up starts it.") from error
    try:
        numbers = consumer.partitions_for_topic(topic)
        if not numbers:
            raise LocalCloudError(f"Kafka has no topic {topic}.")
        for number in sorted(numbers):
            yield from _partition(consumer, TopicPartition(topic, number), since)
    finally:
        consumer.close()


def _partition(consumer: KafkaConsumer, place: TopicPartition, since: datetime | None) -> Iterator[Record]:
    consumer.assign([place])
    end = consumer.end_offsets([place])[place]
    start = consumer.beginning_offsets([place])[place]
    if since is not None:
        # An event is produced after it has occurred, so its record is never older than the event.
        later = consumer.offsets_for_times({place: int(since.timestamp() * 1000)})[place]
        start = end if later is None else later.offset
    consumer.seek(place, start)
    heard = time.monotonic()
    while consumer.position(place) < end:
        records = [record for found in consumer.poll(timeout_ms=500).values() for record in found]
        if records:
            heard = time.monotonic()
        elif time.monotonic() - heard > SILENCE_SECONDS:
            raise LocalCloudError(f"Kafka stopped answering in the middle of {place.topic}-{place.partition}.")
        for record in records:
            if record.offset < end:
                yield _record(record)


def _record(record: Any) -> Record:
    headers = tuple((name, value or b"") for name, value in record.headers)
    kind = record.timestamp_type
    return Record(
        record.topic, record.partition, record.offset, record.timestamp, record.key, record.value, headers, kind
    )
