"""Timers of the audit service."""

from __future__ import annotations

from audit.compose import services
from souk.schedule import Schedule

schedule = Schedule("audit")


@schedule.job("anchor")
def anchor() -> int:
    """Puts down where the chains stand, out of everybody's reach; how many had grown. Hourly."""
    return services().proof.anchor()


@schedule.job("verify")
def verify() -> dict[str, int]:
    """Proves the chains of the last two days; how many are broken. Daily."""
    return {"done": 1, "broken": services().proof.verify_yesterday()}


handler = schedule.handler
