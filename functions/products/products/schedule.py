"""Timers of the products service."""

from __future__ import annotations

from products import compose
from souk.schedule import Schedule

schedule = Schedule("products")


@schedule.job("sweep")
def sweep() -> int:
    """Releases the reservations whose time is over."""
    return compose.inventory().sweep()


handler = schedule.handler
