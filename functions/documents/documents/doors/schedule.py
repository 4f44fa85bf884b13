"""Timers of the documents service."""

from __future__ import annotations

from documents.compose import services
from souk.schedule import Schedule

schedule = Schedule("documents")


@schedule.job("issue")
def issue() -> int:
    """Issues the invoices that waited for what is there now; how many. Every five minutes."""
    return services().issuing.issue_waiting()


handler = schedule.handler
