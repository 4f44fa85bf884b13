"""Refunding a payment: full, partial, repeated."""

from __future__ import annotations

from datetime import datetime

from payments.domain.ids import refund_id_of
from payments.domain.ordered import OrderedLine, check_lines
from payments.domain.payment import Payment
from payments.domain.refund import Refund, RefundLine
from payments.domain.refunding import over_refund, request_refund, settle_refund
from payments.usecases.completion import Completion
from souk.errors import Conflict, InvalidInput, Unavailable
from souk.money import Money
from souk.telemetry import count, logger


class Refunds:
    """The intent is stored before the provider is asked, so that no refund is ever forgotten or sent twice."""

    def __init__(self, completion: Completion) -> None:
        self._completion = completion

    def request(
        self,
        payment_id: str,
        key: str,
        amount: Money | None,
        reason: str,
        by: str,
        lines: tuple[RefundLine, ...] = (),
        restock: bool = False,
    ) -> tuple[Payment, Refund]:
        """Refunds `amount`, or what the lines add up to, or all that is left.

        `lines` say which order lines it is for, `restock` that their units are to be for sale again. The same
        idempotency key again gives the same refund. A provider that cannot be reached leaves the refund requested;
        the reconciler sends it.
        Raises OverRefund, IllegalTransition, InvalidInput for another currency or lines that do not fit or are not in
        the order, Conflict for another amount or other lines under the same key, and for lines of an order that was
        placed before its lines were kept.
        """
        refund_id = refund_id_of(payment_id, key)
        _check(lines, restock, amount)
        # What was ordered never changes, so it may be read before the payment is.
        ordered = self._ordered(payment_id) if lines else ()
        is_new = False

        def act(payment: Payment, at: datetime) -> Payment:
            nonlocal is_new
            is_new = refund_id not in payment.refunds
            minor_units = _minor_units(payment, refund_id, amount, lines)
            if is_new:
                check_lines(ordered, payment.refunds.values(), lines, payment.amount.currency)
            return request_refund(payment, refund_id, minor_units, reason, by, at, lines, restock)

        payment = self._completion.change(payment_id, act)
        if is_new:
            count("RefundsRequested")
        payment = self._send(payment, refund_id, is_new)
        return payment, payment.refund(refund_id)

    def _ordered(self, payment_id: str) -> tuple[OrderedLine, ...]:
        store = self._completion.store
        return store.order(store.load(payment_id).order_id).lines

    def mark_sent(self, payment_id: str, refund_id: str, by: str) -> tuple[Payment, Refund]:
        """Staff have sent the money by bank transfer. Raises Conflict for a provider that sends by itself."""

        def act(payment: Payment, at: datetime) -> Payment:
            if self._completion.provider_of(payment).remote:
                raise Conflict(f"{payment.provider} sends refunds by itself")
            return settle_refund(payment, refund_id, payment.refund(refund_id).reference, at, by)

        payment = self._completion.change(payment_id, act)
        return payment, payment.refund(refund_id)

    def _send(self, payment: Payment, refund_id: str, is_new: bool) -> Payment:
        refund = payment.refund(refund_id)
        if not refund.unsent:
            return payment
        try:
            if is_new:
                return self._completion.send_refund(payment, refund)
            # Asked for before without an answer: the provider may have sent it all the same, so look first.
            return self._completion.bring_up_to_date(payment)
        except Unavailable as error:
            logger.warning("refund left to the reconciler", extra={"refund_id": refund_id, "detail": error.message})
            count("RefundsLeftToReconciler")
            return payment


def _check(lines: tuple[RefundLine, ...], restock: bool, amount: Money | None) -> None:
    if restock and not lines:
        raise InvalidInput("name the order lines whose units are to be for sale again")
    if len({line.sku for line in lines}) < len(lines):
        raise InvalidInput("name every SKU once, with all of its units")
    priced = [line.amount for line in lines if line.amount is not None]
    is_whole = len(priced) == len(lines)
    if amount is None:
        if not is_whole:
            raise InvalidInput("give the amount of the refund, or one for each of its lines")
    elif lines:
        _check_sum(sum(priced), amount, is_whole)


def _check_sum(priced: int, amount: Money, is_whole: bool) -> None:
    """Whether the lines' amounts make the refund's; less will do where some lines have none."""
    if is_whole and priced != amount.amount:
        raise InvalidInput(f"the lines add up to {Money(priced, amount.currency)}, not to {amount}")
    if priced > amount.amount:
        raise InvalidInput(f"the lines add up to more than {amount}")


def _minor_units(payment: Payment, refund_id: str, amount: Money | None, lines: tuple[RefundLine, ...]) -> int:
    if amount is None and lines:
        return sum(line.amount or 0 for line in lines)
    if amount is None:
        known = payment.refunds.get(refund_id)
        left = known.amount if known else payment.refundable
        if left <= 0 and payment.totals.captured:
            raise over_refund(payment)
        return left
    if amount.currency != payment.amount.currency:
        raise InvalidInput(f"the payment is in {payment.amount.currency}, not in {amount.currency}")
    return amount.amount
