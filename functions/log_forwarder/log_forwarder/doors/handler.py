"""The Lambda handler that CloudWatch Logs subscriptions call.

Neither its own log group nor that of the logs service's consumer has a subscription: each line they write would make
another one, for ever.
"""

from __future__ import annotations

from typing import Any

from log_forwarder.compose import services
from log_forwarder.domain.subscription import decode
from souk.telemetry import entrypoint, logger


@entrypoint("log_forwarder")
def handler(event: dict[str, Any], context: Any) -> dict[str, int]:
    """Sends a batch of lines to Kafka; how many. An error gets out, so that the batch comes again."""
    batch = decode(event)
    lines = services().delivery.deliver(batch, context.get_remaining_time_in_millis) if batch else 0
    logger.info("shipped", extra={"lines": lines, "group": batch.log_group if batch else None})
    return {"shipped": lines}
