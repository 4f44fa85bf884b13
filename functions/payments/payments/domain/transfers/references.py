"""The references that shoppers quote, found in what they wrote: whatever blanks, dashes and breaks the banks made of
them, in small letters, with an O for a zero, and several in one text.
"""

from __future__ import annotations

import re

_JUNK = re.compile(r"[^0-9A-Z]")
# An order's number (orders), and what is quoted of a payment without one.
_SHAPES = (("SK", re.compile(r"[0-9A-HJKMNP-TV-Z]{10}"), 10), ("RF", re.compile(r"[0-9A-F]{12}"), 12))
# Crockford's alphabet has none of these letters, so that they can be read as what they look like.
_LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
# A text of a bank has 140 letters, and collective transfers a few lines more.
_MAX_TEXT, _MAX_FOUND = 2000, 20


def squeezed(reference: str) -> str:
    """A reference as it is compared: "SK-7Q2M9-XK4TD" is "SK7Q2M9XK4TD"."""
    return _JUNK.sub("", reference.upper())


def quoted(text: str) -> tuple[str, ...]:
    """What may be references in the text, squeezed, in their order, each once. Whether there are such is another
    question.
    """
    packed = squeezed(text[:_MAX_TEXT])
    found: dict[int, str] = {}
    for prefix, shape, length in _SHAPES:
        for start in _starts(packed, prefix):
            body = packed[start + len(prefix) :][:length]
            body = body.translate(_LOOKS_LIKE) if prefix == "SK" else body
            if shape.fullmatch(body):
                found[start] = prefix + body
    in_order = [found[start] for start in sorted(found)]
    return tuple(dict.fromkeys(in_order))[:_MAX_FOUND]


def _starts(packed: str, prefix: str) -> list[int]:
    return [match.start() for match in re.finditer(f"(?={prefix})", packed)]
