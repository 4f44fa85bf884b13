"""Shipments in DynamoDB.

    pk ORDER#<order id>   sk SHIPMENT#<nnn>   a parcel: what is sent to whom, what happens to it, and its events
                                              or: cancelled first, this order gets no shipment any more
                                              or: it has none yet, and what holds those that it will have
                          sk OUTBOX#<event>#… an event that is told once more
    pk WEBHOOK#<carrier>  sk KEPT#<hash, 3 digits>  a webhook that nobody understood; 90 days

    pk BATCH#<batch id>   sk BATCH            parcels that one person picks; 90 days from its end

    gsi2 QUEUE#<queue>    time of creation # shipment id, while it waits to be picked, packed or handed over
    gsi2 BATCHES#open, BATCHES#closed  time of creation # batch id

    gsi1 KEPT             when it came # its hash
    gsi1 QUEUE#<queue>    due time or time of creation # shipment id, only while someone must act

One item a parcel, packed with its events (see `souk.storage.journal`): a change and what is told of it are one
conditional write, which is one write unit for an ordinary parcel, its address and lines included.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pynamodb.expressions.condition import Condition
from pynamodb.pagination import ResultIterator

from shipping.adapters.codec import (
    BATCH,
    KEPT,
    PREFIX,
    batch_of,
    batch_pk,
    batch_record,
    batches_key,
    hold_rows,
    holds_of,
    id_of,
    pk_of,
    queue_key,
    shipment_of,
    shipment_record,
    sk_of,
    webhook_of,
    webhook_record,
)
from shipping.adapters.records import (
    BarRecord,
    BatchRecord,
    HoldsRecord,
    Part,
    Queues,
    ShipmentRecord,
    WebhookRecord,
    WorkQueues,
)
from shipping.domain.batch import PickBatch
from shipping.domain.consignment import order_of
from shipping.domain.shipment import ParcelHold, Queue, Shipment
from shipping.domain.work import WorkQueue
from shipping.usecases.ports import EVERY, MOST_COUNTED, Chosen, QueueCount
from souk import clock
from souk.events import Event
from souk.storage import cursor
from souk.storage.dynamo import Record, Transaction, put_if, unchanged
from souk.storage.journal import pack, unpack
from souk.storage.outbox import OutboxRecord
from souk.storage.versioned import Stale
from souk.webhooks import KeptWebhook

# So many requests a page of what is chosen may take.
_LOOKS = 5


class ShipmentStore:
    """`ports.Shipments` on the service's table."""

    def create(self, shipment: Shipment) -> bool:
        return _added(shipment_record(shipment), _free(shipment))

    def create_all(self, shipments: Sequence[Shipment]) -> bool:
        transaction = Transaction()
        for shipment in shipments:
            transaction.put(shipment_record(shipment), _free(shipment))
        try:
            transaction.commit()
        except Stale:
            return False
        return True

    def save(self, shipment: Shipment, previous_version: int) -> None:
        put_if(shipment_record(shipment), ShipmentRecord.version == previous_version)

    def save_all(self, changed: Sequence[Shipment], before: Sequence[Shipment]) -> None:
        transaction = Transaction()
        versions = {parcel.id: parcel.version for parcel in before}
        for parcel in changed:
            condition = unchanged(ShipmentRecord.version, versions.get(parcel.id, 0))
            transaction.put(shipment_record(parcel), condition)
        written = {parcel.id for parcel in changed}
        for parcel in before:
            if parcel.id not in written:
                key = parcel.consignment
                condition = unchanged(ShipmentRecord.version, parcel.version)
                transaction.check(ShipmentRecord, pk_of(key.order_id), sk_of(key.parcel), condition)
        transaction.commit()

    def of_order(self, order_id: str) -> list[Shipment]:
        parts = Part.query(pk_of(order_id), Part.sk.startswith(PREFIX), consistent_read=True)
        return [shipment_of(part) for part in parts if isinstance(part, ShipmentRecord)]

    def bar(self, order_id: str, events: Sequence[Event] = ()) -> bool:
        journal = pack({}, [event.text() for event in events]) if events else None
        free = Record.pk.does_not_exist() | HoldsRecord.holds.exists()
        return _added(BarRecord(pk_of(order_id), sk_of(1), journal=journal), free)

    def hold(self, order_id: str, holds: Sequence[ParcelHold], before: Sequence[ParcelHold]) -> None:
        put_if(HoldsRecord(pk_of(order_id), sk_of(1), holds=hold_rows(holds)), _held_by(before))

    def holds_of(self, order_id: str) -> tuple[ParcelHold, ...] | None:
        for part in Part.query(pk_of(order_id), Part.sk == sk_of(1), consistent_read=True):
            return holds_of(part.holds) if isinstance(part, HoldsRecord) else None
        return ()

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

    def several(self, shipment_ids: Sequence[str]) -> list[Shipment]:
        keys = [(pk_of(order_id), sk_of(parcel)) for order_id, parcel in map(order_of, shipment_ids)]
        parts = Part.batch_get(keys, consistent_read=True) if keys else ()
        return [shipment_of(part) for part in parts if isinstance(part, ShipmentRecord)]

    def waiting(
        self, queue: Queue | WorkQueue, limit: int, after: str | None, chosen: Chosen = EVERY
    ) -> tuple[list[Shipment], str | None]:
        found: list[Shipment] = []
        start = cursor.decode(after)
        # The first chosen may stand behind any number of others: a page ends after so many looks, and the next goes on.
        for _ in range(_LOOKS if chosen != EVERY else 1):
            page = _queue(queue, chosen.before, limit=limit - len(found), last_evaluated_key=start)
            shipments = [shipment_of(part) for part in page if isinstance(part, ShipmentRecord)]
            found += [shipment for shipment in shipments if chosen.takes(shipment)]
            start = page.last_evaluated_key
            if start is None or len(found) == limit:
                break
        return found, cursor.encode(start)

    def how_many(self, queue: Queue | WorkQueue) -> QueueCount:
        key = "gsi2sk" if isinstance(queue, WorkQueue) else "gsi1sk"
        page = _queue(queue, limit=MOST_COUNTED, attributes_to_get=["kind", key])
        parts = list(page)
        since = datetime.fromisoformat(str(getattr(parts[0], key)).partition("#")[0]) if parts else None
        return QueueCount(queue, len(parts), page.last_evaluated_key is not None, since)

    def due(self, now: datetime, limit: int, queue: Queue = Queue.TO_BOOK) -> list[str]:
        until = Queues.gsi1sk < f"{clock.isoformat(now)}~"
        return [id_of(part) for part in Part.queues.query(queue_key(queue), until, limit=limit)]


class BatchStore:
    """`ports.Batches` on the service's table."""

    def create(self, batch: PickBatch) -> bool:
        return _added(batch_record(batch))

    def save(self, batch: PickBatch, previous_version: int) -> None:
        put_if(batch_record(batch), BatchRecord.version == previous_version)

    def find(self, batch_id: str) -> PickBatch | None:
        record = BatchRecord.fetch(batch_pk(batch_id), BATCH, consistent=True)
        return batch_of(record) if record else None

    def listed(self, limit: int, after: str | None, *, closed: bool) -> tuple[list[PickBatch], str | None]:
        key, start = batches_key(closed=closed), cursor.decode(after)
        page = Part.work.query(key, limit=limit, scan_index_forward=False, last_evaluated_key=start)
        batches = [batch_of(part) for part in page if isinstance(part, BatchRecord)]
        return batches, cursor.encode(page.last_evaluated_key)


def _queue(queue: Queue | WorkQueue, before: datetime | None = None, **options: Any) -> ResultIterator[Any]:
    """What waits in a queue; of one that stands in the order in which parcels were made, those made `before`."""
    if not isinstance(queue, WorkQueue):
        return Part.queues.query(queue_key(queue), **options)
    until = WorkQueues.gsi2sk < clock.isoformat(before) if before else None
    return Part.work.query(queue_key(queue), until, **options)


def _free(shipment: Shipment) -> Condition:
    """That a new parcel's place is: the first one's may say what holds it."""
    return _held_by(shipment.holds if shipment.consignment.parcel == 1 else ())


def _held_by(holds: Sequence[ParcelHold]) -> Condition:
    condition: Condition = HoldsRecord.holds == hold_rows(holds) if holds else Record.pk.does_not_exist()
    return condition


def _added(record: Record, free: Condition | None = None) -> bool:
    """Whether its place was free."""
    try:
        put_if(record, Record.pk.does_not_exist() if free is None else free)
    except Stale:
        return False
    return True
