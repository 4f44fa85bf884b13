"""Everything a running shop stores, piece by piece: tables, topics, buckets, the search index, logs, the user pool."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tantivy

from search.adapters.store import META, POINTER, PREFIX
from souk_local import deployment, topics
from souk_local.aws import Clients
from souk_local.services import SERVICES
from souk_local.settings import ACCOUNT, Settings
from souk_tools.audit.rows import plain
from souk_tools.erasure_scan.pieces import Kind, Piece, opened
from souk_tools.replay.sources import from_kafka

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

LOGGING = "logging"
KAFKA_KEEPS = timedelta(days=7)
# The bucket's lifecycle in template.yaml.
ARCHIVE_KEEPS = timedelta(days=400)


def everything(settings: Settings, clients: Clients) -> Iterator[Piece]:
    """All of it. Raises ClientError when there is no stack, LocalCloudError when Kafka does not answer."""
    for service, table in deployment.tables(settings, clients, SERVICES).items():
        yield from in_table(clients.tables, service, table)
    for topic in topics.partitions():
        yield from in_topic(settings, topic)
    for bucket in buckets(settings, clients.s3):
        yield from in_bucket(clients.s3, bucket)
    yield from in_index(clients.s3, f"souk-{settings.stage}-index-{ACCOUNT}")
    yield from in_log_groups(clients.logs, f"/aws/lambda/souk-{settings.stage}-")
    yield from in_pool(clients.users, deployment.load(settings).user_pool_id)


def in_table(client: DynamoDBClient, service: str, table: str) -> Iterator[Piece]:
    for page in client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        for item in page["Items"]:
            yield of_item(service, item)


def of_item(service: str, item: Mapping[str, Mapping[str, Any]]) -> Piece:
    """An item as DynamoDB gives it. What is in the table of the logs are log lines."""
    row = plain(item)
    expires = row.get("expires_at")
    kind = Kind.LOG if service == "logs" else Kind.TABLE
    until = datetime.fromtimestamp(expires, UTC) if isinstance(expires, int) else None
    return Piece(kind, f"table {service}", f"{row['pk']} {row['sk']}", row, service, until)


def in_topic(settings: Settings, topic: str) -> Iterator[Piece]:
    for record in from_kafka(settings.kafka, topic, None):
        name = f"partition {record.partition}, offset {record.offset}"
        yield of_record(topic, name, record.key or b"", record.value or b"", record.timestamp)


def of_record(topic: str, name: str, key: bytes, value: bytes, timestamp: int) -> Piece:
    """`timestamp` is in milliseconds."""
    kind = Kind.LOG if topic == LOGGING else Kind.TOPIC
    until = datetime.fromtimestamp(timestamp / 1000, UTC) + KAFKA_KEEPS
    content = {"key": key.decode("utf-8", "replace"), "value": value.decode("utf-8", "replace")}
    return Piece(kind, f"topic {topic}", name, content, until=until)


def buckets(settings: Settings, client: S3Client) -> list[str]:
    """Those of the shop, without the one that only holds what is deployed."""
    named = [bucket["Name"] for bucket in client.list_buckets()["Buckets"]]
    return [name for name in named if name.startswith(f"souk-{settings.stage}-") and name != settings.artefact_bucket]


def in_bucket(client: S3Client, bucket: str) -> Iterator[Piece]:
    """Every version of every object: what was deleted from a bucket with versions is there all the same."""
    for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for version in page.get("Versions", ()):
            key = version["Key"]
            body = client.get_object(Bucket=bucket, Key=key, VersionId=version["VersionId"])["Body"].read()
            yield of_object(bucket, key, body, version["LastModified"])


def of_object(bucket: str, key: str, body: bytes, modified: datetime) -> Piece:
    """Lines are looked at one by one; a binary file as the text that is in it."""
    is_archive = bucket.endswith(f"-logs-{ACCOUNT}")
    kind, until = (Kind.LOG, modified + ARCHIVE_KEEPS) if is_archive else (Kind.BUCKET, None)
    lines = opened(body).decode("utf-8", "replace").split("\n")
    return Piece(kind, f"bucket {bucket}", key, [key, *lines], until=until)


def in_index(client: S3Client, bucket: str) -> Iterator[Piece]:
    """The documents of the search index, which its files hold compressed."""
    # A thread of the search engine may still lay a lock into it.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield from _documents(client, bucket, Path(folder))


def _documents(client: S3Client, bucket: str, folder: Path) -> Iterator[Piece]:
    pointer = json.loads(client.get_object(Bucket=bucket, Key=POINTER)["Body"].read())
    for name in pointer["files"]:
        (folder / name).write_bytes(client.get_object(Bucket=bucket, Key=PREFIX + name)["Body"].read())
    (folder / META).write_text(pointer["meta"])
    searcher = tantivy.Index.open(str(folder)).searcher()
    for _, address in searcher.search(tantivy.Query.all_query(), limit=max(1, searcher.num_docs)).hits:
        yield Piece(Kind.INDEX, "search index", str(address), searcher.doc(address).to_dict())


def in_log_groups(client: Any, prefix: str) -> Iterator[Piece]:
    """The lines in CloudWatch Logs, for as long as their group keeps them."""
    for page in client.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=prefix):
        for group in page["logGroups"]:
            yield from _lines(client, group["logGroupName"], group.get("retentionInDays"))


def _lines(client: Any, group: str, days: int | None) -> Iterator[Piece]:
    for page in client.get_paginator("filter_log_events").paginate(logGroupName=group):
        for event in page["events"]:
            at = datetime.fromtimestamp(event["timestamp"] / 1000, UTC)
            until = at + timedelta(days=days) if days else None
            yield Piece(Kind.LOG, "CloudWatch Logs", group, event["message"], until=until)


def in_pool(client: CognitoIdentityProviderClient, pool: str) -> Iterator[Piece]:
    for page in client.get_paginator("list_users").paginate(UserPoolId=pool):
        for user in page["Users"]:
            yield Piece(Kind.POOL, "user pool", user["Username"], [user["Username"], user.get("Attributes", [])])
