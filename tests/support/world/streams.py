"""Changes of items as a table's stream hands them to a function."""

from __future__ import annotations

import base64
from typing import Any

from souk.storage import journal
from souk.storage.outbox import PREFIX
from tests.support.world.tables import Change

Record = dict[str, Any]


def record(change: Change) -> Record:
    """What Lambda is told of a change; binary values are in base64 there."""
    _, before, after = change
    keys = {name: (after or before or {})[name] for name in ("pk", "sk")}
    name = "REMOVE" if after is None else "MODIFY" if before else "INSERT"
    images = {image: _as_json(item) for image, item in (("NewImage", after), ("OldImage", before)) if item}
    return {"eventName": name, "dynamodb": {"Keys": keys, **images}}


def publishes(record: Record) -> bool:
    """Whether the filters of template.yaml let it through to the relay."""
    image = record["dynamodb"].get("NewImage", {})
    new = record["eventName"] == "INSERT" and record["dynamodb"]["Keys"]["sk"]["S"].startswith(PREFIX)
    return new or journal.ATTRIBUTE in image


def _as_json(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, dict):
        return {name: _as_json(member) for name, member in value.items()}
    return [_as_json(member) for member in value] if isinstance(value, list) else value
