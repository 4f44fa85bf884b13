"""A withdrawal that says in words which goods it is from: it is kept as it came in, until staff have read it.

What they take it for is a withdrawal as any, as of the moment at which the statement came in; so is their answer that
it has no effect. The words stay with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from orders.domain.cancellation import Statement, Unread, Withdrawal
from orders.domain.order import Cause, Order
from orders.domain.withdrawing.period import ShopDays
from orders.domain.withdrawing.withdrawal import NotWithdrawable, said_before, why_not, withdrawn
from souk.errors import Conflict, NotFound

# Of an order. Each may be `MAX_WORDS` long, and all of them are written with every change of it.
MOST = 10


def can_be_stated(order: Order) -> bool:
    return len(order.unread) + sum(bool(kept.statement.words) for kept in order.withdrawals) < MOST


def stated(order: Order, statement: Statement, days: ShopDays, cause: Cause) -> Order:
    """With the statement kept. The same when the same words wait to be read already, or no more are taken.

    What has no effect whichever goods are meant is answered at once, as any withdrawal is.
    """
    if why_not(order, days, cause.at):
        return withdrawn(order, replace(statement, request=""), None, 0, days, cause)
    words = replace(statement, request="")
    if any(replace(kept.statement, request="") == words for kept in order.unread) or not can_be_stated(order):
        return order
    said = replace(cause, reason="withdrawal declared in words")
    return replace(order, unread=(*order.unread, Unread(statement, cause.at))).remarked(said)


def taken_for(
    order: Order, request: str, lines: Mapping[str, int], standard_delivery: int, days: ShopDays, cause: Cause
) -> Order:
    """Staff have read it: it is from these units, by SKU. The same when they have said so before.

    Raises NotFound, Conflict when it was answered otherwise, NotWithdrawable, InvalidInput for units that are not
    there.
    """
    kept = _unread(order, request)
    if kept is None:
        return _answered(order, request, tuple(lines.items()), "")
    if why := why_not(order, days, kept.at):
        raise NotWithdrawable(why)
    by_shopper = replace(cause, by="shopper")
    after = withdrawn(_read(order, kept), kept.statement, lines, standard_delivery, days, by_shopper, kept.at)
    return after.remarked(replace(cause, reason="withdrawal in words read"))


def answered(order: Order, request: str, why_not_: str, cause: Cause) -> Order:
    """Staff have read it, and it has no effect. The same when they have said so before.

    Raises NotFound, Conflict when it was answered otherwise.
    """
    kept = _unread(order, request)
    if kept is None:
        return _answered(order, request, (), why_not_)
    number = len(order.withdrawals) + 1
    refused = Withdrawal(number, kept.statement, (), whole=False, at=kept.at, refusal=why_not_)
    after = replace(_read(order, kept), withdrawals=(*order.withdrawals, refused))
    return after.remarked(replace(cause, reason="withdrawal in words read, without effect"))


def _unread(order: Order, request: str) -> Unread | None:
    return next((kept for kept in order.unread if kept.statement.request == request), None)


def _read(order: Order, kept: Unread) -> Order:
    return replace(order, unread=tuple(other for other in order.unread if other != kept))


def _answered(order: Order, request: str, lines: tuple[tuple[str, int], ...], refusal: str) -> Order:
    known = said_before(order, Statement("", "", request))
    if known is None:
        raise NotFound("no such statement waits to be read")
    if (dict(known.lines), known.refusal) != (dict(lines), refusal):
        raise Conflict("somebody has answered this statement otherwise", number=known.number)
    return order
