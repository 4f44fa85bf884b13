"""What a shopper may not cancel any more though no parcel of it has left, because it needs none.

Goods can be cancelled until they leave. What needs no parcel never leaves: a file, a ticket, an hour of somebody's
work. Once it is paid it can be given up as long as the law says, and what the law leaves out not at all.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from orders.domain.order import Order
from orders.domain.withdrawing.period import ShopDays
from souk.errors import IllegalTransition
from souk.withdrawal import is_excluded


def kept(order: Order, days: ShopDays, now: datetime) -> frozenset[str]:
    """The SKUs that only the shop may cancel."""
    if not order.was_paid:
        return frozenset()
    over = now >= days.withdrawable_until(order.details.placed_at)
    return frozenset(
        line.sku
        for line in order.lines
        if not line.requires_shipping and (over or is_excluded(line.withdrawal_exclusion))
    )


def check(order: Order, wanted: Collection[str], days: ShopDays, now: datetime) -> None:
    """Raises IllegalTransition when some of the SKUs are such; none stands for all of the order."""
    hers = kept(order, days, now) & set(wanted or (line.sku for line in order.lines))
    if hers and not order.cancellation:
        named = ", ".join(sorted(hers))
        raise IllegalTransition(
            f"this needs no parcel and is yours since it was paid, so it cannot be cancelled any more: {named}",
            state=str(order.state),
        )
