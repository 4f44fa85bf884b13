"""alert.*: published by the logs service, keyed by the alert id."""

from __future__ import annotations

from souk.events.common import EventData


class AlertRaised(EventData):
    """alert.raised."""

    alert_id: str
    kind: str
    service: str
    message: str
    fingerprint: str = ""
    count: int = 1


TYPES: dict[str, type[EventData]] = {"alert.raised": AlertRaised}
FOR_OTHERS = {"alert.raised": "a new kind of error, for the pager or the ticket system of those who run the shop"}
