"""What the doors for partners' webhooks have in common."""

from __future__ import annotations

from souk.errors import InvalidInput


class BadSignature(InvalidInput):
    """The webhook was not signed with a secret that we know. `signed` says whether it was signed at all.

    Whoever probes the address signs nothing; a secret that is wrong shows in signatures that do not hold.
    """

    def __init__(self, message: str, *, signed: bool = True) -> None:
        super().__init__(message)
        self.signed = signed
