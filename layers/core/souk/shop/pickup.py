"""Orders that are fetched at one of the shop's locations: the way of delivery, and the code they are handed out for.

The code is drawn when the order's parcel is made, and is in the shopper's letter and on their page alone. That of a
parcel which was made before codes were drawn is worked out of the order's id.
"""

from __future__ import annotations

import hashlib
import secrets

_PREFIX = "pickup-"
_DIGITS = 6


def method_of(location: str) -> str:
    """The id of the way of delivery "fetched there"."""
    return f"{_PREFIX}{location}"


def is_fetched(method: str) -> bool:
    return method.startswith(_PREFIX)


def new_code() -> str:
    """Six digits."""
    return str(secrets.randbelow(10**_DIGITS)).zfill(_DIGITS)


def code_of(order_id: str, drawn: str) -> str:
    """The one that was `drawn`; six digits of the order's id where none was."""
    if drawn:
        return drawn
    digest = hashlib.sha256(f"pickup\0{order_id}".encode()).digest()
    return str(int.from_bytes(digest[:8], "big") % 10**_DIGITS).zfill(_DIGITS)
