"""Timers of the products service."""

from __future__ import annotations

from products.compose import services
from souk import clock
from souk.schedule import Schedule

# It goes on a minute later.
_SECONDS = 40

schedule = Schedule("products")


@schedule.job("sweep")
def sweep() -> int:
    """Releases the reservations whose time is over, and sells what has come in to paid orders that wait for it."""
    services().finder.catch_up()
    return services().inventory.sweep()


@schedule.job("reprice")
def reprice() -> int:
    """Writes products whose prices have changed by themselves, and those that changed promotions concern."""
    deadline = clock.Deadline(_SECONDS)
    return services().repricing.run(lambda: not deadline.passed)


handler = schedule.handler
