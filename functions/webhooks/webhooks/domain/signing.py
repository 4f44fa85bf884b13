"""Signatures as Standard Webhooks has them: https://www.standardwebhooks.com (specification 1.0.0).

HMAC-SHA256 over "{id}.{timestamp}.{payload}", in base64 after "v1,"; several are parted by spaces, so that a secret can
be changed without a gap.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable

PREFIX = "whsec_"
# The specification asks for 24 bytes at least, and a key no longer than the digest loses nothing.
SECRET_BYTES = 32


def secret_of(random: bytes) -> str:
    """A secret as merchants copy it."""
    return PREFIX + base64.b64encode(random).decode()


def signature(secrets: Iterable[str], message_id: str, timestamp: int, body: bytes) -> str:
    """The header `webhook-signature`; one signature a secret, in their order."""
    content = f"{message_id}.{timestamp}.".encode() + body
    return " ".join(f"v1,{_signed(secret, content)}" for secret in secrets)


def _signed(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
