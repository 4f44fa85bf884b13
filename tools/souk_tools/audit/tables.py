"""Reading whole tables: an operator's command, never part of a request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError, EndpointConnectionError

from souk_local import deployment
from souk_local.aws import Clients
from souk_local.problems import LocalCloudError
from souk_local.services import SERVICES
from souk_local.settings import Settings
from souk_tools.audit.rows import Row, opened

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# Log lines are nobody's books, and many; what staff did has a proof of its own (`make trail`).
_AUDITED = tuple(service for service in SERVICES if service not in ("audit", "logs"))


def names(settings: Settings, clients: Clients) -> dict[str, str]:
    """The deployed tables by service. Raises LocalCloudError when there is no deployment."""
    try:
        return deployment.tables(settings, clients, _AUDITED)
    except (ClientError, EndpointConnectionError) as error:
        raise LocalCloudError(f"The local cloud does not answer ({error}); make up starts it.") from error


def downloads_per_unit(settings: Settings, clients: Clients) -> int:
    """How often the deployed shop gives a file for each unit of it. Raises LocalCloudError."""
    try:
        found = clients.invoking.get_function_configuration(FunctionName=f"souk-{settings.stage}-orders-api")
    except (ClientError, EndpointConnectionError) as error:
        raise LocalCloudError(f"The local cloud does not answer ({error}); make up starts it.") from error
    return int(found["Environment"]["Variables"]["DOWNLOADS_PER_UNIT"])


def read(client: DynamoDBClient, tables: Mapping[str, str]) -> dict[str, list[Row]]:
    """Every row of every table, by service."""
    return {service: _rows(client, table) for service, table in tables.items()}


def _rows(client: DynamoDBClient, table: str) -> list[Row]:
    pages = client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
    return [row for page in pages for item in page["Items"] for row in opened(item)]
