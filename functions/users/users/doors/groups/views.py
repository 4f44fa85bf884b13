"""Groups of customers as the routes for staff show them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from souk.http import View
from users.domain.groups.group import CustomerGroup
from users.doors.groups.schemas import RuleBody

if TYPE_CHECKING:
    from users.domain.profile import Profile
    from users.usecases.groups.keeping import GroupMember
    from users.usecases.groups.membership import HeldGroup


class GroupView(View):
    """`ended_at` is null while it goes on. `version` is its ETag."""

    id: str
    name: str
    rule: RuleBody | None
    made_at: datetime
    ended_at: datetime | None
    version: int

    @classmethod
    def of(cls, group: CustomerGroup) -> GroupView:
        return cls(
            id=group.id,
            name=group.name,
            rule=RuleBody.of(group.rule) if group.rule else None,
            made_at=group.made_at,
            ended_at=group.ended_at,
            version=group.version,
        )


class GroupMemberView(View):
    """Somebody whom the staff have put into a group. Without address and name: they are being forgotten."""

    user_id: str
    email: str
    name: str
    since: datetime

    @classmethod
    def of(cls, member: GroupMember) -> GroupMemberView:
        profile, membership = member.profile, member.membership
        return cls(
            user_id=membership.user_id,
            email=profile.email if profile else "",
            name=profile.name if profile else "",
            since=membership.since,
        )


class MeetingView(View):
    """A customer whom a rule is about."""

    user_id: str
    email: str
    name: str

    @classmethod
    def of(cls, profile: Profile) -> MeetingView:
        return cls(user_id=profile.id, email=profile.email, name=profile.name)


class RuleTrialView(View):
    """Those of the customers asked about who would be in a group with this rule now."""

    items: list[MeetingView]


class HeldGroupView(View):
    """A group that a customer is in."""

    id: str
    name: str
    since: Annotated[datetime | None, Field(description="When the staff put them there; null: by the rule alone")]
    by_rule: bool

    @classmethod
    def of(cls, held: HeldGroup) -> HeldGroupView:
        return cls(id=held.group.id, name=held.group.name, since=held.since, by_rule=held.by_rule)


class HeldGroupsView(View):
    """All groups that a customer is in at this moment."""

    items: list[HeldGroupView]
