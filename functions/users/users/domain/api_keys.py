"""API keys: what lets a merchant's own system act as staff do, within what its maker may."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from souk.errors import Conflict
from souk.staff.permissions import NOT_FOR_KEYS, Permission, permissions_of

MOST_KEYS = 50


class TooManyKeys(Conflict):
    code, title = "too_many_keys", "There are too many API keys"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """`maker` is the id of the admin who made it, `digest` the SHA-256 of the whole key.

    `used_on` is the last day (UTC) it was used on, None before the first; `ends_at` None is for good.
    """

    id: str
    name: str
    permissions: frozenset[Permission]
    maker: str
    made_at: datetime
    digest: bytes = field(repr=False)
    ends_at: datetime | None = None
    used_on: date | None = None

    def is_opened_by(self, digest: bytes, at: datetime) -> bool:
        """Compares in constant time."""
        return hmac.compare_digest(digest, self.digest) and (self.ends_at is None or at < self.ends_at)

    def permits(self, groups: Iterable[str]) -> frozenset[Permission]:
        """What is left of its permissions while its maker has these groups."""
        return self.permissions & permissions_of(groups) - NOT_FOR_KEYS


@dataclass(frozen=True, slots=True)
class ListedKey:
    """`permits`: what it permits now, which is less than it was given once its maker may less."""

    key: ApiKey
    permits: frozenset[Permission]


@dataclass(frozen=True, slots=True)
class RolesOnRecord:
    """Groups of a member of staff, written down by whoever changes them; `version` 0 is not written down yet."""

    groups: frozenset[str] = frozenset()
    version: int = 0
