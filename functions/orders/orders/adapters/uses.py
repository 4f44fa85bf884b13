"""Counts the uses of promotions, within the transaction that places an order or ends it.

Each counter is in an item of its own, so that two orders only meet where they use the same. See `domain.codes.uses`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from pynamodb.expressions.condition import Condition

from orders.adapters.records import (
    COUPON,
    USES,
    CouponItem,
    PersonUses,
    PromotionUses,
    UseItem,
    coupon_key,
    person_key,
    person_uses,
    promotion_key,
    sort_key,
    use_sort,
    used_key,
    uses_key,
)
from orders.domain.codes.refusals import CodeRefusal
from orders.domain.codes.uses import FIRST_ORDER, Bounds, Taking, Use
from orders.domain.order import Order
from souk import clock
from souk.storage.dynamo import Transaction, TransactionRejected, put_if
from souk.storage.versioned import Stale

# A crowd that shares a counter waits for each other: one transaction at a time changes it.
ATTEMPTS = 30
# How long a person is known to have used a promotion, from the last time on.
_REMEMBERED = timedelta(days=730)
# A twin of a request is at work for seconds.
_REFUSED_FOR = timedelta(days=1)


def take(tx: Transaction, order: Order, takings: Iterable[Taking]) -> None:
    """Adds what counts the uses of a new order, each on condition that there is room for it."""
    for taking in takings:
        use, bounds = taking.use, taking.bounds
        tx.put(_item(order, use), UseItem.pk.does_not_exist(), label=f"use:{use.promotion_id}")
        if use.in_all:
            tx.update(
                PromotionUses(promotion_key(use.promotion_id), USES),
                [PromotionUses.used.add(1), PromotionUses.spent.add(use.amount)],
                _in_all(use, bounds),
                label=f"all:{use.promotion_id}",
            )
        if use.by_code:
            room = CouponItem.ended_at.does_not_exist() & CouponItem.pk.exists()
            fits = CouponItem.used.does_not_exist() | (CouponItem.used <= bounds.per_code - 1)
            tx.update(
                CouponItem(coupon_key(use.code), COUPON),
                [CouponItem.used.add(1)],
                room & fits,
                label=f"code:{use.promotion_id}",
            )
        for person in use.persons:
            kept_until = int((clock.now() + _REMEMBERED).timestamp())
            tx.update(
                PersonUses(person_key(person), person_uses(use.promotion_id)),
                [PersonUses.used.add(1), PersonUses.expires_at.set(kept_until)],
                _room_for_a_person(bounds),
                label=f"person:{use.promotion_id}",
            )


def give_back(tx: Transaction, order_id: str, uses: Iterable[Use]) -> None:
    """Adds what gives the uses of an order back that ends with it. That it ends once, and its version, see to it that
    they are given back once.
    """
    for use in uses:
        tx.delete(UseItem(uses_key(order_id), use_sort(use.promotion_id)))
        if use.in_all:
            counter = PromotionUses(promotion_key(use.promotion_id), USES)
            tx.update(counter, [PromotionUses.used.add(-1), PromotionUses.spent.add(-use.amount)])
        if use.by_code:
            tx.update(CouponItem(coupon_key(use.code), COUPON), [CouponItem.used.add(-1)])
        for person in use.persons:
            counted = PersonUses(person_key(person), person_uses(use.promotion_id))
            tx.update(counted, [PersonUses.used.add(-1)])


def refusals(rejected: TransactionRejected, takings: Sequence[Taking]) -> dict[str, CodeRefusal]:
    """By promotion, why its use was not taken; empty when it was something else."""
    found: dict[str, CodeRefusal] = {}
    for taking in takings:
        promotion_id = taking.use.promotion_id
        if rejected.failed(f"person:{promotion_id}"):
            why = CodeRefusal.NOT_FIRST if promotion_id == FIRST_ORDER else CodeRefusal.USED_BY_YOU
            found |= dict.fromkeys((promotion_id, *taking.promotion_ids), why)
        elif any(rejected.failed(f"{what}:{promotion_id}") for what in ("all", "code", "use")):
            found[promotion_id] = CodeRefusal.USED_UP
    return found


def refuse(order_id: str, promotion_ids: Iterable[str]) -> bool:
    """From now on no order of this id can be placed that uses one of these. False when one was a moment ago."""
    until = int((clock.now() + _REFUSED_FOR).timestamp())
    for promotion_id in promotion_ids:
        item = UseItem(uses_key(order_id), use_sort(promotion_id), refused=True, expires_at=until)
        try:
            put_if(item, UseItem.pk.does_not_exist() | (UseItem.refused == True))  # noqa: E712
        except Stale:
            return False
    return True


def _item(order: Order, use: Use) -> UseItem:
    return UseItem(
        uses_key(order.id),
        use_sort(use.promotion_id),
        gsi1pk=used_key(use.code) if use.code else None,
        gsi1sk=sort_key(order.details.placed_at, order.id) if use.code else None,
        code=use.code or None,
        amount=use.amount,
        currency=order.total.currency,
        at=clock.isoformat(order.details.placed_at),
    )


def _room_for_a_person(bounds: Bounds) -> Condition | None:
    if not bounds.per_person:
        return None
    room: Condition = PersonUses.used.does_not_exist() | (PersonUses.used <= bounds.per_person - 1)
    return room


def _in_all(use: Use, bounds: Bounds) -> Condition | None:
    condition: Condition | None = None
    if bounds.total:
        condition = PromotionUses.used.does_not_exist() | (PromotionUses.used <= bounds.total - 1)
    if bounds.budget is not None:
        # What is not there has no value to compare; the first use is held to the budget itself.
        fits = PromotionUses.spent <= bounds.budget - use.amount
        if use.amount <= bounds.budget:
            fits = PromotionUses.spent.does_not_exist() | fits
        condition = fits if condition is None else condition & fits
    return condition
