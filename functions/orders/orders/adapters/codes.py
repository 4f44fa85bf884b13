"""The codes of promotions in the orders table, and what is counted of their uses. See `records`."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any

from orders.adapters.records import (
    COUPON,
    USES,
    CouponItem,
    ListEntry,
    Tally,
    UseItem,
    coupon_key,
    coupons_key,
    person_key,
    person_uses,
    promotion_key,
    used_key,
)
from orders.domain.codes.code import PromotionCode
from orders.domain.codes.counted import CodeCounts, CodeUse
from souk import clock
from souk.limits.table import shops_key
from souk.shopper.owner import user_id_of
from souk.storage.dynamo import Transaction, TransactionRejected, can_be_key, update_if
from souk.storage.versioned import Stale

Cursor = dict[str, Any] | None


class DynamoCodeBook:
    """`orders.usecases.codes.ports.CodeBook` on DynamoDB. `key`: what persons are hashed with (HMAC-SHA-256)."""

    def __init__(self, key: Callable[[], bytes] = shops_key) -> None:
        self._key = key

    def persons(self, owner: str, email: str) -> tuple[str, ...]:
        user_id, address = user_id_of(owner), email.strip().lower()
        known = ([f"user\0{user_id}"] if user_id else []) + ([f"email\0{address}"] if address else [])
        return tuple(_hash(self._key(), subject) for subject in known)

    def counted(
        self, codes: Collection[str], promotion_ids: Collection[str], by_person: Collection[tuple[str, str]]
    ) -> CodeCounts:
        keys = {
            **{(coupon_key(text), COUPON): text for text in codes},
            **{(promotion_key(each), USES): each for each in promotion_ids},
            **{(person_key(person), person_uses(each)): (each, person) for each, person in by_person},
        }
        found: dict[Any, Tally] = {
            keys[str(item.pk), str(item.sk)]: item for item in Tally.batch_get([*keys], consistent_read=True)
        }
        return CodeCounts(
            {text: _code(found[text]) for text in codes if text in found},
            {each: _whole(found[each].used) for each in promotion_ids if each in found},
            {each: _whole(found[each].spent) for each in promotion_ids if each in found},
            {pair: _whole(found[pair].used) for pair in by_person if pair in found},
        )

    def add(self, codes: Iterable[PromotionCode]) -> list[PromotionCode]:
        wanted = {code.text: code for code in codes}
        if not wanted:
            return []
        tx = Transaction()
        for code in wanted.values():
            free = CouponItem.pk.does_not_exist()
            tx.put(_item(code), free, label=code.text)
        try:
            tx.commit()
        except TransactionRejected as rejected:
            there = self.counted(rejected.labels, (), ()).codes
            taken = [wanted[text] for text, code in there.items() if not _same(code, wanted[text])]
            return taken or self.add(code for text, code in wanted.items() if text not in there)
        return []

    def end(self, promotion_id: str, text: str, at: datetime) -> PromotionCode | None:
        code = self.find(text)
        if code is None or code.promotion_id != promotion_id or code.ended_at:
            return code if code and code.promotion_id == promotion_id else None
        item = CouponItem(coupon_key(text), COUPON)
        try:
            update_if(item, [CouponItem.ended_at.set(clock.isoformat(at))], CouponItem.ended_at.does_not_exist())
        except Stale:
            return self.find(text)
        return _code(item)

    def find(self, text: str) -> PromotionCode | None:
        if not can_be_key(coupon_key(text), COUPON):
            return None
        item = CouponItem.fetch(coupon_key(text), COUPON, consistent=True)
        return _code(item) if item else None

    def drawn(self, batch: str, number: int) -> int:
        digest = hmac.digest(self._key(), f"codes\0{batch}\0{number}".encode(), hashlib.sha256)
        return int.from_bytes(digest, "big")

    def listed(
        self, promotion_id: str, limit: int, cursor: Cursor, batch: str = ""
    ) -> tuple[list[PromotionCode], Cursor]:
        within = ListEntry.gsi1sk.startswith(f"{batch}#") if batch else None
        page = ListEntry.by_owner.query(coupons_key(promotion_id), within, limit=limit, last_evaluated_key=cursor)
        keys = [(str(entry.pk), COUPON) for entry in page]
        items = {str(item.pk): item for item in CouponItem.batch_get(keys)} if keys else {}
        return [_code(items[pk]) for pk, _ in keys if pk in items], page.last_evaluated_key

    def used_by(self, text: str, limit: int, cursor: Cursor) -> tuple[list[CodeUse], Cursor]:
        page = ListEntry.by_owner.query(
            used_key(text), scan_index_forward=False, limit=limit, last_evaluated_key=cursor
        )
        keys = [(str(entry.pk), str(entry.sk)) for entry in page]
        items = {str(item.pk): item for item in UseItem.batch_get(keys)} if keys else {}
        return [_use(items[pk]) for pk, _ in keys if pk in items], page.last_evaluated_key


def _hash(key: bytes, subject: str) -> str:
    digest = hmac.digest(key, f"promotions\0{subject}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:18]).decode()


def _item(code: PromotionCode) -> CouponItem:
    return CouponItem(
        coupon_key(code.text),
        COUPON,
        gsi1pk=coupons_key(code.promotion_id),
        gsi1sk=f"{code.batch}#{code.text}",
        promotion_id=code.promotion_id,
        limit=code.limit or None,
        made_at=clock.isoformat(code.made_at),
        made_by=code.made_by,
        batch=code.batch or None,
    )


def _code(item: CouponItem | Tally) -> PromotionCode:
    return PromotionCode(
        str(item.pk).partition("#")[2],
        str(item.promotion_id),
        _whole(item.limit),
        datetime.fromisoformat(str(item.made_at)),
        str(item.made_by),
        _whole(item.used),
        item.batch or "",
        datetime.fromisoformat(item.ended_at) if item.ended_at else None,
    )


def _same(code: PromotionCode, wanted: PromotionCode) -> bool:
    return bool(wanted.batch) and (code.batch, code.promotion_id) == (wanted.batch, wanted.promotion_id)


def _use(item: UseItem) -> CodeUse:
    order_id = str(item.pk).partition("#")[2]
    return CodeUse(order_id, datetime.fromisoformat(str(item.at)), _whole(item.amount), item.currency or "")


def _whole(number: float | None) -> int:
    return int(number or 0)
