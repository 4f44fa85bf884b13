"""A group of customers. What it is good for, promotions say: they name it by its id."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from souk.errors import Conflict
from users.domain.groups.rule import GroupRule

MOST_GROUPS = 100


class GroupExists(Conflict):
    """An id is a group's for good."""

    code, title = "group_exists", "There is a group with this id"

    def __init__(self, message: str = "another group has or had this id; choose another one") -> None:
        super().__init__(message)


class GroupEnded(Conflict):
    """It has no members any more, and gets none."""

    code, title = "group_ended", "This group has ended"

    def __init__(self, message: str = "make another group in its place") -> None:
        super().__init__(message)


class TooManyGroups(Conflict):
    """Groups are read together."""

    code, title = "too_many_groups", "There are too many groups"

    def __init__(self, message: str = f"at most {MOST_GROUPS} groups go on at once; end one first") -> None:
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class CustomerGroup:
    """`id` never changes, and is no other group's after it ended. `rule`: who is in it beside those that the staff have
    put there. `version` counts what was stored, 0 for what never was.
    """

    id: str
    name: str
    made_at: datetime
    rule: GroupRule | None = None
    ended_at: datetime | None = None
    version: int = 0

    def require_open(self) -> None:
        """Raises GroupEnded."""
        if self.ended_at is not None:
            raise GroupEnded

    def changed(self, name: str, rule: GroupRule | None) -> CustomerGroup:
        """The same object when nothing differs. Raises GroupEnded, InvalidInput for a rule without sense."""
        self.require_open()
        if rule is not None:
            rule.require_sense()
        after = replace(self, name=name, rule=rule)
        return self if after == self else after

    def ended(self, at: datetime) -> CustomerGroup:
        """For good; the same object when it was already."""
        return self if self.ended_at is not None else replace(self, ended_at=at)


@dataclass(frozen=True, slots=True)
class Membership:
    """Somebody whom the staff have put into a group, and since when."""

    group_id: str
    user_id: str
    since: datetime
