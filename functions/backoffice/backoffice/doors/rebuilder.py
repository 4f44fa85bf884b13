"""The rebuilder's Lambda handler, which `make rebuild` invokes.

    {"orders": [{"order_id": …, "version": …, "events": [texts]}], "others": [texts]}

Orders are made anew from all their events, if their rows still have these versions; other events, of accounts and
stock, are heard once more. It answers {"stale": [ids of orders that are to be read again]}.
"""

from __future__ import annotations

from typing import Any

from backoffice.compose import services
from souk.events import Event
from souk.telemetry import entrypoint, logger


@entrypoint("rebuilder")
def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    stale = []
    for order in event.get("orders", ()):
        events = [Event.model_validate_json(text) for text in order["events"]]
        if not services().rebuilding.rebuild(order["order_id"], order["version"], events):
            stale.append(order["order_id"])
    services().following.hear([Event.model_validate_json(text) for text in event.get("others", ())])
    logger.info("orders rebuilt", extra={"orders": len(event.get("orders", ())), "stale": len(stale)})
    return {"stale": stale}
