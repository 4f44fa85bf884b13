"""Levels and the ledger.

A change that keeps a level's band is conditional on a range, one that leaves it on the exact version.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from products import stock
from products.ports import LevelChange, Stale, StockWrite
from products.reservation import Reservation
from products.stock import Kind, Movement, StockLevel
from products.store import reservations
from products.store.records import LedgerRecord, LevelRecord
from souk import clock, cursor
from souk.dynamo import Transaction, TransactionRejected
from souk.events import Event
from souk.inbox import SeenRecord

BATCH = 100
_RESERVATION_EVENTS = frozenset({"stock.reservation_expired", "stock.shortage"})


class DynamoStockStore:
    """`products.ports.StockStore` on the products table."""

    def levels(self, skus: Collection[str]) -> dict[str, StockLevel]:
        keys = [(sku_pk(sku), "LEVEL") for sku in dict.fromkeys(skus)]
        found = {}
        for start in range(0, len(keys), BATCH):
            for record in LevelRecord.batch_get(keys[start : start + BATCH], consistent_read=True):
                level = _level(record)
                found[level.sku] = level
        return found

    def reservation(self, reservation_id: str) -> Reservation | None:
        return reservations.fetch(reservation_id)

    def write(self, write: StockWrite) -> None:
        transaction = Transaction()
        for change in write.changes:
            change_level(transaction, change)
        if write.reservation is not None:
            reservations.put(transaction, write.reservation)
        _emit(transaction, write.events)
        if write.once:
            transaction.once(write.once, label="once")
        _commit(transaction)

    def set_threshold(self, level: StockLevel, threshold: int, events: Sequence[Event]) -> None:
        transaction = Transaction()
        actions: list[Action] = [LevelRecord.threshold.set(threshold), LevelRecord.version.add(1)]
        record = LevelRecord(sku_pk(level.sku), "LEVEL")
        transaction.update(record, actions, LevelRecord.version == level.version, label="level")
        _emit(transaction, events)
        _commit(transaction)

    def was_done(self, once: str) -> bool:
        record = SeenRecord.of(once)
        return SeenRecord.fetch(record.pk, record.sk, consistent=True) is not None

    def due(self, now: datetime, limit: int) -> Iterator[str]:
        return reservations.due(now, limit)

    def swept(self, now: datetime) -> None:
        reservations.swept(now)

    def ledger(self, sku: str, limit: int, after: str | None) -> tuple[list[Movement], str | None]:
        page = LedgerRecord.query(
            sku_pk(sku),
            LedgerRecord.sk.startswith("LEDGER#"),
            scan_index_forward=False,
            limit=limit,
            last_evaluated_key=cursor.decode(after),
        )
        movements = [_movement(record) for record in page]
        return movements, cursor.encode(page.last_evaluated_key)


def sku_pk(sku: str) -> str:
    return f"SKU#{sku}"


def change_level(transaction: Transaction, change: LevelChange) -> None:
    """Adds the movements and what they do to the level."""
    before = change.before
    record = LevelRecord(sku_pk(before.sku), "LEVEL")
    on_hand = sum(movement.on_hand for movement in change.movements)
    available = sum(movement.available for movement in change.movements)
    actions: list[Action] = [LevelRecord.version.add(1)]
    if on_hand:
        actions.append(LevelRecord.on_hand.add(on_hand))
    if available:
        actions.append(LevelRecord.available.add(available))
    transaction.update(record, actions, _unchanged(change, available), label="level")
    add_ledger(transaction, change.movements)


def new_level(transaction: Transaction, change: LevelChange) -> None:
    """Adds a SKU that is not stocked yet. `change.before` is empty; its movements are what is on hand."""
    level = change.after if change.movements else change.before
    record = LevelRecord(
        sku_pk(level.sku),
        "LEVEL",
        handle=level.handle,
        product_id=level.product_id,
        on_hand=level.on_hand,
        available=level.available,
        backorder=level.backorder,
        threshold=level.threshold,
        version=level.version,
    )
    transaction.put(record, LevelRecord.pk.does_not_exist(), label="level")
    add_ledger(transaction, change.movements)


def set_backorder(transaction: Transaction, level: StockLevel) -> None:
    actions: list[Action] = [LevelRecord.backorder.set(level.backorder), LevelRecord.version.add(1)]
    transaction.update(
        LevelRecord(sku_pk(level.sku), "LEVEL"), actions, LevelRecord.handle == level.handle, label="level"
    )


def add_ledger(transaction: Transaction, movements: Collection[Movement]) -> None:
    for movement in movements:
        record = LedgerRecord(
            sku_pk(movement.sku),
            f"LEDGER#{movement.id}",
            kind=movement.kind.value,
            on_hand=movement.on_hand,
            reserved=movement.reserved,
            at=clock.isoformat(movement.at),
            actor=movement.actor,
            reference=movement.reference or None,
            reason=movement.reason or None,
        )
        transaction.put(record, LedgerRecord.pk.does_not_exist(), label="ledger")


def _unchanged(change: LevelChange, difference: int) -> Condition:
    """Holds while the decision made on the level still holds."""
    level = change.before
    if difference == 0 and not change.exact:
        return LevelRecord.pk.exists()
    bounds = stock.window(level, difference)
    if bounds is None or change.exact:
        return LevelRecord.version == level.version
    condition = LevelRecord.backorder == level.backorder
    floor, ceiling = bounds
    if floor is not None:
        condition &= LevelRecord.available >= floor
    if ceiling is not None:
        condition &= LevelRecord.available <= ceiling
    return condition


def _commit(transaction: Transaction) -> None:
    try:
        transaction.commit()
    except TransactionRejected as error:
        raise Stale(str(error)) from error


def _emit(transaction: Transaction, events: Iterable[Event]) -> None:
    for event in events:
        transaction.emit(event, pk=_event_pk(event.aggregate_id, event.type))


def _event_pk(aggregate_id: str, event_type: str) -> str:
    """The partition of the event's aggregate: stock events are the SKU's, the others the reservation's."""
    return reservations.reservation_pk(aggregate_id) if event_type in _RESERVATION_EVENTS else sku_pk(aggregate_id)


def _level(record: LevelRecord) -> StockLevel:
    return StockLevel(
        sku=record.pk.partition("#")[2],
        handle=record.handle,
        product_id=record.product_id,
        on_hand=int(record.on_hand),
        available=int(record.available),
        backorder=record.backorder,
        threshold=int(record.threshold),
        version=int(record.version),
    )


def _movement(record: LedgerRecord) -> Movement:
    return Movement(
        id=record.sk.partition("#")[2],
        sku=record.pk.partition("#")[2],
        kind=Kind(record.kind),
        on_hand=int(record.on_hand),
        reserved=int(record.reserved),
        at=datetime.fromisoformat(record.at),
        actor=record.actor,
        reference=record.reference or "",
        reason=record.reason or "",
    )
