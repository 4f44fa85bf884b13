"""Where records go that a function cannot handle.

The document is AWS's: https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure-destination.html
"""

import json
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

from kafka import KafkaProducer

from souk_local.bridge.mapping import Mapping
from souk_local.bridge.records import Record, msk_event

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

log = logging.getLogger("bridge.dead_letters")


class DeadLetters(Protocol):
    """A target for records that are given up on; `send` raises when it could not keep them."""

    def send(self, mapping: Mapping, records: Sequence[Record], condition: str, attempts: int) -> None: ...


class Destinations:
    """Sends to whatever the mapping names: kafka://topic, an SQS queue or an S3 bucket.

    Without a destination the records are dropped, as on AWS, and the log says so.
    """

    def __init__(self, bootstrap: str, sqs: "SQSClient | None" = None, s3: "S3Client | None" = None) -> None:
        self._bootstrap = bootstrap
        self._sqs = sqs
        self._s3 = s3
        self._producer: KafkaProducer | None = None

    def send(self, mapping: Mapping, records: Sequence[Record], condition: str, attempts: int) -> None:
        for record in records:
            document = self._document(mapping, record, condition, attempts)
            self._deliver(mapping, record, document)
            log.error(
                "%s gave up on %s offset %d (%s) → %s",
                mapping.label,
                record.lane,
                record.offset,
                condition,
                mapping.on_failure or "dropped: the mapping has no on-failure destination",
            )

    def close(self) -> None:
        if self._producer is not None:
            self._producer.close(timeout=5)
            self._producer = None

    def _deliver(self, mapping: Mapping, record: Record, document: dict[str, Any]) -> None:
        target = mapping.on_failure
        if target is None:
            return
        if target.startswith("kafka://"):
            self._to_kafka(target.removeprefix("kafka://"), record, document)
        elif ":sqs:" in target and self._sqs is not None:
            self._to_sqs(self._sqs, target, document)
        elif target.startswith("arn:") and ":s3:" in target and self._s3 is not None:
            self._to_s3(self._s3, target.rsplit(":", 1)[-1], mapping, document)
        else:
            raise ValueError(f"the on-failure destination {target} is not supported here")

    def _to_kafka(self, topic: str, record: Record, document: dict[str, Any]) -> None:
        if self._producer is None:
            self._producer = KafkaProducer(bootstrap_servers=self._bootstrap, acks="all", max_block_ms=10_000)
        value = json.dumps(document).encode()
        self._producer.send(topic, key=record.key, value=value, headers=list(record.headers)).get(timeout=15)

    @staticmethod
    def _to_sqs(sqs: "SQSClient", arn: str, document: dict[str, Any]) -> None:
        queue = sqs.get_queue_url(QueueName=arn.rsplit(":", 1)[-1])["QueueUrl"]
        without_payload = {name: value for name, value in document.items() if name != "payload"}
        sqs.send_message(QueueUrl=queue, MessageBody=json.dumps(without_payload))

    @staticmethod
    def _to_s3(s3: "S3Client", bucket: str, mapping: Mapping, document: dict[str, Any]) -> None:
        now = datetime.now(UTC)
        key = f"aws/lambda/{mapping.uuid}/{now:%Y/%m/%d/%Y-%m-%dT%H.%M.%S}-{uuid4()}"
        s3.put_object(Bucket=bucket, Key=key, Body=json.dumps(document).encode())

    def _document(self, mapping: Mapping, record: Record, condition: str, attempts: int) -> dict[str, Any]:
        payload = msk_event([record], mapping.event_source_arn, self._bootstrap)
        return {
            "requestContext": {
                "requestId": str(uuid4()),
                "functionArn": mapping.function_arn,
                "condition": condition,
                "approximateInvokeCount": attempts,
            },
            "responseContext": {
                "statusCode": 200,
                "executedVersion": "$LATEST",
                "functionError": "Unhandled",
            },
            "version": "1.0",
            "timestamp": _time(datetime.now(UTC)),
            "KafkaBatchInfo": {
                "batchSize": 1,
                "eventSourceArn": mapping.event_source_arn,
                "bootstrapServers": self._bootstrap,
                "payloadSize": len(json.dumps(payload)),
                "recordInfo": {
                    "offset": str(record.offset),
                    "timestamp": _time(datetime.fromtimestamp(record.timestamp / 1000, UTC)),
                },
            },
            "payload": payload,
        }


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
