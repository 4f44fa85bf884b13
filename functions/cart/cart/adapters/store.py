"""The cart table. Its items are in `cart.adapters.records`."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pynamodb.expressions.condition import Condition

from cart.adapters.exported import COVERED
from cart.adapters.records import (
    CART,
    WISHLIST,
    CardItem,
    CartCodeItem,
    CartRecord,
    LeftoverItem,
    LineItem,
    WishItem,
    WishlistRecord,
)
from cart.domain.cart import Cart, CartLine
from cart.domain.codes import CartCode
from cart.domain.leftovers import Leftover, Limit
from cart.domain.lifetime import expired, expiry
from cart.domain.offer import VariantCard
from cart.domain.reminder import Reminder
from cart.domain.wishlist import Wish, Wishlist
from cart.usecases.ports import Belongings
from souk import clock
from souk.events import Event
from souk.exports.readable import Json, readable
from souk.money import Money
from souk.storage.dynamo import Transaction, put_if, unchanged
from souk.storage.outbox import OutboxRecord
from souk.storage.versioned import Stale

# It says what somebody wishes for, or left in their cart: here for as long as the relay may take, a stream's length.
EVENT_KEPT = timedelta(days=1)
_LEFT = "LEFT"


class DynamoCarts:
    """The `CartStore` port in DynamoDB. Reads are consistent, or a shopper would miss the last click.

    `wait` is how long a cart lies before its owner is told of it; zero for never.
    """

    def __init__(self, wait: timedelta = timedelta()) -> None:
        self._wait = wait

    def cart(self, owner: str) -> Cart:
        record = CartRecord.fetch(owner, CART, consistent=True)
        return _cart(record) if record else Cart(owner)

    def wishlist(self, owner: str) -> Wishlist:
        record = WishlistRecord.fetch(owner, WISHLIST, consistent=True)
        return _wishlist(record) if record else Wishlist(owner)

    def belongings(self, owner: str) -> Belongings:
        # Not one query: what is published of both lies between them, a day of it.
        return Belongings(self.cart(owner), self.wishlist(owner))

    def save_cart(self, cart: Cart) -> Cart:
        record = self._record(cart)
        put_if(record, unchanged(CartRecord.version, cart.version))
        return _cart(record)

    def touch_cart(self, cart: Cart) -> None:
        touched = self._put_off(cart)
        if touched.reminder == cart.reminder:
            return
        with contextlib.suppress(Stale):
            put_if(_cart_record(touched, cart.version), _as_loaded(cart))

    def remind(self, cart: Cart, reminder: Reminder, *events: Event) -> None:
        transaction = Transaction()
        record = _cart_record(replace(cart, reminder=reminder), cart.version)
        transaction.put(record, _as_loaded(cart), label="cart")
        _tell(transaction, cart.owner, events)
        transaction.commit()

    @property
    def reminds(self) -> bool:
        return bool(self._wait)

    def left(self, now: datetime, limit: int) -> list[str]:
        last = f"{clock.isoformat(now)}~"
        return [record.pk for record in CartRecord.by_turn.query(_LEFT, CartRecord.gsi1sk <= last, limit=limit)]

    def save_wishlist(self, wishlist: Wishlist, *events: Event) -> Wishlist:
        record = _wishlist_record(wishlist)
        condition = unchanged(WishlistRecord.version, wishlist.version)
        if not events:
            put_if(record, condition)
            return _wishlist(record)
        transaction = Transaction()
        transaction.put(record, condition, label="wishlist")
        _tell(transaction, wishlist.owner, events)
        transaction.commit()
        return _wishlist(record)

    def save_both(self, belongings: Belongings, *events: Event) -> Belongings:
        transaction = Transaction()
        saved = self._add(transaction, belongings)
        _tell(transaction, belongings.wishlist.owner, events)
        transaction.commit()
        return saved

    def forget(self, owner: str) -> None:
        CartRecord(owner, CART).delete()
        WishlistRecord(owner, WISHLIST).delete()

    def exported(self, owner: str) -> dict[str, Json]:
        cart = CartRecord.fetch(owner, CART, consistent=True)
        wishlist = WishlistRecord.fetch(owner, WISHLIST, consistent=True)
        return {"cart": readable(cart, COVERED), "wishlist": readable(wishlist, COVERED)}

    def hand_over(self, giver: Belongings, receiver: Belongings, *events: Event) -> Belongings:
        transaction = Transaction()
        self._add(transaction, _emptied(giver), wishlist=bool(giver.wishlist.items))
        saved = self._add(transaction, receiver, wishlist=bool(giver.wishlist.items))
        _tell(transaction, receiver.wishlist.owner, events)
        transaction.commit()
        return saved

    def _add(self, transaction: Transaction, belongings: Belongings, *, wishlist: bool = True) -> Belongings:
        """Adds the puts of both, each on condition that it did not change since. A write unit costs double here, so a
        wishlist that does not change is left out."""
        cart = self._record(belongings.cart)
        transaction.put(cart, unchanged(CartRecord.version, belongings.cart.version), label="cart")
        if not wishlist:
            return Belongings(_cart(cart), belongings.wishlist)
        wishes = _wishlist_record(belongings.wishlist)
        transaction.put(wishes, unchanged(WishlistRecord.version, belongings.wishlist.version), label="wishlist")
        return Belongings(_cart(cart), _wishlist(wishes))

    def _record(self, cart: Cart) -> CartRecord:
        """The cart as it is after a change."""
        return _cart_record(self._put_off(cart), cart.version + 1)

    def _put_off(self, cart: Cart) -> Cart:
        return replace(cart, reminder=cart.reminder.after(cart.filling, clock.now(), self._wait))


def _as_loaded(cart: Cart) -> Condition:
    """That its owner was not told of it either, nor that put off: both keep the version."""
    seen: Condition = (CartRecord.version == cart.version) & (CartRecord.due_at == cart.reminder.due_at)
    return seen


def _tell(transaction: Transaction, owner: str, events: Iterable[Event]) -> None:
    for event in events:
        transaction.put(OutboxRecord.of(event, owner, EVENT_KEPT))


def _emptied(belongings: Belongings) -> Belongings:
    return Belongings(
        replace(belongings.cart, id="", lines=(), leftovers=(), codes=()), replace(belongings.wishlist, items=())
    )


def _cart_record(cart: Cart, version: int) -> CartRecord:
    reminder, due_at = cart.reminder, cart.reminder.due_at
    return CartRecord(
        cart.owner,
        CART,
        cart_id=cart.id or None,
        version=version,
        lines=[_line_item(line) for line in cart.lines],
        leftovers=[_leftover_item(leftover) for leftover in cart.leftovers] or None,
        codes=[_code_item(code) for code in cart.codes] or None,
        market=cart.market or None,
        expires_at=expiry(cart.owner, clock.epoch()),
        followed=reminder.followed or None,
        decision=reminder.decision or None,
        due_at=due_at,
        told_at=reminder.told_at,
        told_of=reminder.told_of or None,
        gsi1pk=_LEFT if due_at else None,
        gsi1sk=f"{clock.isoformat(due_at)}#{cart.owner}" if due_at else None,
    )


def _wishlist_record(wishlist: Wishlist) -> WishlistRecord:
    return WishlistRecord(
        wishlist.owner,
        WISHLIST,
        version=wishlist.version + 1,
        items=[_wish_item(wish) for wish in wishlist.items],
        followed=wishlist.followed or None,
        decision=wishlist.decision or None,
        expires_at=expiry(wishlist.owner, clock.epoch()),
    )


def _line_item(line: CartLine) -> LineItem:
    values = _card_values(line.card)
    return LineItem(**values, quantity=line.quantity, chosen_price=line.chosen_price.amount)  # type: ignore[no-untyped-call]


def _code_item(code: CartCode) -> CartCodeItem:
    return CartCodeItem(code=code.text, promotion_id=code.promotion_id)  # type: ignore[no-untyped-call]


def _leftover_item(left: Leftover) -> LeftoverItem:
    values = _card_values(left.card)
    return LeftoverItem(**values, quantity=left.quantity, kept=left.kept, limit=left.limit.value)  # type: ignore[no-untyped-call]


def _wish_item(wish: Wish) -> WishItem:
    return WishItem(**_card_values(wish.card), added_at=wish.added_at)  # type: ignore[no-untyped-call]


def _card_values(card: VariantCard) -> dict[str, Any]:
    return {
        "sku": card.sku,
        "product_id": card.product_id,
        "handle": card.handle,
        "title": card.title,
        "variant_title": card.variant_title or None,
        "image": card.image or None,
        "price": card.price.amount,
        "currency": card.price.currency,
        "withdrawal_exclusion": card.withdrawal_exclusion or None,
    }


def _cart(record: CartRecord) -> Cart:
    version, expires_at = int(record.version), _whole(record.expires_at)
    if expired(expires_at, clock.epoch()):
        return Cart(record.pk, version=version)
    lines = tuple(
        CartLine(_card(item), int(item.quantity), Money(int(item.chosen_price), item.currency)) for item in record.lines
    )
    leftovers = tuple(
        Leftover(_card(item), int(item.quantity), int(item.kept), Limit(item.limit)) for item in record.leftovers or ()
    )
    codes = tuple(CartCode(item.code, item.promotion_id) for item in record.codes or ())
    return Cart(
        record.pk,
        record.cart_id or "",
        version,
        lines,
        expires_at,
        leftovers,
        _reminder(record),
        codes,
        record.market or "",
    )


def _reminder(record: CartRecord) -> Reminder:
    return Reminder(
        bool(record.followed), int(record.decision or 0), record.due_at, record.told_at, record.told_of or ""
    )


def _wishlist(record: WishlistRecord) -> Wishlist:
    version, expires_at = int(record.version), _whole(record.expires_at)
    if expired(expires_at, clock.epoch()):
        return Wishlist(record.pk, version)
    wishes = tuple(Wish(_card(item), item.added_at) for item in record.items)
    return Wishlist(record.pk, version, wishes, expires_at, bool(record.followed), int(record.decision or 0))


def _card(item: CardItem) -> VariantCard:
    return VariantCard(
        sku=item.sku,
        product_id=item.product_id,
        handle=item.handle,
        title=item.title,
        variant_title=item.variant_title or "",
        image=item.image or "",
        price=Money(int(item.price), item.currency),
        withdrawal_exclusion=item.withdrawal_exclusion or "",
    )


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)
