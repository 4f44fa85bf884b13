"""Timers of the shipping service."""

from __future__ import annotations

from shipping.compose import services
from shipping.settings import ShippingSettings
from souk.schedule import Schedule

schedule = Schedule("shipping")


@schedule.job("book")
def book() -> int:
    """Books the shipments that are still to be booked and due; how many were tried. Every minute."""
    return services().shipping.book_due()


@schedule.job("watch")
def watch() -> int:
    """Looks whether carriers have said something of the parcels that are long under way, and reminds shoppers of those
    that lie ready for long; how many were due. Hourly.
    """
    shipping = services().shipping
    return shipping.look_after_silent() + shipping.remind_of_ready(ShippingSettings().pickup_patience)


@schedule.job("expire-returns")
def expire_returns() -> int:
    """Ends the returns that were approved and never sent, and gives back labels that nothing came under; how many were
    due. Hourly.
    """
    return services().returns.expire_due() + services().return_labels.give_back_unused()


handler = schedule.handler
