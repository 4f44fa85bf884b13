"""Entries of the trail as the HTTP route shows them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from audit.domain.chain import ChainLink
from souk.events import Event, data_of
from souk.events.audit import StaffActed
from souk.http import View
from souk.staff.changes import Value


class ChangeView(View):
    """`object` is a kind and an id; only the fields that differ are there."""

    object: str
    before: dict[str, Value]
    after: dict[str, Value]


class EntryView(View):
    """`step` is "intended" before a change is tried and "acted" with what came of it; both have one `action_id`."""

    action_id: str
    step: Literal["intended", "acted"]
    at: AwareDatetime
    person: str
    roles: list[str]
    session_id: str
    service: str
    operation: str
    permission: str
    objects: list[str]
    status: Annotated[int, Field(description="Of the answer; 0 of what was only intended")]
    reads: bool
    personal: Annotated[bool, Field(description="Whether what was read is about people")]
    source: Annotated[str, Field(description="The network that the request came from")]
    user_agent: str
    correlation_id: str
    changes: list[ChangeView]
    chain: str
    link: int

    @classmethod
    def of(cls, link: ChainLink) -> EntryView:
        event = Event.model_validate_json(link.entry)
        acted = data_of(event, StaffActed)
        return cls(
            action_id=acted.action_id,
            step="acted" if event.type == "staff.acted" else "intended",
            at=event.occurred_at,
            person=acted.actor_id,
            roles=acted.roles,
            session_id=acted.session_id,
            service=acted.service,
            operation=acted.operation,
            permission=acted.permission,
            objects=acted.things,
            status=acted.status,
            reads=acted.reads,
            personal=acted.personal,
            source=acted.source,
            user_agent=acted.user_agent,
            correlation_id=event.correlation_id,
            changes=[ChangeView(object=one.thing, before=one.before, after=one.after) for one in acted.changes],
            chain=link.chain,
            link=link.number,
        )
