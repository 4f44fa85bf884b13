"""The code of a gift card: who knows it has the money, so it is stored nowhere.

It follows from the card's id and a key that only the payments functions can read (HMAC-SHA-256, RFC 2104): the letter
can be written on the day that was chosen, and written again. What stands in the table is another HMAC of the code, by
which a card is found; neither the table nor a backup of it tells a code.
"""

from __future__ import annotations

import hashlib
import hmac

from souk.errors import InvalidInput

# Crockford's base 32: no letter is taken for a digit.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# 80 bits: nobody tries that many.
LENGTH = 16
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None})


def code_of(key: bytes, account_id: str) -> str:
    """As it is printed, for instance "7Q2M-9XK4-TD0A-VB3C"."""
    digest = hmac.digest(key, f"gift card\0{account_id}".encode(), hashlib.sha256)
    bits = int.from_bytes(digest[:10], "big")
    letters = "".join(_LETTERS[bits >> 5 * place & 31] for place in range(LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, LENGTH, 4))


def squeezed_code(text: str) -> str:
    """The code however it is typed. Raises InvalidInput for what cannot be one."""
    code = text.upper().translate(_READ_AS)
    if len(code) != LENGTH or set(code) - set(_LETTERS):
        raise InvalidInput(f"a gift card's code has {LENGTH} letters and digits")
    return code


def code_hash(key: bytes, code: str) -> str:
    """What a card is found by. Raises InvalidInput for what cannot be a code."""
    return hmac.new(key, f"found by\0{squeezed_code(code)}".encode(), hashlib.sha256).hexdigest()


def last_four(code: str) -> str:
    return squeezed_code(code)[-4:]
