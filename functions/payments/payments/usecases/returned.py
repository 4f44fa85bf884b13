"""What is paid back for goods that came back: once for each time that shipping asks, and never more than is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from payments.domain.ids import refund_id_of
from payments.domain.ledger import OverRefund
from payments.domain.ordered import OrderedLine, check_lines, priced, shipping_left
from payments.domain.payment import Payment
from payments.domain.refund import Refund, RefundLine, RefundStatus
from payments.domain.refunding import refuse_refund, request_refund
from payments.domain.spreading import left_in, left_of_shipping, parts_of, refunds_of
from payments.usecases.completion import Completion, apart, written
from payments.usecases.ports import OrderPayments
from souk import clock
from souk.errors import Conflict, SoukError, Unavailable
from souk.events.shipping import ReturnRefundAsked
from souk.storage.versioned import until_fresh
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
        refund_id = _id(order.paid_by, asked, asked.attempt)
        lines = tuple(RefundLine(sku, units, asked.amounts.get(sku)) for sku, units in asked.units.items() if units > 0)
        if order.credit and order.credit != order.paid_by:
            self._of_both(order, asked, lines)
            return

        is_new, as_credit = False, asked.as_credit and bool(order.owner)

        def act(payment: Payment, at: datetime) -> Payment:
            nonlocal is_new
            is_new = refund_id not in payment.refunds
            if not is_new:
                return payment
            try:
                return _promised(payment, refund_id, asked, lines, order.lines, at, as_credit=as_credit)
            except SoukError as refused:
                wanted = Refund(refund_id, 0, asked.reason, BY, at, lines=lines, return_id=asked.return_id)
                return refuse_refund(payment, wanted, refused.message, at)

        payment = self._completion.change(order.paid_by, act)
        if is_new:
            count("RefundsRequested" if payment.refund(refund_id).pending else "RefundsRefused")
            self._completion.follow_up_if_possible(payment)
        elif payment.refund(refund_id).unsent:
            self._look_first(payment)

    def _of_both(self, order: OrderPayments, asked: ReturnRefundAsked, lines: tuple[RefundLine, ...]) -> None:
        """Of an order that gift cards paid a share of: the parts are promised together, and the first one tells of the
        return.
        """
        completion, is_new = self._completion, False

        def once() -> list[Payment]:
            nonlocal is_new
            payments = [completion.store.load(each) for each in (order.paid_by, order.credit)]
            known = [each for each in payments if _id(each.payment_id, asked, asked.attempt) in each.refunds]
            is_new = not known
            if known:
                return known
            now = clock.now()
            try:
                done = _shared(
                    payments, asked, lines, order.lines, now, as_credit=asked.as_credit and bool(order.owner)
                )
            except SoukError as refused:
                refund_id = _id(order.paid_by, asked, asked.attempt)
                wanted = Refund(refund_id, 0, asked.reason, BY, now, lines=lines, return_id=asked.return_id)
                done = [(payments[0], refuse_refund(payments[0], wanted, refused.message, now))]
            changed = [completion.announced(before, after) for before, after in done]
            given = {before.payment_id for before, _ in done}
            completion.store.save_all(changed, [each for each in payments if each.payment_id not in given])
            for (before, after), each in zip(done, changed, strict=True):
                written(before, each.payment, after.facts)
            return [each.payment for each in changed]

        for payment in until_fresh(once):
            refund = payment.refund(_id(payment.payment_id, asked, asked.attempt))
            with apart():
                if is_new:
                    count("RefundsRequested" if refund.pending else "RefundsRefused")
                    completion.follow_up_if_possible(payment)
                elif refund.unsent:
                    self._look_first(payment)

    def _look_first(self, payment: Payment) -> None:
        """Asked for before without an answer: the provider may have sent it all the same."""
        try:
            self._completion.bring_up_to_date(payment)
        except Unavailable as error:
            logger.warning(
                "refund left to the reconciler", extra={"payment_id": payment.payment_id, "detail": str(error)}
            )


def _id(payment_id: str, asked: ReturnRefundAsked, attempt: int) -> str:
    return refund_id_of(payment_id, f"return/{asked.return_id}/{attempt}")


def _shared(
    payments: Sequence[Payment],
    asked: ReturnRefundAsked,
    lines: tuple[RefundLine, ...],
    ordered: Sequence[OrderedLine],
    at: datetime,
    *,
    as_credit: bool,
) -> list[tuple[Payment, Payment]]:
    """Each payment that gives something back, before and after. Raises as `_promised` does."""
    refunds = refunds_of(payments)
    check_lines(ordered, refunds, lines, payments[0].amount.currency)
    of_lines = _less(priced(ordered, refunds, lines), asked.fee)
    left = left_of_shipping(ordered, payments)
    delivery = left if asked.all_delivery else min(asked.delivery, left)
    amount = sum(line.amount or 0 for line in of_lines) + delivery - _given_before(payments, asked)
    if amount <= 0:
        raise Conflict("nothing is to be paid back for these units")
    if amount > left_in(payments):
        raise OverRefund("more would go back than is left", refundable=left_in(payments))
    parts = parts_of(amount, of_lines, delivery, payments)
    beside = sum(part.amount for part in parts[1:])
    done = list[tuple[Payment, Payment]]()
    for number, part in enumerate(parts):
        is_first = number == 0
        id_ = _id(part.payment.payment_id, asked, asked.attempt)
        after = request_refund(
            part.payment,
            id_,
            part.amount,
            asked.reason,
            BY,
            at,
            part.lines,
            shipping=part.shipping,
            return_id=asked.return_id if is_first else "",
            beside=beside if is_first else 0,
            as_credit=as_credit,
        )
        done.append((part.payment, after))
    return done


def _given_before(payments: Sequence[Payment], asked: ReturnRefundAsked) -> int:
    """By parts of earlier tries that came about, where the one that told of the return did not."""
    ids = {_id(each.payment_id, asked, number) for each in payments for number in range(1, asked.attempt)}
    before = [refund for refund in refunds_of(payments) if refund.refund_id in ids]
    return sum(refund.amount for refund in before if refund.status is not RefundStatus.FAILED)


def _promised(
    payment: Payment,
    refund_id: str,
    asked: ReturnRefundAsked,
    lines: tuple[RefundLine, ...],
    ordered: Sequence[OrderedLine],
    at: datetime,
    *,
    as_credit: bool,
) -> Payment:
    """Raises OverRefund, InvalidInput, Conflict, IllegalTransition for what cannot be paid back."""
    refunds = payment.refunds.values()
    check_lines(ordered, refunds, lines, payment.amount.currency)
    of_lines = _less(priced(ordered, refunds, lines), asked.fee)
    left = shipping_left(payment.wanted + payment.beside, ordered, refunds)
    delivery = left if asked.all_delivery else min(asked.delivery, left)
    amount = sum(line.amount or 0 for line in of_lines) + delivery
    if not amount:
        raise Conflict("nothing is to be paid back for these units")
    return request_refund(
        payment,
        refund_id,
        amount,
        asked.reason,
        BY,
        at,
        of_lines,
        shipping=delivery,
        return_id=asked.return_id,
        as_credit=as_credit,
    )


def _less(lines: tuple[RefundLine, ...], fee: int) -> tuple[RefundLine, ...]:
    """The fee is kept back from the first line that it fits into, and what is left of it from the next."""
    left, after = fee, list[RefundLine]()
    for line in lines:
        kept = min(left, line.amount or 0)
        left -= kept
        after.append(replace(line, amount=(line.amount or 0) - kept))
    return tuple(after)
