"""Refunding an order, whichever payments paid it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from payments.domain.ids import refund_id_of
from payments.domain.ordered import LeftLine, OrderedLine, left_of
from payments.domain.payment import Payment
from payments.domain.refund import Refund, RefundLine
from payments.domain.refunding import request_refund
from payments.domain.spreading import RefundPart, RefundWish, left_in, left_of_shipping, refunds_of, spread
from payments.usecases.completion import Completion, apart, written
from payments.usecases.refunds import check_asked
from souk import clock
from souk.errors import NotFound
from souk.money import Money
from souk.storage.versioned import require_version, until_fresh
from souk.telemetry import count


@dataclass(frozen=True, slots=True)
class OrderMoney:
    """The captured payments of an order and what was ordered, as far as that is known here."""

    order_id: str
    payments: Sequence[Payment]
    ordered: Sequence[OrderedLine]

    @property
    def version(self) -> int:
        """Counts the writes of all of them."""
        return sum(payment.revision for payment in self.payments)

    @property
    def refundable(self) -> int:
        return left_in(self.payments)

    @property
    def lines(self) -> Sequence[LeftLine]:
        return left_of(self.ordered, refunds_of(self.payments))

    @property
    def shipping(self) -> int:
        return min(left_of_shipping(self.ordered, self.payments), self.refundable)


class OrderRefunds:
    """The parts are promised in one write, all or none, and each is sent under an id of its own: one that cannot be
    sent now is sent by the reconciler, one that a provider refuses is a refund that failed, beside those that went.
    """

    def __init__(self, completion: Completion) -> None:
        self._completion = completion

    def money(self, order_id: str) -> OrderMoney:
        """Raises NotFound where nothing was paid."""
        store = self._completion.store
        order = store.order(order_id)
        payments = [store.load(payment_id) for payment_id in order.attempts.values()]
        captured = [payment for payment in payments if payment.totals.captured]
        if not captured:
            raise NotFound("nothing was paid for such an order")
        return OrderMoney(order_id, captured, order.lines)

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
    ) -> list[tuple[Payment, Refund]]:
        """Refunds `amount`, or what the lines and the shipping add up to, or all that is left.

        Answers the refunds it became, each with its payment. The same key again is the same refunds. `seen` is the
        version that was looked at.

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
            wanted = RefundWish(amount, lines, shipping)
            parts = spread(wanted, money.ordered, money.payments)
            return self._promised(parts, money.payments, key, reason, by, restock)

        promised = until_fresh(once)
        if is_new:
            count("RefundsRequested", len(promised))
        return [self._sent(payment, _id(payment, key), is_new) for payment in promised]

    def _promised(
        self, parts: Sequence[RefundPart], payments: Sequence[Payment], key: str, reason: str, by: str, restock: bool
    ) -> list[Payment]:
        now = clock.now()
        done = [(part.payment, _after(part, key, reason, by, restock, now)) for part in parts]
        changed = [self._completion.announced(before, after) for before, after in done]
        given = {part.payment.payment_id for part in parts}
        self._completion.store.save_all(changed, [other for other in payments if other.payment_id not in given])
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


def _after(part: RefundPart, key: str, reason: str, by: str, restock: bool, at: datetime) -> Payment:
    back = restock and bool(part.lines)
    return request_refund(
        part.payment, _id(part.payment, key), part.amount, reason, by, at, part.lines, back, part.shipping
    )
