"""Timers of the orders service."""

from __future__ import annotations

from orders.compose import services
from souk.schedule import Schedule

schedule = Schedule("orders")


@schedule.job("expire")
def expire() -> int:
    """Every minute: ends orders that were not paid in time."""
    return services().orders.expire()


@schedule.job("follow-up")
def follow_up() -> int:
    """Every five minutes: asks for what orders wait for and should have had."""
    return services().orders.follow_up.run()


handler = schedule.handler
