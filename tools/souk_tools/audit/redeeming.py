"""Uses of promotions: as many are counted as orders live that took them, to the minor unit, and no code is over its
limit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from souk_tools.audit.rows import Finding, Order, Shop, decoded

_DEAD = ("CANCELLED", "EXPIRED")
# No order is deleted earlier than that. What is left of it then names it no more.
_KEPT = timedelta(days=365)


def counted(shop: Shop) -> Iterator[Finding]:
    """True at every moment: what the counters say is what the orders took that live."""
    expected: Counter[tuple[str, str, str]] = Counter()
    for order in shop.whole_orders():
        for promotion_id, code, amount, in_all, by_code, persons in _uses(order):
            if in_all:
                expected[f"PROMOTION#{promotion_id}", "USES", "used"] += 1
                expected[f"PROMOTION#{promotion_id}", "USES", "spent"] += amount
            if by_code:
                expected[f"COUPON#{code}", "COUPON", "used"] += 1
            for person in persons:
                expected[f"PERSON#{person}", f"USES#{promotion_id}", "used"] += 1
    there = {
        (pk, sk, name): int(row.get(name) or 0)
        for (pk, sk), row in shop.counters_of_uses.items()
        for name in ("used", "spent")
    }
    gone = {promotion_id for order_id, promotion_id in shop.uses if order_id not in shop.orders}
    for key in sorted({*there, *expected}):
        pk, sk, name = key
        if there.get(key, 0) != expected[key] and not gone & {pk.partition("#")[2], sk.partition("#")[2]}:
            yield Finding("uses-counted", f"{pk} {sk}", f"{name} is {there.get(key, 0)}, orders took {expected[key]}")


def recorded(shop: Shop, now: datetime) -> Iterator[Finding]:
    """True at every moment: each use has its order, and each order its uses, while it lives."""
    taken = {
        (order.id, str(promotion_id)): (code, amount)
        for order in shop.whole_orders()
        for promotion_id, code, amount, *_ in _uses(order)
    }
    listed = {key: row for key, row in shop.uses.items() if not row.get("refused")}
    for key in sorted({*taken, *listed}):
        row, use = listed.get(key), taken.get(key)
        if row is None or use is None:
            if row is not None and key[0] not in shop.orders and datetime.fromisoformat(row["at"]) + _KEPT < now:
                continue
            said = "has no use of" if row is None else "is dead, or never took"
            yield Finding("use-recorded", key[0], f"{said} {key[1]}")
        elif (row.get("code") or "", row.get("amount")) != use:
            yield Finding("use-recorded", key[0], f"listed as {row.get('code')} {row.get('amount')}, took {use}")


def within(shop: Shop) -> Iterator[Finding]:
    """True at every moment: a code is in no more orders than it may be."""
    for (pk, _), row in shop.counters_of_uses.items():
        used, limit = int(row.get("used") or 0), row.get("limit")
        if used < 0 or (limit and used > limit):
            yield Finding("uses-within", pk, f"used {used} times, of {limit or 'any number'}")


def _uses(order: Order) -> list[tuple[str, str, int, bool, bool, list[str]]]:
    """Of an order that lives: the promotion, the code, minor units, and in which counters it is."""
    return [] if order.state in _DEAD else decoded(order.details, "uses") or []
