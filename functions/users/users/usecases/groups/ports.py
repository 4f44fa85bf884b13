"""What the groups of customers need of the world."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from souk.events import Event
from users.domain.activity import Activity
from users.domain.groups.group import CustomerGroup, Membership
from users.domain.groups.rule import Purchase


class GroupBook(Protocol):
    """Groups, and who was put into them. All reads but the lists of members are strongly consistent."""

    def all(self) -> list[CustomerGroup]:
        """By their ids, those that have ended as well."""
        ...

    def page(self, limit: int, cursor: str | None) -> tuple[list[CustomerGroup], str | None]:
        """By their ids. Raises InvalidInput for a cursor that is none."""
        ...

    def get(self, group_id: str) -> CustomerGroup | None: ...

    def asked(self, user_id: str, group_ids: Collection[str]) -> tuple[list[CustomerGroup], frozenset[str]]:
        """Those of these groups that there are, and into which of them the person was put: one request."""
        ...

    def save(self, group: CustomerGroup, event: Event) -> CustomerGroup:
        """Stores it and publishes `event`. Raises Stale when it was changed since, or one with its id is there."""
        ...

    def memberships(self, user_id: str) -> list[Membership]:
        """All that somebody was put into, in groups that have ended as well."""
        ...

    def members(self, group_id: str, limit: int, cursor: str | None) -> tuple[list[Membership], str | None]:
        """By their user ids; may be a moment behind. Raises InvalidInput for a cursor that is none."""
        ...

    def join(self, membership: Membership, event: Event) -> bool:
        """Whether it is new; published with it. Raises NotFound for who has no profile."""
        ...

    def leave(self, group_id: str, user_id: str, event: Event) -> bool:
        """Whether there was something to end; published with it."""
        ...


class Purchases(Protocol):
    """What people have paid for, each order once, in whatever order it is heard of."""

    def note(self, activity: Activity) -> None:
        """An order that was paid, or a refund. Idempotent; anything else is passed over."""
        ...

    def of(self, user_id: str) -> tuple[Purchase, ...]:
        """All of them. What was noted as activity before purchases were kept is taken up first."""
        ...
