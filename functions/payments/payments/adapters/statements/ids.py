"""What an entry of a bank statement is known by, so that it is booked once whoever imports it and how often."""

from __future__ import annotations

import hashlib
from collections import Counter


class EntryIds:
    """Ids of one statement's entries. Those that the bank gives no reference of its own are told apart by all that is
    said of them, and by their number among those that are the same in all of it: two alike transfers of a day are two.
    """

    def __init__(self) -> None:
        self._alike: Counter[str] = Counter()

    def by_reference(self, account: str, *reference: str) -> str:
        return _hashed("reference", account, *reference)

    def by_fields(self, *fields: str) -> str:
        alike = _hashed("fields", *(" ".join(field.split()) for field in fields))
        self._alike[alike] += 1
        return _hashed(alike, str(self._alike[alike]))


def _hashed(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
