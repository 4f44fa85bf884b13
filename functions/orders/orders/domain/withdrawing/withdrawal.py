"""A withdrawal from the contract: the shopper's statement, kept as it was made, and what it sets off.

It needs nobody's consent. What is not sent yet is called off, as a cancellation is; what is, comes back as a return.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from orders.domain.cancellation import Statement, Withdrawal
from orders.domain.order import Cause, Order
from orders.domain.states import DEAD, UNPAID, OrderState
from orders.domain.withdrawing.period import ShopDays
from souk.errors import InvalidInput


def begins_at(order: Order) -> datetime | None:
    """From when the time is counted: when the last of its parcels arrived, as far as that is known; of an order that
    needs none, when it was placed.
    """
    if not order.to_ship:
        return order.details.placed_at
    reached = [entry.at for entry in order.history if entry.state is OrderState.DELIVERED]
    return reached[0] if reached else None


def withdrawable_until(order: Order, days: ShopDays) -> datetime | None:
    """None before the last of it is delivered."""
    begins = begins_at(order)
    return days.withdrawable_until(begins) if begins else None


def why_not(order: Order, days: ShopDays, now: datetime) -> str:
    """Why it cannot be withdrawn from, for the shopper; empty when it can."""
    if order.state in DEAD:
        return "The order has ended already, and nothing of it is owed."
    until = withdrawable_until(order, days)
    if until and now >= until:
        return "The time to withdraw is over."
    return "" if left(order) else "You have withdrawn from all of it already."


def left(order: Order) -> dict[str, int]:
    """The units that nobody has withdrawn from."""
    units = Counter({line.sku: line.quantity for line in order.lines})
    for withdrawal in order.withdrawals:
        if not withdrawal.refusal:
            units.subtract(dict(withdrawal.lines))
    return {sku: count for sku, count in units.items() if count > 0}


def said_before(order: Order, statement: Statement) -> Withdrawal | None:
    """What was declared under the same key."""
    same = (each for each in order.withdrawals if statement.request and each.statement.request == statement.request)
    return next(same, None)


def withdrawn(
    order: Order,
    statement: Statement,
    lines: Mapping[str, int] | None,
    standard_delivery: int,
    days: ShopDays,
    cause: Cause,
) -> Order:
    """With the statement kept. `lines` are units by SKU; None is all that is left. The same when that was declared.

    `standard_delivery` is what the cheapest way costs that the shop offers: more than this is not owed back (article
    13 (2) of directive 2011/83/EU). Raises InvalidInput for units that the order does not have any more.
    """
    if said_before(order, statement):
        return order
    refusal, there = why_not(order, days, cause.at), left(order)
    wanted = dict(lines or there)
    if not refusal:
        _check(wanted, there)
    elif order.withdrawals:
        return order  # said before, or said too late before: once is enough
    whole = wanted == there and not refusal
    kept = Withdrawal(
        number=len(order.withdrawals) + 1,
        statement=statement,
        lines=tuple(wanted.items()),
        whole=whole,
        at=cause.at,
        delivery=min(standard_delivery, order.details.totals.shipping.amount) if whole else 0,
        refusal=refusal,
    )
    words = "withdrawal declared" if not refusal else "withdrawal declared, without effect"
    after = replace(order, withdrawals=(*order.withdrawals, kept)).remarked(replace(cause, reason=words))
    return _called_off(after, cause) if whole and not refusal else after


def _called_off(order: Order, cause: Cause) -> Order:
    """Nothing of an order that is withdrawn from whole is sent, if that can still be helped."""
    if order.state in UNPAID or order.state in (OrderState.PAID, OrderState.FULFILLING):
        return order.called_off(replace(cause, reason="withdrawal from the contract"))
    return order


def _check(wanted: Mapping[str, int], there: Mapping[str, int]) -> None:
    for sku, units in wanted.items():
        if units > there.get(sku, 0):
            raise InvalidInput(f"{there.get(sku, 0)} of {sku} can be withdrawn from, not {units}", sku=sku)
