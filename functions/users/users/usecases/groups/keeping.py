"""What staff do with groups: make, change and end one, put customers into it and take them out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from souk import clock
from souk.errors import NotFound, PreconditionFailed
from souk.events import Event
from souk.events.factory import new_event
from souk.events.users import CustomerGroupChanged, GroupMembershipChanged
from souk.staff.changes import note
from souk.storage.versioned import Stale
from users.domain.groups.group import (
    MOST_GROUPS,
    CustomerGroup,
    GroupExists,
    Membership,
    TooManyGroups,
)
from users.domain.groups.rule import GroupRule
from users.domain.profile import Profile
from users.usecases.groups.ports import GroupBook
from users.usecases.ports import Profiles


@dataclass(frozen=True, slots=True)
class GroupMember:
    """`profile` is None for the moment in which somebody is being forgotten."""

    membership: Membership
    profile: Profile | None


class CustomerGroups:
    """Each of one group raises NotFound where there is none of this id."""

    def __init__(self, groups: GroupBook, profiles: Profiles) -> None:
        self._groups = groups
        self._profiles = profiles

    def page(self, limit: int, cursor: str | None) -> tuple[list[CustomerGroup], str | None]:
        """All groups, those that have ended as well. Raises InvalidInput for a cursor that is none."""
        return self._groups.page(limit, cursor)

    def group(self, group_id: str) -> CustomerGroup:
        held = self._groups.get(group_id)
        if held is None:
            raise NotFound("there is no such group")
        return held

    def make(self, group_id: str, name: str, rule: GroupRule | None) -> CustomerGroup:
        """Making the same again answers what is there: an answer may get lost. Raises GroupExists, TooManyGroups,
        InvalidInput for a rule without sense.
        """
        if rule is not None:
            rule.require_sense()
        held = self._groups.all()
        there = next((each for each in held if each.id == group_id), None)
        if there is not None:
            if there.ended_at is None and (there.name, there.rule) == (name, rule):
                return there
            raise GroupExists
        if sum(each.ended_at is None for each in held) >= MOST_GROUPS:
            raise TooManyGroups
        made = CustomerGroup(group_id, name, clock.now(), rule)
        try:
            saved = self._groups.save(made, _changed(made))
        except Stale:
            raise GroupExists from None
        note(f"group:{group_id}", {}, _noted(saved))
        return saved

    def change(self, group_id: str, version: int, name: str, rule: GroupRule | None) -> CustomerGroup:
        """Raises PreconditionFailed when it has another version by now, GroupEnded, InvalidInput."""
        held = self.group(group_id)
        return self._saved(held, held.changed(name, rule), version)

    def end(self, group_id: str, version: int) -> CustomerGroup:
        """Nobody is in it from now on, and its id is nobody else's. Raises PreconditionFailed."""
        held = self.group(group_id)
        return self._saved(held, held.ended(clock.now()), version)

    def members(self, group_id: str, limit: int, cursor: str | None) -> tuple[list[GroupMember], str | None]:
        """Those whom the staff have put there. Raises InvalidInput for a cursor that is none."""
        self.group(group_id)
        found, following = self._groups.members(group_id, limit, cursor)
        people = self._profiles.several([each.user_id for each in found]) if found else {}
        return [GroupMember(each, people.get(each.user_id)) for each in found], following

    def put(self, group_id: str, user_id: str) -> None:
        """Changes nothing for who is in it already. Raises GroupEnded, NotFound for who is no customer."""
        self.group(group_id).require_open()
        now = clock.now()
        if self._groups.join(Membership(group_id, user_id, now), _moved(group_id, user_id, now, member=True)):
            note(f"user:{user_id}", {f"group {group_id}": False}, {f"group {group_id}": True})

    def take_out(self, group_id: str, user_id: str) -> None:
        """Changes nothing for who is not in it by hand. Who meets its rule is in it all the same."""
        self.group(group_id)
        if self._groups.leave(group_id, user_id, _moved(group_id, user_id, clock.now(), member=False)):
            note(f"user:{user_id}", {f"group {group_id}": True}, {f"group {group_id}": False})

    def _saved(self, held: CustomerGroup, after: CustomerGroup, version: int) -> CustomerGroup:
        """Saying the same again changes nothing, also to a version of before: an answer may get lost."""
        if after is held:
            return held
        if held.version != version:
            raise _stale()
        try:
            saved = self._groups.save(after, _changed(after))
        except Stale:
            raise _stale() from None
        note(f"group:{held.id}", _noted(held), _noted(saved))
        return saved


def _stale() -> PreconditionFailed:
    return PreconditionFailed("the group was changed in the meantime; look again")


def _noted(group: CustomerGroup) -> dict[str, str | bool]:
    return {"name": group.name, "rule": group.rule.said if group.rule else "", "ended": group.ended_at is not None}


def _changed(group: CustomerGroup) -> Event:
    data = CustomerGroupChanged(
        group_id=group.id, name=group.name, by_rule=group.rule is not None, ended=group.ended_at is not None
    )
    return new_event("customer_group.changed", aggregate_id=group.id, aggregate_version=group.version + 1, data=data)


def _moved(group_id: str, user_id: str, at: datetime, *, member: bool) -> Event:
    data = GroupMembershipChanged(user_id=user_id, group_id=group_id, member=member, at=clock.isoformat(at))
    return new_event("user.group_changed", aggregate_id=user_id, aggregate_version=1, data=data)
