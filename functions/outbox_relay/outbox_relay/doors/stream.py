"""Reads what a DynamoDB stream record publishes: a new outbox item, or what a changed item's journal has gained.

`souk.storage.outbox` and the services' stores write them; they are not imported here, because pynamodb would double the
relay's cold start.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from typing import Any

from souk.brokers.kafka import Message
from souk.events import Event, topic_of
from souk.storage import journal

PREFIX = "OUTBOX#"


def published(record: Mapping[str, Any]) -> Iterator[tuple[Event, Message]]:
    """The events that a stream record publishes, in order, each with its message; none when nothing is published.

    A message's value is the text as it was stored: what a newer service added to an event passes through unread.
    Raises ValueError for an item that holds no event or no journal, KeyError for an event nobody owns.
    """
    for text in _texts(record):
        event = Event.model_validate_json(text)
        headers = {"type": event.type, "correlation_id": event.correlation_id, "event_id": event.id}
        yield event, Message(topic_of(event.type), event.aggregate_id, text.encode(), headers)


def _texts(record: Mapping[str, Any]) -> list[str]:
    change = record["dynamodb"]
    image = change.get("NewImage", {})
    packed = _packed(image)
    if packed is not None:
        return journal.published(packed, _packed(change.get("OldImage", {})))
    if record["eventName"] == "INSERT" and change["Keys"]["sk"]["S"].startswith(PREFIX):
        return [image["event"]["S"]]
    return []


def _packed(image: Mapping[str, Any]) -> bytes | None:
    """Lambda hands binary attributes over in base64."""
    value = image.get(journal.ATTRIBUTE)
    return base64.b64decode(value["B"]) if value else None
