"""The tables of template.yaml, made on an empty DynamoDB."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from souk_local import stack_template

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# What belongs to an account, not to a race of some minutes.
_LEFT_OUT = {
    "DeletionProtectionEnabled",
    "PointInTimeRecoverySpecification",
    "SSESpecification",
    "TimeToLiveSpecification",
    "StreamSpecification",
    "Tags",
}


def create(client: DynamoDBClient, services: tuple[str, ...]) -> dict[str, str]:
    """Makes the tables of these services; answers their names by service."""
    names = {service: f"souk-race-{service}" for service in services}
    for service, name in names.items():
        client.create_table(TableName=name, **_definition(service))
    return names


def _definition(service: str) -> Any:
    properties = stack_template.properties(f"{service.capitalize()}Table")
    return {name: value for name, value in properties.items() if name not in _LEFT_OUT and name != "TableName"}
