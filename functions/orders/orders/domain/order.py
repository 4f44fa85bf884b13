"""The order: its state, the facts it has learned of money and parcels, and its history. Pure and immutable.

Every method returns the order as it is afterwards; one that equals the order before means that nothing happened, so a
repeated event changes nothing. Facts are joined (see `settlement` and `parcels`) and the state follows from them as far
as lawful moves lead, so that events may come late, twice and out of order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from orders.domain.cancellation import (
    TOO_LATE,
    Cancellation,
    LinesCancellation,
    Repricing,
    Unread,
    WishState,
    Withdrawal,
)
from orders.domain.corrections import Corrected, Readdressing, Review
from orders.domain.details import Address, Details
from orders.domain.disputes import OrderDispute, with_dispute
from orders.domain.facts.downloads import Download, FileConsent, Granted
from orders.domain.facts.exchanges import OrderExchange
from orders.domain.facts.marks import Mark, joined
from orders.domain.facts.supplements import Supplement
from orders.domain.parcels import Parcel, reached, with_parcel
from orders.domain.settlement import Balance, OrderPayment, OrderRefund, balance, with_payment, with_refund
from orders.domain.states import DEAD, UNPAID, OrderState, require_move, road
from orders.domain.totals import OrderLine, Totals, of_what_is_left
from souk.errors import IllegalTransition
from souk.money import Money
from souk.withdrawal import DIGITAL

# A card can be declined over and over; the history keeps this many notes.
MAX_NOTES = 20
# What a wish to have units out of an order is answered that is called off whole meanwhile.
ALL_CALLED_OFF = "the whole order was cancelled"
# What the history of a cancelled order says when the carrier moves its parcel all the same.
ASTRAY = "the carrier has sent the parcel on although it was called back"


# Other days that an order was told of, which it keeps, beside the last of each SKU.
MOST_DAYS = 20


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something happens: when, by whom ("shopper", "staff:<user id>", "system", a service), and which event.
    `as_credit`: what goes back is wanted as store credit.
    """

    at: datetime
    by: str
    reason: str = ""
    event_id: str = ""
    as_credit: bool = False


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A line of the history: the state after it, and its cause. A note repeats the state."""

    state: OrderState
    at: datetime
    by: str
    reason: str = ""
    event_id: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """How often what is `missing` was asked for again (see `patience`), and when last."""

    missing: str
    times: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Order:
    """`version` counts the changes that were stored, from 1.

    `refusal` says why its payment could not be started, `refusal_code` what kind of error that was.

    `cancellation` is what came of somebody's wish to cancel it, `line_cancellations` of wishes to have units out of it
    (see `cancelling`) and of what staff changed of it (see `editing`): `lines` and `totals` are of what is left,
    `details` says what was ordered. `asked` is there once something of it was missed.

    `corrected` is what holds now of what staff put right (see `correcting`), `readdressing` their last wish for another
    address, `reviewed` who looked at what is suspicious. `withdrawals` are the statements of who withdrew from it,
    `unread` those in words that staff have to read first.
    `reminded` is when its shopper was reminded of paying.

    `marks` say when what it heard of happened. `came_in` are the SKUs that it waited for and has, and since when;
    `days` the other days that it was promised SKUs for, and since when.
    `exchanges` are what became of what was wanted for returned goods, `supplements` what staff have added to it: orders
    of their own (see `editing.adding`). `downloads` are those of files that were bought, `granted` what staff gave of
    them beyond the limits, `file_consents` those that came with one (see `downloading`).

    `published` are the order's events as JSON texts, oldest first: they are stored with it, and no part of what it is.
    """

    details: Details
    state: OrderState
    version: int
    history: tuple[HistoryEntry, ...]
    payments: tuple[OrderPayment, ...] = ()
    parcels: tuple[Parcel, ...] = ()
    disputes: tuple[OrderDispute, ...] = ()
    fraud_warned: bool = False  # by the issuer of a card that paid it
    refusal: str = ""
    cancellation: Cancellation | None = None
    asked: Asked | None = None
    refusal_code: str = ""
    refunds: tuple[OrderRefund, ...] = ()
    corrected: Corrected | None = None
    readdressing: Readdressing | None = None
    reviewed: Review | None = None
    withdrawals: tuple[Withdrawal, ...] = ()
    line_cancellations: tuple[LinesCancellation, ...] = ()
    reminded: datetime | None = None
    marks: tuple[Mark, ...] = ()
    came_in: tuple[tuple[str, datetime], ...] = ()
    days: tuple[tuple[str, str, datetime], ...] = ()
    exchanges: tuple[OrderExchange, ...] = ()
    unread: tuple[Unread, ...] = ()
    supplements: tuple[Supplement, ...] = ()
    downloads: tuple[Download, ...] = ()
    granted: tuple[Granted, ...] = ()
    file_consents: tuple[FileConsent, ...] = ()
    published: tuple[str, ...] = field(default=(), compare=False, repr=False)

    @classmethod
    def placed(cls, details: Details, by: str) -> Order:
        """A new order: its stock is held, its payment not started."""
        entry = HistoryEntry(OrderState.PENDING, details.placed_at, by, "order placed")
        return cls(details, OrderState.PENDING, 1, (entry,))

    @property
    def id(self) -> str:
        return self.details.id

    @property
    def email(self) -> str:
        """Where its letters go."""
        return (self.corrected and self.corrected.email) or self.details.email

    @property
    def address(self) -> Address:
        """Where it is sent."""
        return (self.corrected and self.corrected.address) or self.details.shipping_address

    @property
    def cancelled_units(self) -> dict[str, int]:
        """By SKU."""
        units = Counter[str]()
        for wish in self.line_cancellations:
            if wish.state is WishState.ACCEPTED:
                units.update(dict(wish.lines))
        return units

    @property
    def edits(self) -> tuple[LinesCancellation, ...]:
        """What staff have changed of it, oldest first."""
        return tuple(wish for wish in self.line_cancellations if wish.edit and wish.state is WishState.ACCEPTED)

    @property
    def priced(self) -> tuple[OrderLine, ...]:
        """What was ordered, at the prices and with the marks that hold now."""
        lines = self.details.lines
        for wish in self.edits:
            lines = repriced(lines, wish.edit)
        consented = {consent.sku for consent in self.file_consents}
        return tuple(replace(line, withdrawal_exclusion=DIGITAL) if line.sku in consented else line for line in lines)

    @property
    def terms(self) -> Totals:
        """What it was ordered for, with what its delivery costs now: by its rates all sums of it are worked out."""
        totals = self.details.totals
        for wish in self.edits:
            totals = with_delivery(totals, wish.edit)
        return totals

    @property
    def lines(self) -> tuple[OrderLine, ...]:
        """Without the units that were cancelled. What came in is not waited for any more."""
        here, days = {sku for sku, _ in self.came_in}, {sku: day for sku, day, _ in self.days}
        lines = self.priced
        if days:
            lines = tuple(replace(line, available_from=days.get(line.sku, line.available_from)) for line in lines)
        if here:
            lines = tuple(replace(line, waiting=0) if line.sku in here else line for line in lines)
        return without(lines, self.cancelled_units)

    @property
    def waiting(self) -> frozenset[str]:
        """The SKUs of which it waits for units."""
        return frozenset(line.sku for line in self.lines if line.waiting)

    @property
    def to_ship(self) -> bool:
        """Whether anything of it goes into a parcel."""
        return any(line.requires_shipping for line in self.lines)

    @property
    def totals(self) -> Totals:
        """What it costs without them."""
        changed = self.edits or self.cancelled_units
        return of_what_is_left(self.terms, self.lines) if changed else self.details.totals

    @property
    def total(self) -> Money:
        return self.totals.total

    @property
    def payment(self) -> OrderPayment | None:
        """The payment in use: the last one started. Gift cards are it where nothing else is to be paid."""
        money = [payment for payment in self.payments if not payment.is_credit]
        return next(iter((money or [*self.payments])[-1:]), None)

    @property
    def balance(self) -> Balance:
        return balance(self.payments, sum(dispute.contested for dispute in self.disputes))

    @property
    def was_paid(self) -> bool:
        return any(entry.state is OrderState.PAID for entry in self.history)

    @property
    def is_unpaid(self) -> bool:
        return self.state in UNPAID

    @property
    def has_words(self) -> bool:
        """Whether anybody has withdrawn from it in words, read or not."""
        return bool(self.unread) or any(kept.statement.words for kept in self.withdrawals)

    @property
    def ended_at(self) -> datetime | None:
        """When the last thing happened to an order that has come to its end; None while it is under way.

        What nobody has to send is at its end when it is paid.
        """
        nothing_to_send = self.state is OrderState.PAID and not self.to_ship
        ended = self.state in DEAD or self.state is OrderState.DELIVERED or nothing_to_send
        return self.history[-1].at if ended else None

    @property
    def owed(self) -> Money:
        """What was captured and is not given back, as far as it is known here."""
        known = self.balance
        # The news that what was cancelled of it is paid back may be on its way.
        promised = sum(wish.amount for wish in self.line_cancellations if wish.paid and not wish.held)
        return Money(max(0, known.captured - max(known.refunded, promised)), self.total.currency)

    @property
    def to_capture(self) -> bool:
        """Whether it is on its way, and what is held for it not captured."""
        sent = self.state not in DEAD | UNPAID and any(parcel.left for parcel in self.parcels)
        return sent and self.balance.secured > 0

    def is_overdue(self, at: datetime) -> bool:
        """Whether it is unpaid though its time is over."""
        return self.state in UNPAID and at >= self.details.pay_by

    def awaiting_payment(self, payment: OrderPayment, cause: Cause) -> Order:
        """Its payment was started. Does nothing to an order that knows this payment and has gone on.

        Raises IllegalTransition when it was cancelled or has expired meanwhile.
        """
        if self.state in DEAD:
            require_move(self.state, OrderState.AWAITING_PAYMENT)
        known = replace(self, payments=with_payment(self.payments, payment))
        return known._moved(OrderState.AWAITING_PAYMENT, cause) if self.state is OrderState.PENDING else known

    def nothing_to_pay(self, cause: Cause) -> Order:
        """An order that costs nothing is paid at once."""
        if self.total:
            raise IllegalTransition(f"{self.total} are to be paid first", state=str(self.state))
        return self._travelled(OrderState.PAID, cause) if self.state in UNPAID else self

    def paid_with_what_is_left(self, cause: Cause) -> Order:
        """It costs less now, and that much is captured, or nothing is to be paid any more."""
        return self._paid(cause)._followed(cause)

    def learned_of_payment(self, fact: OrderPayment, cause: Cause) -> Order:
        """Something happened to a payment. The order is paid once its whole total is captured, or held for it.

        A dead order stays dead: a late capture is noted, and the payments service gives the money back.
        """
        known = replace(self, payments=with_payment(self.payments, fact))
        if known == self:
            return self
        arrived = known.balance.paid > self.balance.paid
        if not arrived:
            return known
        if known.state in DEAD:
            if known.balance.captured == self.balance.captured:
                return known
            return known._noted(replace(cause, reason=f"payment captured although the order is {self.state}"))
        if known.balance.paid < known.total.amount:
            if known.balance.captured == self.balance.captured:
                return known  # gift cards hold their share until the rest is paid
            return known._noted(replace(cause, reason="payment captured in part"))
        return known._paid(cause)._followed(cause)

    def learned_of_refund(self, fact: OrderRefund) -> Order:
        """Which lines a refund is for, and whether it came about."""
        return replace(self, refunds=with_refund(self.refunds, fact))

    def payment_failed(self, fact: OrderPayment, cause: Cause) -> Order:
        """A try to pay failed; the shopper may try again until the order expires."""
        known = replace(self, payments=with_payment(self.payments, fact))
        return known._noted(cause) if self.state in UNPAID else known

    def learned_of_parcel(self, fact: Parcel, cause: Cause) -> Order:
        """Something happened to a shipment; a paid order follows its parcels.

        Once a parcel has left, a wish to cancel comes too late, whether or not shipping has said so yet.
        """
        known = replace(self, parcels=with_parcel(self.parcels, fact)).holding_what_is_left()
        if known == self:
            return self
        if known.state in DEAD:
            return known._noted(replace(cause, reason=ASTRAY)) if fact.left else known
        followed = known._followed(cause)
        if fact.state == "undelivered":
            followed = followed._noted(cause)
        return followed.not_recalled(TOO_LATE, cause) if fact.left else followed

    def holding_what_is_left(self) -> Order:
        """Its parcel has no units that were cancelled, in whichever order both were heard of. Which of several has less
        in it, each of them tells itself.
        """
        if not self.cancelled_units or len(self.parcels) != 1:
            return self
        units = Counter[str]()
        for line in self.lines:
            units[line.sku] += line.quantity
        return replace(self, parcels=(self.parcels[0].within(units),))

    def learned_of_dispute(self, fact: OrderDispute, cause: Cause) -> Order:
        """The shopper's bank asks money back, or has decided: it stays in its state, with a line in its history."""
        known = replace(self, disputes=with_dispute(self.disputes, fact))
        return self if known == self else known._noted(cause)

    def warned_of_fraud(self) -> Order:
        """The issuer of a card that paid it takes it for fraud. No line of the history: the shopper reads that."""
        return replace(self, fraud_warned=True)

    def learned_of_shortage(self, cause: Cause) -> Order:
        """It was paid and its units are gone: somebody has to look at it. Or they are there again, and it has them."""
        return self if self.state in DEAD else self._noted(cause)

    def got(self, sku: str, at: datetime, cause: Cause) -> Order:
        """The units that it waited for came in; once."""
        if self.state in DEAD or sku in dict(self.came_in):
            return self
        return replace(self, came_in=(*self.came_in, (sku, at))).remarked(cause)

    def promised_for(self, sku: str, day: str, at: datetime, cause: Cause) -> Order:
        """What it waits for of a SKU is promised for another day, as it was said then; what was said last counts."""
        last = max((told for known, _, told in self.days if known == sku), default=None)
        if self.state in DEAD or sku not in self.waiting or (last is not None and at <= last):
            return self
        if any(line.sku == sku and line.available_from == day for line in self.lines):
            return self
        days = (*self.days, (sku, day, at))
        if len(days) > MOST_DAYS:
            days = _without_the_oldest(days)
        return replace(self, days=days).remarked(cause)

    def learned_of_return(self, cause: Cause) -> Order:
        """Goods of it come back: it stays in its state, with a line in its history."""
        return self._noted(cause)

    def learned_of_transfer(self, cause: Cause) -> Order:
        """More came by bank transfer than was due, or it was given back: its own money stays, with a line in its
        history.
        """
        return self._noted(cause)

    def reminding(self, at: datetime) -> Order:
        """Its shopper is reminded of paying; once."""
        return self if self.reminded or not self.is_unpaid else replace(self, reminded=at)

    def called_off(self, cause: Cause) -> Order:
        """Somebody wants it cancelled: at once while no parcel of it can exist, else as a wish that shipping answers.

        Asking again changes nothing. Raises IllegalTransition when a parcel has left, or it has expired.
        """
        if self.state is OrderState.CANCELLED or self.cancellation:
            return self
        wish = Cancellation(WishState.REQUESTED, cause.at, cause.by, cause.reason, as_credit=cause.as_credit)
        if self.state in UNPAID or (self.state is OrderState.PAID and not self.to_ship):
            return replace(self, cancellation=wish.accepted(cause.at))._moved(OrderState.CANCELLED, cause)
        if self.state not in (OrderState.PAID, OrderState.FULFILLING):
            raise too_late(self.state)
        words = f"cancellation requested: {cause.reason}" if cause.reason else "cancellation requested"
        return replace(self, cancellation=wish).remarked(replace(cause, reason=words))

    def recalled(self, cause: Cause) -> Order:
        """Nothing of it will be sent: it is cancelled, as was wished. Does nothing to an order nobody waits for."""
        wish = self.cancellation
        if wish is None or not wish.is_open:
            return self
        closed = tuple(
            known.refused(cause.at, ALL_CALLED_OFF) if known.is_open else known for known in self.line_cancellations
        )
        accepted = replace(self, cancellation=wish.accepted(cause.at), line_cancellations=closed)
        return accepted._moved(OrderState.CANCELLED, replace(cause, by=wish.by, reason=wish.reason))

    def not_recalled(self, why: str, cause: Cause) -> Order:
        """The carrier has it: the order goes on, and the wish is kept. Does nothing when nobody waits for it."""
        wish = self.cancellation
        if wish is None or not wish.is_open:
            return self
        refused = replace(self, cancellation=wish.refused(cause.at, why))
        return refused.remarked(replace(cause, reason=f"cancellation refused: {why}"))

    def refused(self, message: str, code: str, cause: Cause) -> Order:
        """The provider will not take its payment at all, so the order is cancelled."""
        ended = self if self.state is OrderState.CANCELLED else self._moved(OrderState.CANCELLED, cause)
        return replace(ended, refusal=message, refusal_code=code)

    def expired(self, cause: Cause) -> Order:
        """Not paid in time. Raises IllegalTransition when it is paid, cancelled, or its time is not over."""
        if self.state is OrderState.EXPIRED:
            return self
        if self.state in UNPAID and not self.is_overdue(cause.at):
            raise IllegalTransition(f"this order can be paid until {self.details.pay_by}", state=str(self.state))
        return self._moved(OrderState.EXPIRED, cause)

    def _paid(self, cause: Cause) -> Order:
        return self._travelled(OrderState.PAID, cause) if self.state in UNPAID else self

    def _followed(self, cause: Cause) -> Order:
        """Moved on to where its parcels are, if it is paid."""
        return self if self.state in UNPAID else self._travelled(reached(self.parcels), cause)

    def _travelled(self, goal: OrderState, cause: Cause) -> Order:
        order = self
        for state in road(self.state, goal):
            order = order._moved(state, cause)
        return order

    def _moved(self, to: OrderState, cause: Cause) -> Order:
        require_move(self.state, to)
        entry = HistoryEntry(to, cause.at, cause.by, cause.reason, cause.event_id)
        return replace(self, state=to, history=(*self.history, entry))

    def _noted(self, cause: Cause) -> Order:
        notes = sum(before.state is after.state for before, after in zip(self.history, self.history[1:], strict=False))
        repeated = cause.event_id and any(entry.event_id == cause.event_id for entry in self.history)
        if repeated or notes >= MAX_NOTES:
            return self
        return self.remarked(cause)

    def marked(self, mark: Mark | None) -> Order:
        """What it heard of happened then. It changes nothing else."""
        return replace(self, marks=joined(self.marks, mark)) if mark else self

    def exchanged(self, exchange: OrderExchange, cause: Cause) -> Order:
        """What is wanted for returned goods was ordered, or cannot be; the same when that is known."""
        if any(known.return_id == exchange.return_id for known in self.exchanges):
            return self
        return replace(self, exchanges=(*self.exchanges, exchange)).remarked(cause)

    def remarked(self, cause: Cause) -> Order:
        """A line in its history without a change of state."""
        entry = HistoryEntry(self.state, cause.at, cause.by, cause.reason, cause.event_id)
        return replace(self, history=(*self.history, entry))


def _without_the_oldest(days: tuple[tuple[str, str, datetime], ...]) -> tuple[tuple[str, str, datetime], ...]:
    """What a SKU is promised for now stays: it is what its line says, and what an older event is known by."""
    now = {sku: place for place, (sku, _, _) in enumerate(days)}
    oldest = next((place for place, (sku, _, _) in enumerate(days) if now[sku] != place), None)
    return days if oldest is None else (*days[:oldest], *days[oldest + 1 :])


def without(lines: tuple[OrderLine, ...], units: Mapping[str, int]) -> tuple[OrderLine, ...]:
    """The lines less these units by SKU; a SKU is in one line."""
    left = ((line, line.quantity - units.get(line.sku, 0)) for line in lines)
    return tuple(
        # Those go first that are waited for.
        replace(line.less(line.quantity - quantity), waiting=max(0, line.waiting - (line.quantity - quantity)))
        for line, quantity in left
        if quantity > 0
    )


def repriced(lines: tuple[OrderLine, ...], edit: Repricing | None) -> tuple[OrderLine, ...]:
    """The lines at the prices of an edit."""
    prices = {sku: after for sku, _, after in edit.prices} if edit else {}
    return tuple(
        line.at(Money(prices[line.sku], line.unit_price.currency)) if line.sku in prices else line for line in lines
    )


def with_delivery(totals: Totals, edit: Repricing | None) -> Totals:
    """The totals of before with the delivery's price of an edit; their sums are not worked out anew."""
    if not edit or not edit.shipping:
        return totals
    # What it costs now is agreed, whatever was taken off before.
    return replace(totals, shipping=Money(edit.shipping[1], totals.shipping.currency), shipping_reductions=())


def too_late(state: OrderState) -> IllegalTransition:
    if state is OrderState.EXPIRED:
        words = "this order has expired, so there is nothing to cancel"
    else:
        words = "this order is on its way already and cannot be cancelled any more; send it back when it has arrived"
    return IllegalTransition(words, state=str(state), to=str(OrderState.CANCELLED))
