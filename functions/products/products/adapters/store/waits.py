"""What paid orders wait for: units that were ordered beyond the stock, by SKU and then by time."""

from __future__ import annotations

from datetime import datetime

from products.adapters.store.counters import escaped
from products.adapters.store.records import SweepRecord, WaitRecord
from products.adapters.store.reservations import reservation_pk
from products.usecases.ports import Awaited, StockWrite
from souk import clock
from souk.storage import cursor
from souk.storage.dynamo import Transaction

WAITS = "WAITS"


def put(transaction: Transaction, write: StockWrite) -> None:
    for wait in write.waits:
        since = clock.isoformat(wait.since)
        record = WaitRecord(
            reservation_pk(wait.order_id),
            _sk(wait.sku),
            units=wait.units,
            since=since,
            promised=wait.promised or None,
            gsi1sk=f"{escaped(wait.sku)}#{since}#{wait.order_id}",
        )
        transaction.put(record, label="wait")
    if write.reservation:
        for sku in write.waited:
            transaction.delete(WaitRecord(reservation_pk(write.reservation.id), _sk(sku)), label="wait")


def of_sku(sku: str, limit: int, after: str | None) -> tuple[list[Awaited], str | None]:
    its = WaitRecord.gsi1sk.startswith(f"{escaped(sku)}#")
    found = WaitRecord.by_sku.query(WAITS, its, limit=limit, last_evaluated_key=cursor.decode(after))
    waits = [_wait(record) for record in found]
    return waits, cursor.encode(found.last_evaluated_key)


def every(limit: int, after: str | None) -> tuple[list[Awaited], str | None]:
    found = WaitRecord.by_sku.query(WAITS, limit=limit, last_evaluated_key=cursor.decode(after))
    waits = [_wait(record) for record in found]
    return waits, cursor.encode(found.last_evaluated_key)


def position() -> str | None:
    record = SweepRecord.fetch("SWEEP", WAITS)
    return record.position if record else None


def set_position(position: str | None) -> None:
    SweepRecord("SWEEP", WAITS, position=position).save()


def _sk(sku: str) -> str:
    return f"{WAITS}#{sku}"


def _wait(record: WaitRecord) -> Awaited:
    return Awaited(
        order_id=str(record.pk).partition("#")[2],
        sku=str(record.sk).partition("#")[2],
        units=int(record.units),
        since=datetime.fromisoformat(record.since),
        promised=record.promised or "",
    )
