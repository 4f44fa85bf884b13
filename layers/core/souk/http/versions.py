"""The If-Match of whoever changes what others may have changed meanwhile: the ETag is a version."""

from __future__ import annotations

from typing import Any

from souk.errors import PreconditionFailed, PreconditionRequired
from souk.http.request import Request

IF_MATCH = {"If-Match": "The ETag of what you saw: nothing is done when it was changed since"}
# Numbers of DynamoDB have 38 digits; nothing is changed this often.
_LONGEST = 18


def version_seen(request: Request[Any, Any]) -> int | None:
    """The version that was looked at; None when it is not said. Raises PreconditionFailed for what is no ETag here."""
    if not request.if_match:
        return None
    text = request.if_match.strip().removeprefix("W/").strip('"')
    if not text.isdecimal() or len(text) > _LONGEST:
        raise PreconditionFailed("If-Match is not an ETag of this; look at it again")
    return int(text)


def version_changed(request: Request[Any, Any]) -> int:
    """The version that is changed, which has to be said. Raises PreconditionRequired, PreconditionFailed."""
    seen = version_seen(request)
    if seen is None:
        raise PreconditionRequired("send If-Match with the ETag of what you change")
    return seen
