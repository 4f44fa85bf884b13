"""Timers of the shipping service."""

from __future__ import annotations

from shipping.compose import shipping
from souk.schedule import Schedule

schedule = Schedule("shipping")


@schedule.job("book")
def book() -> int:
    """Books the shipments that are still to be booked and due; how many were tried. Every minute."""
    return shipping().book_due()


handler = schedule.handler
