"""The items of the shipping table and how they become shipments (see `shipping.store`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    DiscriminatorAttribute,
    JSONAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from shipping.consignment import Address, Consignment, Line
from shipping.shipment import Queue, Shipment
from shipping.tracking import Booking, Scan, Status
from souk import clock
from souk.dynamo import Record

PREFIX = "SHIPMENT#"


class Queues(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi1"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class Part(Record):
    kind = DiscriminatorAttribute()
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    queues = Queues()


class ConsignmentRecord(Part, discriminator="consignment"):
    parcel = NumberAttribute()
    order_number = UnicodeAttribute()
    owner = UnicodeAttribute()
    email = UnicodeAttribute()
    access_key = UnicodeAttribute(null=True)
    lines = JSONAttribute()
    address = JSONAttribute()
    weight_grams = NumberAttribute()
    created_at = UnicodeAttribute()
    correlation_id = UnicodeAttribute(null=True)


class TrackingRecord(Part, discriminator="tracking"):
    parcel = NumberAttribute()
    carrier = UnicodeAttribute()
    version = NumberAttribute()
    state = UnicodeAttribute()  # for people who read the table; the code works it out
    booking = JSONAttribute()
    scans = JSONAttribute()
    cancelled_at = UnicodeAttribute(null=True)
    refusal = UnicodeAttribute(null=True)
    attempts = NumberAttribute(default=0)
    next_attempt_at = UnicodeAttribute(null=True)
    unwanted = BooleanAttribute(null=True)


class BarRecord(Part, discriminator="bar"):
    """Takes the place of the first consignment, so that no shipment can be created there any more."""


def pk_of(order_id: str) -> str:
    return f"ORDER#{order_id}"


def sk_of(parcel: int) -> str:
    return f"{PREFIX}{parcel:03}"


def queue_key(queue: Queue) -> str:
    return f"QUEUE#{queue}"


def id_of(part: Part) -> str:
    return str(part.gsi1sk).partition("#")[2]


def consignment_record(consignment: Consignment) -> ConsignmentRecord:
    return ConsignmentRecord(
        pk_of(consignment.order_id),
        sk_of(consignment.parcel),
        parcel=consignment.parcel,
        order_number=consignment.order_number,
        owner=consignment.owner,
        email=consignment.email,
        access_key=consignment.access_key or None,
        lines=[[line.sku, line.quantity, line.title] for line in consignment.lines],
        address={
            name: getattr(consignment.address, name) for name in Address.__slots__ if getattr(consignment.address, name)
        },
        weight_grams=consignment.weight_grams,
        created_at=clock.isoformat(consignment.created_at),
        correlation_id=consignment.correlation_id or None,
    )


def tracking_record(shipment: Shipment, version: int) -> TrackingRecord:
    queue, booking = shipment.queue, shipment.booking
    since = shipment.next_attempt_at or shipment.consignment.created_at
    return TrackingRecord(
        pk_of(shipment.consignment.order_id),
        f"{sk_of(shipment.consignment.parcel)}#TRACKING",
        parcel=shipment.consignment.parcel,
        carrier=shipment.carrier,
        version=version,
        state=shipment.state.value,
        booking=[booking.carrier_reference, booking.tracking_code, booking.tracking_url, booking.label_url],
        scans=[
            [s.event_id, s.status.value, clock.isoformat(s.occurred_at), s.location, s.description, s.by]
            for s in shipment.scans
        ],
        cancelled_at=_text(shipment.cancelled_at),
        refusal=shipment.refusal or None,
        attempts=shipment.attempts,
        next_attempt_at=_text(shipment.next_attempt_at),
        unwanted=shipment.unwanted or None,
        gsi1pk=queue_key(queue) if queue else None,
        gsi1sk=f"{clock.isoformat(since)}#{shipment.id}" if queue else None,
    )


def shipment_of(consignment: ConsignmentRecord, tracking: TrackingRecord) -> Shipment:
    return Shipment(
        consignment=Consignment(
            order_id=consignment.pk.partition("#")[2],
            order_number=consignment.order_number,
            owner=consignment.owner,
            email=consignment.email,
            access_key=consignment.access_key or "",
            lines=tuple(Line(*line) for line in consignment.lines),
            address=Address(**consignment.address),
            weight_grams=int(consignment.weight_grams),
            created_at=datetime.fromisoformat(consignment.created_at),
            parcel=int(consignment.parcel),
            correlation_id=consignment.correlation_id or "",
        ),
        carrier=tracking.carrier,
        version=int(tracking.version),
        booking=Booking(*tracking.booking),
        scans=[
            Scan(event_id, Status(status), datetime.fromisoformat(at), location, description, by)
            for event_id, status, at, location, description, by in tracking.scans
        ],
        cancelled_at=_moment(tracking.cancelled_at),
        refusal=tracking.refusal or "",
        attempts=int(tracking.attempts),
        next_attempt_at=_moment(tracking.next_attempt_at),
        unwanted=bool(tracking.unwanted),
    )


def _text(moment: datetime | None) -> str | None:
    return clock.isoformat(moment) if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
