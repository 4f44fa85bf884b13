"""Rules about what staff add to a paid order: it is ordered once, as agreed, and is paid or ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from souk_tools.audit.rows import Finding, Order, Shop, decoded
from souk_tools.audit.stock import DEAD

_CART = "draft:supplement:"


class _Added(NamedTuple):
    """As an order keeps it."""

    lines: list[list[Any]]
    shipping: int
    total: int
    wish: int
    at: int
    by: str
    reason: str
    request: str
    order_id: str
    refusal: str
    answered: int


def to_orders(shop: Shop) -> Iterator[Finding]:
    """True at every moment: what was added to an order was agreed, and the change that it was agreed with is made."""
    for order in shop.whole_orders():
        cart = str(order.details.get("cart_id", ""))
        if not cart.startswith(_CART):
            continue
        first, _, number = cart.removeprefix(_CART).rpartition("-S")
        added = _added(shop.orders.get(first)).get(int(number)) if number.isdigit() else None
        if added is None or not _is_made(shop.orders[first], added):
            yield Finding("supplement-of-nothing", order.id, f"placed for {cart}, which was not agreed")
        elif _ordered(order) != _wanted(added):
            yield Finding("supplement-agreed", order.id, f"of {_ordered(order)}, agreed on {_wanted(added)}")


def settled(shop: Shop, now: datetime) -> Iterator[Finding]:
    """True once everything has arrived: what was added is an order, or it is said why not; an order that is paid, or
    has ended, and never both.
    """
    for order in shop.whole_orders():
        for number, added in _added(order).items():
            waits = not (added.order_id or added.refusal)
            if waits and _is_made(order, added) and order.state not in DEAD:
                yield Finding("supplement-unanswered", order.id, f"nobody says what became of {number}")
            elif added.order_id:
                yield from _became(shop, f"{_CART}{order.id}-S{number}", added, now)


def _became(shop: Shop, cart: str, added: _Added, now: datetime) -> Iterator[Finding]:
    other = shop.orders.get(added.order_id)
    if other is None or not other.details or other.details.get("cart_id") != cart or added.refusal:
        yield Finding("supplement-order", cart, f"said to be order {added.order_id} {added.refusal}".strip())
        return
    paid, ended = "PAID" in other.states, "EXPIRED" in other.states
    over = paid or ended or "CANCELLED" in other.states
    if (paid and ended) or (not over and other.pay_by < now):
        yield Finding("supplement-end", other.id, f"went through {other.states}")


def _added(order: Order | None) -> dict[int, _Added]:
    """By its number."""
    kept = order.head.get("supplements", ()) if order else ()
    return {number: _Added(*members) for number, members in enumerate(kept, start=1)}


def _is_made(order: Order, added: _Added) -> bool:
    """Whether it need not wait for a change any more."""
    states = {wish.number: wish.state for wish in order.line_cancellations}
    return not added.wish or states.get(added.wish) == "accepted"


def _wanted(added: _Added) -> dict[str, list[int]]:
    """Units and price by SKU, and under an empty one the delivery and all of it."""
    return {"": [added.shipping, added.total], **{sku: [units, price] for sku, units, _, price in added.lines}}


def _ordered(order: Order) -> dict[str, list[int]]:
    lines, totals = decoded(order.details, "lines"), decoded(order.details, "totals")
    return {
        "": [totals.get("shipping", 0), totals["total"]],
        **{line["sku"]: [line["quantity"], line.get("unit_price", 0)] for line in lines},
    }
