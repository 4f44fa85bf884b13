"""What other services hear of a payment."""

from __future__ import annotations

from payments.payment import Fact, Payment
from payments.refund import Refund
from souk.events import Event
from souk.events.common import Amount
from souk.events.factory import new_event
from souk.events.payments import PaymentChanged, RefundChanged


def events_of(payment: Payment) -> list[Event]:
    """The events of what has happened since the payment was loaded, in order."""
    return [_event(payment, fact) for fact in payment.facts]


def _event(payment: Payment, fact: Fact) -> Event:
    data = _refund_changed(payment, fact, fact.refund) if fact.refund else _payment_changed(payment, fact)
    return new_event(fact.type, aggregate_id=payment.payment_id, aggregate_version=fact.version, data=data)


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
    )
