"""The exporter's Lambda handler: {"export_id": …}, invoked asynchronously."""

from __future__ import annotations

from typing import Any

from backoffice.compose import services
from souk import context
from souk.telemetry import entrypoint

# What the next part of a file and the hand-over to the next worker may take, with room to spare.
MARGIN_MS = 90_000


@entrypoint("exporter")
def handler(event: dict[str, Any], lambda_context: Any) -> dict[str, Any]:
    """Works on the export until it is done or time runs short."""
    with context.bound(context.acceptable(event.get("correlation_id"))):
        services().exporter.run(event["export_id"], lambda: lambda_context.get_remaining_time_in_millis() > MARGIN_MS)
    return {"export_id": event["export_id"]}
