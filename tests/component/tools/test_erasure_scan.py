"""A trace that was planted in a place of a running shop's AWS account is found there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from search.adapters.store import Bucket, S3Writer
from search.domain.listing import Listing
from souk.clock import epoch
from souk.cloud.aws import client
from souk_tools.erasure_scan import places
from souk_tools.erasure_scan.pieces import Piece
from souk_tools.erasure_scan.rules import Rules
from souk_tools.erasure_scan.scan import Word, scanned
from tests.support.clients import whole
from tests.support.dynamo import REGION, table

NAME = "Zenobia Quill"
TABLE = "users"
BUCKET = "souk-local-media-000000000000"


def found(pieces: Iterator[Piece]) -> list[str]:
    """The places in which the name was found."""
    scan = scanned(pieces, [Word("name", NAME)], Rules.of_the_shop(), datetime.now(UTC))
    return [f"{finding.piece.place}: {finding.piece.name}" for finding in scan.unlawful]


@pytest.fixture
def aws() -> Iterator[None]:
    """An account with the service's table and a bucket."""
    with table(TABLE):
        whole("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        yield


def test_in_a_table(aws: None) -> None:
    tables = client("dynamodb")
    tables.put_item(TableName=TABLE, Item={"pk": {"S": "A"}, "sk": {"S": "B"}, "name": {"S": NAME}})
    tables.put_item(TableName=TABLE, Item={"pk": {"S": "A"}, "sk": {"S": "C"}, "name": {"S": "Ada"}})
    assert found(places.in_table(tables, "users", TABLE)) == ["table users: A B"]


def test_in_an_object_that_was_deleted_from_a_bucket_with_versions(aws: None) -> None:
    s3 = whole("s3")
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket=BUCKET, Key="exports/1.csv", Body=f"x,y\n{NAME},z\n".encode())
    s3.delete_object(Bucket=BUCKET, Key="exports/1.csv")
    s3.put_object(Bucket=BUCKET, Key="exports/2.csv", Body=b"x,y\n")
    assert found(places.in_bucket(s3, BUCKET)) == [f"bucket {BUCKET}: exports/1.csv"]


def test_in_a_document_of_the_search_index(aws: None, tmp_path: Path) -> None:
    listing = Listing("p1", 1, True, "bowl", title=f"Bowl of {NAME}")
    other = Listing("p2", 1, True, "mug", title="Mug")
    S3Writer(Bucket(BUCKET), tmp_path / "written").update(lambda _: {"p1": listing, "p2": other})
    pieces = list(places.in_index(client("s3"), BUCKET))
    assert len(pieces) == 2
    assert len(set(found(iter(pieces)))) == 1


def test_in_the_lines_of_a_log_group(aws: None) -> None:
    logs = client("logs")
    for name in ("/aws/lambda/souk-local-orders-api", "/aws/lambda/others"):
        logs.create_log_group(logGroupName=name)
        logs.create_log_stream(logGroupName=name, logStreamName="s")
        lines = [{"timestamp": epoch() * 1000, "message": f'{{"message": "hello {NAME}"}}'}]
        logs.put_log_events(logGroupName=name, logStreamName="s", logEvents=lines)
    assert found(places.in_log_groups(logs, "/aws/lambda/souk-local-")) == [
        "CloudWatch Logs: /aws/lambda/souk-local-orders-api"
    ]


def test_in_the_user_pool(aws: None) -> None:
    users = client("cognito-idp")
    pool = users.create_user_pool(PoolName="p")["UserPool"]["Id"]
    for name in (NAME, "Ada"):
        attributes = [{"Name": "name", "Value": name}]
        users.admin_create_user(UserPoolId=pool, Username=name.lower().replace(" ", "-"), UserAttributes=attributes)
    assert found(places.in_pool(users, pool)) == ["user pool: zenobia-quill"]
