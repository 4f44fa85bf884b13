"""What a request says of the version that it changes."""

from __future__ import annotations

from souk.errors import InvalidInput

# Numbers of DynamoDB have 38 digits; nothing is changed this often.
_LONGEST = 18


def seen(if_match: str | None) -> int | None:
    """The version in If-Match; None without one. Raises InvalidInput for what is no version."""
    if not if_match:
        return None
    text = if_match.strip().removeprefix("W/").strip('"')
    if not text.isdecimal() or len(text) > _LONGEST:
        raise InvalidInput("If-Match is not the ETag of what you change; look at it again")
    return int(text)
