"""A withdrawal from the contract: the shopper's statement, kept as it was made, and what it sets off.

It needs nobody's consent. What is not sent yet is called off, as a cancellation is; what is, comes back as a return.
For units of an order only shipping knows which of the two it is: they are wanted out of their parcel, and come back
when its answer is that they are sent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from orders.domain.cancellation import LinesCancellation, Statement, WishState, Withdrawal
from orders.domain.cancelling.lines import NothingToSend, can_be_cancelled, lines_called_off, lines_given_up
from orders.domain.order import Cause, Order
from orders.domain.parcels import are_over
from orders.domain.states import DEAD, UNPAID, OrderState
from orders.domain.totals import TooOldToChange
from orders.domain.withdrawing.period import ShopDays
from souk.errors import Conflict, IllegalTransition, InvalidInput
from souk.withdrawal import is_excluded

BY_LAW = "By law one cannot withdraw from buying these goods."


class NotWithdrawable(Conflict):
    """The time for it is over, nothing is left to withdraw from, or the law leaves these goods out."""

    code, title = "not_withdrawable", "This cannot be withdrawn from"


def begins_at(order: Order) -> datetime | None:
    """From when the time is counted: when the last of its parcels arrived, as far as that is known; of an order that
    needs none, when it was placed.
    """
    if not order.to_ship:
        return order.details.placed_at
    reached = [entry.at for entry in order.history if entry.state is OrderState.DELIVERED]
    # What was claimed to be missing or damaged may be sent again after all had arrived.
    if not reached or (order.parcels and not are_over(order.parcels)):
        return None
    return max([reached[0], *(mark.at for mark in order.marks if mark.kind == "parcel_delivered")])


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
    if left(order):
        return ""
    return BY_LAW if units_left(order) else "You have withdrawn from all of it already."


def left(order: Order) -> dict[str, int]:
    """The units that can be withdrawn from, and that nobody has withdrawn from."""
    kept = dict(excluded(order))
    return {sku: count for sku, count in units_left(order).items() if sku not in kept}


def excluded(order: Order) -> tuple[tuple[str, int], ...]:
    """The units that the law leaves out, as it was when they were ordered."""
    return tuple((line.sku, line.quantity) for line in order.lines if is_excluded(line.withdrawal_exclusion))


def units_left(order: Order) -> dict[str, int]:
    """Those that nobody has withdrawn from."""
    units = Counter({line.sku: line.quantity for line in order.lines})
    for wish in order.line_cancellations:
        if wish.state is WishState.ACCEPTED:  # these are none of `lines` any more
            units.update(dict(wish.withdrawn))
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
    at: datetime | None = None,
) -> Order:
    """With the statement kept. `lines` are units by SKU; None is all that is left. The same when that was declared.
    `at` is when it came in, if that was before.

    `standard_delivery` is what the cheapest way costs that the shop offers: more than this is not owed back (article
    13 (2) of directive 2011/83/EU). Raises InvalidInput for units that the order does not have any more.
    """
    if said_before(order, statement):
        return order
    at = at or cause.at
    refusal, there = why_not(order, days, at), left(order)
    wanted = dict(lines or there)
    if not refusal:
        _check(order, wanted, there)
    elif order.withdrawals:
        return order  # said before, or said too late before: once is enough
    whole = wanted == units_left(order) and not refusal
    kept = Withdrawal(
        number=len(order.withdrawals) + 1,
        statement=statement,
        lines=tuple(wanted.items()),
        whole=whole,
        at=at,
        delivery=min(standard_delivery, order.totals.shipping.amount) if whole else 0,
        refusal=refusal,
    )
    words = "withdrawal declared" if not refusal else "withdrawal declared, without effect"
    after = replace(order, withdrawals=(*order.withdrawals, kept)).remarked(replace(cause, reason=words))
    return after if refusal else _called_off(after, kept, replace(cause, reason="withdrawal from the contract"))


def _called_off(order: Order, kept: Withdrawal, cause: Cause) -> Order:
    """Nothing that is withdrawn from is sent, if that can still be helped."""
    if kept.whole and (order.state in UNPAID or order.state in (OrderState.PAID, OrderState.FULFILLING)):
        return order.called_off(cause)
    asked = _wanted_out(order, dict(kept.lines), cause)
    if asked.cancellation != order.cancellation:  # with what was asked for before it is all of it
        return asked
    wishes = _adopted(asked.line_cancellations, Counter(dict(kept.lines)), len(order.line_cancellations))
    before = {wish.number: Counter(dict(wish.withdrawn)) for wish in order.line_cancellations}
    out = sum((Counter(dict(wish.withdrawn)) - before.get(wish.number, Counter()) for wish in wishes), Counter[str]())
    said = (*order.withdrawals[:-1], replace(kept, called_off=tuple(out.items())))
    return replace(asked, line_cancellations=wishes, withdrawals=said)


def _wanted_out(order: Order, units: Mapping[str, int], cause: Cause) -> Order:
    """With the wish to have those of the units out that have not left. The same when nothing of it can be had: then
    they come back as a return.
    """
    order, units = _given_up(order, units, cause)
    can = can_be_cancelled(order)
    wanted = {sku: min(count, can[sku]) for sku, count in units.items() if sku in can}
    try:
        return lines_called_off(order, wanted, "", cause) if wanted else order
    except (NothingToSend, TooOldToChange, IllegalTransition):
        return order


def _given_up(order: Order, units: Mapping[str, int], cause: Cause) -> tuple[Order, Mapping[str, int]]:
    """Without what needs no parcel beside what does: shipping does not know of it. And what is left of `units`."""
    if order.state in UNPAID or not order.to_ship:
        return order, units
    try:
        after = lines_given_up(order, units, cause)
    except TooOldToChange:
        return order, units
    out = Counter(after.cancelled_units) - Counter(order.cancelled_units)
    return after, +(Counter(units) - out)


def _adopted(wishes: tuple[LinesCancellation, ...], units: Counter[str], known: int) -> tuple[LinesCancellation, ...]:
    """The wishes with those of `units` that they are about: first the new one, then what was asked for before and is
    not answered. `known` is how many there were.
    """
    found = dict[int, LinesCancellation]()
    for wish in sorted(wishes, key=lambda wish: wish.number <= known):
        theirs = Counter(dict(wish.lines)) - Counter(dict(wish.withdrawn))
        taken = theirs & units if wish.is_open or wish.number > known else Counter[str]()
        units = units - taken
        found[wish.number] = replace(wish, withdrawn=tuple((Counter(dict(wish.withdrawn)) + taken).items()))
    return tuple(found[wish.number] for wish in wishes)


def _check(order: Order, wanted: Mapping[str, int], there: Mapping[str, int]) -> None:
    reasons = {line.sku: line.withdrawal_exclusion for line in order.lines}
    for sku, units in wanted.items():
        if is_excluded(reasons.get(sku, "")):
            raise NotWithdrawable(f"{BY_LAW} It is {sku}.", sku=sku, reason=reasons[sku])
        if units > there.get(sku, 0):
            raise InvalidInput(f"{there.get(sku, 0)} of {sku} can be withdrawn from, not {units}", sku=sku)
