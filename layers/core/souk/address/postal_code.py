"""Postal codes as people type them, brought to the form the post writes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from souk.address.rules import PostalCode

# Digits that NFKC leaves: Arabic, Persian, Devanagari, Bengali and Thai, by their zero.
_ZEROS = "٠۰०০๐"
_DIGITS = {ord(zero) + digit: str(digit) for zero in _ZEROS for digit in range(10)}
_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—―−ー"), "-")
# Before a Japanese code, on every envelope.
_POST_MARK = {ord("〒"): ""}


def normal(text: str, rule: PostalCode | None) -> tuple[str, bool]:
    """The code in its usual form, and whether it may be one; anything may be where there is no rule.

    Upper case, ASCII digits, the space or hyphen where the post has it ("sw1a1aa" is "SW1A 1AA"), without 〒 and
    without the country before it ("D-10115"), with the letters all codes begin with ("1073" is "LV-1073"). Where codes
    are digits only, without what people write around them ("CEP 01310-200", "S(560123)", "1000-205 Lisboa").
    """
    plain = unicodedata.normalize("NFKC", text).translate(_DIGITS | _HYPHENS | _POST_MARK).upper()
    plain = " ".join(plain.split()).strip(" -.")
    if rule is None or not plain:
        return plain, True
    pattern = re.compile(rule.pattern, re.ASCII)
    for candidate in _candidates(plain, rule):
        if pattern.fullmatch(candidate):
            return candidate, True
    return plain, False


def _candidates(plain: str, rule: PostalCode) -> Iterator[str]:
    for body in _bodies(plain, rule):
        compact = re.sub("[ .-]", "", body)
        for mark, after in rule.marks:
            if len(compact) > after:
                yield f"{compact[:-after]}{mark}{compact[-after:]}"
        yield compact
        yield body


def _bodies(plain: str, rule: PostalCode) -> Iterator[str]:
    yield plain
    for letters in rule.printed:
        rest = plain.removeprefix(letters)
        if rest != plain:
            yield rest.lstrip(" -")
    if rule.begins:
        yield rule.begins + plain
    if not re.search("[A-Z]", rule.pattern):
        yield re.sub("^[^0-9]+|[^0-9]+$", "", plain)
