"""What a change of a return tells the world: an event for each state it entered, and the refund it asks for.

The events go into `Return.published`, which is stored with the return in one write.
"""

from __future__ import annotations

from dataclasses import replace

from shipping.domain.returns import Exchange, Return, ReturnState, ReturnStep
from souk import clock
from souk.events import Event
from souk.events.common import Amount, EventData
from souk.events.factory import new_event
from souk.events.shipping import (
    ExchangeWanted,
    GrantedUnits,
    ReturnChanged,
    ReturnedUnits,
    ReturningLine,
    ReturnRefundAsked,
)

# That a refund is asked for once more, or has failed, is told by the refund.
_EVENT_TYPES = {
    ReturnState.REQUESTED: "return.requested",
    ReturnState.APPROVED: "return.approved",
    ReturnState.IN_TRANSIT: "return.sent",
    ReturnState.RECEIVED: "return.received",
    ReturnState.GRANTED: "return.granted",
    ReturnState.REFUNDED: "return.refunded",
    ReturnState.REJECTED: "return.rejected",
    ReturnState.CANCELLED: "return.cancelled",
    ReturnState.EXPIRED: "return.expired",
    ReturnState.CLOSED: "return.closed",
    ReturnState.SENT_AGAIN: "return.sent_again",
}


def telling(before: Return | None, after: Return) -> Return:
    """`after` with its new version and the events of the change. Each event has a version of its own."""
    told: list[tuple[str, EventData]] = []
    for step in after.steps[len(before.steps) if before else 0 :]:
        if step.state in _EVENT_TYPES and not _told(before, step.state):
            told.append((_EVENT_TYPES[step.state], _changed(after, step)))
    if after.refunding.tries > (before.refunding.tries if before else 0):
        told.append(("return.refund_asked", _refund_asked(after)))
    events = [_event(after, number, *each) for number, each in enumerate(told, start=after.version + 1)]
    published = (*after.published, *(event.text() for event in events))
    return replace(after, version=after.version + max(1, len(events)), published=published)


def _told(before: Return | None, state: ReturnState) -> bool:
    """It is received, or granted, again when its refund is asked for once more; but that came to pass before."""
    again = (ReturnState.RECEIVED, ReturnState.GRANTED)
    return before is not None and state in again and any(step.state is state for step in before.steps)


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
            ReturningLine(
                sku=line.sku,
                quantity=line.quantity,
                title=line.title,
                reason=line.reason,
                exchange=_wanted(line.exchange) if line.exchange else None,
            )
            for line in return_.lines
        ],
        received=[
            ReturnedUnits(sku=line.sku, quantity=line.quantity, condition=line.condition, restock=line.restock)
            for line in return_.received
        ],
        granted=[GrantedUnits(sku=line.sku, quantity=line.quantity, amount=line.amount) for line in return_.granting],
        send_by=clock.isoformat(return_.send_by) if return_.send_by else "",
        fee=money.fee,
        free=return_.free,
        label=bool(return_.labelled_by),
        location=return_.location,
        refunded=Amount(amount=money.amount, currency=money.currency) if money.currency else None,
    )


def _wanted(exchange: Exchange) -> ExchangeWanted:
    price = Amount(amount=exchange.price, currency=exchange.currency)
    return ExchangeWanted(sku=exchange.sku, title=exchange.title, price=price)


def _refund_asked(return_: Return) -> ReturnRefundAsked:
    return ReturnRefundAsked(
        return_id=return_.id,
        order_id=return_.order_id,
        attempt=return_.refunding.tries,
        units=return_.owed,
        amounts={line.sku: line.amount for line in return_.granting if line.amount is not None},
        fee=return_.refunding.fee,
        delivery=return_.delivery_due,
        all_delivery=return_.refunding.all_delivery,
        as_credit=return_.refunding.as_credit,
        reason=f"{return_.kind} {return_.id.rpartition('-')[2]} of {return_.order_number}",
    )
