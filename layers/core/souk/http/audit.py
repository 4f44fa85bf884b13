"""The audit trail of the staff, as far as a service goes: every route for staff leaves its entries by itself.

A change leaves two: the intention, before anything is done, and what came of it, before the answer is given. What is
only read leaves one, before it is shown. When an entry cannot be kept, nothing is done or shown (record 36). They go
the way of all events: an outbox item, the relay, Kafka; the audit service chains them up.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from souk import context
from souk.compose import Held
from souk.errors import Unavailable
from souk.events import Event
from souk.events.audit import StaffActed, StaffChange
from souk.events.factory import new_event
from souk.ids import new_id
from souk.staff import changes
from souk.staff.changes import Changed
from souk.telemetry import count, logger

# Bits that are left of an address: its network, enough to tell an office from elsewhere.
_KEPT_BITS = {4: 24, 6: 48}
_MAX_AGENT = 200
_PREFIX = "AUDIT#"

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Action:
    """What somebody of the staff asks for. `things` are kinds and ids, `source` a network address as it came."""

    service: str
    operation: str
    permission: str
    actor_id: str
    roles: tuple[str, ...]
    session_id: str
    things: tuple[str, ...]
    source: str
    user_agent: str
    reads: bool
    personal: bool


class Trail(Protocol):
    """The port: where entries are kept."""

    def add(self, event: Event) -> None:
        """Returns when the entry is kept. Raises Unavailable when that is not known."""
        ...


class OutboxTrail:
    """`Trail` in the outbox of the service's own table."""

    def add(self, event: Event) -> None:
        # Imported here: services without staff need no table for it.
        from pynamodb.exceptions import PynamoDBException

        from souk.storage.outbox import OutboxRecord

        try:
            # Unconditional: no other item has the event's id, and a repeat after a lost answer is the same item.
            OutboxRecord.of(event, f"{_PREFIX}{event.aggregate_id}").save()
        except PynamoDBException as error:
            logger.exception("audit entry not kept", extra={"event_id": event.id})
            count("AuditEntriesRefused")
            raise Unavailable("what staff do cannot be recorded now, try again shortly") from error


_UNCHANGED = 304
# One for all services. A test swaps the trail.
trail: Held[Trail, Trail] = Held(lambda kept: kept, OutboxTrail)


def recorded(action: Action, work: Callable[[], Answer], status: Callable[[Answer], int]) -> Answer:
    """Does `work` and records it. `work` raises nothing: errors are answers, with a status of their own.

    Raises Unavailable when an entry is not kept: before `work`, and then nothing was done, or after it, and then the
    intention says what may have been.
    """
    kept, action_id, request = trail(), new_id(), context.correlation_id()
    if not action.reads:
        kept.add(_event("staff.intended", action, action_id, 1))
    with changes.noted() as noted:
        answer = work()
    if action.reads and status(answer) == _UNCHANGED:
        return answer  # it showed nothing that was not recorded when it was shown
    version = 1 if action.reads else 2
    # Work may have gone on under the id of the purchase it was about; the entry is this request's.
    with context.bound(request, context.causation_id()):
        kept.add(_event("staff.acted", action, action_id, version, status(answer), noted))
    return answer


def network_of(address: str) -> str:
    """The address without what tells one machine from its neighbours: /24 of IPv4, /48 of IPv6; empty for none."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((parsed, _KEPT_BITS[parsed.version]), strict=False))


def _event(
    kind: str, action: Action, action_id: str, version: int, status: int = 0, noted: list[Changed] | None = None
) -> Event:
    data = StaffActed(
        action_id=action_id,
        service=action.service,
        operation=action.operation,
        permission=action.permission,
        actor_id=action.actor_id,
        roles=[*action.roles],
        session_id=action.session_id,
        things=[*action.things],
        source=network_of(action.source),
        user_agent=action.user_agent[:_MAX_AGENT],
        reads=action.reads,
        personal=action.personal,
        status=status,
        changes=[StaffChange(thing=one.thing, before=dict(one.before), after=dict(one.after)) for one in noted or ()],
    )
    return new_event(kind, aggregate_id=action_id, aggregate_version=version, data=data)
