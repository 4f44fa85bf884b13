"""DynamoDB stream records, as the event source mapping hands them over."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from souk.events import Event
from souk.storage import journal


def an_event(number: int = 1, aggregate_id: str = "order-1", type_: str = "order.paid") -> Event:
    return Event(
        id=f"event-{number}",
        type=type_,
        aggregate_id=aggregate_id,
        aggregate_version=number + 1,
        correlation_id=f"correlation-{number}",
        data={"number": number},
    )


def record(sk: str, image: dict[str, Any], name: str = "INSERT") -> dict[str, Any]:
    change: dict[str, Any] = {"Keys": {"pk": {"S": "ORDER#1"}, "sk": {"S": sk}}, "StreamViewType": "NEW_IMAGE"}
    if name != "REMOVE":
        change["NewImage"] = {"pk": {"S": "ORDER#1"}, "sk": {"S": sk}, **image}
    return {"eventSource": "aws:dynamodb", "eventName": name, "dynamodb": change}


def outbox_record(event: Event, name: str = "INSERT") -> dict[str, Any]:
    text = event.model_dump_json(exclude_none=True)
    return record(f"OUTBOX#{event.id}", {"event": {"S": text}, "expires_at": {"N": "1800000000"}}, name)


def journal_record(before: Sequence[Event] | None, after: Sequence[Event], name: str = "MODIFY") -> dict[str, Any]:
    """The change of an item whose journal held the events `before` (None: it is new) and holds `after`."""
    change = record("ORDER", {"state": {"S": "PAID"}, **_journal(after)}, name)
    if before is not None:
        change["dynamodb"]["OldImage"] = {"pk": {"S": "ORDER#1"}, "sk": {"S": "ORDER"}, **_journal(before)}
    return change


def _journal(events: Sequence[Event]) -> dict[str, Any]:
    packed = journal.pack({"history": []}, [event.text() for event in events])
    return {journal.ATTRIBUTE: {"B": base64.b64encode(packed).decode()}}


def batch(*records: dict[str, Any]) -> dict[str, Any]:
    return {"Records": list(records)}
