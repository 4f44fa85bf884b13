"""The tables of template.yaml, made on an empty DynamoDB."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import yaml

from souk_local.settings import PROJECT

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


class _Loader(yaml.SafeLoader):
    """Takes CloudFormation's short forms for nothing: the keys of a table need none."""


_Loader.add_multi_constructor("!", lambda _loader, _suffix, _node: None)


def create(client: DynamoDBClient, services: tuple[str, ...]) -> dict[str, str]:
    """Makes the tables of these services; answers their names by service."""
    names = {service: f"souk-race-{service}" for service in services}
    for service, name in names.items():
        client.create_table(TableName=name, **_definition(service))
    return names


def _definition(service: str) -> Any:
    properties = _resources()[f"{service.capitalize()}Table"]["Properties"]
    return {name: value for name, value in properties.items() if name not in _LEFT_OUT and name != "TableName"}


@cache
def _resources() -> Any:
    return yaml.load((PROJECT / "template.yaml").read_text(), Loader=_Loader)["Resources"]  # noqa: S506 - a SafeLoader
