"""Checkout: a state machine of steps, each of which may be repeated and after each of which the process may die.

    LOOK_UP ──▶ READ_CART ──▶ PRICE ──▶ HOLD ──▶ PLACE ──▶ START_PAYMENT ──▶ AWAIT_PAYMENT ──▶ DONE
       │                                           │             │                │
       │ the attempt is known:                     │ somebody    │ final refusal  │ cancelled or expired
       │ goes on where it stopped                  │ was faster  ▼                ▼ meanwhile
       └──▶ START_PAYMENT or FETCH_PAYMENT         ▼          REFUSE          VOID_PAYMENT
                                           LOOK_UP or LET_GO

What the shopper was shown is compared with the cart (READ_CART) and with the prices and sums (PRICE). One filling of a
cart becomes one order: PLACE writes which one with it, and of two checkouts at once the second ends in LET_GO.

The order id comes from the owner and the Idempotency-Key, and it is also the id of the reservation and, with the
attempt's number, of the payment. So a retry repeats the same attempt instead of making another, and a compensation can
only hit what this attempt made. What is left when the process dies and nobody retries:

    after HOLD, LET_GO    a reservation, which the products service releases when its time is over
    after PLACE           an order that expires, with its reservation
    after START_PAYMENT   the same, and a payment nobody can pay: its secret never left; voided with the order

No lock is held across a call. A one-line checkout takes three round trips to the table: LOOK_UP reads, PLACE and
AWAIT_PAYMENT write.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from orders.domain.details import Details, number_of, order_id_of
from orders.domain.order import Cause, Order
from orders.domain.settlement import Payment
from orders.domain.states import DEAD, OrderState
from orders.settings import HOLD_GRACE_SECONDS, OrdersSettings
from orders.usecases import announcements, payment_methods
from orders.usecases.attempt import Attempt, Checkout, Outcome, Step
from orders.usecases.changes import change
from orders.usecases.ports import CartOrdered, Inventory, OrderStore, PaidLine, Payments, Shoppers
from orders.usecases.pricing import Pricing
from orders.usecases.shown import Amounts, Shown, check_order
from souk import clock
from souk.bank_account import BankAccount
from souk.errors import (
    CartChanged,
    Conflict,
    Forbidden,
    IdempotencyKeyReused,
    IllegalTransition,
    InProgress,
    InvalidInput,
    NotFound,
    OutOfStock,
    PaymentDeclined,
    PaymentMisconfigured,
    PaymentRefused,
    PriceChanged,
    SoukError,
    Unavailable,
)
from souk.owner import is_guest, user_id_of
from souk.telemetry import count, logger
from souk.versioned import Stale

Value = TypeVar("Value")

# One payment an order: a shopper whose card is declined tries again with the same payment.
FIRST_ATTEMPT = "1"
# After these the same call would fail again; after others (time-outs, a provider down) it may succeed.
_FINAL = (PaymentDeclined, PaymentMisconfigured, Conflict, InvalidInput, NotFound, Forbidden)
# What the shopper is told of them: the bank's no, our own fault, or that it cannot be paid this way at all.
_TOLD: dict[str, type[SoukError]] = {
    kind.code: kind for kind in (PaymentDeclined, PaymentMisconfigured, PaymentRefused)
}


class CheckoutWorkflow:
    """Runs checkouts. `steps` maps each step to what it does, which answers the step that follows."""

    def __init__(
        self,
        store: OrderStore,
        pricing: Pricing,
        inventory: Inventory,
        payments: Payments,
        shoppers: Shoppers,
        settings: OrdersSettings,
    ) -> None:
        self._store = store
        self._pricing = pricing
        self._inventory = inventory
        self._payments = payments
        self._shoppers = shoppers
        self._settings = settings
        self.steps: dict[Step, Callable[[Attempt], Step]] = {
            Step.LOOK_UP: self._look_up,
            Step.READ_CART: self._read_cart,
            Step.PRICE: self._price,
            Step.HOLD: self._hold,
            Step.PLACE: self._place,
            Step.LET_GO: self._let_go,
            Step.START_PAYMENT: self._start_payment,
            Step.AWAIT_PAYMENT: self._await_payment,
            Step.FETCH_PAYMENT: self._fetch_payment,
            Step.REFUSE: self._refuse,
            Step.VOID_PAYMENT: self._void_payment,
        }

    def run(self, wanted: Checkout, idempotency_key: str) -> Outcome:
        """Places the order and starts its payment; with a known key, answers what that led to.

        Raises CartChanged and PriceChanged when it would be another order than the one shown, InvalidInput (empty cart,
        unknown country or method), OutOfStock, PaymentDeclined, IdempotencyKeyReused, Conflict when the attempt can no
        longer succeed, and Unavailable when the same request should be sent again.
        """
        return self._run(Attempt(wanted, order_id_of(wanted.owner, idempotency_key)), Step.LOOK_UP)

    def payment_of(self, order: Order) -> Outcome:
        """The payment of an order that was placed, started now if a checkout stopped before that."""
        details = order.details
        wanted = Checkout(
            details.owner,
            details.email,
            details.shipping_address,
            details.shipping_method,
            details.payment_method,
            Shown(0, ()),
            Amounts(order.total),
        )
        attempt = Attempt(wanted, order.id, order=order)
        return self._run(attempt, self._next_for(order))

    def _run(self, attempt: Attempt, step: Step) -> Outcome:
        try:
            while step is not Step.DONE:
                try:
                    step = self.steps[step](attempt)
                except (CartChanged, PriceChanged) as refusal:
                    step = self._unless_placed(attempt, refusal)
        except SoukError as error:
            logger.info("checkout stopped", extra={"order_id": attempt.order_id, "step": step, "code": error.code})
            count("CheckoutsStopped")
            raise
        order = _known(attempt.order)
        return Outcome(order, attempt.payment, _account_for(order) if order.is_unpaid else None)

    def _look_up(self, attempt: Attempt) -> Step:
        attempt.order = self._store.find(attempt.order_id)
        if attempt.order is None:
            return Step.READ_CART
        if attempt.order.details.fingerprint != attempt.wanted.fingerprint():
            raise IdempotencyKeyReused("this Idempotency-Key was used for another checkout; use a new key")
        if attempt.order.refusal:
            raise _refusal(attempt.order)
        return self._next_for(attempt.order)

    def _next_for(self, order: Order) -> Step:
        """Where a known order goes on."""
        if order.state is OrderState.PENDING:
            if order.is_overdue(clock.now()):
                raise Conflict("this order ran out of time before it was paid; check out again with a new key")
            return Step.START_PAYMENT
        return Step.FETCH_PAYMENT if order.payment and order.state not in DEAD else Step.DONE

    def _unless_placed(self, attempt: Attempt, refusal: SoukError) -> Step:
        """A twin of this request may have placed the order just now, which emptied the cart: then that one counts."""
        if self._store.find(attempt.order_id) is None:
            raise refusal
        return Step.LOOK_UP

    def _read_cart(self, attempt: Attempt) -> Step:
        wanted = attempt.wanted
        payment_methods.check(wanted.payment_method)
        attempt.cart = self._pricing.cart(wanted.owner, wanted.shown)
        attempt.email = wanted.email or self._shoppers.email(user_id_of(wanted.owner) or "")
        return Step.PRICE

    def _price(self, attempt: Attempt) -> Step:
        """The shopper pays what was shown, or is shown what changed."""
        wanted = attempt.wanted
        country = wanted.shipping_address.country
        quote = attempt.quote = self._pricing.quote(_known(attempt.cart), country, wanted.shipping_method)
        check_order(wanted.shown, wanted.amounts, quote.lines, quote.totals)
        return Step.HOLD

    def _hold(self, attempt: Attempt) -> Step:
        """Stock first: nothing is charged for, and no order exists, before it is held.

        A refused hold is not released here: it may belong to a twin of this request that is just placing the order.
        """
        seconds = self._settings.seconds_to_pay(attempt.wanted.payment_method) + HOLD_GRACE_SECONDS
        try:
            attempt.held_until = self._inventory.reserve(attempt.order_id, _known(attempt.cart).quantities, seconds)
        except (OutOfStock, InProgress):
            raise
        except Unavailable as error:
            raise Unavailable(
                "your things cannot be set aside right now; nothing was ordered, please try again in a moment",
                part="stock",
            ) from error
        except Conflict as error:
            # Let go before, perhaps by an answer to this request that got lost.
            attempt.ordered_as = self._store.ordered_as(_known(attempt.cart).id)
            if attempt.ordered_as:
                return Step.LET_GO
            raise Conflict("the cart changed since this checkout began; check out again with a new key") from error
        return Step.PLACE

    def _place(self, attempt: Attempt) -> Step:
        wanted, quote, now = attempt.wanted, _known(attempt.quote), clock.now()
        # The order ends before its hold does, also when an earlier try made the hold.
        pay_by = min(
            now + timedelta(seconds=self._settings.seconds_to_pay(wanted.payment_method)),
            _known(attempt.held_until) - timedelta(seconds=HOLD_GRACE_SECONDS),
        )
        if pay_by <= now:
            raise Conflict("this checkout began too long ago; check out again with a new key")
        details = Details(
            id=attempt.order_id,
            owner=wanted.owner,
            email=attempt.email,
            access_key=secrets.token_urlsafe(16) if is_guest(wanted.owner) else "",
            lines=quote.lines,
            totals=quote.totals,
            shipping_address=wanted.shipping_address,
            shipping_method=wanted.shipping_method,
            payment_method=wanted.payment_method,
            cart_id=_known(attempt.cart).id,
            placed_at=now,
            pay_by=pay_by,
            fingerprint=wanted.fingerprint(),
            notes=wanted.notes,
        )
        order = Order.placed(details, "shopper")
        order = announcements.placing(order, _account_for(order))
        try:
            self._store.add(order)
        except Stale:
            return Step.LOOK_UP
        except CartOrdered as ordered:
            attempt.ordered_as = ordered.order_id
            return Step.LET_GO
        attempt.order = order
        logger.info("order placed", extra={"order_id": order.id, "lines": len(order.details.lines)})
        count("OrdersPlaced")
        return Step.START_PAYMENT

    def _start_payment(self, attempt: Attempt) -> Step:
        order = _known(attempt.order)
        if not order.total:
            attempt.order = change(
                self._store,
                order.id,
                lambda current: current.nothing_to_pay(Cause(clock.now(), "system", "nothing to pay")),
                known=order,
            )
            return Step.DONE
        details = order.details
        try:
            attempt.payment = self._payments.start(
                order.id,
                FIRST_ATTEMPT,
                order.total,
                details.payment_method,
                f"{self._settings.shop_name} {details.number}",
                details.number,
                tuple(PaidLine(line.sku, line.quantity, details.totals.paid_for(line)) for line in details.lines),
            )
        except InProgress:
            raise
        except _FINAL as error:
            attempt.refusal = error
            return Step.REFUSE
        except Unavailable as error:
            raise Unavailable(
                "the payment could not be started; your items are held, so send the same request again "
                "with the same Idempotency-Key",
                order_id=order.id,
            ) from error
        return Step.AWAIT_PAYMENT

    def _await_payment(self, attempt: Attempt) -> Step:
        order, started = _known(attempt.order), _known(attempt.payment)
        fact = Payment(started.id, started.provider, started.status)
        cause = Cause(clock.now(), "system", "payment started")
        try:
            attempt.order = change(
                self._store, order.id, lambda current: current.awaiting_payment(fact, cause), known=order
            )
        except IllegalTransition:
            return Step.VOID_PAYMENT
        return Step.DONE

    def _fetch_payment(self, attempt: Attempt) -> Step:
        payment = _known(attempt.order).payment
        attempt.payment = self._payments.get(payment.id) if payment else None
        return Step.DONE

    def _refuse(self, attempt: Attempt) -> Step:
        """The provider's final no: the order is cancelled, its stock is free again, and the shopper learns why."""
        refusal = _known(attempt.refusal)
        cause = Cause(clock.now(), "system", f"payment refused: {refusal.message}")
        attempt.order = change(
            self._store,
            attempt.order_id,
            lambda now: now.refused(refusal.message, refusal.code, cause) if now.state is OrderState.PENDING else now,
            known=attempt.order,
        )
        if attempt.order.state not in DEAD:  # a twin of this request had started it: that one counts
            return self._next_for(attempt.order)
        self._release(attempt, "payment refused")
        raise _refusal(attempt.order)

    def _void_payment(self, attempt: Attempt) -> Step:
        """Cancelled or expired while the payment was being started: nobody may pay for it any more."""
        self._payments.void(_known(attempt.payment).id, "the order ended before its payment was started")
        raise Conflict("this order ended while its payment was being started; check out again with a new key")

    def _let_go(self, attempt: Attempt) -> Step:
        """Another checkout ordered this cart first, for good: no twin of this request needs the hold any more."""
        if attempt.ordered_as == attempt.order_id:  # a twin's, after this one had looked
            return Step.LOOK_UP
        self._release(attempt, "the cart was ordered already")
        number = number_of(attempt.ordered_as)
        raise CartChanged(
            f"this cart was ordered a moment ago, as {number}; nothing was ordered twice",
            reason="ordered",
            changes=[],
            order_id=attempt.ordered_as,
            order_number=number,
        )

    def _release(self, attempt: Attempt, reason: str) -> None:
        """Gives back at once what the order's event, or the end of the hold, would give back anyway."""
        try:
            self._inventory.release(attempt.order_id, reason)
        except SoukError as error:
            logger.info("release left to the event", extra={"order_id": attempt.order_id, "code": error.code})


def _refusal(order: Order) -> SoukError:
    """Why the order's payment could not be started; before that was kept, it was always told as a decline."""
    kind = _TOLD.get(order.refusal_code, PaymentRefused if order.refusal_code else PaymentDeclined)
    return kind(order.refusal, order_id=order.id)


def _account_for(order: Order) -> BankAccount | None:
    """Where to transfer the money to, if there is any to transfer."""
    return payment_methods.account_for(order.details.payment_method) if order.total else None


def _known(value: Value | None) -> Value:
    """What an earlier step has put into the attempt."""
    if value is None:
        raise RuntimeError("a step ran before the one it builds on")
    return value
