"""API keys: what lets a merchant's own system act as staff do, within what its maker may."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from souk.errors import Conflict
from souk.staff.permissions import NOT_FOR_KEYS, Permission, permissions_of

MOST_KEYS = 50
MOST_OVERLAP = timedelta(days=7)


class TooManyKeys(Conflict):
    code, title = "too_many_keys", "There are too many API keys"


class KeyCannotRotate(Conflict):
    code, title = "key_cannot_rotate", "The key gets no other secret now"


@dataclass(frozen=True, slots=True)
class KeySecret:
    """`digest` is the SHA-256 of the whole key, `used_on` the last day (UTC) it was used on, None before the first.
    An earlier secret opens `until` then, the present one as long as its key does."""

    digest: bytes = field(repr=False)
    used_on: date | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ApiKey:
    """`maker` is the id of the admin who made it; `ends_at` None is for good. `version` counts the changes of its
    secrets, from 1."""

    id: str
    name: str
    permissions: frozenset[Permission]
    maker: str
    made_at: datetime
    secret: KeySecret
    ends_at: datetime | None = None
    earlier: KeySecret | None = None
    version: int = 1

    @property
    def used_on(self) -> date | None:
        """The last day it was used on, with whichever secret."""
        days = [secret.used_on for secret in (self.secret, self.earlier) if secret and secret.used_on]
        return max(days, default=None)

    def has_ended(self, at: datetime) -> bool:
        return self.ends_at is not None and at >= self.ends_at

    def earlier_at(self, at: datetime) -> KeySecret | None:
        """The secret before the present one, while it opens, too."""
        return self.earlier if self.earlier and self.earlier.until and at < self.earlier.until else None

    def opened_by(self, digest: bytes, at: datetime) -> KeySecret | None:
        """The secret that `digest` is of, if it opens. Compares in constant time."""
        if self.has_ended(at):
            return None
        secrets = [secret for secret in (self.secret, self.earlier_at(at)) if secret]
        return next((secret for secret in secrets if hmac.compare_digest(digest, secret.digest)), None)

    def rotated(self, digest: bytes, overlap: timedelta, at: datetime) -> ApiKey:
        """With another secret, beside which the one in use opens for `overlap`.

        That is the earlier one while the present one was never used: its answer was lost, or nobody put it anywhere.
        Raises KeyCannotRotate when it has ended, or when two are in use and both would have to go on.
        """
        if self.has_ended(at):
            raise KeyCannotRotate("it has ended; make another")
        earlier, used = self.earlier_at(at), self.secret.used_on is not None
        if earlier and used and overlap:
            raise KeyCannotRotate("the secret before the present one still holds; end it first")
        kept = self.secret if used or earlier is None else earlier
        return replace(
            self,
            secret=KeySecret(digest),
            earlier=replace(kept, until=at + overlap) if overlap else None,
            version=self.version + 1,
        )

    def without_earlier(self) -> ApiKey:
        return replace(self, earlier=None, version=self.version + 1)

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
