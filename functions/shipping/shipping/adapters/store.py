"""Shipments in DynamoDB.

    pk ORDER#<order id>   sk SHIPMENT#<nnn>   a parcel: what is sent to whom, what happens to it, and its events
                                              or: cancelled first, this order gets no shipment any more
                          sk OUTBOX#<event>#… an event that is told once more
    pk WEBHOOK#<carrier>  sk KEPT#<hash, 3 digits>  a webhook that nobody understood; 90 days

    gsi1 KEPT             when it came # its hash
    gsi1 QUEUE#<queue>    due time or time of creation # shipment id, only while someone must act

One item a parcel, packed with its events (see `souk.storage.journal`): a change and what is told of it are one
conditional write, which is one write unit for an ordinary parcel, its address and lines included.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from shipping.adapters.codec import (
    KEPT,
    PREFIX,
    id_of,
    pk_of,
    queue_key,
    shipment_of,
    shipment_record,
    sk_of,
    webhook_of,
    webhook_record,
)
from shipping.adapters.records import BarRecord, Part, Queues, ShipmentRecord, WebhookRecord
from shipping.domain.shipment import Queue, Shipment
from souk import clock
from souk.events import Event
from souk.storage import cursor
from souk.storage.dynamo import Record, put_if
from souk.storage.journal import pack, unpack
from souk.storage.outbox import OutboxRecord
from souk.storage.versioned import Stale
from souk.webhooks import KeptWebhook


class ShipmentStore:
    """`ports.Shipments` on the service's table."""

    def create(self, shipment: Shipment) -> bool:
        return _added(shipment_record(shipment))

    def save(self, shipment: Shipment, previous_version: int) -> None:
        put_if(shipment_record(shipment), ShipmentRecord.version == previous_version)

    def of_order(self, order_id: str) -> list[Shipment]:
        parts = Part.query(pk_of(order_id), Part.sk.startswith(PREFIX), consistent_read=True)
        return [shipment_of(part) for part in parts if isinstance(part, ShipmentRecord)]

    def bar(self, order_id: str, events: Sequence[Event] = ()) -> bool:
        journal = pack({}, [event.text() for event in events]) if events else None
        return _added(BarRecord(pk_of(order_id), sk_of(1), journal=journal))

    def told_of_bar(self, order_id: str) -> Sequence[str]:
        parts = Part.query(pk_of(order_id), Part.sk == sk_of(1), consistent_read=True)
        bars = [part for part in parts if isinstance(part, BarRecord) and part.journal]
        return unpack(bars[0].journal)[1] if bars else ()

    def tell_again(self, order_id: str, events: Sequence[str]) -> None:
        for text in events:
            OutboxRecord.again(text, pk_of(order_id)).save()

    def keep_webhook(self, webhook: KeptWebhook, webhook_id: str) -> None:
        webhook_record(webhook, webhook_id).save()

    def kept_webhooks(self, limit: int, after: str | None) -> tuple[list[KeptWebhook], str | None]:
        page = Part.queues.query(KEPT, limit=limit, scan_index_forward=False, last_evaluated_key=cursor.decode(after))
        webhooks = [webhook_of(part) for part in page if isinstance(part, WebhookRecord)]
        return webhooks, cursor.encode(page.last_evaluated_key)

    def waiting(self, queue: Queue, limit: int, after: str | None) -> tuple[list[Shipment], str | None]:
        page = Part.queues.query(queue_key(queue), limit=limit, last_evaluated_key=cursor.decode(after))
        shipments = [shipment_of(part) for part in page if isinstance(part, ShipmentRecord)]
        return shipments, cursor.encode(page.last_evaluated_key)

    def due(self, now: datetime, limit: int, queue: Queue = Queue.TO_BOOK) -> list[str]:
        until = Queues.gsi1sk < f"{clock.isoformat(now)}~"
        return [id_of(part) for part in Part.queues.query(queue_key(queue), until, limit=limit)]


def _added(record: Record) -> bool:
    """Whether its place was free."""
    try:
        put_if(record, Record.pk.does_not_exist())
    except Stale:
        return False
    return True
