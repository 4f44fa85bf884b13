"""Wishes and waves in the notifications table. The items are in `notifications.adapters.records`."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice

from pynamodb.expressions.condition import Condition

from notifications.adapters.readers import WISH, partition
from notifications.adapters.records import AskedRecord, WaveRecord, WishRecord
from notifications.domain.wish import StockWish, UnprovedWish, WantedVariant, Wave
from souk import clock
from souk.errors import NotFound
from souk.events import Event
from souk.storage.dynamo import Transaction, TransactionRejected, put_if, unchanged
from souk.storage.outbox import OutboxRecord
from souk.storage.versioned import Stale

_ASKED, _WAVE, _WAVES = "ASKED", "WAVE", "WAVES"
# It carries what it proves: here for as long as the relay may take, a stream's length.
_EVENT_KEPT = timedelta(days=1)


class WishStore:
    """`reader_ports.Wishes`."""

    def ask(self, asked: UnprovedWish, event: Event) -> None:
        record = AskedRecord(
            f"ASKED#{asked.key}",
            _ASKED,
            reader=asked.reader,
            email=asked.email,
            locale=asked.locale or None,
            **_members(asked.wanted),
            sku=asked.wanted.sku,
            expires_at=int(asked.ends_at.timestamp()),
        )
        transaction = Transaction()
        transaction.put(record)
        transaction.put(OutboxRecord.of(event, record.pk, _EVENT_KEPT))
        transaction.commit()

    def asked(self, key: str) -> UnprovedWish | None:
        record = AskedRecord.fetch(f"ASKED#{key}", _ASKED, consistent=True)
        if record is None:
            return None
        ends_at = datetime.fromtimestamp(int(record.expires_at), UTC)
        return UnprovedWish(key, record.reader, record.email, record.locale or "", _wanted(record, record.sku), ends_at)

    def confirm(self, asked: UnprovedWish, wish: StockWish) -> None:
        proof = AskedRecord(f"ASKED#{asked.key}", _ASKED)
        transaction = Transaction()
        transaction.delete(proof, AskedRecord.pk.exists(), label="asked")
        transaction.put(_wish_record(wish), _free(), label="wish")
        try:
            transaction.commit()
        except TransactionRejected as rejected:
            if rejected.failed("asked"):
                raise NotFound("this link was used just now") from rejected
            proof.delete()  # they wait for it already

    def put(self, wish: StockWish) -> None:
        with contextlib.suppress(Stale):
            put_if(_wish_record(wish), _free())

    def of_reader(self, reader_id: str) -> list[StockWish]:
        found = WishRecord.query(partition(reader_id), WishRecord.sk.startswith(WISH), consistent_read=True)
        return [_wish(record) for record in found]

    def waiting(self, sku: str, limit: int) -> list[StockWish]:
        # The index may still have what was ended a moment ago.
        listed = iter(WishRecord.by_sku.query(f"WISHES#{sku}", page_size=limit))
        found: list[StockWish] = []
        while len(found) < limit and (page := list(islice(listed, limit))):
            found += _living(page)
        return found[:limit]

    def of_product(self, product_id: str) -> Iterable[StockWish]:
        return map(_wish, WishRecord.by_product.query(f"WISHES-OF#{product_id}"))

    def end(self, wish: StockWish) -> None:
        WishRecord(*_wish_key(wish)).delete()


class WaveStore:
    """`reader_ports.Waves`."""

    def find(self, sku: str) -> Wave | None:
        record = WaveRecord.fetch(f"WAVE#{sku}", _WAVE, consistent=True)
        if record is None:
            return None
        return Wave(sku, int(record.units), int(record.left), record.due_at, int(record.stock), int(record.version))

    def save(self, wave: Wave) -> Wave:
        record = WaveRecord(
            f"WAVE#{wave.sku}",
            _WAVE,
            units=wave.units,
            left=wave.left,
            due_at=wave.due_at,
            stock=wave.stock,
            version=wave.version + 1,
            gsi1pk=_WAVES,
            gsi1sk=f"{clock.isoformat(wave.due_at)}#{wave.sku}",
        )
        put_if(record, unchanged(WaveRecord.version, wave.version))
        return replace(wave, version=wave.version + 1)

    def end(self, wave: Wave) -> None:
        transaction = Transaction()
        transaction.delete(WaveRecord(f"WAVE#{wave.sku}", _WAVE), WaveRecord.version == wave.version, label="wave")
        with contextlib.suppress(TransactionRejected):
            transaction.commit()

    def due(self, now: datetime, limit: int) -> list[str]:
        last = f"{clock.isoformat(now)}~"
        found = WaveRecord.by_turn.query(_WAVES, WaveRecord.gsi1sk <= last, limit=limit)
        return [record.pk.removeprefix("WAVE#") for record in found]


def _free() -> Condition:
    """There is no such wish, or its time is over: DynamoDB deletes late."""
    condition: Condition = WishRecord.pk.does_not_exist() | (WishRecord.expires_at <= clock.epoch())
    return condition


def _living(listed: Iterable[WishRecord]) -> list[StockWish]:
    keys = [(record.pk, record.sk) for record in listed]
    found = map(_wish, WishRecord.batch_get(keys, consistent_read=True))
    return sorted(found, key=lambda wish: (wish.asked_at, wish.id))


def _wish_key(wish: StockWish) -> tuple[str, str]:
    return partition(wish.reader), f"{WISH}{wish.wanted.sku}"


def _wish_record(wish: StockWish) -> WishRecord:
    turn = f"{clock.isoformat(wish.asked_at)}#{wish.id}"
    return WishRecord(
        *_wish_key(wish),
        wish_id=wish.id,
        **_members(wish.wanted),
        email=wish.email or None,
        locale=wish.locale or None,
        asked_at=wish.asked_at,
        expires_at=int(wish.ends_at.timestamp()),
        gsi1pk=f"WISHES#{wish.wanted.sku}",
        gsi1sk=turn,
        gsi2pk=f"WISHES-OF#{wish.wanted.product_id}",
        gsi2sk=turn,
    )


def _wish(record: WishRecord) -> StockWish:
    return StockWish(
        record.wish_id,
        record.pk.removeprefix(partition("")),
        _wanted(record, record.sk.removeprefix(WISH)),
        record.asked_at,
        record.email or "",
        record.locale or "",
    )


def _members(wanted: WantedVariant) -> dict[str, str | None]:
    return {
        "product_id": wanted.product_id,
        "handle": wanted.handle,
        "title": wanted.title,
        "variant_title": wanted.variant_title or None,
        "image": wanted.image or None,
    }


def _wanted(record: WishRecord | AskedRecord, sku: str) -> WantedVariant:
    return WantedVariant(
        sku, record.product_id, record.handle, record.title, record.variant_title or "", record.image or ""
    )
