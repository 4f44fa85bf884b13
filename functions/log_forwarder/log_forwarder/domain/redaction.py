"""The last line of defence against secrets and personal data in logs.

The services log ids only. What slips through none the less, for instance in a library's exception, stops here.
"""

from __future__ import annotations

import re
from typing import Any

REDACTED = "[redacted]"
_DEEPEST = 12
_SECRET_NAMES = re.compile(
    r"""(?ix) ^(.*[_-])? (
        authorization | cookie | set-cookie | password | passwd | secret | token | api[_-]?key | access[_-]?key
        | order[_-]?key | client_secret | card | card_number | cvc | cvv | iban | e?mail | signature
    ) $"""
)
_PATTERNS = [
    (re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}"), rf"\1 {REDACTED}"),
    (re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*"), REDACTED),
    (re.compile(r"\b\d{10}\.[0-9a-f]{64}\b"), REDACTED),  # opens a guest's order: souk.shopper.access_key
    (
        re.compile(r"\b(?:sk|rk|pk)_(?:live|test)_\w+|\bwhsec_\w+|\bpi_\w+_secret_\w+|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
        REDACTED,
    ),
    (re.compile(r"(?i)\b((?:access_|api_)?key|token|password|secret)=[^&\s\"']+"), rf"\1={REDACTED}"),
    (
        re.compile(
            r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]++@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*\.[A-Za-z]{2,}"
        ),
        "[e-mail]",
    ),
]
_CARD = re.compile(r"(?<![\w-])(?<!\d\.)[2-6]\d{3}(?:[ -]?\d){10,15}(?![\w-]|\.\d)")


def redacted(value: Any, depth: int = 0) -> Any:
    """A copy of a JSON value without what looks like a secret or like personal data."""
    if depth > _DEEPEST:
        return "[too deep]"
    if isinstance(value, str):
        return text(value)
    if isinstance(value, list):
        return [redacted(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {
            name: REDACTED if held and _SECRET_NAMES.match(name) else redacted(held, depth + 1)
            for name, held in value.items()
        }
    return value


def text(value: str) -> str:
    for pattern, replacement in _PATTERNS:
        value = pattern.sub(replacement, value)
    return _CARD.sub(_without_card, value)


def _without_card(match: re.Match[str]) -> str:
    digits = [int(character) for character in match.group() if character.isdigit()]
    return "[card]" if _luhn(digits) else match.group()


def _luhn(digits: list[int]) -> bool:
    """The check digit of card numbers (ISO/IEC 7812-1, annex B)."""
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(digits[-1::-2])) % 10 == 0
