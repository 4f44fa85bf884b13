"""An endpoint: an address of the merchant's own, and what it is told of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from souk.errors import Conflict

MOST = 20
# How long a secret goes on signing beside the one that took its place.
OVERLAP = timedelta(days=1)
MOST_FORMER = 4
# After so long with nothing but failures nobody seems to listen.
PATIENCE = timedelta(days=5)


class OffReason(StrEnum):
    """Why an endpoint is told nothing."""

    STAFF = "staff"
    GONE = "gone"  # it answered 410
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class FormerSecret:
    """It signs until then."""

    id: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`event_types` without any is all of them. `secret_id` names the secret, which is kept elsewhere; `version` counts
    the changes from 1. `on_since` is when it was switched on last."""

    id: str
    url: str
    secret_id: str
    created_at: datetime
    updated_at: datetime
    on_since: datetime
    description: str = ""
    event_types: frozenset[str] = frozenset()
    personal_data: bool = False
    off: OffReason | None = None
    former: tuple[FormerSecret, ...] = ()
    version: int = 1

    @property
    def enabled(self) -> bool:
        return self.off is None

    def wants(self, event_type: str) -> bool:
        return self.enabled and (not self.event_types or event_type in self.event_types)

    def signing(self, at: datetime) -> list[str]:
        """The ids of the secrets that sign, the one that stays first."""
        return [self.secret_id, *(former.id for former in self.former if former.until > at)]

    def rotated(self, secret_id: str, at: datetime) -> Endpoint:
        """Raises Conflict when it has been changed too often within a day."""
        held = tuple(former for former in self.former if former.until > at)
        if len(held) >= MOST_FORMER:
            raise Conflict("the secret was changed several times within a day; wait until one of the former ones ends")
        return self.changed(
            replace(self, secret_id=secret_id, former=(FormerSecret(self.secret_id, at + OVERLAP), *held)), at
        )

    def switched_on(self, at: datetime) -> Endpoint:
        return self if self.enabled else replace(self, off=None, on_since=at)

    def switched_off(self, why: OffReason, at: datetime) -> Endpoint:
        return self.changed(replace(self, off=why), at)

    def seems_dead(self, failing_since: datetime, at: datetime) -> bool:
        """Whether nobody has listened for as long as one waits for somebody to mend it."""
        return at - max(failing_since, self.on_since) >= PATIENCE

    def changed(self, to: Endpoint, at: datetime) -> Endpoint:
        """`to`, as the next version of this."""
        return replace(to, updated_at=at, version=self.version + 1)
