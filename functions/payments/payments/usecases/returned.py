"""What is paid back for goods that came back: once for each time that shipping asks, and never more than is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from payments.domain.ids import refund_id_of
from payments.domain.ordered import OrderedLine, check_lines, priced, shipping_left
from payments.domain.payment import Payment
from payments.domain.refund import Refund, RefundLine
from payments.domain.refunding import refuse_refund, request_refund
from payments.usecases.completion import Completion
from souk.errors import Conflict, SoukError, Unavailable
from souk.events.shipping import ReturnRefundAsked
from souk.telemetry import count, logger

BY = "return"


class Returned:
    def __init__(self, completion: Completion) -> None:
        self._completion = completion

    def refund(self, asked: ReturnRefundAsked) -> None:
        """Refunds the units at what they cost, or for what was granted, less the fee, and with them the part of the
        delivery that is owed.

        What cannot be refunded, for instance because staff did meanwhile, becomes a refund that failed: `refund.failed`
        says why. A provider that cannot be reached leaves it requested; the reconciler sends it.
        """
        order = self._completion.store.order(asked.order_id)
        if not order.paid_by:
            logger.warning("a return of an order that nobody paid", extra={"return_id": asked.return_id})
            return
        refund_id = refund_id_of(order.paid_by, f"return/{asked.return_id}/{asked.attempt}")
        lines = tuple(RefundLine(sku, units, asked.amounts.get(sku)) for sku, units in asked.units.items() if units > 0)

        is_new = False

        def act(payment: Payment, at: datetime) -> Payment:
            nonlocal is_new
            is_new = refund_id not in payment.refunds
            if not is_new:
                return payment
            try:
                return _promised(payment, refund_id, asked, lines, order.lines, at)
            except SoukError as refused:
                wanted = Refund(refund_id, 0, asked.reason, BY, at, lines=lines, return_id=asked.return_id)
                return refuse_refund(payment, wanted, refused.message, at)

        payment = self._completion.change(order.paid_by, act)
        if is_new:
            count("RefundsRequested" if payment.refund(refund_id).pending else "RefundsRefused")
            self._completion.follow_up_if_possible(payment)
        elif payment.refund(refund_id).unsent:
            self._look_first(payment)

    def _look_first(self, payment: Payment) -> None:
        """Asked for before without an answer: the provider may have sent it all the same."""
        try:
            self._completion.bring_up_to_date(payment)
        except Unavailable as error:
            logger.warning(
                "refund left to the reconciler", extra={"payment_id": payment.payment_id, "detail": str(error)}
            )


def _promised(
    payment: Payment,
    refund_id: str,
    asked: ReturnRefundAsked,
    lines: tuple[RefundLine, ...],
    ordered: Sequence[OrderedLine],
    at: datetime,
) -> Payment:
    """Raises OverRefund, InvalidInput, Conflict, IllegalTransition for what cannot be paid back."""
    refunds = payment.refunds.values()
    check_lines(ordered, refunds, lines, payment.amount.currency)
    of_lines = _less(priced(ordered, refunds, lines), asked.fee)
    left = shipping_left(payment.wanted, ordered, refunds)
    delivery = left if asked.all_delivery else min(asked.delivery, left)
    amount = sum(line.amount or 0 for line in of_lines) + delivery
    if not amount:
        raise Conflict("nothing is to be paid back for these units")
    return request_refund(
        payment, refund_id, amount, asked.reason, BY, at, of_lines, shipping=delivery, return_id=asked.return_id
    )


def _less(lines: tuple[RefundLine, ...], fee: int) -> tuple[RefundLine, ...]:
    """The fee is kept back from the first line that it fits into, and what is left of it from the next."""
    left, after = fee, list[RefundLine]()
    for line in lines:
        kept = min(left, line.amount or 0)
        left -= kept
        after.append(replace(line, amount=(line.amount or 0) - kept))
    return tuple(after)
