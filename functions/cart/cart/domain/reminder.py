"""When the owner of a cart is told what they left in it: only who agrees, once for each filling, once a week at most.

A cart is left when nobody has changed it or looked at it for so long (`wait`; zero for never).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

# Between two of them, whatever is in the cart: so nobody is told of the same things within that time either.
BETWEEN = timedelta(days=7)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Reminder:
    """`followed`: the owner agrees, by the decision of this `decision` number. `told_of` is the filling they were told
    of last, at `told_at`, or have ordered from elsewhere. `due_at` is a whole hour: a cart that changes within it keeps
    its entry in the index.
    """

    followed: bool = False
    decision: int = 0
    due_at: datetime | None = None
    told_at: datetime | None = None
    told_of: str = ""

    def decided(self, number: int, *, followed: bool) -> Reminder:
        """As the owner decided; the same for what was heard of before."""
        return replace(self, followed=followed, decision=number) if number > self.decision else self

    def after(self, filling: str, now: datetime, wait: timedelta) -> Reminder:
        """After a change of the cart or a look at it. `filling` is the cart's id, empty while nothing is in it."""
        told_of = self.told_of if filling == self.told_of else ""
        due_at = None
        if wait and self.followed and filling and not told_of:
            due_at = _whole_hour(max(now + wait, self.told_at + BETWEEN) if self.told_at else now + wait)
        return replace(self, told_of=told_of, due_at=due_at)

    def is_due(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at <= now

    def told(self, filling: str, now: datetime) -> Reminder:
        return replace(self, told_of=filling, told_at=now, due_at=None)

    def passed_over(self, filling: str) -> Reminder:
        """Its owner has ordered something since, elsewhere: this filling is no more to be told of."""
        return replace(self, told_of=filling, due_at=None)


def _whole_hour(at: datetime) -> datetime:
    """That hour or the next, when it has begun."""
    begun = at.replace(minute=0, second=0, microsecond=0)
    return begun if begun == at else begun + _HOUR
