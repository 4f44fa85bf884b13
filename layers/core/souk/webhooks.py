"""What the doors for partners' webhooks have in common."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from souk.errors import InvalidInput

# How much is kept of a webhook that nobody understood, in characters.
MAX_KEPT = 8_000


class BadSignature(InvalidInput):
    """The webhook was not signed with a secret that we know. `signed` says whether it was signed at all.

    Whoever probes the address signs nothing; a secret that is wrong shows in signatures that do not hold.
    """

    def __init__(self, message: str, *, signed: bool = True) -> None:
        super().__init__(message)
        self.signed = signed


@dataclass(frozen=True, slots=True)
class KeptWebhook:
    """A webhook, signed by a partner, that was acknowledged although nobody understood it. `outcome` says why."""

    partner: str
    received_at: datetime
    type: str
    outcome: str
    body: str = field(repr=False)


def kept_text(body: bytes) -> str:
    """What is kept of a body, whatever it is."""
    return body.decode(errors="replace")[:MAX_KEPT]


def digest(body: bytes) -> str:
    """An id for what has none that can be used: the same delivery has the same. 64 hex digits."""
    return hashlib.sha256(body).hexdigest()
