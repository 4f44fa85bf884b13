"""Timers of the shipping service."""

from __future__ import annotations

from shipping.compose import services
from souk.schedule import Schedule

schedule = Schedule("shipping")


@schedule.job("book")
def book() -> int:
    """Books the shipments that are still to be booked and due; how many were tried. Every minute."""
    return services().shipping.book_due()


@schedule.job("watch")
def watch() -> int:
    """Looks whether carriers have said something of the parcels that are long under way; how many were due. Hourly."""
    return services().shipping.look_after_silent()


@schedule.job("expire-returns")
def expire_returns() -> int:
    """Ends the returns that were approved and never sent; how many were due. Hourly."""
    return services().returns.expire_due()


handler = schedule.handler
