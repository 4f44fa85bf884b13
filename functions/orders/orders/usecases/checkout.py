"""Checkout: a state machine of steps, each of which may be repeated and after each of which the process may die.

    LOOK_UP ──▶ READ_CART ──▶ PRICE ──▶ CLAIM ──▶ HOLD ──▶ PLACE ──▶ START_PAYMENT ──▶ AWAIT_PAYMENT ──▶ DONE
       │                                                     │             │                │
       │ the order is known:                                 │ somebody    │ final refusal  │ cancelled or expired
       │ goes on where it stopped                            │ was faster  ▼                ▼ meanwhile
       └──▶ START_PAYMENT or FETCH_PAYMENT                   ▼          REFUSE          VOID_PAYMENT
                                         LOOK_UP, LET_GO or REFUSE_USES

What the shopper was shown is compared with the cart (READ_CART) and with the prices and sums (PRICE). One filling of a
cart becomes one order: PLACE writes which one with it, and of two checkouts at once the second ends in LET_GO. What an
order uses of promotions with limits is counted by PLACE, too; who finds nothing left then ends in REFUSE_USES.

The order id comes from the owner and the Idempotency-Key, and it is also the id of the reservation and, with the
attempt's number, of the payment. So a retry repeats the same checkout instead of making another, and a compensation can
only hit what this checkout made. What is left when the process dies and nobody retries:

    after CLAIM           units that count as held unpaid until their window ends (bank transfers only)
    after HOLD, LET_GO,   and a reservation, which the products service releases when its time is over
    REFUSE_USES
    after PLACE           an order that expires, with its reservation
    after START_PAYMENT   the same, and a payment nobody can pay: its secret never left; voided with the order

No lock is held across a call. A one-line checkout takes five round trips to the table: LOOK_UP reads, READ_CART counts
the checkout for its network and e-mail address, PLACE and AWAIT_PAYMENT write. A member's takes four. A bank transfer
takes one more for the claim. Whether the shop is open is read once in half a minute by a process (`souk.shop.copy`).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from orders.domain import suspicion
from orders.domain.codes.person import Person
from orders.domain.details import HOLD_GRACE_SECONDS, CarrierQuoted, Details, OrderCredit, number_of, order_id_of
from orders.domain.holding import Policies
from orders.domain.order import Cause, Order
from orders.domain.settlement import GIFT_CARD, OrderPayment
from orders.domain.states import DEAD, OrderState
from orders.domain.totals import OrderLine
from orders.usecases import announcements, unpaid
from orders.usecases.changes import change, let_go
from orders.usecases.checkout_run import Checkout, CheckoutOutcome, CheckoutRun, CheckoutStep
from orders.usecases.payment_methods import PaymentMethods
from orders.usecases.ports import (
    BoughtGift,
    BusinessSeals,
    CartOrdered,
    Hold,
    Inventory,
    OrderStore,
    PaidLine,
    Payments,
    PickupPoints,
    Promise,
    Shoppers,
    StartedPayment,
    UsesRefused,
)
from orders.usecases.pricing import Pricing, Quote
from orders.usecases.shown import Amounts, Shown, check_order, told
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
    ShopClosed,
    SoukError,
    Unavailable,
)
from souk.limits import rules
from souk.limits.limits import Charge, Limits, for_email, from_address
from souk.money import Money
from souk.pricing.delivery.arrival import ArrivalDays
from souk.shopper.owner import is_guest, user_id_of
from souk.storage.versioned import Stale
from souk.taxes.business import BusinessNumber
from souk.telemetry import count, logger

if TYPE_CHECKING:
    from souk.shop.port import PublishedShop

Value = TypeVar("Value")

# One payment for each sum that an order costs: a shopper whose card is declined tries again with the same payment.
FIRST_ATTEMPT = 1
# Nobody has paid by such a payment, so one over less may take its place; it is voided first, and may have been by a
# process that died before the order knew of the other.
_UNDECIDED = frozenset({"pending", "requires_action", "failed", "voided"})
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
        methods: PaymentMethods,
        shop_name: str,
        limits: Limits,
        shop: PublishedShop,
        policies: Callable[[str], Policies],
        points: PickupPoints,
        seals: BusinessSeals,
    ) -> None:
        self._limits = limits
        self._shop = shop
        self._policies = policies
        self._points = points
        self._seals = seals
        self._store = store
        self._pricing = pricing
        self._inventory = inventory
        self._payments = payments
        self._shoppers = shoppers
        self._methods = methods
        self._shop_name = shop_name
        self.steps: dict[CheckoutStep, Callable[[CheckoutRun], CheckoutStep]] = {
            CheckoutStep.LOOK_UP: self._look_up,
            CheckoutStep.READ_CART: self._read_cart,
            CheckoutStep.PRICE: self._price,
            CheckoutStep.CLAIM: self._claim,
            CheckoutStep.HOLD: self._hold,
            CheckoutStep.PLACE: self._place,
            CheckoutStep.REFUSE_USES: self._refuse_uses,
            CheckoutStep.LET_GO: self._let_go,
            CheckoutStep.START_PAYMENT: self._start_payment,
            CheckoutStep.AWAIT_PAYMENT: self._await_payment,
            CheckoutStep.FETCH_PAYMENT: self._fetch_payment,
            CheckoutStep.REFUSE: self._refuse,
            CheckoutStep.VOID_PAYMENT: self._void_payment,
        }

    def run(self, wanted: Checkout, idempotency_key: str, address: str = "", response: str = "") -> CheckoutOutcome:
        """Places the order and starts its payment; with a known key, answers what that led to. `address` is the network
        address it is asked from, `response` the answer to a challenge.

        Raises CartChanged and PriceChanged when it would be another order than the one shown, InvalidInput (empty cart,
        unknown country or method), OutOfStock, PaymentDeclined, IdempotencyKeyReused, RateLimited,
        ChallengeRequired, OrderLimit, ShopClosed, Conflict when it can no longer succeed, and Unavailable when the same
        request should be sent again.
        """
        run = CheckoutRun(wanted, order_id_of(wanted.owner, idempotency_key), address, response)
        return self._go_on(run, CheckoutStep.LOOK_UP)

    def payment_of(self, order: Order) -> CheckoutOutcome:
        """The payment of an order that was placed, started now if a checkout stopped before that."""
        details = order.details
        wanted = Checkout(
            details.owner,
            details.email,
            details.shipping_address,
            details.shipping_method,
            details.payment_method,
            Shown(0, ()),
            Amounts(order.details.totals.total),
        )
        run = CheckoutRun(wanted, order.id, order=order)
        return self._go_on(run, self._next_for(order))

    def _go_on(self, run: CheckoutRun, step: CheckoutStep) -> CheckoutOutcome:
        try:
            while step is not CheckoutStep.DONE:
                try:
                    step = self.steps[step](run)
                except (CartChanged, PriceChanged) as refusal:
                    step = self._unless_placed(run, refusal)
        except SoukError as error:
            logger.info("checkout stopped", extra={"order_id": run.order_id, "step": step, "code": error.code})
            count("CheckoutsStopped")
            raise
        order = _known(run.order)
        return CheckoutOutcome(order, run.payment, self._account_for(order) if order.is_unpaid else None)

    def _look_up(self, run: CheckoutRun) -> CheckoutStep:
        run.order = self._store.find(run.order_id)
        if run.order is None:
            return CheckoutStep.READ_CART
        if run.order.details.fingerprint != run.wanted.fingerprint():
            raise IdempotencyKeyReused("this Idempotency-Key was used for another checkout; use a new key")
        if run.order.refusal:
            raise _refusal(run.order)
        return self._next_for(run.order)

    def _next_for(self, order: Order) -> CheckoutStep:
        """Where a known order goes on."""
        if order.state is OrderState.PENDING:
            if order.is_overdue(clock.now()):
                raise Conflict("this order ran out of time before it was paid; check out again with a new key")
            return CheckoutStep.START_PAYMENT
        return CheckoutStep.FETCH_PAYMENT if order.payment and order.state not in DEAD else CheckoutStep.DONE

    def _unless_placed(self, run: CheckoutRun, refusal: SoukError) -> CheckoutStep:
        """A twin of this request may have placed the order just now, which emptied the cart: then that one counts. So
        does another order of this cart that has used up what was shown.
        """
        if self._store.find(run.order_id) is not None:
            return CheckoutStep.LOOK_UP
        shown_more = isinstance(refusal, PriceChanged) and run.quote and run.quote.refused
        run.ordered_as = self._store.ordered_as(_known(run.cart).id) if shown_more else ""
        if not run.ordered_as:
            raise refusal
        return CheckoutStep.LET_GO

    def _read_cart(self, run: CheckoutRun) -> CheckoutStep:
        wanted = run.wanted
        self._check_open()
        self._methods.check(wanted.payment_method)
        run.used = self._counted(run)
        run.cart = self._pricing.cart(wanted.owner, wanted.shown)
        self._methods.check(wanted.payment_method, self._pricing.market(run.cart.market))
        run.email = wanted.email or ""
        if not run.email:
            run.email, run.groups = self._shoppers.find(
                user_id_of(wanted.owner) or "", self._pricing.groups_asked(run.cart)
            )
        return CheckoutStep.PRICE

    def _check_open(self) -> None:
        """Raises ShopClosed while the merchant has closed the shop and takes no orders meanwhile."""
        settings = self._shop.settings()
        closed = settings.closed if settings else None
        if closed and not closed.takes_orders and closed.is_on(clock.isoformat(clock.now())):
            raise ShopClosed("the shop takes no orders at the moment", until=closed.until, notice=closed.message)

    def _counted(self, run: CheckoutRun) -> Mapping[str, int]:
        """How much is used of the limits on checkouts. A guest may be asked a challenge, before anything is claimed."""
        user_id = user_id_of(run.wanted.owner)
        if user_id is not None:
            return self._limits.take(Charge(rules.CHECKOUTS_SIGNED_IN, user_id))
        charges = [
            *from_address(rules.CHECKOUTS_FROM, run.address),
            for_email(rules.CHECKOUTS, run.wanted.email or ""),
        ]
        return self._limits.take_of_person(run.response, run.address, *charges)

    def business_of(self, seal: str) -> BusinessNumber | None:
        """The VAT number in a seal; None without one. Raises InvalidInput."""
        return self._seals.opened(seal) if seal else None

    def _price(self, run: CheckoutRun) -> CheckoutStep:
        """The shopper pays what was shown, or is shown what changed."""
        wanted = run.wanted
        address = wanted.shipping_address
        run.business = self.business_of(wanted.vat_seal)
        quote = run.quote = self._pricing.quote(
            _known(run.cart),
            address.destination,
            wanted.shipping_method,
            to_points=True,
            business=run.business.taxed_as if run.business else "",
            person=Person(wanted.owner, run.email),
            used_up=run.uses_refused,
            customer_groups=run.groups,
        )
        if quote.rate.to_point:
            run.point = self._points.chosen(wanted.pickup_point, address.country)
        refused = {**quote.refused, **wanted.amounts.not_members(quote.missed)}
        check_order(wanted.shown, wanted.amounts, quote.listed, quote.lines, quote.totals, refused)
        if wanted.gifts or any(line.gift_card for line in quote.lines):
            # Imported here: few buy gift cards.
            from orders.usecases.tendering.gifts import check_gifts

            check_gifts(wanted.gifts, quote.lines, clock.now().date())
        if wanted.gift_cards or wanted.store_credit:
            run.credits = self._covered(run, quote)
        return CheckoutStep.CLAIM

    def _covered(self, run: CheckoutRun, quote: Quote) -> tuple[OrderCredit, ...]:
        # Imported here: few pay with gift cards.
        from orders.usecases.tendering.credits import check_due, covered

        wanted = run.wanted
        parts = covered(
            self._payments,
            self._limits,
            wanted.owner,
            wanted.gift_cards,
            quote.totals.total,
            run.address,
            coverable=quote.coverable,
            store_credit=wanted.store_credit,
            payment_method=wanted.payment_method,
        )
        check_due(wanted.due, quote.totals.total, parts)
        return parts

    def _claim(self, run: CheckoutRun) -> CheckoutStep:
        """Whether it can be paid so, how long the order may wait for its money, and whether it may keep so much from
        others meanwhile.
        """
        owner, quote = run.wanted.owner, _known(run.quote)
        credit = Money(sum(part.amount for part in run.credits), quote.totals.total.currency)
        self._methods.check_payable(run.wanted.payment_method, quote.totals.total - credit)
        policy = unpaid.policy_of(self._policies(run.wanted.payment_method), owner, self._store)
        run.seconds_to_pay = policy.seconds
        if policy.is_bounded:
            titles = {line.sku: line.title for line in quote.lines}
            charges = unpaid.charges_of(policy, quote, owner, run.email, run.address)
            unpaid.claim(self._store, run.order_id, charges, titles)
            run.claimed = True
        return CheckoutStep.HOLD

    def _hold(self, run: CheckoutRun) -> CheckoutStep:
        """Stock first: nothing is charged for, and no order exists, before it is held.

        A refused hold is not released here: it may belong to a twin of this request that is just placing the order.
        """
        seconds = run.seconds_to_pay + HOLD_GRACE_SECONDS
        try:
            run.hold = self._inventory.reserve(run.order_id, _known(run.cart).quantities, seconds)
        except OutOfStock:
            self._unclaim(run)
            raise
        except InProgress:
            raise
        except Unavailable as error:
            raise Unavailable(
                "your things cannot be set aside right now; nothing was ordered, please try again in a moment",
                part="stock",
            ) from error
        except Conflict as error:
            # Let go before, perhaps by an answer to this request that got lost.
            run.ordered_as = self._store.ordered_as(_known(run.cart).id)
            if run.ordered_as:
                return CheckoutStep.LET_GO
            raise Conflict("the cart changed since this checkout began; check out again with a new key") from error
        return CheckoutStep.PLACE

    def _place(self, run: CheckoutRun) -> CheckoutStep:
        wanted, quote, now = run.wanted, _known(run.quote), clock.now()
        # The order ends before its hold does, also when an earlier try made the hold.
        pay_by = min(
            now + timedelta(seconds=run.seconds_to_pay),
            _known(run.hold).until - timedelta(seconds=HOLD_GRACE_SECONDS),
        )
        if pay_by <= now:
            raise Conflict("this checkout began too long ago; check out again with a new key")
        # Imported here: who hears of orders places none.
        from orders.domain.withdrawing.consent import is_asked, with_consent

        details = Details(
            id=run.order_id,
            owner=wanted.owner,
            email=run.email,
            access_key=secrets.token_urlsafe(16) if is_guest(wanted.owner) else "",
            lines=with_consent(_as_promised(quote.lines, _known(run.hold)), wanted.digital_consent),
            totals=quote.totals,
            shipping_address=wanted.shipping_address,
            shipping_method=quote.rate.id,
            payment_method=wanted.payment_method,
            cart_id=_known(run.cart).id,
            placed_at=now,
            pay_by=pay_by,
            fingerprint=wanted.fingerprint(),
            notes=wanted.notes,
            locale=self._pricing.market(quote.market).language or wanted.locale,
            flags=suspicion.at_placing(_placing(run)),
            claimed=run.claimed,
            agreed=run.agreed,
            digital_consent=wanted.digital_consent if is_asked(quote.lines) else "",
            pickup=quote.rate.pickup,
            pickup_point=run.point,
            promotions_version=quote.promotions_version,
            business=run.business,
            arrives=self._promised(run),
            uses=tuple(taking.use for taking in quote.takings),
            credits=run.credits,
            gifts=wanted.gifts,
            market=quote.market,
            carried=_carried(quote, agreed="" in dict(run.agreed)),
        )
        order = Order.placed(details, run.by)
        order = announcements.placing(order, self._account_for(order))
        try:
            self._store.add(order, quote.takings)
        except UsesRefused as refused:
            run.uses_refused = refused.refused
            return CheckoutStep.REFUSE_USES
        except Stale:
            return CheckoutStep.LOOK_UP
        except CartOrdered as ordered:
            run.ordered_as = ordered.order_id
            return CheckoutStep.LET_GO
        run.order = order
        logger.info("order placed", extra={"order_id": order.id, "lines": len(order.details.lines)})
        count("OrdersPlaced")
        if details.flags:
            logger.warning("suspicious order", extra={"order_id": order.id, "flags": list(details.flags)})
            count("OrdersSuspicious")
        return CheckoutStep.START_PAYMENT

    def _refuse_uses(self, run: CheckoutRun) -> CheckoutStep:
        """Others were faster with what was left of a promotion. From now on no twin of this request gets it either, so
        nobody needs what it holds; the shopper is shown what it costs without.
        """
        if not self._store.refuse_uses(run.order_id, run.uses_refused.keys()):
            return CheckoutStep.LOOK_UP
        self._release(run, "a promotion is used up")
        self._unclaim(run)
        self._price(run)
        raise PriceChanged(
            "a promotion that was shown is used up; look at the prices and confirm",
            changes=[],
            refused=told(run.uses_refused),
        )

    def _start_payment(self, run: CheckoutRun) -> CheckoutStep:
        order = _known(run.order)
        if not order.total:
            run.order = change(
                self._store,
                order.id,
                lambda current: current.nothing_to_pay(Cause(clock.now(), "system", "nothing to pay")),
                known=order,
            )
            return CheckoutStep.DONE
        details = order.details
        try:
            run.payment = self._payments.start(
                order.id,
                str(_attempt(order)),
                _due(order),
                details.payment_method,
                f"{self._shop_name} {details.number}",
                details.number,
                tuple(PaidLine(line.sku, line.quantity, order.totals.paid_for(line)) for line in order.lines),
                on_shipment=self._methods.is_held(details),
                credit=details.credits,
                gifts=_gifts(order) if any(line.gift_card for line in order.lines) else (),
            )
        except InProgress:
            raise
        except _FINAL as error:
            run.refusal = error
            return CheckoutStep.REFUSE
        except Unavailable as error:
            raise Unavailable(
                "the payment could not be started; your items are held, so send the same request again "
                "with the same Idempotency-Key",
                order_id=order.id,
            ) from error
        return CheckoutStep.AWAIT_PAYMENT

    def _await_payment(self, run: CheckoutRun) -> CheckoutStep:
        order, started = _known(run.order), _known(run.payment)
        facts = _started(order, started, held=self._methods.is_held(order.details))
        cause = Cause(clock.now(), "system", "payment started")

        def decide(current: Order) -> Order:
            for fact in facts:
                current = current.awaiting_payment(fact, cause)
            covered = current.is_unpaid and current.balance.paid >= current.total.amount
            return current.paid_with_what_is_left(replace(cause, reason="paid by gift card")) if covered else current

        try:
            run.order = change(self._store, order.id, decide, known=order)
        except IllegalTransition:
            return CheckoutStep.VOID_PAYMENT
        return CheckoutStep.DONE

    def _fetch_payment(self, run: CheckoutRun) -> CheckoutStep:
        order = _known(run.order)
        run.payment = self._payments.get(order.payment.id) if order.payment else None
        undecided = order.is_unpaid and run.payment is not None and run.payment.status in _UNDECIDED
        # Units were cancelled: a payment over what is left takes the place of the one over more.
        if undecided and _attempt(order) > FIRST_ATTEMPT and run.refusal is None:
            return CheckoutStep.START_PAYMENT
        return CheckoutStep.DONE

    def _refuse(self, run: CheckoutRun) -> CheckoutStep:
        """The provider's final no: the order is cancelled, its stock is free again, and the shopper learns why."""
        refusal = _known(run.refusal)
        cause = Cause(clock.now(), "system", f"payment refused: {refusal.message}")
        run.order = change(
            self._store,
            run.order_id,
            lambda now: now.refused(refusal.message, refusal.code, cause) if now.state is OrderState.PENDING else now,
            known=run.order,
        )
        if run.order.state not in DEAD:  # a twin of this request had started it: that one counts
            return self._next_for(run.order)
        self._release(run, "payment refused")
        raise _refusal(run.order)

    def _void_payment(self, run: CheckoutRun) -> CheckoutStep:
        """Cancelled or expired while the payment was being started: nobody may pay for it any more. What gift cards
        hold is let go of with the order.
        """
        if _known(run.payment).provider != GIFT_CARD:
            self._payments.void(_known(run.payment).id, "the order ended before its payment was started")
        raise Conflict("this order ended while its payment was being started; check out again with a new key")

    def _let_go(self, run: CheckoutRun) -> CheckoutStep:
        """Another checkout ordered this cart first, for good: no twin of this request needs the hold any more."""
        if run.ordered_as == run.order_id:  # a twin's, after this one had looked
            return CheckoutStep.LOOK_UP
        self._release(run, "the cart was ordered already")
        self._unclaim(run)
        number = number_of(run.ordered_as)
        raise CartChanged(
            f"this cart was ordered a moment ago, as {number}; nothing was ordered twice",
            reason="ordered",
            changes=[],
            order_id=run.ordered_as,
            order_number=number,
        )

    def _promised(self, run: CheckoutRun) -> ArrivalDays | None:
        """When it arrives. Days are counted from the order, so what is paid for some days later is promised nothing."""
        paid_at_once = run.draft is None and run.wanted.payment_method not in self._methods.transfers
        return _known(run.quote).rate.arrives if paid_at_once else None

    def _account_for(self, order: Order) -> BankAccount | None:
        """Where to transfer the money to, if there is any to transfer."""
        return self._methods.account_for(order.details.payment_method) if _due(order) else None

    def _unclaim(self, run: CheckoutRun) -> None:
        """Should a twin of this request have its units all the same, they count as if they were paid."""
        if run.claimed:
            let_go(self._store, run.order_id)

    def _release(self, run: CheckoutRun, reason: str) -> None:
        """Gives back at once what the order's event, or the end of the hold, would give back anyway."""
        try:
            self._inventory.release(run.order_id, reason)
        except SoukError as error:
            logger.info("release left to the event", extra={"order_id": run.order_id, "code": error.code})


def _attempt(order: Order) -> int:
    """Which payment of the order is the one over what it costs now."""
    return FIRST_ATTEMPT + sum(bool(wish.amounts) and not wish.paid for wish in order.line_cancellations)


def _due(order: Order) -> Money:
    """What is to be paid beside gift cards and store credit."""
    return Money(max(order.total.amount - order.details.credit, 0), order.total.currency)


def _started(order: Order, started: StartedPayment, *, held: bool) -> tuple[OrderPayment, ...]:
    """What the order learns of the payments that were started: that by gift cards holds its share already."""
    credit = started if started.provider == GIFT_CARD else started.credit
    facts = () if credit is started else (OrderPayment(started.id, started.provider, started.status),)
    if credit is None:
        return facts
    progress = "held" if held and credit.status == "authorised" else credit.status
    return (OrderPayment(credit.id, credit.provider, progress, authorised=order.details.credit), *facts)


def _gifts(order: Order) -> tuple[BoughtGift, ...]:
    # Imported here: few buy gift cards.
    from orders.usecases.tendering.gifts import bought

    return bought(order)


def _carried(quote: Quote, *, agreed: bool) -> CarrierQuoted | None:
    """Of a price that staff agreed on, no carrier was asked."""
    offer = None if agreed else quote.rate.offer
    return CarrierQuoted(offer.name, offer.cost.amount, offer.cost.currency) if offer else None


def _placing(run: CheckoutRun) -> suspicion.Placing:
    address, used = run.wanted.shipping_address, run.used
    return suspicion.Placing(
        run.email,
        address.country,
        address.phone,
        used.get(rules.CHECKOUTS_FROM.name, 0),
        used.get(rules.CHECKOUTS.name, 0),
    )


def _refusal(order: Order) -> SoukError:
    """Why the order's payment could not be started; before that was kept, it was always told as a decline."""
    kind = _TOLD.get(order.refusal_code, PaymentRefused if order.refusal_code else PaymentDeclined)
    return kind(order.refusal, order_id=order.id)


def _known(value: Value | None) -> Value:
    """What an earlier step has put into the run."""
    if value is None:
        raise RuntimeError("a step ran before the one it builds on")
    return value


def _as_promised(lines: tuple[OrderLine, ...], hold: Hold) -> tuple[OrderLine, ...]:
    """With what is held beyond the stock, which only the hold knows for certain."""
    none = Promise(0, "")
    promises = (hold.promised.get(line.sku, none) for line in lines)
    return tuple(
        replace(line, waiting=promise.units, available_from=promise.day)
        for line, promise in zip(lines, promises, strict=True)
    )
