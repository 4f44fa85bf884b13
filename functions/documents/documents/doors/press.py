"""What the API asks the press for, and waits for: {"order_id": …, "name": …}."""

from __future__ import annotations

from typing import Any

from documents.compose import services
from souk import context
from souk.telemetry import entrypoint


@entrypoint("press")
def print_document(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    with context.bound(context.acceptable(event.get("correlation_id"))):
        services().printing.print(event["order_id"], event["name"])
    return {"name": event["name"]}
