"""Timers of the users service."""

from __future__ import annotations

from souk.schedule import Schedule
from users.compose import services

schedule = Schedule("users")


@schedule.job("erase")
def erase() -> int:
    """Every hour: goes on with forgetting those who have closed their account, and guests who asked for it."""
    return services().erasing.run() + services().guest_erasing.run()


handler = schedule.handler
