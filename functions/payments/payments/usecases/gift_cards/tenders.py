"""Paying an order with gift cards and store credit: what they cover, and holding it for the order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from payments.domain.gift_cards.account import CreditAccount, CreditRefused, TakenPart, taken
from payments.domain.gift_cards.hold import CreditHold, HeldPart, seen_of
from payments.domain.ids import payment_id_of
from payments.domain.ordered import OrderedLine
from payments.domain.payment import GIFT_CARD, Payment
from payments.domain.reconciling.observation import observe
from payments.usecases import announcements
from payments.usecases.gift_cards.cards import GiftCards
from payments.usecases.gift_cards.ports import CreditStore
from payments.usecases.ports import CREDIT_ATTEMPT, PaymentStore
from souk import clock, context
from souk.errors import Conflict
from souk.money import Money
from souk.storage.versioned import until_fresh
from souk.telemetry import count


class Tenders:
    """`check_at` says when the reconciler is to look at a payment."""

    def __init__(
        self,
        store: CreditStore,
        cards: GiftCards,
        payments: PaymentStore,
        check_at: Callable[[Payment], datetime | None],
    ) -> None:
        self._store = store
        self._cards = cards
        self._payments = payments
        self._check_at = check_at

    def cover(self, codes: Sequence[str], user_id: str, total: Money) -> list[tuple[CreditAccount, int]]:
        """What of `total` the gift cards of these codes pay, in their order, and then the person's store credit where a
        `user_id` is given: each with its minor units. Nothing is held by it.

        Raises NotFound for a code of no card, InvalidInput for what cannot be one, CreditRefused for a card that cannot
        be used; store credit that cannot is left out.
        """
        today = clock.now().date()
        accounts = {card.id: card for card in map(self._cards.found_by, codes)}
        for card in accounts.values():
            why = card.refusal(total.currency, today)
            if why:
                raise CreditRefused(why, last_four=card.last_four)
        own = self._cards.of_person(user_id, total.currency) if user_id else None
        if own and not own.refusal(total.currency, today):
            accounts[own.id] = own
        parts = taken([*accounts.values()], total.amount)
        return [(accounts[part.account_id], part.amount) for part in parts]

    def hold(
        self,
        order_id: str,
        parts: Sequence[TakenPart],
        currency: str,
        lines: tuple[OrderedLine, ...] = (),
        *,
        on_shipment: bool = False,
    ) -> Payment:
        """Holds them for the order, as one payment of it; the same order again is the same payment. `lines` are what
        was ordered.

        Raises CreditRefused when there is less by now, Conflict when the order is closed or holds another amount.
        """

        def once() -> Payment:
            order = self._payments.order(order_id)
            order = replace(order, lines=order.lines or lines)
            if CREDIT_ATTEMPT in order.attempts:
                return _same(self._payments.load(order.attempts[CREDIT_ATTEMPT]), parts)
            if order.closed:
                raise Conflict(f"the order takes no payment any more: {order.closed}", reason=order.closed)
            now = clock.now()
            id_ = payment_id_of(order_id, CREDIT_ATTEMPT)
            held = tuple(HeldPart(part.account_id, part.amount) for part in parts)
            hold = CreditHold(id_, order_id, CREDIT_ATTEMPT, currency, now, held)
            payment = announcements.changing(_opened(hold, context.correlation_id(), on_shipment=on_shipment))
            self._store.hold(hold, payment, order, self._check_at(payment), now.date())
            count("GiftCardsHeld")
            return payment

        return until_fresh(once)


def _opened(hold: CreditHold, correlation_id: str, *, on_shipment: bool) -> Payment:
    amount = Money(hold.amount, hold.currency)
    payment = Payment.start(
        hold.order_id, hold.attempt, GIFT_CARD, amount, hold.at, correlation_id, on_shipment=on_shipment
    )
    return observe(payment.known_as(hold.payment_id), seen_of(hold), hold.at)


def _same(known: Payment, parts: Sequence[TakenPart]) -> Payment:
    if known.amount.amount != sum(part.amount for part in parts):
        raise Conflict("the order holds another amount of gift cards", payment_id=known.payment_id)
    return known
