"""The archive of raw log lines on S3: gzipped JSON lines under date and hour, which Athena reads as partitions."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from datetime import UTC, datetime

from souk.cloud.aws import client
from souk.delivery.record import KafkaRecord


class S3Archive:
    """`ports.Archive` in a bucket. Who may read it and how long it is kept is the bucket's business."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    def put(self, records: Sequence[KafkaRecord]) -> None:
        body = b"\n".join(_line(record) for record in records)
        client("s3").put_object(
            Bucket=self._bucket,
            Key=key_of(records),
            # Without a time inside, so that the same lines are the same object.
            Body=gzip.compress(body, compresslevel=6, mtime=0),
            ContentType="application/x-ndjson",
            ContentEncoding="gzip",
        )


def key_of(records: Sequence[KafkaRecord]) -> str:
    """Where a batch of one partition is kept: told by its first record's time and its offsets.

    The same batch delivered again lands on the same object. One cut differently overlaps; lines have ids.
    """
    first, last = records[0], records[-1]
    hour = _moment(first.timestamp)
    offsets = f"{first.offset:012}-{last.offset:012}"
    return f"logs/date={hour:%Y-%m-%d}/hour={hour:%H}/{first.partition}-{offsets}.jsonl.gz"


def _moment(milliseconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):  # whoever wrote it chose it
        return datetime.fromtimestamp(0, UTC)


def _line(record: KafkaRecord) -> bytes:
    try:
        json.loads(record.value)
    except (ValueError, RecursionError):
        return json.dumps({"unreadable": record.value.decode("utf-8", "replace")}).encode()
    return record.value.replace(b"\n", b" ").replace(b"\r", b" ")
