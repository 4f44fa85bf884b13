"""Opaque cursors for lists: where the next page starts."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from souk.errors import InvalidInput


def encode(key: dict[str, Any] | None) -> str | None:
    """A cursor from DynamoDB's LastEvaluatedKey; None when there is no further page."""
    if not key:
        return None
    return base64.urlsafe_b64encode(json.dumps(key, separators=(",", ":")).encode()).decode().rstrip("=")


def decode(cursor: str | None) -> dict[str, Any] | None:
    """The key in a cursor that `encode` made. Raises InvalidInput for anything else."""
    if not cursor:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        key = None
    if not isinstance(key, dict) or not all(isinstance(value, dict) for value in key.values()):
        raise InvalidInput("the cursor is not one this list gave; start again without it")
    return key
