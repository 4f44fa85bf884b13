"""What a change of a shipment tells the world.

The events go into `Shipment.published`, which is stored with the shipment in one write.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shipping.domain.news import answers, news
from shipping.domain.shipment import ReaddressingAnswer, Shipment, all_reached
from shipping.domain.takeout import Takeout
from shipping.domain.tracking import ShipmentState
from souk.events import Event
from souk.events.factory import new_event
from souk.events.shipping import ReaddressingAnswered, RecallAnswered, ShipmentChanged, ShipmentLine, TakeoutAnswered

# The milestone all parcels must have reached for the event to speak for the whole order.
_WHOLE_ORDER = {
    "shipment.shipped": ShipmentState.SHIPPED,
    "shipment.in_transit": ShipmentState.SHIPPED,
    "shipment.out_for_delivery": ShipmentState.SHIPPED,
    "shipment.delivered": ShipmentState.DELIVERED,
}


def creating(shipment: Shipment) -> Shipment:
    """A new shipment, its order's first, with the event that tells of it."""
    return _telling(shipment, ["shipment.created"], [shipment])


def changing(before: Shipment, after: Shipment, parcels: Sequence[Shipment]) -> Shipment:
    """`after` with its new version and the events of the change. `parcels` are all of its order as they were before.

    An order has its parcels back once it has all of them.
    """
    parcels = [after if parcel.id == after.id else parcel for parcel in parcels]
    kept = any(not parcel.cancelled_at for parcel in parcels)
    told = [each for each in news(before, after) if not (each == "recall.succeeded" and kept)]
    return _answering(_telling(after, told, parcels), answers(before, after))


def _answering(shipment: Shipment, wishes: Sequence[Takeout]) -> Shipment:
    """With the answers to these wishes, each with a version of its own."""
    order_id = shipment.consignment.order_id
    published = [
        new_event(
            "takeout.refused" if wish.refusal else "takeout.succeeded",
            aggregate_id=order_id,
            aggregate_version=version,
            data=TakeoutAnswered(order_id=order_id, number_of_wish=wish.number, reason=wish.refusal),
        ).text()
        for version, wish in enumerate(wishes, start=shipment.version + 1)
    ]
    return replace(shipment, version=shipment.version + len(published), published=(*shipment.published, *published))


def never_sent(order_id: str) -> Event:
    """The answer about an order that has no parcel and is never to get one."""
    return new_event("recall.succeeded", aggregate_id=order_id, aggregate_version=1, data=_answer(order_id))


def _telling(shipment: Shipment, told: Sequence[str], parcels: Sequence[Shipment]) -> Shipment:
    """Each event has a version of its own, so the version grows by as many as there are (by one if there is none)."""
    events = [
        _event(shipment, event_type, version, parcels)
        for version, event_type in enumerate(told, start=shipment.version + 1)
    ]
    published = (*shipment.published, *(event.text() for event in events))
    return replace(shipment, version=shipment.version + max(1, len(events)), published=published)


def _event(shipment: Shipment, event_type: str, version: int, parcels: Sequence[Shipment]) -> Event:
    order_id = shipment.consignment.order_id
    if event_type.startswith("readdressing.") and shipment.readdressing:
        return new_event(
            event_type,
            aggregate_id=order_id,
            aggregate_version=version,
            data=_readdressed(order_id, shipment.readdressing),
        )
    if event_type.startswith("recall."):
        return new_event(event_type, aggregate_id=order_id, aggregate_version=version, data=_answer(order_id))
    data = _data(shipment, event_type, parcels)
    return new_event(event_type, aggregate_id=shipment.id, aggregate_version=version, data=data)


def _readdressed(order_id: str, answer: ReaddressingAnswer) -> ReaddressingAnswered:
    return ReaddressingAnswered(order_id=order_id, number_of_wish=answer.number, reason=answer.refusal)


def _answer(order_id: str) -> RecallAnswered:
    return RecallAnswered(order_id=order_id)


def _data(shipment: Shipment, event_type: str, parcels: Sequence[Shipment]) -> ShipmentChanged:
    consignment, booking = shipment.consignment, shipment.booking
    milestone = _WHOLE_ORDER.get(event_type)
    return ShipmentChanged(
        shipment_id=shipment.id,
        order_id=consignment.order_id,
        order_number=consignment.order_number,
        owner=consignment.owner,
        email=consignment.email,
        access_key=consignment.access_key,
        carrier=shipment.carrier,
        tracking_code=booking.tracking_code,
        tracking_url=booking.tracking_url,
        lines=[ShipmentLine.model_validate(line, from_attributes=True) for line in consignment.lines],
        complete=milestone is not None and all_reached(parcels, milestone),
        note=_note(shipment, event_type),
        trouble=shipment.told_trouble,
        outcome=shipment.outcome,
    )


def _note(shipment: Shipment, event_type: str) -> str:
    if event_type != "shipment.exception":
        return ""
    return shipment.refusal or (shipment.scans[-1].description if shipment.scans else "")
