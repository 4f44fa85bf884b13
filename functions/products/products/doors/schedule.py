"""Timers of the products service."""

from __future__ import annotations

from products.compose import services
from souk.schedule import Schedule

schedule = Schedule("products")


@schedule.job("sweep")
def sweep() -> int:
    """Releases the reservations whose time is over, and sells what has come in to paid orders that wait for it."""
    services().finder.catch_up()
    return services().inventory.sweep()


handler = schedule.handler
