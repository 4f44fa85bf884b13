"""Withdrawing from a contract: by whoever can open the order, or names its number and its e-mail address."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from orders.domain.cancellation import Statement, Withdrawal
from orders.domain.order import Cause, Order
from orders.domain.rates import ShippingRates
from orders.domain.withdrawing.in_words import answered, can_be_stated, stated, taken_for
from orders.domain.withdrawing.period import ShopDays
from orders.domain.withdrawing.withdrawal import NotWithdrawable, said_before, why_not, withdrawn
from orders.usecases.changes import change
from orders.usecases.orders import Viewer
from orders.usecases.ports import Cursor, OrderStore
from souk import clock
from souk.errors import InvalidInput, NotFound
from souk.ids import new_id
from souk.limits import rules
from souk.limits.limits import Limits, for_email, from_address
from souk.pricing.markets import Markets
from souk.telemetry import count, logger


class Withdrawals:
    def __init__(
        self,
        store: OrderStore,
        rates: ShippingRates,
        markets: Callable[[], Markets],
        limits: Limits,
        days: ShopDays,
    ) -> None:
        self._store = store
        self._rates = rates
        self._markets = markets
        self._limits = limits
        self._days = days

    def declare(
        self, order_id: str, viewer: Viewer, statement: Statement, lines: Mapping[str, int] | None
    ) -> tuple[Order, Withdrawal]:
        """By who can open the order. `lines` are units by SKU; None is all that is left of it.

        Raises NotFound, OrderKeyExpired, NotWithdrawable, InvalidInput for units that it does not have.
        """
        order = self._store.find(order_id)
        if order is None or not viewer.may_see(order):
            raise NotFound("there is no such order")
        if known := said_before(order, statement):
            return order, known
        if why := why_not(order, self._days, clock.now()):
            raise NotWithdrawable(why)
        after = self._declared(order, statement, lines)
        kept = said_before(after, statement)
        if kept is None or kept.refusal:  # it has ended, or was withdrawn from, since it was looked at
            raise NotWithdrawable(why_not(after, self._days, clock.now()))
        return after, kept

    def declare_by_number(self, number: str, email: str, statement: Statement, address: str, response: str) -> datetime:
        """By who names it, from the whole order, or from what the statement's words say; the time of the statement.
        `address` is the visitor's, `response` their answer to a challenge, or empty.

        A stranger learns neither that there is an order nor whose it is: the acknowledgement tells, and is sent for an
        order only whose letters go to `email`. Raises RateLimited and ChallengeRequired, which do not tell either.
        """
        self._limits.take_of_person(
            response,
            address,
            *from_address(rules.WITHDRAWALS_FROM, address),
            for_email(rules.WITHDRAWALS, email),
        )
        now = clock.now()
        order = self._store.of_number(number.strip().upper())
        if order is not None and hmac.compare_digest(order.email.lower().encode(), email.lower().encode()):
            self._keep_words(order, statement) if statement.words else self._declared(order, statement, None)
        return now

    def unread(self, limit: int, cursor: Cursor) -> tuple[list[Order], Cursor]:
        """For staff: the orders of which a statement in words waits to be read, the longest first."""
        return self._store.unread(limit, cursor)

    def take_for(self, order_id: str, staff_id: str, request: str, lines: Mapping[str, int]) -> Order:
        """Staff have read a statement in words: it is from these units by SKU. What has not left is called off, what
        has comes back. The same again changes nothing.

        Raises NotFound, Conflict when it was answered otherwise, NotWithdrawable, InvalidInput for units that are not
        there.
        """
        order, cause = self._found(order_id), Cause(clock.now(), f"staff:{staff_id}")
        delivery = self._standard_delivery(order)
        after = change(
            self._store,
            order_id,
            lambda it: taken_for(it, request, lines, delivery, self._days, cause),
            known=order,
        )
        if after != order:
            count("WithdrawalsDeclared")
        return after

    def answer(self, order_id: str, staff_id: str, request: str, why_not_: str) -> Order:
        """Staff have read a statement in words: it has no effect, for this reason. Raises as `take_for` does."""
        cause = Cause(clock.now(), f"staff:{staff_id}")
        return change(self._store, order_id, lambda it: answered(it, request, why_not_, cause))

    def _found(self, order_id: str) -> Order:
        order = self._store.find(order_id)
        if order is None:
            raise NotFound("there is no such order")
        return order

    def _keep_words(self, order: Order, statement: Statement) -> None:
        cause, said = Cause(clock.now(), "shopper"), replace(statement, request=new_id())
        if not can_be_stated(order):
            logger.warning("a withdrawal in words is one too many", extra={"order_id": order.id})
            return
        after = change(self._store, order.id, lambda it: stated(it, said, self._days, cause), known=order)
        if after != order:
            count("WithdrawalsStated")

    def _declared(self, order: Order, statement: Statement, lines: Mapping[str, int] | None) -> Order:
        cause = Cause(clock.now(), "shopper")
        delivery = self._standard_delivery(order)
        after = change(
            self._store,
            order.id,
            lambda it: withdrawn(it, statement, lines, delivery, self._days, cause),
            known=order,
        )
        if after != order:
            count("WithdrawalsDeclared")
        return after

    def _standard_delivery(self, order: Order) -> int:
        """What the cheapest way costs that the shop offers for it; more than this is not owed back."""
        market = self._markets().of(order.details.market, closed=True)
        if market.currency != order.total.currency:  # it is another market by now
            return order.details.totals.shipping.amount
        try:
            rates = self._rates.rates(order.address.destination, order.lines, market)
        except InvalidInput:  # no longer a place that the shop ships to
            return order.details.totals.shipping.amount
        sent = [rate.price.amount for rate in rates if not rate.to_point]
        return min(sent, default=order.details.totals.shipping.amount)
