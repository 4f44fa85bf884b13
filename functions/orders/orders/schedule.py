"""Timers of the orders service."""

from __future__ import annotations

from orders import compose
from souk.schedule import Schedule

schedule = Schedule("orders")


@schedule.job("expire")
def expire() -> int:
    """Every minute: ends orders that were not paid in time."""
    return compose.orders().expire()


handler = schedule.handler
