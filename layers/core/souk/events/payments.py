"""payment.* and refund.*: published by the payments service, keyed by the payment id."""

from __future__ import annotations

from souk.events.common import Amount, EventData


class PaymentChanged(EventData):
    """payment.started, payment.requires_action, payment.authorised, payment.captured, payment.voided, payment.failed.

    `amount` is the payment's; `captured` and `refunded` are running totals.
    """

    payment_id: str
    order_id: str
    attempt: str
    provider: str
    provider_reference: str = ""
    amount: Amount
    captured: Amount
    refunded: Amount
    reason: str = ""
    decline_code: str = ""


class RefundChanged(EventData):
    """refund.requested, refund.succeeded, refund.failed."""

    refund_id: str
    payment_id: str
    order_id: str
    amount: Amount
    refunded_total: Amount
    reason: str
    requested_by: str
