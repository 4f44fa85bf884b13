"""payment.*, refund.*, dispute.*, fraud_warning.* and transfer.*: published by payments, keyed by the payment id; and
gift_card.*, keyed by the card's.
"""

from __future__ import annotations

from typing import Annotated

from souk.events.common import SELDOM, Amount, EventData


class PaymentChanged(EventData):
    """payment.started, payment.requires_action, payment.authorised, payment.captured, payment.voided, payment.failed.

    `amount` is the payment's; `captured` and `refunded` are running totals. `next_step` is what the shopper can do, in
    a sentence; empty when there is nothing. `on_shipment`, of payment.authorised: what is held pays the order, and is
    captured when it is sent.
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
    next_step: str = ""
    on_shipment: bool = False


class RefundedLine(EventData):
    """An order line that a refund is for. `amount` is None when only the refund as a whole has one. More than
    `quantity` units cost, which may be none, lowers the price of the others.
    """

    sku: str
    quantity: int
    amount: Amount | None = None


class RefundChanged(EventData):
    """refund.requested, refund.succeeded, refund.failed.

    `lines` are the order lines it is for; empty when it is for none in particular. `restock` asks for their units to
    be for sale again once the refund has succeeded; whether money goes back and whether goods do are two choices.
    `shipping` is how much of it is for the way of delivery, `return_id` the return that it is for, `beside` how much
    goes back for that to gift cards by a refund of their own, `failure` why it failed. `as_credit`: it is store credit
    of whose order it is, and no money moves. `to_credits`: gift cards or store credit had paid it, and have it back.
    """

    refund_id: str
    payment_id: str
    order_id: str
    amount: Amount
    refunded_total: Amount
    reason: str
    requested_by: str
    lines: list[RefundedLine] = []
    restock: bool = False
    shipping: Amount | None = None
    return_id: str = ""
    beside: Amount | None = None
    failure: str = ""
    as_credit: Annotated[bool, SELDOM] = False
    to_credits: Annotated[bool, SELDOM] = False


class DisputeChanged(EventData):
    """dispute.opened, dispute.updated, dispute.funds_withdrawn, dispute.funds_reinstated, dispute.closed.

    The shopper's bank asks `amount` back. `status` is warning_needs_response, warning_under_review or warning_closed
    for an inquiry, else needs_response, under_review, won, lost or prevented. `withdrawn` and `reinstated` are running
    totals of this dispute, `contested` is what cannot be refunded because of it; `disputed_total` is what banks have
    taken of the payment and not given back. Evidence is taken until `due_by` (RFC 3339); empty when none is. `fee` is
    what the provider asks for the dispute, null when it has not said.
    """

    dispute_id: str
    payment_id: str
    order_id: str
    provider: str
    amount: Amount
    status: str
    reason: str = ""
    due_by: str = ""
    withdrawn: Amount
    reinstated: Amount
    contested: Amount
    disputed_total: Amount
    fee: Amount | None = None


class FraudWarned(EventData):
    """fraud_warning.received: the card's issuer says that a payment of `amount` may be fraud; fraud_warning.closed: to
    act on it would be of no use any more, for it is disputed or given back.

    `kind` is what the issuer calls it, in the provider's words. `actionable`: giving all of it back avoids a dispute.
    """

    warning_id: str
    payment_id: str
    order_id: str
    provider: str
    amount: Amount
    kind: str = ""
    actionable: bool


class TransferChanged(EventData):
    """transfer.received: money came by bank transfer. transfer.returned: what was not due of it was given back.

    `surplus` of `amount` is not due; `due` is what the payment still waits for, and `surplus_total` what waits to be
    given back of all its transfers. `late`: nothing was waited for any more. `reference` is what the payer quotes, and
    `arrived_on` the bank's day.
    """

    transfer_id: str
    payment_id: str
    order_id: str
    reference: str
    amount: Amount
    surplus: Amount
    due: Amount
    surplus_total: Amount
    late: bool
    arrived_on: str


class PaymentMismatch(EventData):
    """payment.mismatch: the provider, our ledger or the order differ and nothing was booked: a person has to look.

    `kind` is amount, reference, captured, refunded, second_payment, paid_without_order, order_without_payment,
    refund_refused or capture_refused. `expected` is what our side has, `found` what the other side has, `difference`
    found − expected.
    """

    payment_id: str
    order_id: str
    provider: str
    provider_reference: str = ""
    kind: str
    expected: Amount
    found: Amount
    difference: Amount | None = None
    detail: str = ""


class GiftCardSent(EventData):
    """gift_card.sent: the letter that brings a gift card of `amount` is to be written, to who gets it. gift_card.given:
    one that was bought is on its way for the first time, which its buyer is told.

    Its code is in no event: `Payments.GetGiftCardCode` tells it to who writes the letter. `sender` and `message` are
    what the giver wants said; `expires_on` is its last day (ISO 8601), empty where it has none. `order_id` is the order
    that it was bought with, whose buyer is told, too; empty for one that staff gave.
    """

    gift_card_id: str
    amount: Amount
    email: str
    name: str = ""
    sender: str = ""
    message: str = ""
    locale: str = ""
    expires_on: str = ""
    order_id: Annotated[str, SELDOM] = ""


TYPES: dict[str, type[EventData]] = {
    "payment.started": PaymentChanged,
    "payment.requires_action": PaymentChanged,
    "payment.authorised": PaymentChanged,
    "payment.captured": PaymentChanged,
    "payment.voided": PaymentChanged,
    "payment.failed": PaymentChanged,
    "payment.mismatch": PaymentMismatch,
    "refund.requested": RefundChanged,
    "refund.succeeded": RefundChanged,
    "refund.failed": RefundChanged,
    "dispute.opened": DisputeChanged,
    "dispute.updated": DisputeChanged,
    "dispute.funds_withdrawn": DisputeChanged,
    "dispute.funds_reinstated": DisputeChanged,
    "dispute.closed": DisputeChanged,
    "fraud_warning.received": FraudWarned,
    "fraud_warning.closed": FraudWarned,
    "transfer.received": TransferChanged,
    "transfer.returned": TransferChanged,
    "gift_card.sent": GiftCardSent,
    "gift_card.given": GiftCardSent,
}
