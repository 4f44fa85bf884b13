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

from pynamodb.exceptions import PutError

from shipping.ports import Stale
from shipping.records import (
    PREFIX,
    BarRecord,
    ConsignmentRecord,
    Part,
    Queues,
    TrackingRecord,
    consignment_record,
    id_of,
    pk_of,
    queue_key,
    shipment_of,
    sk_of,
    tracking_record,
)
from shipping.shipment import Queue, Shipment
from souk import clock, cursor
from souk.dynamo import Transaction, TransactionRejected
from souk.events import Event


class ShipmentStore:
    """`ports.Shipments` on the service's table."""

    def create(self, shipment: Shipment, events: Sequence[Event]) -> bool:
        consignment = consignment_record(shipment.consignment)
        tracking = tracking_record(shipment, _advanced(shipment, events))
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
        record = tracking_record(shipment, _advanced(shipment, events))
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
        parts = list(Part.query(pk_of(order_id), Part.sk.startswith(PREFIX), consistent_read=True))
        tracking = {int(part.parcel): part for part in parts if isinstance(part, TrackingRecord)}
        return [shipment_of(part, tracking[int(part.parcel)]) for part in parts if isinstance(part, ConsignmentRecord)]

    def bar(self, order_id: str) -> bool:
        try:
            BarRecord(pk_of(order_id), sk_of(1)).save(condition=BarRecord.pk.does_not_exist())
        except PutError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise
            return False
        return True

    def waiting(self, queue: Queue, limit: int, after: str | None) -> tuple[list[Shipment], str | None]:
        start = cursor.decode(after)
        page = Part.queues.query(queue_key(queue), limit=limit, last_evaluated_key=start)
        tracking = [part for part in page if isinstance(part, TrackingRecord)]
        keys = [(part.pk, sk_of(int(part.parcel))) for part in tracking]
        found = {(part.pk, part.sk): part for part in ConsignmentRecord.batch_get(keys)} if keys else {}
        shipments = [shipment_of(found[key], part) for key, part in zip(keys, tracking, strict=True)]
        return shipments, cursor.encode(page.last_evaluated_key)

    def due(self, now: datetime, limit: int) -> list[str]:
        until = Queues.gsi1sk < f"{clock.isoformat(now)}~"
        return [id_of(part) for part in Part.queues.query(queue_key(Queue.TO_BOOK), until, limit=limit)]


def _advanced(shipment: Shipment, events: Sequence[Event]) -> int:
    """Each event has a version of its own, so a change that makes two counts twice."""
    return shipment.version + max(1, len(events))
