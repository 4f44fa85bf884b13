"""Reading what is set aside in every service's table, and telling it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from souk_local.set_aside import keys
from souk_tools.audit.rows import Row, plain

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def waiting(client: DynamoDBClient, tables: Mapping[str, str]) -> dict[str, list[Row]]:
    """What is set aside, by service: one query of an index each, and a read for each row it names."""
    return {service: _rows(client, table) for service, table in tables.items()}


def _rows(client: DynamoDBClient, table: str) -> list[Row]:
    found: list[dict[str, Any]] = [
        client.get_item(TableName=table, Key=key).get("Item", {}) for key in keys(client, table)
    ]
    return [plain(item) for item in found if item]


def told(found: Mapping[str, Sequence[Row]]) -> str:
    """For a person: what waits, why, and for what."""
    lines = [line for service, rows in found.items() for row in rows for line in _lines(service, row)]
    return "\n".join(lines) or "  nothing is set aside"


def _lines(service: str, row: Row) -> list[str]:
    kind, _, rest = str(row["gsi1sk"]).partition("#")
    when = f"again at {rest.partition('#')[0]}" if kind == "RETRY" else "waits for a person"
    what = row.get("event_type") or "no event"
    return [
        f"  {service:<14}{what:<24}{row['aggregate']:<40}{row['reason']}",
        f"  {'':<14}{row['lane']}, since {row['since']}, tried {row['tries']} times, {when}, "
        f"correlation id {row.get('correlation_id', '-')}",
    ]
