"""Which data model each event type carries.

The module of a publishing service says it: `TYPES` maps its types to their models, and `FOR_OTHERS` says of those that
no service of the shop consumes why they are published (`docs/events` shows both). A module is imported when one of its
types is asked for, so that a cold start pays for no event it has nothing to do with.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from souk.events.common import EventData
from souk.events.envelope import PUBLISHERS, publisher_of


def model_of(event_type: str) -> type[EventData]:
    """The model of a type's data. Raises KeyError for a type that nobody publishes."""
    models: dict[str, type[EventData]] = _module(publisher_of(event_type)).TYPES
    return models[event_type]


def all_types() -> dict[str, type[EventData]]:
    """Every type and its model, for tools and tests: it imports the events of all services."""
    models: dict[str, type[EventData]] = {}
    for service in PUBLISHERS:
        models.update(_module(service).TYPES)
    return models


def for_others() -> dict[str, str]:
    """The types that no service of the shop consumes, and why they are published."""
    reasons: dict[str, str] = {}
    for service in PUBLISHERS:
        reasons.update(getattr(_module(service), "FOR_OTHERS", {}))
    return reasons


def _module(service: str) -> ModuleType:
    return import_module(f"souk.events.{service}")
