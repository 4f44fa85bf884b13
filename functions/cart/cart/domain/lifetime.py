"""How long what a guest left behind is kept: 60 days from the last time it was looked at.

Times are Unix time, in seconds.
"""

from __future__ import annotations

from souk.shopper.owner import CART_COOKIE_SECONDS, is_guest

GUEST_SECONDS = CART_COOKIE_SECONDS
# Looking at a cart extends its life at most once a day, so that most reads write nothing.
TOUCH_SECONDS = 24 * 3600


def expiry(owner: str, now: int) -> int | None:
    """When something of this owner's written now expires; None for never."""
    return now + GUEST_SECONDS if is_guest(owner) else None


def expired(expires_at: int | None, now: int) -> bool:
    """Whether its time is over. DynamoDB deletes late, so this is asked at every load."""
    return expires_at is not None and expires_at <= now


def due_for_touch(expires_at: int | None, now: int) -> bool:
    return expires_at is not None and expires_at - now < GUEST_SECONDS - TOUCH_SECONDS
