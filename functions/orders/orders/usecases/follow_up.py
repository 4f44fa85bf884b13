"""Finds the orders that wait for what should have come, and asks for it again: the sweep of the orders. And reminds
whoever has to transfer money, before their order ends.

Events get lost: a consumer fails for days, or is given up on. An order that waits longer than is ordinary (see
`patience`) asks anew, in ways that change nothing where nothing was lost: its own event is told again under the same
id, the payments service is asked how a payment stands, shipping is asked to tell again what it knows of the parcels.
Nobody tells an order of its stock; so there the products service asks, before it lets a hold lapse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from orders.domain.order import Cause, Order
from orders.domain.patience import Missing, Wait, asked, is_to_be_reminded, wait_of
from orders.domain.states import DEAD
from orders.usecases import announcements
from orders.usecases.changes import change
from orders.usecases.ports import OrderStore, Payments
from souk import clock
from souk.errors import NotFound, Unavailable
from souk.events import Event
from souk.storage.versioned import Stale
from souk.telemetry import count, logger

# Of each list of orders in one run. The lists are gone through from end to end, run by run.
LOOK_AT = 500
ASK_AFTER = 200
_SECONDS = 40.0


class FollowUp:
    def __init__(self, store: OrderStore, payments: Payments) -> None:
        self._store = store
        self._payments = payments

    def run(self) -> int:
        """Asks after those that are due; how many. One that fails does not keep the others waiting."""
        now, deadline = clock.now(), clock.Deadline(_SECONDS)
        done, failed = 0, []
        for order in self._store.to_look_at(now, LOOK_AT):
            if done >= ASK_AFTER or deadline.passed:
                break
            try:
                done += self._look_after(order, now)
            except Exception as error:  # the others wait, too; raised below
                logger.exception("an order could not be asked after", extra={"order_id": order.id})
                failed.append(error)
        if done:
            count("OrdersAskedAfter", done)
        if failed:
            raise failed[0]
        return done

    def stock_asks(self, order_id: str) -> None:
        """Its units are only held, or not even that any more, when the news of what became of it should long have come:
        it is told again. An unpaid order is still to end, and of a checkout that died there is none.

        Raises Unavailable when the order is being changed.
        """
        order = self._store.find(order_id)
        again = _of_stock(order) if order else ()
        if order is None or not again:
            return
        try:
            self._store.save(announcements.changing(order, order), order.version, again)
        except Stale as error:
            raise Unavailable("the order is being changed by others, try again shortly") from error
        logger.warning("the stock of an order was asked after", extra={"order_id": order.id, "state": order.state})
        count("OrdersAskedAfter")

    def payment_heard(self, order: Order, at: datetime) -> Order:
        """The order with what the payments service says of its payments now. Raises Unavailable."""
        for payment in order.payments:
            try:
                fact = self._payments.look_up(payment.id)
            except NotFound:
                continue
            learn = partial(
                Order.learned_of_payment, fact=fact, cause=Cause(at, "payments", f"payment {fact.progress}")
            )
            order = change(self._store, order.id, learn, known=order)
        return order

    def _remind(self, order: Order, now: datetime) -> Order:
        """Whoever has to transfer something is told once that the time to do so is nearly over."""
        if not is_to_be_reminded(order, now) or not announcements.account_told(order):
            return order
        count("PaymentReminders")
        return change(self._store, order.id, partial(Order.reminding, at=now), known=order)

    def _look_after(self, order: Order, now: datetime) -> bool:
        order = self._remind(order, now)
        wait = wait_of(order)
        if wait is None or now < wait.due(order.asked):
            return False
        if wait.missing in (Missing.PAYMENT, Missing.END):
            try:
                order = self.payment_heard(order, now)
            except Unavailable:
                logger.warning("payments not asked", extra={"order_id": order.id})
            if wait_of(order) != wait:
                return True
        hopeless = wait.is_hopeless(now, order.asked)
        again = () if hopeless else _to_tell(order, wait)
        after = replace(announcements.changing(order, order), asked=asked(order, wait, now))
        if wait.missing in (Missing.PARCEL, Missing.NEWS) and not hopeless:
            again = (*again, announcements.silent(after, wait.since).text())
        try:
            self._store.save(after, order.version, again)
        except Stale:
            return False  # it moves
        _told(after, wait, hopeless)
        return True


def _to_tell(order: Order, wait: Wait) -> Sequence[str]:
    return _published(order, wait.events)


def _of_stock(order: Order) -> Sequence[str]:
    """What decides about its units."""
    if order.state in DEAD:
        return _published(order, ("order.cancelled", "order.expired"))
    return _published(order, ("order.paid",))


def _published(order: Order, types: Sequence[str]) -> Sequence[str]:
    return tuple(text for text in order.published if Event.model_validate_json(text).type in types)


def _told(order: Order, wait: Wait, hopeless: bool) -> None:
    known = {"order_id": order.id, "state": order.state, "missing": wait.missing, "since": clock.isoformat(wait.since)}
    if hopeless:
        logger.error("an order is stuck", extra=known)
        count("OrdersStuck")
    else:
        logger.warning("an order was asked after", extra=known)
