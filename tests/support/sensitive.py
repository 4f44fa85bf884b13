"""Finds in log lines what must never be there: card numbers, secrets, keys, personal data.

It is written without a look at the shipper's redaction, so that each can be tested with the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_PATTERNS = {
    "client secret": re.compile(r"\b(?:pi|seti|cs)_[A-Za-z0-9_]+_secret_[A-Za-z0-9]+"),
    "secret key": re.compile(r"\b(?:sk|rk)_(?:test|live)_[A-Za-z0-9_]+"),
    "webhook secret": re.compile(r"\bwhsec_[A-Za-z0-9_]+"),
    "access key": re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    "bearer token": re.compile(r"(?i)\bbearer +(?!\[)[A-Za-z0-9._~+/-]{8,}"),
    "JSON web token": re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}"),
    "key in a link": re.compile(r"(?i)[?&](?:key|token|secret|signature)=(?!\[|%5B)[^&\s\"'\\]+"),
    "key of a mailed link": re.compile(r"\b\d{10}\.[0-9a-f]{64}\b"),
    "webhook signature": re.compile(r"\bt=\d{9,11},v1=[0-9a-f]{16,}"),
    "e-mail address": re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*\.[A-Za-z]{2,24}"),
}
# 13 to 19 digits, perhaps in groups, that are not part of a longer word, number or id.
_DIGITS = re.compile(r"(?<![\w.-])[2-6](?:[ -]?\d){12,18}(?![\w-]|\.\d)")


@dataclass(frozen=True)
class Leak:
    """What was found, and where: `line` counts from 0."""

    kind: str
    found: str
    line: int


def leaks(lines: Iterable[str], known: Iterable[str] = ()) -> list[Leak]:
    """Everything in `lines` that looks sensitive, or is one of the `known` values: keys of orders, passwords, names."""
    secrets = [value for value in known if value]
    found = []
    for number, line in enumerate(lines):
        for kind, pattern in _PATTERNS.items():
            found += [Leak(kind, match.group(), number) for match in pattern.finditer(line)]
        cards = (match.group() for match in _DIGITS.finditer(line))
        found += [Leak("card number", card, number) for card in cards if _is_card_number(card)]
        found += [Leak("known value", value, number) for value in secrets if value in line]
    return found


def _is_card_number(text: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7812-1, annex B)."""
    digits = [int(character) for character in reversed(text) if character.isdigit()]
    total = sum(digit if place % 2 == 0 else digit * 2 - 9 * (digit > 4) for place, digit in enumerate(digits))
    return total % 10 == 0
