"""Reads outbox items out of DynamoDB stream records.

`souk.outbox` writes them; it is not imported here, because pynamodb would double the relay's cold start.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from souk.events import Event, topic_of
from souk.kafka import Message

PREFIX = "OUTBOX#"


def published(record: Mapping[str, Any]) -> tuple[Event, Message] | None:
    """The event a stream record publishes and its message, or None when it is not a new outbox item.

    The value is the text as it was stored: what a newer service added to an event passes through unread.
    Raises ValueError for an outbox item that holds no event, KeyError for an event nobody owns.
    """
    change = record["dynamodb"]
    if record["eventName"] != "INSERT" or not change["Keys"]["sk"]["S"].startswith(PREFIX):
        return None
    text: str = change["NewImage"]["event"]["S"]
    event = Event.model_validate_json(text)
    headers = {"type": event.type, "correlation_id": event.correlation_id, "event_id": event.id}
    return event, Message(topic_of(event.type), event.aggregate_id, text.encode(), headers)
