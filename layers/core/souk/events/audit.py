"""staff.*: what the staff do, published by whichever service they do it in, keyed by the action's id.

`staff.intended` is told before a change is tried, `staff.acted` before its answer is given. An intention that nothing
follows is of a process that died between the two: what it changed is seen in what it was about.
"""

from __future__ import annotations

from souk.events.common import EventData
from souk.staff.changes import Value


class StaffChange(EventData):
    """`thing` is a kind and an id, "payment:…"; the fields are those that differ."""

    thing: str
    before: dict[str, Value] = {}
    after: dict[str, Value] = {}


class StaffActed(EventData):
    """staff.intended, staff.acted. `things` are what the request names: kinds and ids. `status` is the answer's, 0 of
    an intention. `source` is the network the request came from, `reads` that nothing was to be changed, `personal`
    that what was read is about people.
    """

    action_id: str
    service: str
    operation: str
    permission: str
    actor_id: str
    roles: list[str]
    session_id: str = ""
    things: list[str] = []
    source: str = ""
    user_agent: str = ""
    reads: bool = False
    personal: bool = False
    status: int = 0
    changes: list[StaffChange] = []


TYPES: dict[str, type[EventData]] = {"staff.intended": StaffActed, "staff.acted": StaffActed}
