"""wishlist.* and cart.*: published by the cart service, keyed by the user id."""

from __future__ import annotations

from souk.events.common import Amount, EventData


class WishedVariant(EventData):
    """`price` is what it cost when it was put there."""

    sku: str
    product_id: str
    price: Amount


class WishlistChanged(EventData):
    """wishlist.changed: all that is on the list of a member who agrees to hear of lower prices, and nothing once they
    do not any more. Of others nothing is published.
    """

    user_id: str
    items: list[WishedVariant]


class CartAbandoned(EventData):
    """cart.abandoned: a member has neither changed nor looked at their cart for as long as the shop says, and agrees to
    be told. The event's version is the cart's, which says what is in it.
    """

    user_id: str
    cart_id: str


TYPES: dict[str, type[EventData]] = {
    "cart.abandoned": CartAbandoned,
    "wishlist.changed": WishlistChanged,
}
