"""Refunding an order, whichever payments paid it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from payments.domain.gift_cards.sold import GiftsLeft
from payments.domain.ids import refund_id_of
from payments.domain.ledger import OverRefund
from payments.domain.ordered import LeftLine, OrderedLine, left_of
from payments.domain.payment import Payment
from payments.domain.refund import Refund, RefundLine
from payments.domain.refunding import request_refund
from payments.domain.spreading import RefundPart, RefundWish, left_in, left_of_shipping, refunds_of, spread
from payments.usecases.completion import Completion, apart, written
from payments.usecases.gift_cards.ports import CreditStore
from payments.usecases.gift_cards.sold import SoldCards, Taken
from payments.usecases.ports import OrderPayments
from payments.usecases.refunds import check_asked
from souk import clock
from souk.errors import Conflict, NotFound
from souk.money import Money
from souk.storage.versioned import require_version, until_fresh
from souk.telemetry import count


@dataclass(frozen=True, slots=True)
class OrderMoney:
    """The captured payments of an order and what was ordered, as far as that is known here."""

    order_id: str
    payments: Sequence[Payment]
    ordered: Sequence[OrderedLine]
    order: OrderPayments
    gifts: GiftsLeft | None = None  # of an order that bought gift cards

    @property
    def version(self) -> int:
        """Counts the writes of all of them."""
        return sum(payment.revision for payment in self.payments)

    @property
    def refundable(self) -> int:
        left = left_in(self.payments)
        return left if self.gifts is None else min(left, self.unbound + sum(self.gifts.on_cards.values()))

    @property
    def unbound(self) -> int:
        """What can go back without taking gift cards back that were bought."""
        return max(left_in(self.payments) - (self.gifts.bound if self.gifts else 0), 0)

    @property
    def lines(self) -> Sequence[LeftLine]:
        left, cards = left_of(self.ordered, refunds_of(self.payments)), self.gifts.on_cards if self.gifts else {}
        return [replace(line, amount=min(line.amount, cards.get(line.sku, line.amount))) for line in left]

    @property
    def shipping(self) -> int:
        return min(left_of_shipping(self.ordered, self.payments), self.refundable)


@dataclass(frozen=True, slots=True)
class _Promise:
    key: str
    reason: str
    by: str
    restock: bool
    as_credit: bool


class OrderRefunds:
    """The parts are promised in one write, all or none, and each is sent under an id of its own: one that cannot be
    sent now is sent by the reconciler, one that a provider refuses is a refund that failed, beside those that went.
    """

    def __init__(self, completion: Completion, sold: SoldCards, credit: CreditStore) -> None:
        self._completion = completion
        self._sold = sold
        self._credit = credit

    def money(self, order_id: str) -> OrderMoney:
        """Raises NotFound where nothing was paid."""
        store = self._completion.store
        order = store.order(order_id)
        payments = [store.load(payment_id) for payment_id in order.attempts.values()]
        captured = [payment for payment in payments if payment.totals.captured]
        if not captured:
            raise NotFound("nothing was paid for such an order")
        left = self._sold.left(order, refunds_of(payments)) if order.gifts else None
        return OrderMoney(order_id, captured, order.lines, order, left)

    def request(
        self,
        order_id: str,
        key: str,
        amount: Money | None,
        lines: tuple[RefundLine, ...],
        shipping: Money | None,
        reason: str,
        by: str,
        restock: bool,
        seen: int | None = None,
        *,
        as_credit: bool = False,
    ) -> list[tuple[Payment, Refund]]:
        """Refunds `amount`, or what the lines and the shipping add up to, or all that is left.

        `as_credit`: what gift cards did not pay goes back as store credit. Answers the refunds it became, each with its
        payment. The same key again is the same refunds. `seen` is the version that was looked at.

        What was bought of gift cards goes back with what is taken of them, in one write, and no other way.

        Raises NotFound, PreconditionFailed, and what `payments.domain.spreading.spread` does.
        """
        check_asked(lines, restock, amount, shipping)
        is_new = False

        def once() -> list[Payment]:
            nonlocal is_new
            money = self.money(order_id)
            known = [payment for payment in money.payments if _id(payment, key) in payment.refunds]
            is_new = not known
            if known:
                return known
            require_version(seen, money.version)
            if as_credit and not money.order.owner:
                raise Conflict("store credit is somebody's who has an account, and no account is known of this order")
            wanted, cards = self._with_gifts(money, RefundWish(amount, lines, shipping), key)
            parts = spread(wanted, money.ordered, money.payments)
            promise = _Promise(key, reason, by, restock, as_credit)
            return self._promised(parts, money.payments, promise, cards)

        promised = until_fresh(once)
        if is_new:
            count("RefundsRequested", len(promised))
        return [self._sent(payment, _id(payment, key), is_new) for payment in promised]

    def _with_gifts(self, money: OrderMoney, wanted: RefundWish, key: str) -> tuple[RefundWish, Taken]:
        """With what gift cards are worth that are to go back, and what is taken of them."""
        left = money.gifts
        if left is None:
            return wanted, []
        lines, is_all = wanted.lines, not (wanted.amount or wanted.lines or wanted.shipping)
        if is_all:
            known = {line.sku: line.units for line in money.lines}
            lines = tuple(RefundLine(sku, known.get(sku, 0)) for sku, amount in left.on_cards.items() if amount)
        lines, cards = self._sold.to_take(money.order, lines, f"order/{key}")
        taken = sum(line.amount or 0 for line in lines if line.sku in left.on_cards)
        amount = money.unbound + taken if is_all else wanted.amount.amount if wanted.amount else None
        if amount is not None and amount - taken > money.unbound:
            why = "the rest was paid for gift cards: name their lines, so that what is left on them is taken back"
            raise OverRefund(why, refundable=money.unbound + taken)
        currency = money.payments[0].amount.currency
        whole = None if amount is None else Money(amount, currency)
        return RefundWish(whole, lines, wanted.shipping), cards

    def _promised(
        self, parts: Sequence[RefundPart], payments: Sequence[Payment], promise: _Promise, cards: Taken
    ) -> list[Payment]:
        now = clock.now()
        done = [(part.payment, _after(part, promise, now)) for part in parts]
        changed = [self._completion.announced(before, after) for before, after in done]
        given = {part.payment.payment_id for part in parts}
        beside = [other for other in payments if other.payment_id not in given]
        if cards:
            self._credit.take_back(cards, changed, beside)
        else:
            self._completion.store.save_all(changed, beside)
        for (before, after), each in zip(done, changed, strict=True):
            written(before, each.payment, after.facts)
        return [each.payment for each in changed]

    def _sent(self, payment: Payment, refund_id: str, is_new: bool) -> tuple[Payment, Refund]:
        if payment.refund(refund_id).unsent:
            # Asked for before without an answer: the provider may have sent it all the same, so look first.
            completion = self._completion
            send = completion.follow_up_if_possible if is_new else completion.bring_up_to_date_if_possible
            with apart():
                payment = send(payment)
        return payment, payment.refund(refund_id)


def _id(payment: Payment, key: str) -> str:
    return refund_id_of(payment.payment_id, f"order/{key}")


def _after(part: RefundPart, promise: _Promise, at: datetime) -> Payment:
    return request_refund(
        part.payment,
        _id(part.payment, promise.key),
        part.amount,
        promise.reason,
        promise.by,
        at,
        part.lines,
        promise.restock and bool(part.lines),
        part.shipping,
        as_credit=promise.as_credit,
    )
