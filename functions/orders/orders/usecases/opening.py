"""Whether the shop takes orders."""

from __future__ import annotations

from souk import clock
from souk.errors import ShopClosed
from souk.shop.port import Shop


def check_open(shop: Shop) -> None:
    """Raises ShopClosed while the merchant has closed the shop and takes no orders meanwhile."""
    settings = shop.settings()
    closed = settings.closed if settings else None
    if closed and not closed.takes_orders and closed.is_on(clock.isoformat(clock.now())):
        raise ShopClosed("the shop takes no orders at the moment", until=closed.until, notice=closed.message)
