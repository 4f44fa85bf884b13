"""Signed webhooks: `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`, the scheme Stripe made common.

The time is signed too, so an old message cannot be played again later. During the rotation of a secret several are
valid, and a header may carry several v1.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence

from souk.webhooks import BadSignature

TOLERANCE_SECONDS = 300
_TIME = re.compile(r"[0-9]{1,12}")


def sign(body: bytes, secret: str, timestamp: int) -> str:
    """The header that `verify` accepts."""
    return f"t={timestamp},v1={_digest(body, secret, timestamp)}"


def verify(header: str, body: bytes, secrets: Sequence[str], now: int) -> None:
    """Raises BadSignature unless one of `secrets` signed `body` within the tolerance of `now` (Unix seconds)."""
    timestamp, signatures = _read(header)
    expected = [_digest(body, secret, timestamp).encode() for secret in secrets if secret]
    # Every pair is compared, so that the time taken says nothing.
    matches = [hmac.compare_digest(given.encode(), right) for given in signatures for right in expected]
    if not any(matches):
        raise BadSignature("the webhook's signature does not match its body")
    if abs(now - timestamp) > TOLERANCE_SECONDS:
        raise BadSignature(f"the webhook was signed more than {TOLERANCE_SECONDS} seconds ago")


def _read(header: str) -> tuple[int, list[str]]:
    parts = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in parts if name == "t" and _TIME.fullmatch(value)]
    signatures = [value for name, _, value in parts if name == "v1"]
    if len(times) != 1 or not signatures:
        raise BadSignature("the webhook's signature is missing or malformed", signed=bool(header))
    return int(times[0]), signatures


def _digest(body: bytes, secret: str, timestamp: int) -> str:
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
