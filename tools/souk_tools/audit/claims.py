"""Claims: what unpaid bank transfers hold is counted, and counts no longer than a window lasts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from souk_tools.audit.rows import Finding, Order, Row, Shop, decoded
from souk_tools.audit.stock import UNPAID

# `souk.limits`: the longest window of units that are held, and how long counters and claims are kept after theirs.
LONGEST = timedelta(days=3)
KEPT = timedelta(hours=1)
_SHOPPERS = ("held-for#", "held-by#")


def counted(shop: Shop, now: datetime) -> Iterator[Finding]:
    """True at every moment: a counter whose window goes on is what the claims in it say, no unit less and none more."""
    sums: Counter[tuple[str, str]] = Counter()
    for claim in shop.claims.values():
        for pk, sk, units, ends in decoded(claim, "counters"):
            if ends > now.timestamp():
                sums[pk, sk] += units
    used = {key: row["used"] for key, row in shop.held_units.items() if row["expires_at"] > (now + KEPT).timestamp()}
    for key in sorted({*sums, *used}):
        if used.get(key, 0) != sums[key]:
            yield Finding("claims-counted", key[1], f"{used.get(key, 0)} units are counted, claims are of {sums[key]}")


def covering(shop: Shop, now: datetime) -> Iterator[Finding]:
    """True at every moment: an unpaid order that holds units by a claim has it, until it is gone with its windows."""
    for order in shop.whole_orders():
        if order.state in UNPAID and order.details.get("claimed"):
            claim, units = shop.claims.get(order.id), sum(order.quantities.values())
            if claim is None and now < _placed(order) + KEPT:
                yield Finding("order-unclaimed", order.id, f"{order.state}, and its {units} units are not counted")
            elif claim is not None and _units(claim) != units:
                yield Finding("order-unclaimed", order.id, f"holds {units} units, its claim is of {_units(claim)}")


def ending(shop: Shop, now: datetime) -> Iterator[Finding]:
    """True at every moment: whatever became of the order, its claim ends."""
    for order_id, claim in shop.claims.items():
        if claim["expires_at"] > (now + LONGEST + KEPT).timestamp():
            yield Finding("claim-lasts", order_id, f"until {claim['expires_at']}, longer than any window")


def _units(claim: Row) -> int:
    """Of the whole order, as its shopper's counter has them."""
    return sum(units for _, sk, units, _ in decoded(claim, "counters") if sk.startswith(_SHOPPERS))


def _placed(order: Order) -> datetime:
    return datetime.fromtimestamp(decoded(order.head, "history")[0][1] / 1000, UTC)
