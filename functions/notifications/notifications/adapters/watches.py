"""Watched wishlists and falls of prices in the notifications table: see `notifications.adapters.records`."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from notifications.adapters.exported import COVERED
from notifications.adapters.readers import partition
from notifications.adapters.records import FallRecord, WatchedRecord, WatchRecord
from notifications.domain.watch import PriceFall, PromisedLetter, Watch, WatchedItem
from souk import clock
from souk.exports.readable import Json, readable
from souk.money import Money
from souk.storage.dynamo import Transaction, TransactionRejected, put_if, unchanged

_WATCH, _PRICE, _LOOKS = "WATCH", "PRICE#", "LOOKS"
_FALL, _FALLS = "FALL", "FALLS"
_PAGE = 100


class WatchStore:
    """`watching.ports.Watches`."""

    def find(self, reader_id: str) -> Watch | None:
        record = WatchRecord.fetch(partition(reader_id), _WATCH, consistent=True)
        return _watch(reader_id, record) if record else None

    def items(self, reader_id: str) -> list[WatchedItem]:
        listed = WatchedRecord.query(partition(reader_id), WatchedRecord.sk.startswith(_PRICE), consistent_read=True)
        return [
            WatchedItem(record.sku, record.product_id, Money(int(record.price), record.currency)) for record in listed
        ]

    def save(self, watch: Watch, put: Sequence[WatchedItem] = (), drop: Sequence[WatchedItem] = ()) -> Watch:
        record, condition = _watch_record(watch), unchanged(WatchRecord.version, watch.version)
        saved = replace(watch, version=watch.version + 1)
        if not put and not drop:
            put_if(record, condition)
            return saved
        transaction = Transaction()
        transaction.put(record, condition, label="watch")
        for item in put:
            transaction.put(_item_record(watch.reader, item))
        for item in drop:
            transaction.delete(WatchedRecord(*_item_key(watch.reader, item.sku)))
        transaction.commit()
        return saved

    def of_product(self, product_id: str, after: str, limit: int) -> tuple[list[str], str]:
        key = f"{_PRICE}OF#{product_id}"
        later = WatchedRecord.gsi2sk > after if after else None
        found = list(WatchedRecord.by_product.query(key, later, limit=limit))
        readers = [record.pk.removeprefix(partition("")) for record in found]
        return readers, found[-1].gsi2sk if len(found) == limit else ""

    def due(self, now: datetime) -> Iterator[str]:
        last = f"{clock.isoformat(now)}~"
        for record in WatchRecord.by_turn.query(_LOOKS, WatchRecord.gsi1sk <= last, page_size=_PAGE):
            yield record.pk.removeprefix(partition(""))

    def forget(self, reader_id: str) -> None:
        for item in self.items(reader_id):
            WatchedRecord(*_item_key(reader_id, item.sku)).delete()
        WatchRecord(partition(reader_id), _WATCH).delete()

    def exported(self, reader_id: str) -> list[Json]:
        listed = WatchedRecord.query(partition(reader_id), WatchedRecord.sk.startswith(_PRICE))
        return [readable(record, COVERED) for record in listed]


class FallStore:
    """`watching.ports.PriceFalls`."""

    def find(self, product_id: str) -> PriceFall | None:
        record = FallRecord.fetch(f"FALL#{product_id}", _FALL, consistent=True)
        return PriceFall(product_id, record.due_at, record.after or "", int(record.version)) if record else None

    def save(self, fall: PriceFall) -> None:
        record = FallRecord(
            f"FALL#{fall.product_id}",
            _FALL,
            due_at=fall.due_at,
            after=fall.after or None,
            version=fall.version + 1,
            gsi1pk=_FALLS,
            gsi1sk=f"{clock.isoformat(fall.due_at)}#{fall.product_id}",
        )
        put_if(record, unchanged(FallRecord.version, fall.version))

    def end(self, fall: PriceFall) -> None:
        transaction = Transaction()
        record = FallRecord(f"FALL#{fall.product_id}", _FALL)
        transaction.delete(record, FallRecord.version == fall.version, label="fall")
        with contextlib.suppress(TransactionRejected):
            transaction.commit()

    def due(self, now: datetime) -> Iterator[str]:
        last = f"{clock.isoformat(now)}~"
        for record in FallRecord.by_turn.query(_FALLS, FallRecord.gsi1sk <= last, page_size=_PAGE):
            yield record.pk.removeprefix("FALL#")


def _item_key(reader_id: str, sku: str) -> tuple[str, str]:
    return partition(reader_id), f"{_PRICE}{sku}"


def _item_record(reader_id: str, item: WatchedItem) -> WatchedRecord:
    return WatchedRecord(
        *_item_key(reader_id, item.sku),
        sku=item.sku,
        product_id=item.product_id,
        price=item.price.amount,
        currency=item.price.currency,
        gsi2pk=f"{_PRICE}OF#{item.product_id}",
        gsi2sk=f"{reader_id}#{item.sku}",
    )


def _watch_record(watch: Watch) -> WatchRecord:
    promised, due = watch.promised, watch.look_at
    return WatchRecord(
        partition(watch.reader),
        _WATCH,
        list_version=watch.list_version,
        look_at=due,
        told_at=watch.told_at,
        letter_id=promised.id if promised else None,
        prices=dict(promised.prices) if promised else None,
        more=(promised.more or None) if promised else None,
        version=watch.version + 1,
        gsi1pk=_LOOKS if due else None,
        gsi1sk=f"{clock.isoformat(due)}#{watch.reader}" if due else None,
    )


def _watch(reader_id: str, record: WatchRecord) -> Watch:
    promised = None
    if record.letter_id:
        prices = {str(sku): int(price) for sku, price in (record.prices or {}).items()}
        promised = PromisedLetter(record.letter_id, prices, bool(record.more))
    return Watch(reader_id, int(record.list_version), record.look_at, record.told_at, promised, int(record.version))
