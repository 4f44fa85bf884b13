"""The events that a shipment's changes give rise to."""

from __future__ import annotations

from collections.abc import Sequence

from shipping.domain.shipment import Shipment, all_reached
from shipping.domain.tracking import State
from souk.events import Event
from souk.events.factory import new_event
from souk.events.shipping import RecallAnswered, ShipmentChanged, ShipmentLine

# The milestone all parcels must have reached for the event to speak for the whole order.
_WHOLE_ORDER = {
    "shipment.shipped": State.SHIPPED,
    "shipment.in_transit": State.SHIPPED,
    "shipment.out_for_delivery": State.SHIPPED,
    "shipment.delivered": State.DELIVERED,
}


def events_of(shipment: Shipment, parcels: Sequence[Shipment]) -> list[Event]:
    """The events a changed shipment announces. `parcels` are all of its order, itself among them.

    An order has its parcels back once it has all of them.
    """
    kept = any(not parcel.cancelled_at for parcel in parcels)
    announced = [each for each in shipment.announcements if not (each == "recall.succeeded" and kept)]
    return [_event(shipment, event_type, number, parcels) for number, event_type in enumerate(announced, start=1)]


def never_sent(order_id: str) -> Event:
    """The answer about an order that has no parcel and is never to get one."""
    return new_event("recall.succeeded", aggregate_id=order_id, aggregate_version=1, data=_answer(order_id))


def _event(shipment: Shipment, event_type: str, number: int, parcels: Sequence[Shipment]) -> Event:
    version, order_id = shipment.version + number, shipment.consignment.order_id
    if event_type.startswith("recall."):
        return new_event(event_type, aggregate_id=order_id, aggregate_version=version, data=_answer(order_id))
    data = _data(shipment, event_type, parcels)
    return new_event(event_type, aggregate_id=shipment.id, aggregate_version=version, data=data)


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
        lines=[ShipmentLine(sku=line.sku, quantity=line.quantity, title=line.title) for line in consignment.lines],
        complete=milestone is not None and all_reached(parcels, milestone),
        note=_note(shipment, event_type),
    )


def _note(shipment: Shipment, event_type: str) -> str:
    if event_type != "shipment.exception":
        return ""
    return shipment.refusal or (shipment.scans[-1].description if shipment.scans else "")
