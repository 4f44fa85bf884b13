"""The engines answer as those they replace do, where the code relies on it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from souk.cloud import aws
from tests.integration.local_cloud.broker import Broker
from tests.support.dynamo import table
from tests.support.polling import eventually


def test_what_kafka_acknowledged_outlives_kill_9(broker: Broker) -> None:
    broker.create("t", partitions=3)
    producer = KafkaProducer(bootstrap_servers=broker.address, acks="all", enable_idempotence=True)
    acknowledged: set[bytes] = set()
    enough = threading.Event()

    def write() -> None:
        number = 0
        while len(acknowledged) < 2000:
            value = b"%d" % number
            sent = producer.send("t", value, key=value)
            sent.add_callback(lambda _place, value=value: acknowledged.add(value))
            if number % 50 == 49:
                producer.flush(timeout=60)
            number += 1
            if len(acknowledged) > 500:
                enough.set()

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        assert enough.wait(60)
        broker.kill()
        broker.start()
        writing.result(timeout=120)
    producer.close()
    kept = [value for partition in range(3) for _, value in broker.read("t", partition)]
    assert acknowledged <= set(kept)
    assert len(kept) == len(set(kept)), "the idempotent producer wrote some twice"


def test_offsets_a_group_committed_outlive_kill_9(broker: Broker) -> None:
    broker.create("t")
    broker.produce("t", ["a", "b", "c"])
    consumer = KafkaConsumer("t", bootstrap_servers=broker.address, group_id="g", auto_offset_reset="earliest")
    seen: list[Any] = []

    def polled() -> bool:
        seen.extend(record for records in consumer.poll(timeout_ms=200).values() for record in records)
        return len(seen) == 3

    eventually(polled)
    consumer.commit()
    broker.kill()
    consumer.close(autocommit=False)
    broker.start()
    assert broker.committed("g", "t") == 3
    again = KafkaConsumer(bootstrap_servers=broker.address, group_id="g", enable_auto_commit=False)
    again.assign([TopicPartition("t", 0)])
    assert again.position(TopicPartition("t", 0)) == 3
    again.close()


def test_transactions_from_16_threads_are_exact() -> None:
    with table("counters") as name:
        client = aws.client("dynamodb")

        def count(number: int) -> None:
            for turn in range(25):
                row = {"pk": {"S": f"row {number} {turn}"}, "sk": {"S": "-"}}
                add = {"UpdateExpression": "ADD n :one", "ExpressionAttributeValues": {":one": {"N": "1"}}}
                total = {"Update": {"TableName": name, "Key": {"pk": {"S": "total"}, "sk": {"S": "-"}}, **add}}
                client.transact_write_items(TransactItems=[{"Put": {"TableName": name, "Item": row}}, total])

        with ThreadPoolExecutor(16) as pool:
            list(pool.map(count, range(16)))
        total = client.get_item(TableName=name, Key={"pk": {"S": "total"}, "sk": {"S": "-"}}, ConsistentRead=True)
        assert total["Item"]["n"] == {"N": "400"}
        rows = sum(page["Count"] for page in client.get_paginator("scan").paginate(TableName=name))
        assert rows == 401


def test_a_cancelled_transaction_names_each_reason_and_writes_nothing() -> None:
    with table("orders") as name:
        client = aws.client("dynamodb")
        client.put_item(TableName=name, Item={"pk": {"S": "there"}, "sk": {"S": "-"}})
        unless = {"TableName": name, "ConditionExpression": "attribute_not_exists(pk)"}
        with pytest.raises(ClientError) as caught:
            client.transact_write_items(
                TransactItems=[
                    {"Put": {**unless, "Item": {"pk": {"S": "new"}, "sk": {"S": "-"}}}},
                    {"Put": {**unless, "Item": {"pk": {"S": "there"}, "sk": {"S": "-"}}}},
                ]
            )
        reasons = [reason["Code"] for reason in caught.value.response["CancellationReasons"]]
        assert reasons == ["None", "ConditionalCheckFailed"]
        assert "Item" not in client.get_item(TableName=name, Key={"pk": {"S": "new"}, "sk": {"S": "-"}})


def test_each_account_has_tables_of_its_own() -> None:
    with table("mine") as name:
        aws.client("dynamodb").put_item(TableName=name, Item={"pk": {"S": "a"}, "sk": {"S": "-"}})
    with table("mine") as name:
        assert aws.client("dynamodb").scan(TableName=name)["Count"] == 0
