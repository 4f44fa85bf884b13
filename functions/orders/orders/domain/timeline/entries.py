"""The timeline of an order, as the shopper sees it: what happened to it, its money, its parcels and its returns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from orders.domain.cancellation import WishState
from orders.domain.facts.marks import KINDS, Mark, to_the_millisecond
from orders.domain.order import ALL_CALLED_OFF, Order
from orders.domain.states import OrderState

MomentKind = Literal[
    "placed",
    "payment_failed",
    "payment_held",
    "paid",
    "parcel_packed",
    "parcel_sent_again",
    "email_corrected",
    "address_corrected",
    "cancellation_requested",
    "units_cancelled",
    "units_cancellation_refused",
    "edited",
    "added",
    "day_moved",
    "withdrawal_unread",
    "withdrawn",
    "withdrawal_without_effect",
    "cancellation_refused",
    "cancelled",
    "expired",
    "parcel_shipped",
    "parcel_in_transit",
    "parcel_held_up",
    "parcel_out_for_delivery",
    "parcel_ready",
    "parcel_delivered",
    "parcel_undelivered",
    "return_requested",
    "return_granted",
    "return_approved",
    "return_rejected",
    "return_sent",
    "return_received",
    "return_cancelled",
    "return_expired",
    "return_closed",
    "claim_requested",
    "claim_granted",
    "claim_sent_again",
    "claim_rejected",
    "claim_cancelled",
    "refunded",
    "refund_failed",
    "dispute_opened",
    "dispute_closed",
]
# In the order in which things of one moment are shown.
ALL: tuple[MomentKind, ...] = get_args(MomentKind)
# Of an order that heard of it before there were marks, or heard of no event: by its own steps.
_STEPS: dict[OrderState, MomentKind] = {
    OrderState.FULFILLING: "parcel_packed",
    OrderState.SHIPPED: "parcel_shipped",
    OrderState.DELIVERED: "parcel_delivered",
}
_OF_PARCELS = [kind for kind in KINDS if kind.startswith("parcel_")]
_OF_RETURNS = [kind for kind in KINDS if kind.startswith(("return_", "claim_"))]


@dataclass(frozen=True, slots=True)
class Entry:
    """Texts are the reader's own. `subject` is the id of the payment, refund, dispute, parcel or return, the number of
    the wish to have units out of it, the id of the order that was added, or the day that something is promised for;
    empty for the order. `amount` is in minor units, `lines` are units by SKU; `by` says who did what the order has from
    people.
    """

    kind: MomentKind
    at: datetime
    subject: str = ""
    amount: int = 0
    lines: tuple[tuple[str, int], ...] = ()
    by: str = ""


def timeline(order: Order) -> list[Entry]:
    """Oldest first; the same whatever the order was in which the order heard of it."""
    entries = [
        *_own(order),
        *_told(order),
        *_without(order),
        *_added(order),
        *_moved(order),
        *_ended(order),
        *_paid(order),
        *_parcels(order),
        *_came_back(order),
    ]
    return sorted(entries, key=lambda entry: (entry.at, ALL.index(entry.kind), entry.subject, entry.amount))


def _own(order: Order) -> Iterator[Entry]:
    """That it was placed, and what people said to it since."""
    yield Entry("placed", to_the_millisecond(order.details.placed_at))
    wish = order.cancellation
    if wish and wish.requested_at != wish.answered_at:
        yield Entry("cancellation_requested", to_the_millisecond(wish.requested_at), by=_who(wish.by))
    for kept in order.unread:
        yield Entry("withdrawal_unread", to_the_millisecond(kept.at), by="shopper")
    for withdrawal in order.withdrawals:
        at = to_the_millisecond(withdrawal.at)
        if withdrawal.refusal:
            yield Entry("withdrawal_without_effect", at, by="shopper")
        else:
            yield Entry("withdrawn", at, lines=withdrawal.lines, by="shopper")


def _told(order: Order) -> Iterator[Entry]:
    """What staff put right of it, and what the shopper's bank asks: who it was, and why, is not for this page."""
    for mark in _marks(order, "email_corrected", "address_corrected"):
        yield Entry(mark.kind, mark.at, by="staff")
    for mark in _marks(order, "dispute_opened", "dispute_closed"):
        yield Entry(mark.kind, mark.at, mark.subject)


def _without(order: Order) -> Iterator[Entry]:
    """The units that are out of it, and those that could not be, but for what its end says as well. Shipping's answer
    has a time of its own.
    """
    for wish in order.line_cancellations:
        if wish.answered_at is None or wish.answer == ALL_CALLED_OFF:
            continue
        out, subject = wish.state is WishState.ACCEPTED, str(wish.number)
        if wish.edit and not out:
            continue  # nothing was changed, and the shopper had not asked for it
        kind: MomentKind = "units_cancelled" if out else "units_cancellation_refused"
        answered = {mark.subject: mark.at for mark in _marks(order, kind)}
        at = answered.get(subject) or to_the_millisecond(wish.answered_at)
        told: MomentKind = "edited" if wish.edit else kind
        yield Entry(told, at, subject, wish.amount if out else 0, wish.lines, _who(wish.by))


def _added(order: Order) -> Iterator[Entry]:
    """What staff have added, an order of its own: that is the subject."""
    for one in order.supplements:
        if one.order_id and one.answered_at:
            lines = tuple(one.quantities.items())
            yield Entry("added", to_the_millisecond(one.answered_at), one.order_id, one.total, lines, _who(one.by))


def _moved(order: Order) -> Iterator[Entry]:
    """The other days that what it waited for was promised for: those are the subjects."""
    units = {line.sku: line.waiting for line in order.details.lines}
    for sku, day, at in order.days:
        yield Entry("day_moved", at, day, lines=((sku, units.get(sku, 0)),))


def _ended(order: Order) -> Iterator[Entry]:
    """What came of the wish to cancel it, or of waiting for its money. Shipping's answer has a time of its own."""
    wish = order.cancellation
    for step in order.history:
        if step.state is OrderState.EXPIRED:
            yield Entry("expired", to_the_millisecond(step.at))
            return
        if step.state is OrderState.CANCELLED:
            yield Entry("cancelled", _first(order, "cancelled") or to_the_millisecond(step.at), by=_who(step.by))
            return
    if wish and wish.state is WishState.REFUSED and wish.answered_at:
        answered = _first(order, "cancellation_refused") or to_the_millisecond(wish.answered_at)
        yield Entry("cancellation_refused", answered)


def _paid(order: Order) -> Iterator[Entry]:
    """What came in by itself: a mark says how much it was then in all. It may be known from no event yet."""
    for mark in _marks(order, "payment_failed", "payment_held"):
        yield Entry(mark.kind, mark.at, mark.subject, mark.amount)
    known, payments = Counter[str](), _marks(order, "paid")
    for mark in sorted(payments, key=lambda mark: (mark.amount, mark.at)):
        if mark.amount > known[mark.subject]:
            yield Entry("paid", mark.at, mark.subject, mark.amount - known[mark.subject])
            known[mark.subject] = mark.amount
    steps = (step for step in order.history if step.state is OrderState.PAID)
    if order.total and not payments and not _marks(order, "payment_held") and (step := next(steps, None)):
        yield Entry("paid", to_the_millisecond(step.at), amount=order.balance.captured)


def _parcels(order: Order) -> Iterator[Entry]:
    of_parcels = _marks(order, *_OF_PARCELS)
    lines = {parcel.id: tuple((line.sku, line.quantity) for line in parcel.lines) for parcel in order.parcels}
    for mark in of_parcels:
        yield Entry(mark.kind, mark.at, mark.subject, lines=lines.get(mark.subject, ()))
    told: set[MomentKind] = {mark.kind for mark in of_parcels}
    first = min((mark.at for mark in of_parcels), default=None)
    for step in order.history:
        kind = _STEPS.get(step.state)
        if kind and kind not in told and (first is None or step.at < first):
            told.add(kind)
            yield Entry(kind, to_the_millisecond(step.at))


def _came_back(order: Order) -> Iterator[Entry]:
    """Goods, and money: a refund that failed after all is told as that alone."""
    for mark in _marks(order, *_OF_RETURNS):
        yield Entry(mark.kind, mark.at, mark.subject, lines=mark.lines)
    failed = {refund.id for refund in order.refunds if refund.failed}
    for mark in _marks(order, "refunded", "refund_failed"):
        if (mark.kind == "refund_failed") == (mark.subject in failed):
            yield Entry(mark.kind, mark.at, mark.subject, mark.amount)


def _marks(order: Order, *kinds: str) -> list[Mark]:
    return [mark for mark in order.marks if mark.kind in kinds]


def _first(order: Order, kind: str) -> datetime | None:
    return next((mark.at for mark in _marks(order, kind)), None)


def _who(by: str) -> str:
    """No shopper is told which member of the staff it was."""
    return by.partition(":")[0]
