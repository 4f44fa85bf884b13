"""The Lambda handler of the tables' streams.

A stream hands over an aggregate's changes in order and goes on only once a batch is done, so an error that gets out
makes the same batch come again: at least once, in order, nothing skipped. (A partial answer is not given: the whole
batch again costs only duplicates, which every consumer knows by the event's id.)
"""

from __future__ import annotations

from typing import Any

from outbox_relay.compose import services
from outbox_relay.doors.stream import published
from souk import clock, context
from souk.events import Event
from souk.telemetry import count, entrypoint, logger


@entrypoint("outbox_relay")
def handler(event: dict[str, Any], _context: Any) -> dict[str, int]:
    """Produces a batch's events to Kafka; how many. Raises when any is not known to have arrived."""
    found = [item for record in event["Records"] for item in published(record)]
    services().parts.produce([message for _, message in found])
    for published_event, message in found:
        _log(published_event, message.topic)
    if found:
        count("EventsRelayed", len(found))
    return {"relayed": len(found)}


def _log(event: Event, topic: str) -> None:
    with context.bound(event.correlation_id, causation_id=event.id):
        age = round((clock.now() - event.occurred_at).total_seconds() * 1000)
        logger.info(
            "event relayed",
            extra={
                "event_type": event.type,
                "event_id": event.id,
                "aggregate_id": event.aggregate_id,
                "topic": topic,
                "age_ms": age,
            },
        )
