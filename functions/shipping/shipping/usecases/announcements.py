"""What a change of a shipment tells the world.

The events go into `Shipment.published`, which is stored with the shipment in one write.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shipping.domain.consignment import MAIN
from shipping.domain.news import answers, news
from shipping.domain.shipment import ReaddressingAnswer, Recall, Shipment, all_reached
from shipping.domain.takeout import Takeout, TakeoutState
from shipping.domain.tracking import ShipmentState
from souk.events import Event
from souk.events.common import PickupPlace, PickupPoint
from souk.events.factory import new_event
from souk.events.shipping import (
    ReaddressingAnswered,
    RecallAnswered,
    ShipmentChanged,
    ShipmentLine,
    ShipmentSentAgain,
    TakeoutAnswered,
)

# The milestone all parcels must have reached for the event to speak for the whole order.
_WHOLE_ORDER = {
    "shipment.shipped": ShipmentState.SHIPPED,
    "shipment.in_transit": ShipmentState.SHIPPED,
    "shipment.out_for_delivery": ShipmentState.SHIPPED,
    "shipment.ready": ShipmentState.SHIPPED,
    "shipment.delivered": ShipmentState.DELIVERED,
    "shipment.cancelled": ShipmentState.SHIPPED,
}


def creating(shipment: Shipment) -> Shipment:
    """A new shipment, its order's first, with the event that tells of it."""
    return _telling(shipment, ["shipment.created"], [shipment])


def sending_again(shipment: Shipment) -> Shipment:
    """A new parcel that is sent in the place of another, with the events that tell of it."""
    return _telling(shipment, ["shipment.created", "shipment.sent_again"], [shipment])


def changing(
    before: Shipment, after: Shipment, parcels: Sequence[Shipment], beside: Sequence[Shipment] = ()
) -> Shipment:
    """`after` with its new version and the events of the change. `parcels` are all of its order as they were before,
    `beside` those that are written together with it, as they will be: what concerns the order, the first of them tells.

    An order has its parcels back once it has all of them, and is told once that it cannot have them.
    """
    together = {parcel.id: parcel for parcel in (*beside, after)}
    now = [together.pop(parcel.id, parcel) for parcel in parcels] + list(together.values())
    leads = not beside or beside[0].id == after.id
    refused = any(parcel.recall is Recall.REFUSED for parcel in parcels)
    silent = {
        "recall.succeeded": not leads or any(not parcel.cancelled_at for parcel in now),
        "recall.refused": not leads or refused,
        "readdressing.succeeded": not leads,
        "readdressing.refused": not leads,
        "shipment.repacked": len(now) == 1,
    }
    told = [each for each in news(before, after) if not silent.get(each)]
    return _answering(_telling(after, told, now), answers(before, after) if leads else (), now)


def speaks_for_all(before: Shipment, after: Shipment) -> bool:
    """Whether what is told of this change depends on how far the other parcels of its order are."""
    return (before.progress, before.cancelled_at, before.recall) != (after.progress, after.cancelled_at, after.recall)


def _answering(shipment: Shipment, wishes: Sequence[Takeout], parcels: Sequence[Shipment]) -> Shipment:
    """With the answers to these wishes, each with a version of its own."""
    order_id = shipment.consignment.order_id
    published = [
        new_event(
            "takeout.refused" if wish.refusal else "takeout.succeeded",
            aggregate_id=order_id,
            aggregate_version=version,
            data=TakeoutAnswered(
                order_id=order_id, number_of_wish=wish.number, reason=wish.refusal, places=_places(wish, parcels)
            ),
        ).text()
        for version, wish in enumerate(wishes, start=shipment.version + 1)
    ]
    return replace(shipment, version=shipment.version + len(published), published=(*shipment.published, *published))


def _places(wish: Takeout, parcels: Sequence[Shipment]) -> dict[str, dict[str, int]]:
    """Where the units of a wish that came true are, if that is not the one location that every shop has."""
    places: dict[str, dict[str, int]] = {}
    for parcel in parcels:
        for known in parcel.takeouts:
            if known.number == wish.number and known.state is TakeoutState.SUCCEEDED:
                there = places.setdefault(parcel.consignment.location, {})
                for sku, units in known.lines:
                    there[sku] = there.get(sku, 0) + units
    return {} if set(places) <= {MAIN} else places


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
    if event_type == "shipment.sent_again":
        return new_event(event_type, aggregate_id=shipment.id, aggregate_version=version, data=_again(shipment))
    data = _data(shipment, event_type, parcels)
    return new_event(event_type, aggregate_id=shipment.id, aggregate_version=version, data=data)


def _readdressed(order_id: str, answer: ReaddressingAnswer) -> ReaddressingAnswered:
    return ReaddressingAnswered(order_id=order_id, number_of_wish=answer.number, reason=answer.refusal)


def _answer(order_id: str) -> RecallAnswered:
    return RecallAnswered(order_id=order_id)


def _again(shipment: Shipment) -> ShipmentSentAgain:
    consignment = shipment.consignment
    return ShipmentSentAgain(
        shipment_id=shipment.id,
        order_id=consignment.order_id,
        replaces=consignment.again.of if consignment.again else "",
        hold=consignment.again.hold if consignment.again else "",
        location=next((each.location for each in consignment.elsewhere), consignment.location),
        units=consignment.units,
    )


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
        complete=milestone is not None and _have(parcels, milestone),
        arrived=event_type == "shipment.cancelled" and _have(parcels, ShipmentState.DELIVERED),
        note=_note(shipment, event_type),
        trouble=shipment.told_trouble,
        outcome=shipment.outcome,
        replaces=consignment.again.of if consignment.again else "",
        pickup=PickupPlace.model_validate(consignment.pickup, from_attributes=True) if consignment.pickup else None,
        pickup_code=consignment.code if shipment.lies_ready else "",
        pickup_point=PickupPoint.model_validate(consignment.point, from_attributes=True) if consignment.point else None,
    )


def _have(parcels: Sequence[Shipment], milestone: ShipmentState) -> bool:
    return not all(parcel.cancelled_at for parcel in parcels) and all_reached(parcels, milestone)


def _note(shipment: Shipment, event_type: str) -> str:
    if event_type != "shipment.exception":
        return ""
    return shipment.refusal or (shipment.scans[-1].description if shipment.scans else "")
