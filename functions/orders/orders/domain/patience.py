"""What an order waits for, how long that is ordinary, and when it is asked for again. Pure.

Nothing is written while an order moves as it should: since when it waits follows from its history. Only one that was
asked after keeps how often and when (`Asked`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import takewhile

from orders.domain.order import Asked, Order
from orders.domain.parcels import Parcel, are_over
from orders.domain.settlement import OrderPayment
from orders.domain.states import DEAD, UNPAID, OrderState

# An answer that is lost is missed soon. The pauses double from then on, up to the longest.
_SOON = timedelta(minutes=5)
_LONGEST_PAUSE = timedelta(hours=12)
# How long it is asked for again, beyond what is ordinary; then people are told, once a day at most.
_DAYS = timedelta(days=3)
_DAILY = timedelta(days=1)


class Missing(StrEnum):
    """What does not come."""

    PAYMENT = "payment"  # word of it: it may be captured already
    PARCEL = "parcel"
    ANSWER = "answer"  # to a wish to cancel
    ADDRESS = "address"  # an answer to the wish for another
    NEWS = "news"  # of its parcels
    END = "end"  # of its payment and its stock, after its own


# How long it may be away before anybody asks. An order paid online expires before its payment is missed, and asks then;
# parcels are packed over a weekend and travel for a week without a word, express ones for a weekend.
_ORDINARY = {
    Missing.PAYMENT: timedelta(hours=12),
    Missing.PARCEL: _SOON,
    Missing.ANSWER: _SOON,
    Missing.ADDRESS: _SOON,
    Missing.NEWS: timedelta(days=3),
    Missing.END: timedelta(minutes=15),
}
# A third: a day of three, and of a guest's day the last eight hours, in which a bank still sends an instant payment.
_LAST_PART = 3
_LONG_JOURNEY = timedelta(days=7)
# It lies ready until its shopper comes; shipping reminds them, and tells staff.
_IN_THE_SHOP = timedelta(days=60)
_EXPRESS_JOURNEY = timedelta(days=3)
_LINES = "order.lines_cancellation_requested"
_UNITS_IN = "order.units_in"


@dataclass(frozen=True, slots=True)
class Wait:
    """`events` are the types of the order's own events to be told again."""

    missing: Missing
    since: datetime
    ordinary: timedelta
    events: tuple[str, ...] = ()

    def due(self, asked: Asked | None) -> datetime:
        """When to ask, or to ask again."""
        before = self.counted(asked)
        if before is None:
            return self.since + self.ordinary
        if self.is_hopeless(before.at, before):
            return before.at + max(self.ordinary, _DAILY)
        doubled: timedelta = self.ordinary * 2**before.times
        return before.at + min(doubled, max(self.ordinary, _LONGEST_PAUSE))

    def is_hopeless(self, at: datetime, asked: Asked | None) -> bool:
        """Whether asking again has not helped for days. An unpaid order ends by itself, and need not be paid before."""
        over = at - self.since >= self.ordinary + _DAYS
        return over and self.missing is not Missing.PAYMENT and self.counted(asked) is not None

    def counted(self, asked: Asked | None) -> Asked | None:
        """`asked` if it was for this; None if it was for something before."""
        return asked if asked and asked.missing == self.missing and asked.at >= self.since else None


def wait_of(order: Order) -> Wait | None:
    """What the order waits for; None when nothing more is to come by itself."""
    wish = order.cancellation
    if order.state in DEAD:
        return None if _is_over(order) else _wait(Missing.END, order, _last_event(order))
    if wish and wish.is_open:
        return Wait(Missing.ANSWER, wish.requested_at, _ORDINARY[Missing.ANSWER], ("order.cancellation_requested",))
    if order.readdressing and order.readdressing.is_open:
        return Wait(Missing.ADDRESS, order.readdressing.at, _ORDINARY[Missing.ADDRESS], ("order.readdressing_asked",))
    asked_for = next((wish for wish in order.line_cancellations if wish.is_open), None)
    if asked_for:
        # If shipping never heard that it is paid, there is no parcel to open.
        again = ("order.paid",) if order.state is OrderState.PAID else ()
        return Wait(Missing.ANSWER, asked_for.requested_at, _ORDINARY[Missing.ANSWER], (*again, _LINES))
    if order.state in UNPAID:
        return _wait(Missing.PAYMENT, order) if order.payments else None
    if order.state is OrderState.PAID:
        return _wait(Missing.PARCEL, order, "order.paid") if order.to_ship else None
    if are_over(order.parcels):
        return None
    if order.state in (OrderState.FULFILLING, OrderState.PARTIALLY_SHIPPED):
        return _of_parcels(order)
    if order.state is OrderState.SHIPPED:
        return Wait(Missing.NEWS, _entered(order), _journey(order))
    return None


def _journey(order: Order) -> timedelta:
    if order.details.pickup:
        return _IN_THE_SHOP
    return _EXPRESS_JOURNEY if order.details.shipping_method == "express" else _LONG_JOURNEY


def is_to_be_reminded(order: Order, at: datetime) -> bool:
    """Whether little of the time to pay is left, and its shopper was not told so yet."""
    details = order.details
    if order.state is not OrderState.AWAITING_PAYMENT or order.reminded or not order.email:
        return False
    return details.pay_by - (details.pay_by - details.placed_at) / _LAST_PART <= at < details.pay_by


def asked(order: Order, wait: Wait, at: datetime) -> Asked:
    """`order.asked` once it was asked for again."""
    before = wait.counted(order.asked)
    return Asked(wait.missing, before.times + 1 if before else 1, at)


def _of_parcels(order: Order) -> Wait | None:
    """News of those that do not wait for goods; of one that did, from when these came in."""
    waiting = order.waiting
    if waiting and not any(_is_under_way(parcel, waiting) for parcel in order.parcels):
        return None
    since = max([_entered(order), *(at for _, at in order.came_in)])
    # Shipping may not have heard that they did.
    return Wait(Missing.NEWS, since, _ORDINARY[Missing.NEWS], (_UNITS_IN,) if order.came_in else ())


def _is_under_way(parcel: Parcel, waiting: Collection[str]) -> bool:
    waits = not parcel.left and any(line.sku in waiting for line in parcel.lines)
    return not waits and not are_over((parcel,))


def _wait(missing: Missing, order: Order, *events: str) -> Wait:
    return Wait(missing, _entered(order), _ORDINARY[missing], events)


def _entered(order: Order) -> datetime:
    """When it came into its state."""
    since = takewhile(lambda entry: entry.state is order.state, reversed(order.history))
    return min(entry.at for entry in since)


def _last_event(order: Order) -> str:
    return "order.cancelled" if order.state is OrderState.CANCELLED else "order.expired"


def _is_over(order: Order) -> bool:
    """Whether everything that follows from its end has come, as far as an order can know it.

    Nobody tells an order of its stock. What was only held lapses by itself; what was sold comes back by the news that
    the order is cancelled, so that is told once more as a matter of course. So is the end of one whose payment may have
    been started without its knowledge.
    """
    if not all(map(_is_settled, order.payments)):
        return False
    unseen = order.was_paid or not order.payments
    return not unseen or (order.asked is not None and order.asked.missing == Missing.END)


def _is_settled(payment: OrderPayment) -> bool:
    """Voided, or given back whole."""
    return payment.refunded >= payment.captured if payment.captured else payment.progress == "voided"
