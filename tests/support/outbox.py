"""The events a table's outbox holds."""

from __future__ import annotations

from souk import aws
from souk.events import Event
from souk.outbox import PREFIX


def events(table: str) -> list[Event]:
    """All outbox events of the table, oldest first."""
    pages = aws.client("dynamodb").get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
    items = [item for page in pages for item in page["Items"] if item["sk"]["S"].startswith(PREFIX)]
    parsed = [Event.model_validate_json(item["event"]["S"]) for item in items]
    return sorted(parsed, key=lambda event: event.id)


def types(table: str) -> list[str]:
    """The types of those events, oldest first."""
    return [event.type for event in events(table)]
