"""The letters whose words a merchant may change, and what may stand in them for what is known when one is sent.

`{number}` is the order's, `{shop}` the shop's name. What stands in braces is replaced once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

_SHOP = frozenset({"shop"})
_ORDER = frozenset({"shop", "number"})
PLACEHOLDERS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "welcome": _SHOP,
        "order_received": _ORDER,
        "payment_link": _ORDER,
        "exchange_placed": _ORDER,
        "addition_placed": _ORDER,
        "order_confirmed": _ORDER,
        "order_cancelled": _ORDER,
        "order_not_cancelled": _ORDER,
        "lines_cancelled": _ORDER,
        "lines_not_cancelled": _ORDER,
        "order_edited": _ORDER,
        "order_expired": _ORDER,
        "payment_due": _ORDER,
        "day_moved": _ORDER,
        "partly_paid": _ORDER,
        "transfer_back": _ORDER,
        "shipped": _ORDER,
        "ready_for_pickup": _ORDER,
        "ready_at_point": _ORDER,
        "pickup_reminder": _ORDER,
        "delivered": _ORDER,
        "undelivered": _ORDER,
        "refunded": _ORDER,
        "invoice": _ORDER,
        "credit_note": _ORDER,
        "order_link": _ORDER,
        "return_asked": _ORDER,
        "return_approved": _ORDER,
        "return_rejected": _ORDER,
        "return_received": _ORDER,
        "return_expired": _ORDER,
        "exchange_refused": _ORDER,
        "claim_asked": _ORDER,
        "claim_granted": _ORDER,
        "claim_rejected": _ORDER,
        "withdrawal": _ORDER,
        "password_changed": _SHOP,
        "email_changed": _SHOP,
        "session_reused": _SHOP,
        "account_closing": _SHOP,
        "guest_asked": _SHOP,
        "guest_forgotten": _SHOP,
        "gift_card": _SHOP,
        "gift_card_given": _ORDER,
        "export_ready": _SHOP,
        "wish_asked": _SHOP,
        "back_in_stock": _SHOP,
        "price_drop": _SHOP,
        "abandoned_cart": _SHOP,
        "review_request": _ORDER,
    }
)
_NAMED = re.compile(r"\{([^{}]*)\}")


def unknown(kind: str, text: str) -> list[str]:
    """What stands in braces in `text` and means nothing in this kind of letter."""
    return sorted(set(_NAMED.findall(text)) - PLACEHOLDERS[kind])


def filled(text: str, values: Mapping[str, str]) -> str:
    """`text` with the values; what has none stays as it is."""
    return _NAMED.sub(lambda found: values.get(found[1], found[0]), text)
