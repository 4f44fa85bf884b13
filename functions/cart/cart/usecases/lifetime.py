"""How long what a guest left behind is kept: 60 days from the last time it was looked at."""

from __future__ import annotations

from souk import clock
from souk.owner import CART_COOKIE_SECONDS, is_guest

GUEST_SECONDS = CART_COOKIE_SECONDS
# Looking at a cart extends its life at most once a day, so that most reads write nothing.
TOUCH_SECONDS = 24 * 3600


def expiry(owner: str) -> int | None:
    """When something of this owner's written now expires, as Unix time; None for never."""
    return clock.epoch() + GUEST_SECONDS if is_guest(owner) else None


def expired(expires_at: int | None) -> bool:
    """Whether its time is over. DynamoDB deletes late, so this is asked at every load."""
    return expires_at is not None and expires_at <= clock.epoch()


def due_for_touch(expires_at: int | None) -> bool:
    return expires_at is not None and expires_at - clock.epoch() < GUEST_SECONDS - TOUCH_SECONDS
