"""Paying an order: start, look up, void, capture, and what happens when the order is off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from payments.domain.difference import Difference, DifferenceKind, between
from payments.domain.ledger import BY_HAND, Arrival, OverCapture
from payments.domain.movements import abandon, keep, void
from payments.domain.ordered import OrderedLine, with_cancelled
from payments.domain.payment import AmountMismatch, Payment, PaymentState
from payments.domain.reconciling.holding import ask
from payments.domain.reconciling.notes import differs, forgotten, open_at_provider
from payments.domain.snapshot import ProviderPayment
from payments.domain.transfers.arriving import arrive, due
from payments.usecases import announcements
from payments.usecases.completion import IMPOSSIBLE, Completion, apart
from payments.usecases.opening import Opening
from payments.usecases.ports import OrderPayments, StartRequest
from souk import clock, context
from souk.errors import Conflict, IllegalTransition, NotFound, Unavailable
from souk.money import Money
from souk.storage.versioned import require_version, until_fresh
from souk.telemetry import count, logger

if TYPE_CHECKING:
    from payments.domain.gift_cards.sold import GiftSold
    from payments.usecases.gift_cards.sold import SoldCards

_TRIES = 4
_TAKEN = (
    PaymentState.PARTIALLY_CAPTURED,
    PaymentState.CAPTURED,
    PaymentState.PARTIALLY_REFUNDED,
    PaymentState.AUTHORISED,
)


class Payments:
    """The use cases of one payment. `completion` is the one path on which it moves on; `sold` are asked for where an
    order buys gift cards.
    """

    def __init__(self, completion: Completion, sold: Callable[[], SoldCards]) -> None:
        self._completion = completion
        self._store = completion.store
        self._sold = sold

    def start(
        self,
        order_id: str,
        attempt: str,
        amount: Money,
        provider_id: str,
        description: str,
        *,
        number: str = "",
        lines: tuple[OrderedLine, ...] = (),
        on_shipment: bool = False,
        beside: int = 0,
        gifts: tuple[GiftSold, ...] = (),
    ) -> Payment:
        """Starts the payment of an order; the same order and attempt give the same payment.

        `number` is the order's as people use it, `lines` what was ordered. An earlier attempt that is still open is
        voided first, so that no order is paid twice. `on_shipment`: it is held, where its provider can hold, until the
        order is on its way. `beside` minor units of it are held by gift cards. `gifts` are those that it buys.
        Raises Conflict when the order is paid or closed or the attempt was for another amount, AmountMismatch when
        the provider opens it over another one, PaymentDeclined, and Unavailable when the provider cannot be reached:
        nothing is left half done.
        """
        correlation_id = context.correlation_id()
        provider = self._completion.providers.get(provider_id)
        held = on_shipment and provider.can_hold
        payment = Payment.start(order_id, attempt, provider_id, amount, clock.now(), correlation_id, on_shipment=held)
        payment = replace(payment, beside=beside)
        request = StartRequest(payment.payment_id, order_id, attempt, amount, description, correlation_id, number, held)
        opening = Opening(provider, request)

        def once() -> Payment:
            order = self._store.order(order_id)
            order = replace(order, lines=order.lines or lines, gifts=order.gifts or gifts)
            if attempt in order.attempts:
                known = self._store.load(order.attempts[attempt])
                opening.discard(kept=known.reference)
                return _checked(known, amount, provider_id)
            if order.closed:
                opening.discard()
                raise Conflict(f"the order takes no payment any more: {order.closed}", reason=order.closed)
            with apart():
                self._void_earlier_attempts(order)
            # The provider first: a crash before our own write leaves a payment nobody was told how to make.
            return self._add_opened(open_at_provider(payment, opening.opened()), order, opening)

        return until_fresh(once, _TRIES)

    def get(self, payment_id: str) -> Payment:
        """The payment as it stands now: an open one is looked up at the provider, who may be ahead of us."""
        payment = self._store.load(payment_id)
        if not payment.open:
            return payment
        try:
            return self._completion.bring_up_to_date(payment)
        except Unavailable as error:
            logger.warning("provider not asked", extra={"payment_id": payment_id, "detail": error.message})
            return payment
        except IMPOSSIBLE:
            return payment  # announced; the shopper cannot do anything about it

    def disputed(self, open_: bool, limit: int, after: str | None) -> tuple[list[Payment], str | None]:
        """A page of the disputed payments, and the cursor of the next."""
        return self._store.disputed(open_, limit, after)

    def read(self, payment_id: str) -> Payment:
        """The payment as we know it. Raises NotFound."""
        return self._store.load(payment_id)

    def ordered(self, payment: Payment) -> tuple[OrderedLine, ...]:
        """What was ordered; nothing when that is not known here."""
        return self._store.order(payment.order_id).lines

    def capture_credit(self, order_id: str) -> None:
        """The order is paid: what gift cards hold for it is captured. Repeating it changes nothing.

        Raises Unavailable.
        """
        payment_id = self._store.order(order_id).credit
        if not payment_id:
            return
        with apart():
            payment = self._store.load(payment_id)
            if payment.state is PaymentState.AUTHORISED and not payment.on_shipment and not payment.unwanted:
                self._completion.capture(payment)

    def void(self, payment_id: str, reason: str, at_revision: int | None = None) -> Payment:
        """Voids it unless money was captured, or is held for an order that is worked on. `at_revision` is the one that
        was looked at.

        Raises IllegalTransition then, PreconditionFailed when it has another revision by now and is not voided,
        Unavailable, NotFound.
        """
        payment = self._store.load(payment_id)
        if payment.state is not PaymentState.VOIDED:
            require_version(at_revision, payment.revision)
        if payment.is_held and self._store.order(payment.order_id).paid_by == payment_id:
            raise IllegalTransition("the order is worked on: cancel it instead", state=str(payment.state))
        if payment.is_credit and payment.open and not self._store.order(payment.order_id).closed:
            raise IllegalTransition("gift cards are released with the order: cancel it", state=str(payment.state))
        if payment.open:
            payment = self._completion.void(payment, reason)
        if payment.state is PaymentState.VOIDED:
            return payment
        raise IllegalTransition(f"a {payment.state} payment cannot be voided", state=str(payment.state))

    def capture(self, payment_id: str, amount: Money | None, at_revision: int | None = None) -> Payment:
        """Takes what is held, or part of it; what is left is released. `at_revision` is the one that was looked at. Of
        an order that is worked on for what is held, all that it costs now is taken.

        Raises PreconditionFailed when it has another by now, IllegalTransition unless it is authorised, OverCapture,
        Unavailable, NotFound.
        """
        payment = self._store.load(payment_id)
        require_version(at_revision, payment.revision)
        if payment.state is not PaymentState.AUTHORISED:
            raise IllegalTransition(f"a {payment.state} payment cannot be captured", state=str(payment.state))
        if payment.is_credit and not payment.is_held:
            raise IllegalTransition("gift cards are taken as the order is paid", state=str(payment.state))
        left = min(payment.totals.capturable, payment.wanted)
        wanted = amount or payment.money(left)
        if wanted.currency != payment.amount.currency or wanted.amount > left:
            raise OverCapture(f"only {payment.money(left)} is held for what is left of the order", capturable=left)
        if payment.is_held and wanted.amount < left:
            raise IllegalTransition(
                f"the order costs {payment.money(left)}, which are held for it; take units out of it first",
                state=str(payment.state),
            )
        provider = self._completion.provider_of(payment)
        seen = provider.capture(payment_id, payment.reference, wanted)
        return self._completion.complete(payment_id, seen)

    def mark_received(self, payment_id: str, by: str) -> Payment:
        """Staff have seen all that is still due on the account. Repeating it changes nothing.

        Raises Conflict for a provider that reports by itself, IllegalTransition once voided.
        """
        payment = self._store.load(payment_id)
        if self._completion.provider_of(payment).remote:
            raise Conflict(f"{payment.provider} reports by itself when a payment is received")

        def act(held: Payment, at: datetime) -> Payment:
            if held.state is PaymentState.VOIDED:
                raise IllegalTransition("the payment was voided; send the money back", state=str(held.state))
            left = due(held)
            id_ = f"hand-{len(held.arrivals) + 1}"
            return arrive(held, Arrival(id_, left, 0, str(at.date()), at, by, (BY_HAND,))) if left else held

        return self._completion.change(payment_id, act)

    def close_order(self, order_id: str, reason: str, *, as_credit: bool = False) -> int:
        """The order is off: voids what is open, sends back what is captured, also what arrives later. Of gift cards
        that it bought what is left is taken back, and what was spent does not go back. `as_credit`: what was paid by
        other means than gift cards goes back as store credit, where its owner has an account.

        Returns how many payments there were. Repeating it changes nothing.
        """
        order = self._store.close_order(order_id, reason)
        spent = sum(self._sold().take_back(order, "closed").values()) if order.gifts else 0
        for payment_id in order.attempts.values():
            with apart():
                payment = self._abandon(payment_id, reason, spent, as_credit=as_credit and bool(order.owner))
                spent -= payment.kept
                self._completion.follow_up_if_possible(payment)
        return len(order.attempts)

    def _abandon(self, payment_id: str, reason: str, spent: int, *, as_credit: bool) -> Payment:
        def act(held: Payment, at: datetime) -> Payment:
            return abandon(keep(held, spent), reason, at, as_credit=as_credit)

        return self._completion.change(payment_id, act)

    def capture_held(self, order_id: str) -> None:
        """The order is on its way: what is held for it is captured. Repeating it changes nothing; a provider that
        cannot be reached is asked again by the timer.
        """
        for payment_id in self._store.order(order_id).attempts.values():
            with apart():
                payment = self._completion.change(payment_id, ask)
                if payment.is_held:
                    self._completion.follow_up_if_possible(payment)

    def forget(self, order_id: str) -> None:
        """The order's person is forgotten: what people wrote goes, with what banks were told of disputes, and nothing
        of the money changes. Repeatable.
        """
        order = self._store.forget_order(order_id)
        for payment_id in order.attempts.values():
            with apart():
                payment = self._completion.change(payment_id, lambda held, _at: forgotten(held))
                self._completion.evidence.forget(payment_id, payment.disputes)
                if payment.disputes:
                    self._completion.files.remove(payment_id)

    def order_charged(self, order_id: str, payment_id: str, lines: tuple[OrderedLine, ...]) -> None:
        """The order says that what was held for it is captured, and for what is left of it. Repeating it changes
        nothing.
        """
        payments = [self._store.load(known) for known in self._store.order(order_id).attempts.values()]
        refunds = [refund for payment in payments for refund in payment.refunds.values()]
        self._store.acknowledge(order_id, payment_id, with_cancelled(lines, refunds), charged=True)

    def order_paid(self, order_id: str, payment_id: str, lines: tuple[OrderedLine, ...] = (), owner: str = "") -> None:
        """The order says that this payment paid it, what it is of, and which user's it is, if any's. Repeating it
        changes nothing.

        When nothing was captured or is held even after asking the provider, people are told. Raises Unavailable when it
        cannot be asked.
        """
        order = self._store.acknowledge(order_id, payment_id, lines, owner=owner)
        if order.credit:
            self.capture_credit(order_id)
        try:
            payment = self._store.load(payment_id)
            if not (payment.totals.captured or payment.is_held):
                payment = self._completion.bring_up_to_date(payment)
        except NotFound:
            logger.error("order paid by an unknown payment", extra={"order_id": order_id, "payment_id": payment_id})
            count("PaymentsMismatched")
            return
        except IMPOSSIBLE:
            return  # announced
        if payment.totals.captured or payment.is_held:
            return
        nothing = payment.money(0)
        detail = f"order {order_id} counts as paid, the payment is {payment.state}"
        self._completion.differs(
            payment_id, Difference(DifferenceKind.ORDER_WITHOUT_PAYMENT, nothing, payment.amount, detail)
        )

    def adopt(self, seen: ProviderPayment, provider_id: str) -> Payment:
        """Takes in a payment that the provider holds for us but that never reached our table."""

        def once() -> Payment:
            order = self._store.order(seen.order_id)
            if seen.attempt in order.attempts:
                return self._store.load(order.attempts[seen.attempt])
            context.adopt(seen.correlation_id)
            payment = Payment.start(
                seen.order_id,
                seen.attempt,
                provider_id,
                seen.amount,
                clock.now(),
                context.correlation_id(),
                on_shipment=seen.on_shipment,
            )
            payment = open_at_provider(payment, seen)
            added = self._add(abandon(payment, order.closed, clock.now()) if order.closed else payment, order)
            logger.warning("payment adopted", extra={"payment_id": added.payment_id, "order_id": seen.order_id})
            count("PaymentsAdopted")
            return added

        return until_fresh(once, _TRIES)

    def _add(self, payment: Payment, order: OrderPayments) -> Payment:
        added = announcements.changing(payment)
        self._store.add(added, order, self._completion.check_at(added))
        return added

    def _add_opened(self, payment: Payment, order: OrderPayments, opening: Opening) -> Payment:
        """Nobody may pay another amount than the order's. Its secret never leaves, even if it cannot be cancelled."""
        seen = opening.opened()
        difference = between(payment.booked, seen) if seen.amount != payment.amount else None
        if difference is None:
            added = self._add(payment, order)
            count("PaymentsStarted")
            return added
        now = clock.now()
        self._add(void(differs(payment, difference, now), "the provider opened it over another amount", now), order)
        opening.discard()
        logger.error("payment opened over another amount", extra={"payment_id": payment.payment_id})
        count("PaymentsMismatched")
        raise AmountMismatch(difference.detail, payment_id=payment.payment_id)

    def _void_earlier_attempts(self, order: OrderPayments) -> None:
        for payment_id in order.attempts.values():
            payment = self._store.load(payment_id)
            if payment.is_credit:
                continue  # it pays its share, however the rest is paid
            if payment.open and not payment.is_held:
                payment = self._completion.void(payment, "another attempt was started")
            if payment.state in _TAKEN:
                raise Conflict("the order is paid already", payment_id=payment_id, state=str(payment.state))


def _checked(payment: Payment, amount: Money, provider_id: str) -> Payment:
    if payment.differing and payment.state is PaymentState.VOIDED:
        raise AmountMismatch(payment.reason, payment_id=payment.payment_id)
    if (payment.amount, payment.provider) != (amount, provider_id):
        raise Conflict(
            f"this attempt was started with {payment.amount} by {payment.provider}; use a new attempt",
            payment_id=payment.payment_id,
        )
    return payment
