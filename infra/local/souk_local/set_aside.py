"""What consumers have set aside, in every service's table: an index of its own lists it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_LIST = {":list": {"S": "INBOX#WAITING"}}

Key = dict[str, Any]


def keys(client: DynamoDBClient, table: str) -> list[Key]:
    """The keys of what is set aside in one table."""
    pages = client.get_paginator("query").paginate(
        TableName=table,
        IndexName="gsi1",
        KeyConditionExpression="gsi1pk = :list",
        ExpressionAttributeValues=_LIST,
    )
    return [{name: item[name] for name in ("pk", "sk")} for page in pages for item in page["Items"]]


def counted(found: Mapping[str, Sequence[object]]) -> str:
    """How many each service has, in one line."""
    numbers = [f"{service} {len(held)}" for service, held in found.items() if held]
    return f"  set aside: {', '.join(numbers)} (make parked lists them)" if numbers else "  nothing is set aside"
