"""The press's Lambda handler: {"order_id": …, "name": …}, invoked by the API, which waits for it."""

from __future__ import annotations

from typing import Any

from documents.compose import services
from souk import context
from souk.telemetry import entrypoint


@entrypoint("press")
def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    with context.bound(context.acceptable(event.get("correlation_id"))):
        services().printing.print(event["order_id"], event["name"])
    return {"name": event["name"]}
