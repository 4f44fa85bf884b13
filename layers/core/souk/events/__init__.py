"""The facts services publish: one envelope, and a data model for every event type."""

from souk.events.envelope import Event, topic_of
from souk.events.registry import DATA_MODELS, data_of

__all__ = ["DATA_MODELS", "Event", "data_of", "topic_of"]
