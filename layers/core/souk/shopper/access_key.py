"""What opens a guest's order without signing in, and for how long.

Checkout gives the order a key, which its letters carry. It opens the order while that is under way, and for `OPEN_FOR`
after it has ended. From then on whoever reads the order's mail asks for a link. Its code is exchanged once, within
`LINK_FOR`, for a key that is good for `VISIT`:

    code  <until when, Unix time>.<32 random hex digits>.<HMAC-SHA-256 of "once", until and the random digits>
    key   <until when, Unix time>.<HMAC-SHA-256 of "link" and until>

The HMACs (RFC 2104) are under the order's own key, in 64 hex digits. So of a link nothing has to be stored before it is
used, and an order that has lost its key is opened by none. Links of older versions carry a key, good for seven days.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta

from souk import clock
from souk.errors import OrderKeyExpired

OPEN_FOR = timedelta(days=60)
LINK_FOR = timedelta(hours=1)
VISIT = timedelta(days=1)


def for_link(key: str) -> str:
    """The code of a link that is mailed now, to the order that `key` belongs to."""
    said = f"{_in(LINK_FOR)}.{secrets.token_hex(16)}"
    return f"{said}.{_signature('once', said, key)}"


def for_visit(key: str) -> tuple[str, datetime]:
    """A key for who has used a link, and until when it opens the order that `key` belongs to."""
    until = _in(VISIT)
    return f"{until}.{_signature('link', str(until), key)}", datetime.fromtimestamp(until, UTC)


def until_when(code: str, key: str) -> datetime | None:
    """Until when the code of a link can be used; None when it is none of the order that `key` belongs to (empty: none
    is). Raises OrderKeyExpired when that is over.
    """
    said, _, signature = code.rpartition(".")
    if not (key and _same(signature, _signature("once", said, key))):
        return None
    until = int(said.partition(".")[0])  # a number, for we have signed it
    if clock.epoch() >= until:
        raise _too_old()
    return datetime.fromtimestamp(until, UTC)


def opens(given: str, key: str, ended: datetime | None) -> bool:
    """Whether `given` opens the order that `key` belongs to (empty: none does) and that has `ended`, if it has.

    Compares in constant time. Raises OrderKeyExpired for what was right once.
    """
    until, is_link, signature = given.partition(".")
    if is_link:
        right = _same(signature, _signature("link", until, key))
        in_time = right and clock.epoch() < int(until)  # a number, for we have signed it
    else:
        right = _same(given, key)
        in_time = ended is None or clock.now() < ended + OPEN_FOR
    if not (key and right):
        return False
    if not in_time:
        raise _too_old()
    return True


def _too_old() -> OrderKeyExpired:
    return OrderKeyExpired("this link to the order is too old; ask for a new one by e-mail")


def _in(span: timedelta) -> int:
    return clock.epoch() + int(span.total_seconds())


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _signature(what: str, said: str, key: str) -> str:
    return hmac.new(key.encode(), f"{what}\0{said}".encode(), hashlib.sha256).hexdigest()
