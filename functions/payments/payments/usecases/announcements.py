"""What other services hear of a payment: an event for each of its facts.

The events go into `Payment.published`, which is stored with the payment in one write.
"""

from __future__ import annotations

from dataclasses import replace

from payments.domain.advice import next_step
from payments.domain.difference import Difference
from payments.domain.dispute import Dispute
from payments.domain.ledger import Arrival
from payments.domain.payment import Fact, Payment
from payments.domain.refund import Refund, RefundLine
from payments.domain.transfers.arriving import due
from payments.domain.warning import FraudWarning
from souk import clock
from souk.events import Event
from souk.events.common import Amount, EventData
from souk.events.factory import new_event
from souk.events.payments import (
    DisputeChanged,
    FraudWarned,
    PaymentChanged,
    PaymentMismatch,
    RefundChanged,
    RefundedLine,
    TransferChanged,
)


def changing(payment: Payment) -> Payment:
    """A new or changed payment as it is stored next: with the events of its facts and the number of that write."""
    told = [_event(payment, fact).text() for fact in payment.facts]
    return replace(payment, revision=payment.revision + 1, facts=(), published=(*payment.published, *told))


def _event(payment: Payment, fact: Fact) -> Event:
    return new_event(
        fact.type, aggregate_id=payment.payment_id, aggregate_version=fact.version, data=_data(payment, fact)
    )


def _data(payment: Payment, fact: Fact) -> EventData:
    if fact.refund:
        return _refund_changed(payment, fact, fact.refund)
    if fact.dispute:
        return _dispute_changed(payment, fact, fact.dispute)
    if fact.warning:
        return _fraud_warned(payment, fact.warning)
    if fact.arrival:
        return _transfer_changed(payment, fact, fact.arrival)
    if fact.difference:
        return _mismatch(payment, fact.difference)
    return _payment_changed(payment, fact)


def _payment_changed(payment: Payment, fact: Fact) -> PaymentChanged:
    return PaymentChanged(
        payment_id=payment.payment_id,
        order_id=payment.order_id,
        attempt=payment.attempt,
        provider=payment.provider,
        provider_reference=payment.reference,
        amount=Amount.of(payment.amount),
        captured=Amount.of(payment.money(fact.totals.captured)),
        refunded=Amount.of(payment.money(fact.totals.refunded)),
        reason=payment.reason,
        decline_code=payment.decline_code,
        next_step=next_step(payment),
        on_shipment=payment.on_shipment and fact.type == "payment.authorised",
    )


def _refund_changed(payment: Payment, fact: Fact, refund: Refund) -> RefundChanged:
    return RefundChanged(
        refund_id=refund.refund_id,
        payment_id=payment.payment_id,
        order_id=payment.order_id,
        amount=Amount.of(payment.money(refund.amount)),
        refunded_total=Amount.of(payment.money(fact.totals.refunded)),
        reason=refund.reason,
        requested_by=refund.requested_by,
        lines=[_line(payment, line) for line in refund.lines],
        restock=refund.restock,
        shipping=Amount.of(payment.money(refund.shipping)) if refund.shipping else None,
        return_id=refund.return_id,
        beside=Amount.of(payment.money(refund.beside)) if refund.beside else None,
        failure=refund.failure,
        as_credit=refund.as_credit,
        to_credits=payment.is_credit,
    )


def _line(payment: Payment, line: RefundLine) -> RefundedLine:
    amount = None if line.amount is None else Amount.of(payment.money(line.amount))
    return RefundedLine(sku=line.sku, quantity=line.quantity, amount=amount)


def _dispute_changed(payment: Payment, fact: Fact, dispute: Dispute) -> DisputeChanged:
    return DisputeChanged(
        dispute_id=dispute.reference,
        payment_id=payment.payment_id,
        order_id=payment.order_id,
        provider=payment.provider,
        amount=Amount.of(payment.money(dispute.amount)),
        status=str(dispute.status),
        reason=dispute.reason,
        due_by=clock.isoformat(dispute.due_by) if dispute.due_by else "",
        withdrawn=Amount.of(payment.money(dispute.withdrawn)),
        reinstated=Amount.of(payment.money(dispute.reinstated)),
        contested=Amount.of(payment.money(dispute.contested)),
        disputed_total=Amount.of(payment.money(fact.totals.disputed)),
        fee=Amount.of(dispute.fee) if dispute.fee else None,
    )


def _fraud_warned(payment: Payment, warning: FraudWarning) -> FraudWarned:
    return FraudWarned(
        warning_id=warning.reference,
        payment_id=payment.payment_id,
        order_id=payment.order_id,
        provider=payment.provider,
        amount=Amount.of(payment.amount),
        kind=warning.kind,
        actionable=warning.actionable,
    )


def _transfer_changed(payment: Payment, fact: Fact, arrival: Arrival) -> TransferChanged:
    def amount(minor_units: int) -> Amount:
        return Amount.of(payment.money(minor_units))

    return TransferChanged(
        transfer_id=arrival.id,
        payment_id=payment.payment_id,
        order_id=payment.order_id,
        reference=payment.reference,
        amount=amount(arrival.amount),
        surplus=amount(arrival.surplus),
        due=amount(due(payment)),
        surplus_total=amount(fact.totals.surplus),
        late=arrival.surplus == arrival.amount,
        arrived_on=arrival.arrived_on,
    )


def _mismatch(payment: Payment, difference: Difference) -> PaymentMismatch:
    return PaymentMismatch(
        payment_id=payment.payment_id,
        order_id=payment.order_id,
        provider=payment.provider,
        provider_reference=payment.reference,
        kind=str(difference.kind),
        expected=Amount.of(difference.expected),
        found=Amount.of(difference.found),
        difference=Amount.of(difference.amount) if difference.amount else None,
        detail=difference.detail,
    )
