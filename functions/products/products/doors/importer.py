"""The importer's Lambda handler: {"import_id": …} or {"bulk_id": …}, invoked asynchronously."""

from __future__ import annotations

from typing import Any

from products.compose import services
from souk import context
from souk.telemetry import entrypoint

# What a product and the hand-over to the next worker may take, with room to spare.
MARGIN_MS = 30_000


@entrypoint("importer")
def handler(event: dict[str, Any], lambda_context: Any) -> dict[str, Any]:
    """Works on the import, or the bulk edit, until it is done or time runs short."""

    def has_time() -> bool:
        return bool(lambda_context.get_remaining_time_in_millis() > MARGIN_MS)

    with context.bound(context.acceptable(event.get("correlation_id"))):
        if "bulk_id" in event:
            services().bulk_worker.run(event["bulk_id"], has_time)
            return {"bulk_id": event["bulk_id"]}
        services().importer.run(event["import_id"], has_time)
        return {"import_id": event["import_id"]}
