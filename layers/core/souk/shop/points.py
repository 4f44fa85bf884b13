"""Pick-up points of carriers, sealed: shipping tells shoppers of them, and a checkout takes no other.

The seal has the point in it, so whoever takes it needs to ask nobody. It is the same for all who ask on one day (UTC),
and holds until the end of the next.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

from souk.events.common import PickupPoint

LONGEST = 2000  # of a seal, in characters
_DAY = 24 * 3600


def sealed(point: PickupPoint, now: int, key: bytes) -> str:
    """`now` in seconds since the epoch."""
    until = (now // _DAY + 2) * _DAY
    told = _text(json.dumps([until, point.model_dump()], ensure_ascii=False, separators=(",", ":")).encode())
    return f"{told}.{_text(_mac(told, key))}"


def opened(seal: str, now: int, key: bytes) -> PickupPoint | None:
    """The point in it; None when it is not ours, or too old."""
    told, _, mac = seal.partition(".")
    if not hmac.compare_digest(_text(_mac(told, key)).encode(), mac.encode()):
        return None
    until, members = json.loads(_bytes(told))
    return PickupPoint(**members) if now < until else None


def _mac(told: str, key: bytes) -> bytes:
    return hmac.digest(key, f"pickup-point\0{told}".encode(), hashlib.sha256)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
