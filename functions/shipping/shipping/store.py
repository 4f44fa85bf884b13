"""Shipments in DynamoDB.

    pk ORDER#<order id>   sk SHIPMENT#<nnn>            what is sent to whom: written once
                          sk SHIPMENT#<nnn>#TRACKING   what happens to it: small, rewritten at every change
                                                       or: cancelled first, this order gets no shipment any more
                          sk OUTBOX#<event id>         events
    gsi1 QUEUE#<queue>    due time or time of creation # shipment id, only while someone must act

Two items a shipment, because a write costs by the size of the item: the address and the lines, which never change,
are not paid for again at every scan.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pynamodb.attributes import (
    DiscriminatorAttribute,
    JSONAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.exceptions import PutError
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from shipping.ports import Stale
from shipping.shipment import (
    Address,
    Booking,
    Consignment,
    Line,
    Queue,
    Scan,
    Shipment,
    Status,
)
from souk import clock, cursor
from souk.dynamo import Record, Transaction, TransactionRejected
from souk.events import Event

_PREFIX = "SHIPMENT#"


class _Queues(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi1"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class _Part(Record):
    kind = DiscriminatorAttribute()
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    queues = _Queues()


class ConsignmentRecord(_Part, discriminator="consignment"):
    parcel = NumberAttribute()
    order_number = UnicodeAttribute()
    owner = UnicodeAttribute()
    email = UnicodeAttribute()
    access_key = UnicodeAttribute(null=True)
    lines = JSONAttribute()
    address = JSONAttribute()
    weight_grams = NumberAttribute()
    created_at = UnicodeAttribute()


class TrackingRecord(_Part, discriminator="tracking"):
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


class BarRecord(_Part, discriminator="bar"):
    """Takes the place of the first consignment, so that no shipment can be created there any more."""


class ShipmentStore:
    """`ports.Shipments` on the service's table."""

    def create(self, shipment: Shipment, events: Sequence[Event]) -> bool:
        consignment = _consignment_record(shipment.consignment)
        tracking = _tracking_record(shipment, _advanced(shipment, events))
        tx = Transaction()
        tx.put(consignment, ConsignmentRecord.pk.does_not_exist(), label="exists")
        tx.put(tracking)
        for event in events:
            tx.emit(event, pk=consignment.pk)
        try:
            tx.commit()
        except TransactionRejected:
            return False
        shipment.version = _advanced(shipment, events)
        return True

    def save(self, shipment: Shipment, events: Sequence[Event]) -> None:
        record = _tracking_record(shipment, _advanced(shipment, events))
        unchanged = TrackingRecord.version == shipment.version
        try:
            if events:
                tx = Transaction()
                tx.put(record, unchanged, label="version")
                for event in events:
                    tx.emit(event, pk=record.pk)
                tx.commit()
            else:
                record.save(condition=unchanged)
        except TransactionRejected as error:
            raise Stale from error
        except PutError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise
            raise Stale from error
        shipment.version = _advanced(shipment, events)
        shipment.announcements.clear()

    def of_order(self, order_id: str) -> list[Shipment]:
        parts = list(_Part.query(_pk(order_id), _Part.sk.startswith(_PREFIX), consistent_read=True))
        tracking = {int(part.parcel): part for part in parts if isinstance(part, TrackingRecord)}
        return [_shipment(part, tracking[int(part.parcel)]) for part in parts if isinstance(part, ConsignmentRecord)]

    def bar(self, order_id: str) -> bool:
        try:
            BarRecord(_pk(order_id), _sk(1)).save(condition=BarRecord.pk.does_not_exist())
        except PutError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise
            return False
        return True

    def waiting(self, queue: Queue, limit: int, after: str | None) -> tuple[list[Shipment], str | None]:
        start = cursor.decode(after)
        page = _Part.queues.query(_queue_key(queue), limit=limit, last_evaluated_key=start)
        tracking = [part for part in page if isinstance(part, TrackingRecord)]
        keys = [(part.pk, _sk(int(part.parcel))) for part in tracking]
        found = {(part.pk, part.sk): part for part in ConsignmentRecord.batch_get(keys)} if keys else {}
        shipments = [_shipment(found[key], part) for key, part in zip(keys, tracking, strict=True)]
        return shipments, cursor.encode(page.last_evaluated_key)

    def due(self, now: datetime, limit: int) -> list[str]:
        until = _Queues.gsi1sk < f"{clock.isoformat(now)}~"
        return [_id_of(part) for part in _Part.queues.query(_queue_key(Queue.TO_BOOK), until, limit=limit)]


def _advanced(shipment: Shipment, events: Sequence[Event]) -> int:
    """Each event has a version of its own, so a change that makes two counts twice."""
    return shipment.version + max(1, len(events))


def _pk(order_id: str) -> str:
    return f"ORDER#{order_id}"


def _sk(parcel: int) -> str:
    return f"{_PREFIX}{parcel:03}"


def _queue_key(queue: Queue) -> str:
    return f"QUEUE#{queue}"


def _id_of(part: _Part) -> str:
    return str(part.gsi1sk).partition("#")[2]


def _consignment_record(consignment: Consignment) -> ConsignmentRecord:
    return ConsignmentRecord(
        _pk(consignment.order_id),
        _sk(consignment.parcel),
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
    )


def _tracking_record(shipment: Shipment, version: int) -> TrackingRecord:
    queue, booking = shipment.queue, shipment.booking
    since = shipment.next_attempt_at or shipment.consignment.created_at
    return TrackingRecord(
        _pk(shipment.consignment.order_id),
        f"{_sk(shipment.consignment.parcel)}#TRACKING",
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
        gsi1pk=_queue_key(queue) if queue else None,
        gsi1sk=f"{clock.isoformat(since)}#{shipment.id}" if queue else None,
    )


def _shipment(consignment: ConsignmentRecord, tracking: TrackingRecord) -> Shipment:
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
    )


def _text(moment: datetime | None) -> str | None:
    return clock.isoformat(moment) if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
