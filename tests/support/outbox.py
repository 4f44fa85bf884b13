"""The events a table holds: outbox items, and those in its items' journals."""

from __future__ import annotations

from souk.cloud import aws
from souk.events import Event
from souk.storage.outbox import PREFIX
from souk_tools.audit import Row, opened


def events(table: str) -> list[Event]:
    """All events of the table, oldest first."""
    pages = aws.client("dynamodb").get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
    return of_rows([row for page in pages for item in page["Items"] for row in opened(item)])


def of_rows(rows: list[Row]) -> list[Event]:
    """The events among these rows, oldest first."""
    parsed = [Event.model_validate_json(row["event"]) for row in rows if row["sk"].startswith(PREFIX)]
    return sorted(parsed, key=lambda event: event.id)


def types(table: str) -> list[str]:
    """The types of those events, oldest first."""
    return [event.type for event in events(table)]
