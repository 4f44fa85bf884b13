"""What the component tests rely on: moto keeps a condition and its write together, as DynamoDB does."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError

from souk.cloud import aws


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads take turns after every few instructions, as they do on a busy machine."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("restless")
def test_of_several_conditional_writes_at_once_one_succeeds(table: str) -> None:
    client = aws.client("dynamodb")

    def claim(number: int) -> bool:
        key = {"pk": {"S": f"claim {number}"}, "sk": {"S": "claim"}}
        try:
            client.put_item(TableName=table, Item=key, ConditionExpression="attribute_not_exists(pk)")
        except ClientError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        claimed = list(pool.map(claim, [number for number in range(25) for _ in range(4)]))
    assert sum(claimed) == 25
