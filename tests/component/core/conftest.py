from __future__ import annotations

from collections.abc import Iterator

import pytest

from souk.cloud import aws
from tests.support import dynamo


@pytest.fixture(scope="module")
def account() -> Iterator[str]:
    """One table for a whole file: clients are slow to make."""
    with dynamo.table() as name:
        yield name


@pytest.fixture
def table(account: str) -> Iterator[str]:
    """That table, empty."""
    yield account
    client = aws.client("dynamodb")
    for item in client.scan(TableName=account)["Items"]:
        client.delete_item(TableName=account, Key={"pk": item["pk"], "sk": item["sk"]})
