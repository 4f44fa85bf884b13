"""Refunding a payment: full, partial, repeated."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from payments.domain.ids import refund_id_of
from payments.domain.ledger import OverRefund
from payments.domain.ordered import OrderedLine, check_lines, priced, shipping_left
from payments.domain.payment import Payment
from payments.domain.refund import Refund, RefundLine
from payments.domain.refunding import over_refund, request_refund, settle_refund
from payments.usecases.completion import Completion
from souk.errors import Conflict, InvalidInput, Unavailable
from souk.money import Money
from souk.storage.versioned import require_version
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
        shipping: Money | None = None,
        at_revision: int | None = None,
    ) -> tuple[Payment, Refund]:
        """Refunds `amount`, or what the lines and the part of the shipping add up to, or all that is left.

        `lines` say which order lines it is for, at what they cost where no amount is given, `restock` that their units
        are to be for sale again. The same idempotency key again gives the same refund. A provider that cannot be
        reached leaves the refund requested; the reconciler sends it. `at_revision` is the one that was looked at.
        Raises PreconditionFailed when it has another by now, OverRefund, IllegalTransition, InvalidInput for another
        currency or lines that do not fit or are not in the order, Conflict for another amount or other lines under the
        same key, and for lines of an order that was placed before its lines were kept.
        """
        refund_id = refund_id_of(payment_id, key)
        check_asked(lines, restock, amount, shipping)
        # What was ordered never changes, so it may be read before the payment is.
        order = self._completion.store.order(self._completion.store.load(payment_id).order_id)
        ordered = order.lines if lines or shipping else ()
        if order.gifts:
            raise Conflict("the order bought gift cards: refund the order, so that they are taken back with it")
        is_new = False

        def act(payment: Payment, at: datetime) -> Payment:
            nonlocal is_new
            is_new = refund_id not in payment.refunds
            delivery = _of_payment(payment, shipping) if shipping else 0
            of_lines = _priced(payment, refund_id, ordered, lines) if amount is None else lines
            if is_new:
                require_version(at_revision, payment.revision)
                check_lines(ordered, payment.refunds.values(), of_lines, payment.amount.currency)
                _check_shipping(payment, ordered, delivery)
            minor_units = _minor_units(payment, refund_id, amount, of_lines, delivery)
            return request_refund(payment, refund_id, minor_units, reason, by, at, of_lines, restock, delivery)

        payment = self._completion.change(payment_id, act)
        if is_new:
            count("RefundsRequested")
        payment = self._send(payment, refund_id, is_new)
        return payment, payment.refund(refund_id)

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


def check_asked(lines: tuple[RefundLine, ...], restock: bool, amount: Money | None, shipping: Money | None) -> None:
    """Whether what is asked for agrees with itself. Raises InvalidInput."""
    if restock and not lines:
        raise InvalidInput("name the order lines whose units are to be for sale again")
    if len({line.sku for line in lines}) < len(lines):
        raise InvalidInput("name every SKU once, with all of its units")
    if amount is None:
        return
    named = [line.amount for line in lines if line.amount is not None]
    is_whole = bool(lines) and len(named) == len(lines)
    _check_sum(sum(named) + (shipping.amount if shipping else 0), amount, is_whole)


def _check_sum(named: int, amount: Money, is_whole: bool) -> None:
    """Whether the amounts of the lines and the shipping make the refund's; less will do where some lines have none."""
    if is_whole and named != amount.amount:
        raise InvalidInput(f"the lines add up to {Money(named, amount.currency)}, not to {amount}")
    if named > amount.amount:
        raise InvalidInput(f"the lines add up to more than {amount}")


def _check_shipping(payment: Payment, ordered: tuple[OrderedLine, ...], wanted: int) -> None:
    if not wanted:
        return
    left = shipping_left(payment.wanted + payment.beside, ordered, payment.refunds.values())
    if wanted > left:
        raise OverRefund(f"only {payment.money(left)} of the shipping can still be refunded", refundable=left)


def _priced(
    payment: Payment, refund_id: str, ordered: tuple[OrderedLine, ...], lines: tuple[RefundLine, ...]
) -> tuple[RefundLine, ...]:
    """A refund that was asked for before is priced as it was then."""
    others = [refund for known, refund in payment.refunds.items() if known != refund_id]
    known = payment.refunds.get(refund_id)
    before = {line.sku: line.amount for line in known.lines} if known else {}
    asked = [replace(line, amount=before.get(line.sku)) if line.amount is None else line for line in lines]
    return priced(ordered, others, asked)


def _of_payment(payment: Payment, amount: Money) -> int:
    """In minor units. Raises InvalidInput for another currency than the payment's."""
    if amount.currency != payment.amount.currency:
        raise InvalidInput(f"the payment is in {payment.amount.currency}, not in {amount.currency}")
    return amount.amount


def _minor_units(
    payment: Payment, refund_id: str, amount: Money | None, lines: tuple[RefundLine, ...], shipping: int
) -> int:
    if amount is None and (lines or shipping):
        total = sum(line.amount or 0 for line in lines) + shipping
        if not total and all(line.amount is not None for line in lines):
            raise InvalidInput("these lines cost nothing that could be refunded")
        return total
    if amount is None:
        known = payment.refunds.get(refund_id)
        left = known.amount if known else payment.refundable
        if left <= 0 and payment.totals.captured:
            raise over_refund(payment)
        return left
    return _of_payment(payment, amount)
