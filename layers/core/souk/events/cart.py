"""cart.*: published by the cart service, keyed by the cart id."""

from __future__ import annotations

from souk.events.common import EventData


class CartChanged(EventData):
    """cart.line_added, cart.line_removed, cart.merged, cart.checked_out, cart.moved_to_wishlist."""

    cart_id: str
    owner: str
    sku: str = ""
    quantity: int = 0
    order_id: str = ""
