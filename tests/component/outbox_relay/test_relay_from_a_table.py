"""From a transaction in a table, through its stream, to the messages the relay produces."""

from __future__ import annotations

import json
from typing import Any

from outbox_relay import compose
from outbox_relay.doors.handler import handler
from souk.brokers.kafka import Producer
from souk.cloud import aws
from souk.storage.dynamo import Record, Transaction
from souk.storage.outbox import emit
from tests.support.clients import whole
from tests.support.dynamo import table
from tests.support.lambdas import LambdaContext
from tests.unit.outbox_relay.brokers import MemoryProducer
from tests.unit.outbox_relay.streams import an_event


def stream_of(name: str) -> list[dict[str, Any]]:
    """Everything in the table's stream, as an event source mapping would hand it over."""
    arn = whole("dynamodb").describe_table(TableName=name)["Table"]["LatestStreamArn"]
    streams = aws.client("dynamodbstreams")
    records: list[dict[str, Any]] = []
    for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
        iterator = streams.get_shard_iterator(
            StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        records.extend(streams.get_records(ShardIterator=iterator)["Records"])
    return records


def test_what_a_transaction_emits_reaches_kafka_once_and_in_order() -> None:
    broker = MemoryProducer()
    parts = compose.Parts(Producer(lambda: broker).produce)
    with compose.services.swap(lambda: parts), table("orders", service="orders"):
        for number in range(1, 4):
            tx = Transaction()
            tx.put(Record("ORDER#1", f"STATE#{number}"))
            emit(tx, an_event(number), pk="ORDER#1")
            tx.commit()
        answer = handler({"Records": stream_of("orders")}, LambdaContext())
    assert answer == {"relayed": 3}
    assert [json.loads(sent.value)["aggregate_version"] for sent in broker.log] == [2, 3, 4]
    assert {(sent.topic, sent.key) for sent in broker.log} == {("souk.orders.v1", b"order-1")}
