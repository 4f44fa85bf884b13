"""Timers."""

from __future__ import annotations

from datetime import timedelta

from payments.compose import services
from souk.schedule import Schedule

schedule = Schedule("payments")


@schedule.job("reconcile")
def reconcile() -> int:
    """Brings open payments to where their provider says they are; returns how many changed."""
    return len(services().reconciler.run().healed)


@schedule.job("compare")
def compare() -> dict[str, object]:
    """Compares the providers' last day with our ledger; and sends the gift cards whose day has come."""
    try:
        services().upkeep.run()
    finally:
        report = services().comparison.run().as_json()
    return report


@schedule.job("reconcile-all")
def reconcile_all() -> dict[str, object]:
    """Both at once, for every open payment whenever its next check is due: for operators."""
    return (services().reconciler.run(ahead=timedelta(days=1)) + services().comparison.run()).as_json()


handler = schedule.handler
