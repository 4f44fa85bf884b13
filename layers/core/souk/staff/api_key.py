"""The form of an API key, by which a merchant's own systems come in where people sign in.

    souk_key_<id, 16><secret, 32><checksum, 6>      letters and digits

The prefix lets secret scanners find one that got out, the checksum (CRC-32 of all before it) tells what was cut off or
made up without asking anybody. The id is no secret: it is the key's name in the audit trail. What is kept, and what is
sent to be compared, is the SHA-256 of the whole; the secret has 190 random bits, so nobody finds it from that.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import string
import zlib
from dataclasses import dataclass, field

PREFIX = "souk_key_"
_ID, _SECRET, _CHECKSUM = 16, 32, 6
_DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase
_FORM = re.compile(f"{PREFIX}([0-9A-Za-z]{{{_ID}}})[0-9A-Za-z]{{{_SECRET + _CHECKSUM}}}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PresentedKey:
    """`digest` is 32 bytes."""

    id: str
    digest: bytes = field(repr=False)


def new_key(key_id: str = "") -> str:
    """Another secret of this key; without an id, of a new key."""
    body = PREFIX + (key_id or _random(_ID)) + _random(_SECRET)
    return body + _checksum(body)


def presented(text: str) -> PresentedKey | None:
    """What `text` is as a key; None when it is none."""
    form = _FORM.fullmatch(text)
    if form is None or _checksum(text[:-_CHECKSUM]) != text[-_CHECKSUM:]:
        return None
    return PresentedKey(form[1], hashlib.sha256(text.encode()).digest())


def _random(length: int) -> str:
    return "".join(secrets.choice(_DIGITS) for _ in range(length))


def beginning(key_id: str) -> str:
    """What people see of a key: enough to know it by, and nothing of its secret."""
    return f"{PREFIX}{key_id}"


def _checksum(body: str) -> str:
    number, digits = zlib.crc32(body.encode()), ""
    for _ in range(_CHECKSUM):
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits
