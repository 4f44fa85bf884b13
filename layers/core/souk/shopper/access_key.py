"""What opens a guest's order without signing in, and for how long.

Checkout gives the order a key, which its letters carry. It opens the order while that is under way, and for `OPEN_FOR`
after it has ended. From then on whoever reads the order's mail asks for a link, whose key is good for `LINK_FOR`:

    <until when, Unix time>.<HMAC-SHA-256 (RFC 2104) of "link" and that, under the order's own key, 64 hex digits>

So no link has to be stored, and an order that has lost its key is opened by none.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from souk import clock
from souk.errors import OrderKeyExpired

OPEN_FOR = timedelta(days=60)
LINK_FOR = timedelta(days=7)


def for_link(key: str) -> str:
    """A key for a link that is mailed now, to the order that `key` belongs to."""
    until = str(clock.epoch() + int(LINK_FOR.total_seconds()))
    return f"{until}.{_signature(until, key)}"


def opens(given: str, key: str, ended: datetime | None) -> bool:
    """Whether `given` opens the order that `key` belongs to (empty: none does) and that has `ended`, if it has.

    Compares in constant time. Raises OrderKeyExpired for what was right once.
    """
    until, is_link, signature = given.partition(".")
    if is_link:
        right = _same(signature, _signature(until, key))
        in_time = right and clock.epoch() < int(until)  # a number, for we have signed it
    else:
        right = _same(given, key)
        in_time = ended is None or clock.now() < ended + OPEN_FOR
    if not (key and right):
        return False
    if not in_time:
        raise OrderKeyExpired("this link to the order is too old; ask for a new one by e-mail")
    return True


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _signature(until: str, key: str) -> str:
    return hmac.new(key.encode(), f"link\0{until}".encode(), hashlib.sha256).hexdigest()
