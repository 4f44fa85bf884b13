"""What a service's consumer has set aside, for staff: each service answers for its own table and no other.

Trying again needs no right over the consumer either: what waits is made due, and the consumer's own timer, which rings
every five minutes, tries it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from souk.errors import NotFound
from souk.http.api import Api
from souk.http.request import Request
from souk.http.schemas import Schema, View
from souk.staff.permissions import Permission

if TYPE_CHECKING:
    from souk.delivery.ports import Waiting

# No consumer sets so much aside without stopping, and nobody reads more on a page.
MOST = 50
Name = Annotated[str, Field(min_length=1, max_length=250)]


class DeadLetterView(View):
    """All that is set aside of one aggregate; it is tried in order. `reason` is the kind of error of the first: what it
    said stays in the logs, under the correlation id. `due_at` is null when it waits for a person.
    """

    lane: str
    aggregate: str
    reason: str
    event_type: str
    correlation_id: str
    since: datetime
    tries: int
    due_at: datetime | None

    @classmethod
    def of(cls, waiting: Waiting) -> DeadLetterView:
        why = waiting.why
        return cls(
            lane=waiting.lane,
            aggregate=waiting.aggregate,
            reason=why.reason,
            event_type=why.event_type,
            correlation_id=why.correlation_id,
            since=waiting.since,
            tries=waiting.tries,
            due_at=waiting.due,
        )


class DeadLettersView(View):
    """Those that wait for a person come first. `more`: there are more than these."""

    items: list[DeadLetterView]
    more: bool


class Again(Schema):
    """As the list names it."""

    lane: Name
    aggregate: Name


def serve(api: Api) -> None:
    """Gives the service's API the routes. Its function may query the index of its table and update its own items."""
    path = f"/ops/dead-letters/{api.service}"

    @api.get(path, needs=Permission.LOGS_READ, response=DeadLettersView, summary=_summary(api, "Events that wait"))
    def list_dead_letters(_request: Request[None, None]) -> DeadLettersView:
        # Imported here, as below: shoppers do not need it.
        from souk.delivery.table import TableInbox

        found = TableInbox().waiting(MOST + 1)
        return DeadLettersView(items=[DeadLetterView.of(each) for each in found[:MOST]], more=len(found) > MOST)

    @api.post(
        path,
        needs=Permission.EVENTS_RETRY,
        body=Again,
        status=202,
        summary=_summary(api, "Try again what waits"),
    )
    def try_again(request: Request[Again, None]) -> None:
        from souk import clock
        from souk.delivery.table import TableInbox

        if not TableInbox().make_due(request.body.lane, request.body.aggregate, clock.now()):
            raise NotFound("nothing of it is set aside any more")


def _summary(api: Api, what: str) -> str:
    return f"{what} in {api.service}"
