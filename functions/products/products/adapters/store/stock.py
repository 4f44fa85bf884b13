"""Levels and the ledger.

A change that keeps a level's band is conditional on a range, one that leaves it on the exact version.
"""

from __future__ import annotations

import contextlib
import heapq
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from pynamodb.expressions.update import Action

from products.adapters.store import counters, reservations
from products.adapters.store.counters import LEVEL, counter_pk
from products.adapters.store.records import LedgerRecord, LevelOrReservation, LevelRecord
from products.domain.places.network import Placed
from products.domain.reservation import Reservation
from products.domain.shards import BASE, Deal
from products.domain.stock import Movement, MovementKind, StockLevel
from products.usecases.ports import Awaited, Contended, LevelChange, Move, StockWrite
from souk import clock
from souk.errors import Unavailable
from souk.events import Event
from souk.storage import cursor, inbox, outbox
from souk.storage.dynamo import MAX_ITEMS, Transaction, update_if
from souk.storage.versioned import Stale

_RESERVATION_EVENTS = frozenset(
    {
        *("stock.reservation_lapsing", "stock.reservation_expired", "stock.shortage", "stock.shortage_ended"),
        *("stock.units_in", "stock.day_moved"),
    }
)


class DynamoStockStore:
    """`products.usecases.ports.StockStore` on the products table."""

    def levels(self, skus: Collection[str]) -> dict[str, StockLevel]:
        return counters.whole(counters.bases(skus))

    def before_reserving(
        self, reservation_id: str, skus: Collection[str], *, sure: bool
    ) -> tuple[dict[str, StockLevel], Reservation | None]:
        keys = [(reservations.reservation_pk(reservation_id), reservations.SK)]
        keys += [(counter_pk(sku, BASE), LEVEL) for sku in skus]
        found: dict[str, list[LevelOrReservation]] = {}
        for record in LevelOrReservation.batch_get(keys, consistent_read=sure):
            found.setdefault(record.sk, []).append(record)
        existing = found.get(reservations.SK)
        levels = counters.whole(found.get(LEVEL, ()), sure=sure)
        return levels, reservations.reservation_of(existing[0]) if existing else None

    def reservation(self, reservation_id: str) -> Reservation | None:
        return reservations.fetch(reservation_id)

    def write(self, write: StockWrite) -> Collection[str]:
        return _commit(self.transaction(write), [change.before.sku for change in write.changes])

    def transaction(self, write: StockWrite) -> Transaction:
        transaction = Transaction()
        for change in write.changes:
            counters.change(transaction, change)
            add_ledger(transaction, change)
        if write.placements or write.unmoved or any(change.placed for change in write.changes):
            from products.adapters.store import places

            for placement in write.placements:
                _add_rows(transaction, [placement.movement], BASE)
            places.put(transaction, write)
        if write.reservation is not None:
            reservations.put(transaction, write.reservation)
        if write.waits or write.waited:
            from products.adapters.store import waits

            waits.put(transaction, write)
        if write.hold is not None:
            reservations.put(transaction, write.hold)
        if write.once:
            inbox.once(transaction, write.once, label="once")
        if write.counted:
            from products.adapters.store import counting

            counting.put_booked(transaction, *write.counted)
        _emit(transaction, write.events)
        return transaction

    def deal(self, deal: Deal, now: datetime) -> None:
        transaction = Transaction()
        counters.deal(transaction, deal, now)
        _commit(transaction, [deal.level.sku])

    def hot(self) -> list[str]:
        return counters.hot()

    def set_threshold(self, level: StockLevel, threshold: int, events: Sequence[Event]) -> None:
        transaction = Transaction()
        actions: list[Action] = [LevelRecord.threshold.set(threshold), LevelRecord.version.add(1)]
        record = LevelRecord(sku_pk(level.sku), LEVEL)
        transaction.update(record, actions, LevelRecord.version == level.version, label=counters.label(level.sku))
        _emit(transaction, events)
        _commit(transaction, [level.sku])

    def follow(self, levels: Sequence[StockLevel], handle: str) -> None:
        for level in levels:
            record = LevelRecord(sku_pk(level.sku), LEVEL)
            with contextlib.suppress(Stale):
                update_if(record, [LevelRecord.handle.set(handle)], LevelRecord.handle == level.handle)

    def placed(self, skus: Collection[str]) -> dict[str, Placed]:
        # Imported here: a shop with one location keeps no books.
        from products.adapters.store import places

        return places.placed(skus)

    def was_done(self, once: str) -> bool:
        record = inbox.SeenRecord.of(once)
        return inbox.SeenRecord.fetch(record.pk, record.sk, consistent=True) is not None

    def was_booked(self, count_id: str, sku: str) -> bool:
        from products.adapters.store import counting

        line = counting.line(count_id, sku)
        return line is not None and line.booked_at is not None

    def due(self, now: datetime, limit: int) -> Iterator[str]:
        return reservations.due(now, limit)

    def swept(self, now: datetime) -> None:
        reservations.swept(now)

    def short(self, limit: int) -> list[Reservation]:
        return reservations.short(limit)

    def waits(self, sku: str, limit: int, cursor: str | None) -> tuple[list[Awaited], str | None]:
        from products.adapters.store import waits

        return waits.of_sku(sku, limit, cursor)

    def all_waits(self, limit: int, cursor: str | None) -> tuple[list[Awaited], str | None]:
        from products.adapters.store import waits

        return waits.every(limit, cursor)

    def look_from(self) -> str | None:
        from products.adapters.store import waits

        return waits.position()

    def looked_to(self, cursor: str | None) -> None:
        from products.adapters.store import waits

        waits.set_position(cursor)

    def ledger(self, sku: str, limit: int, after: str | None) -> tuple[list[Movement], str | None]:
        base = LevelRecord.fetch(sku_pk(sku), LEVEL)
        start = cursor.decode(after)
        ledgers = [_rows(sku, number, limit, start) for number in range(int(base.ledgers or 0) + 1 if base else 1)]
        # Ids grow with time, in every shard alike.
        rows = list(islice(heapq.merge(*ledgers, key=lambda row: row.sk, reverse=True), limit + 1))
        more = {"pk": {"S": sku_pk(sku)}, "sk": {"S": rows[limit - 1].sk}} if len(rows) > limit else None
        return [_movement(row) for row in rows[:limit]], cursor.encode(more)


def sku_pk(sku: str) -> str:
    return counter_pk(sku, BASE)


def new_level(transaction: Transaction, change: LevelChange) -> None:
    """Adds a SKU that is not stocked yet. `change.before` is empty; its movements are what is on hand."""
    level = change.after if change.movements else change.before
    record = LevelRecord(
        sku_pk(level.sku),
        LEVEL,
        handle=level.handle,
        product_id=level.product_id,
        on_hand=level.on_hand,
        available=level.available,
        backorder=level.backorder,
        threshold=level.threshold,
        version=level.version,
        sold_out_at=clock.isoformat(clock.now()) if level.available + level.limit <= 0 else None,
        limit=level.limit or None,
        promised=level.promised or None,
        most=level.most or None,
    )
    transaction.put(record, LevelRecord.pk.does_not_exist(), label=counters.label(level.sku))
    add_ledger(transaction, change)


def set_backorder(transaction: Transaction, level: StockLevel) -> None:
    actions: list[Action] = [*_policy(level), LevelRecord.version.add(1)]
    record = LevelRecord(sku_pk(level.sku), LEVEL)
    transaction.update(record, actions, LevelRecord.handle == level.handle, label=counters.label(level.sku))


def _policy(level: StockLevel) -> list[Action]:
    actions: list[Action] = [LevelRecord.backorder.set(level.backorder)]
    if level.limit:
        actions += [LevelRecord.limit.set(level.limit), LevelRecord.promised.set(level.promised)]
        # It may be sold again, so it has not been sold out for long the next time it is.
        actions += [LevelRecord.most.set(level.most), LevelRecord.sold_out_at.remove()]
    elif level.most:
        actions += [LevelRecord.limit.remove(), LevelRecord.promised.remove()]
    return actions


def take_over(transaction: Transaction, move: Move) -> None:
    """Gives a SKU to another product, with its stock, its holds and its ledger, which all stay as they are."""
    level = move.after
    actions: list[Action] = [
        LevelRecord.handle.set(level.handle),
        LevelRecord.product_id.set(level.product_id),
        *_policy(level),
        LevelRecord.version.add(1),
    ]
    record = LevelRecord(sku_pk(level.sku), LEVEL)
    transaction.update(record, actions, LevelRecord.handle == move.before.handle, label=counters.label(level.sku))


def add_ledger(transaction: Transaction, change: LevelChange) -> None:
    """The rows stand beside the counter: a hot SKU's would else meet in one partition."""
    _add_rows(transaction, change.movements, change.counter)


def _add_rows(transaction: Transaction, movements: Iterable[Movement], counter: int) -> None:
    for movement in movements:
        record = LedgerRecord(
            counter_pk(movement.sku, counter),
            f"LEDGER#{movement.id}",
            kind=movement.kind.value,
            on_hand=movement.on_hand,
            reserved=movement.reserved,
            at=clock.isoformat(movement.at),
            actor=movement.actor,
            reference=movement.reference or None,
            reason=movement.reason or None,
            moved=json.dumps(dict(movement.moved), separators=(",", ":")) if movement.moved else None,
        )
        transaction.put(record, LedgerRecord.pk.does_not_exist(), label="ledger")


def _commit(transaction: Transaction, skus: Collection[str]) -> Collection[str]:
    try:
        transaction.commit()
    except Unavailable as error:
        raise Contended(skus) from error
    return counters.contended(transaction, skus)


def _rows(sku: str, counter: int, limit: int, start: dict[str, Any] | None) -> Iterator[LedgerRecord]:
    """The ledger rows booked on a counter, newest first, from where the page before ended."""
    pk = counter_pk(sku, counter)
    if start is not None and counter != BASE:
        start = {**start, "pk": {"S": pk}}
    return LedgerRecord.query(
        pk,
        LedgerRecord.sk.startswith("LEDGER#"),
        scan_index_forward=False,
        limit=limit + 1,
        last_evaluated_key=start,
    )


def _emit(transaction: Transaction, events: Sequence[Event]) -> None:
    if len(transaction) + len(events) > MAX_ITEMS:
        # What is told of a reservation comes last. Whoever hears of a SKU asks what its stock is.
        last = events[-1]
        outbox.emit_together(transaction, events, pk=_event_pk(last.aggregate_id, last.type))
        return
    for event in events:
        outbox.emit(transaction, event, pk=_event_pk(event.aggregate_id, event.type))


def _event_pk(aggregate_id: str, event_type: str) -> str:
    """The partition of the event's aggregate: stock events are the SKU's, the others the reservation's."""
    return reservations.reservation_pk(aggregate_id) if event_type in _RESERVATION_EVENTS else sku_pk(aggregate_id)


def _movement(record: LedgerRecord) -> Movement:
    return Movement(
        id=record.sk.partition("#")[2],
        sku=counters.sku_of(record.pk),
        kind=MovementKind(record.kind),
        on_hand=int(record.on_hand),
        reserved=int(record.reserved),
        at=datetime.fromisoformat(record.at),
        actor=record.actor,
        reference=record.reference or "",
        reason=record.reason or "",
        moved=json.loads(record.moved) if record.moved else {},
    )
