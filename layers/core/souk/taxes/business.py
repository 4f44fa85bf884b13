"""Who buys as a business: its VAT number, and what the union's register said of it.

What the register said is sealed where it was asked, so that a quote and a checkout need to ask nobody, and believe
nothing that a browser says. A seal is the same all day (UTC) for the same answer, and holds until the end of the next.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import astuple, dataclass

LONGEST = 400  # of a seal, in characters
_DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class BusinessNumber:
    """`number` with its country's letters, `place` whose it is. `confirmed`: the register (VIES) knows it; it answered
    on the day `asked_on` under its own number `consultation`, which proves to a tax office that it was asked. A number
    that could not be looked up is not confirmed: then tax is charged as of anybody.
    """

    number: str
    place: str
    confirmed: bool = False
    consultation: str = ""
    asked_on: str = ""

    @property
    def taxed_as(self) -> str:
        """The place as which the buyer is a business; empty for who is taxed as a consumer."""
        return self.place if self.confirmed else ""


def sealed(told: BusinessNumber, now: int, key: bytes) -> str:
    """`now` in seconds since the epoch."""
    until = (now // _DAY + 2) * _DAY
    text = _text(json.dumps([until, *astuple(told)], separators=(",", ":")).encode())
    return f"{text}.{_text(_mac(text, key))}"


def opened(seal: str, now: int, key: bytes) -> BusinessNumber | None:
    """What is in it; None when it is not ours, or too old."""
    text, _, mac = seal.partition(".")
    if not hmac.compare_digest(_text(_mac(text, key)).encode(), mac.encode()):
        return None
    until, *members = json.loads(_bytes(text))
    return BusinessNumber(*members) if now < until else None


def _mac(text: str, key: bytes) -> bytes:
    return hmac.digest(key, f"vat-number\0{text}".encode(), hashlib.sha256)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
