"""The tables of template.yaml: their keys, indexes and streams, so that tests read and pay what is deployed."""

from __future__ import annotations

from functools import cache
from typing import Any

from tests.contract.template import resources

_PARTS = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
# What a table of a test that belongs to no service looks like.
_ORDINARY = "UsersTable"


def definition(table: str) -> dict[str, Any]:
    """What DynamoDB's CreateTable is told for this logical id ("OrdersTable"), but for the name."""
    properties = _tables().get(table) or _tables()[_ORDINARY]
    stream = properties.get("StreamSpecification", {"StreamViewType": "NEW_IMAGE"})
    return {**{part: properties[part] for part in _PARTS}, "StreamSpecification": {"StreamEnabled": True, **stream}}


@cache
def projections(table: str) -> dict[str, str]:
    """The projection of each index of this table: ALL or KEYS_ONLY."""
    indexes = definition(table)["GlobalSecondaryIndexes"]
    return {index["IndexName"]: index["Projection"]["ProjectionType"] for index in indexes}


@cache
def _tables() -> dict[str, dict[str, Any]]:
    return resources("AWS::DynamoDB::Table")
