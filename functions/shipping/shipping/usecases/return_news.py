"""What a change of a return tells the world: an event for each state it entered, and the refund it asks for.

The events go into `Return.published`, which is stored with the return in one write.
"""

from __future__ import annotations

from dataclasses import replace

from shipping.domain.returns import Return, ReturnState, ReturnStep
from souk import clock
from souk.events import Event
from souk.events.common import Amount, EventData
from souk.events.factory import new_event
from souk.events.shipping import ReturnChanged, ReturnedUnits, ReturningLine, ReturnRefundAsked

# That a refund is asked for once more, or has failed, is told by the refund.
_EVENT_TYPES = {
    ReturnState.REQUESTED: "return.requested",
    ReturnState.APPROVED: "return.approved",
    ReturnState.IN_TRANSIT: "return.sent",
    ReturnState.RECEIVED: "return.received",
    ReturnState.REFUNDED: "return.refunded",
    ReturnState.REJECTED: "return.rejected",
    ReturnState.CANCELLED: "return.cancelled",
    ReturnState.EXPIRED: "return.expired",
    ReturnState.CLOSED: "return.closed",
}


def telling(before: Return | None, after: Return) -> Return:
    """`after` with its new version and the events of the change. Each event has a version of its own."""
    told: list[tuple[str, EventData]] = []
    for step in after.steps[len(before.steps) if before else 0 :]:
        first = step.state is not ReturnState.RECEIVED or after.refunding.tries <= 1
        if step.state in _EVENT_TYPES and first:
            told.append((_EVENT_TYPES[step.state], _changed(after, step)))
    if after.refunding.tries > (before.refunding.tries if before else 0):
        told.append(("return.refund_asked", _refund_asked(after)))
    events = [_event(after, number, *each) for number, each in enumerate(told, start=after.version + 1)]
    published = (*after.published, *(event.text() for event in events))
    return replace(after, version=after.version + max(1, len(events)), published=published)


def _event(return_: Return, version: int, event_type: str, data: EventData) -> Event:
    return new_event(event_type, aggregate_id=return_.id, aggregate_version=version, data=data)


def _changed(return_: Return, step: ReturnStep) -> ReturnChanged:
    money = return_.refunding
    return ReturnChanged(
        return_id=return_.id,
        order_id=return_.order_id,
        order_number=return_.order_number,
        owner=return_.owner,
        email=return_.email,
        access_key=return_.access_key,
        kind=return_.kind,
        by=step.by.partition(":")[0],
        note=step.note,
        lines=[
            ReturningLine(sku=line.sku, quantity=line.quantity, title=line.title, reason=line.reason)
            for line in return_.lines
        ],
        received=[
            ReturnedUnits(sku=line.sku, quantity=line.quantity, condition=line.condition, restock=line.restock)
            for line in return_.received
        ],
        send_by=clock.isoformat(return_.send_by) if return_.send_by else "",
        fee=money.fee,
        free=return_.free,
        refunded=Amount(amount=money.amount, currency=money.currency) if money.currency else None,
    )


def _refund_asked(return_: Return) -> ReturnRefundAsked:
    units = {line.sku: 0 for line in return_.received}
    for line in return_.received:
        units[line.sku] += line.quantity
    return ReturnRefundAsked(
        return_id=return_.id,
        order_id=return_.order_id,
        attempt=return_.refunding.tries,
        units=units,
        fee=return_.refunding.fee,
        delivery=return_.delivery_due,
        reason=f"{return_.kind} {return_.id.rpartition('-')[2]} of {return_.order_number}",
    )
