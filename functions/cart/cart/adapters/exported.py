"""What a person is given of their cart and wishlist when they ask for their data (`souk.exports`)."""

from __future__ import annotations

from cart.adapters.records import CartCodeItem, CartRecord, LeftoverItem, LineItem, WishItem, WishlistRecord
from souk.exports.readable import Covered

_CARD = ("sku", "title", "variant_title", "handle", "price", "currency")
COVERED: Covered = {
    CartRecord: ("cart_id", "lines", "leftovers", "codes", "market"),
    CartCodeItem: ("code",),
    LineItem: (*_CARD, "quantity", "chosen_price"),
    LeftoverItem: (*_CARD, "quantity", "kept", "limit"),
    WishlistRecord: ("items",),
    WishItem: (*_CARD, "added_at"),
}
