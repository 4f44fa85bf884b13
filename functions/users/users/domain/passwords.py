"""What a password must be: long, not a common one, and nothing that everyone knows of the person.

Length counts, composition does not: NIST SP 800-63B-4, section 3.1.1.2 (https://pages.nist.gov/800-63-4/sp800-63b.html),
which also asks to compare the whole password with a list of common ones, repetitions and sequences, and what the
context gives away (the service, the person).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from souk.errors import InvalidInput

# What the user pool demands as well (template.yaml).
MIN_PASSWORD = 10
MAX_PASSWORD = 256  # Cognito's limit
SHOP = "souk"
_COGNITO_PASSWORD = re.compile(r"\S.*\S", re.DOTALL)
_REPEATED = re.compile(r"(.{1,4}?)\1+.{0,3}", re.DOTALL)
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_RUN = 4
"""Of how many neighbours a run is made at least; shorter ones are in every word."""

IsCommon = Callable[[str], bool]


class WeakPassword(InvalidInput):
    """A password that is among the first to be guessed."""

    code, title = "weak_password", "This password is too easy to guess"


class WrongPassword(InvalidInput):
    """Of somebody who is signed in and has to prove who they are: not 401, as that would end their session."""

    code, title = "wrong_password", "This is not your password"

    def __init__(self, field: str) -> None:
        message = "this is not your password"
        super().__init__(message, errors=[{"field": field, "message": message}])


def check_form(password: str, field: str = "password") -> None:
    """Raises InvalidInput when the user pool would refuse it.

    Checked before Cognito is asked: Cognito looks at the address first, and so a bad password would tell whether the
    address has an account.
    """
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise bad_password(f"a password has {MIN_PASSWORD} to {MAX_PASSWORD} characters", field)
    if not _COGNITO_PASSWORD.fullmatch(password):
        raise bad_password("a password neither begins nor ends with a space", field)


def check_password(password: str, is_common: IsCommon, *about: str, field: str = "password") -> None:
    """`about` is what others know of the person: e-mail address, name. `field` is the request's member that a refusal
    names. Raises InvalidInput, WeakPassword."""
    check_form(password, field)
    text = password.casefold()
    if is_common(text):
        raise _weak("many people have this password, so it is tried first; choose another", field)
    if _REPEATED.fullmatch(text) or _is_sequence(text):
        raise _weak("a password that only repeats or counts on is tried first; choose another", field)
    bare = _bare(text)
    if len(bare) * 2 >= len(text) and bare in _known(about):
        raise _weak("a password must not be your name, your e-mail address or the shop's name", field)


def bad_password(message: str, field: str = "password") -> InvalidInput:
    return InvalidInput(message, errors=[{"field": field, "message": message}])


def _weak(message: str, field: str) -> WeakPassword:
    return WeakPassword(message, errors=[{"field": field, "message": message}])


def _is_sequence(text: str) -> bool:
    """Whether it is nothing but runs along the alphabet, the digits or the rows of a keyboard."""
    while text:
        length = max(_run(text, row) for row in (*_ROWS, *(row[::-1] for row in _ROWS)))
        if length < _RUN:
            return False
        text = text[length:]
    return True


def _run(text: str, row: str) -> int:
    """How many of the first characters stand so in the row."""
    return next((size for size in range(len(row), 0, -1) if len(text) >= size and text[:size] in row), 0)


def _known(about: Iterable[str]) -> set[str]:
    """What to compare with: each text, its part before the "@", and both with the shop's name."""
    texts = {SHOP} | {part for text in about for part in (text, text.partition("@")[0])}
    bare = {_bare(text) for text in texts} - {""}
    return bare | {f"{one}{other}" for one in bare for other in bare}


def _bare(text: str) -> str:
    """Letters only: digits and marks around a name make it no secret."""
    return "".join(char for char in text.casefold() if char.isalpha())
