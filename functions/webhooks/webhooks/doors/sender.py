"""The sender's Lambda handler: {"endpoint_id": …}, invoked asynchronously, and the timer's {"job": "sweep"}."""

from __future__ import annotations

from typing import Any

from souk import context
from souk.telemetry import entrypoint
from webhooks.compose import services

# What a round of attempts and noting them may take, with room to spare.
MARGIN_MS = 20_000


@entrypoint("sender")
def handler(event: dict[str, Any], lambda_context: Any) -> dict[str, Any]:
    """Answers how many attempts it made, or how many senders it started."""
    if event.get("job") == "sweep":
        return {"job": "sweep", "done": services().sending.sweep()}
    with context.bound(context.acceptable(event.get("correlation_id"))):
        more = lambda: lambda_context.get_remaining_time_in_millis() > MARGIN_MS  # noqa: E731
        return {"endpoint_id": event["endpoint_id"], "done": services().sending.run(event["endpoint_id"], more)}
