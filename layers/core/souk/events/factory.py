"""Makes events under the current correlation and causation ids."""

from __future__ import annotations

from souk import clock, context
from souk.events.common import EventData
from souk.events.envelope import Event
from souk.events.registry import model_of


def new_event(event_type: str, *, aggregate_id: str, aggregate_version: int, data: EventData) -> Event:
    """A new event of `event_type`. Raises KeyError for an unknown type, TypeError for data it does not carry."""
    expected = model_of(event_type)
    if type(data) is not expected:
        raise TypeError(f"{event_type} carries {expected.__name__}, not {type(data).__name__}")
    return Event(
        type=event_type,
        occurred_at=clock.now(),
        aggregate_id=aggregate_id,
        aggregate_version=aggregate_version,
        correlation_id=context.correlation_id(),
        causation_id=context.causation_id(),
        data=data.model_dump(mode="json"),
    )
