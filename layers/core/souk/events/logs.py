"""alert.*: published by the logs service, keyed by the alert id."""

from __future__ import annotations

from souk.events.common import EventData


class AlertRaised(EventData):
    """alert.raised, alert.resolved."""

    alert_id: str
    kind: str
    service: str
    message: str
    fingerprint: str = ""
    count: int = 1
