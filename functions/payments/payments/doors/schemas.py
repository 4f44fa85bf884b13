"""Requests and responses of the payments routes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from payments.domain.dispute import Dispute
from payments.domain.ledger import LedgerEntry
from payments.domain.payment import Payment
from payments.domain.refund import Refund, RefundLine
from souk.errors import InvalidInput
from souk.http import ListQuery, MoneyView, Schema, View
from souk.money import Money

Minor = Annotated[int, Field(gt=0, le=10**12, description="Minor units, for instance cents")]


class AmountRequest(Schema):
    """An amount of money above zero."""

    amount: Minor
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]

    def money(self) -> Money:
        return Money(self.amount, self.currency)


class RefundLineRequest(Schema):
    """An order line, or some of its units."""

    sku: Annotated[str, Field(min_length=1, max_length=100)]
    quantity: Annotated[int, Field(gt=0, le=10_000)]
    amount: AmountRequest | None = None


class RefundRequest(Schema):
    """Without an amount, what the lines add up to is refunded; without lines, everything that is left.

    Whether the units of the lines are for sale again is a choice of its own: `restock`.
    """

    amount: AmountRequest | None = None
    lines: Annotated[list[RefundLineRequest], Field(max_length=100)] = []
    restock: bool = False
    reason: Annotated[str, Field(min_length=1, max_length=500)]

    def refund_lines(self) -> tuple[RefundLine, ...]:
        """Raises InvalidInput when amounts are of different currencies."""
        amounts = [line.amount for line in self.lines] + [self.amount]
        if len({amount.currency for amount in amounts if amount}) > 1:
            raise InvalidInput("a refund is of one currency")
        return tuple(
            RefundLine(line.sku, line.quantity, line.amount.amount if line.amount else None) for line in self.lines
        )

    def money(self) -> Money | None:
        """The amount asked for; the lines' sum when each has an amount; None for everything that is left."""
        priced = [line.amount for line in self.lines if line.amount]
        if self.amount:
            return self.amount.money()
        if self.lines and len(priced) == len(self.lines):
            return Money(sum(amount.amount for amount in priced), priced[0].currency)
        return None


class CaptureRequest(Schema):
    """Without an amount, everything that is held is captured; what is not captured is released."""

    amount: AmountRequest | None = None


class VoidRequest(Schema):
    reason: Annotated[str, Field(min_length=1, max_length=500)]


class Received(View):
    received: bool = True


class LedgerEntryView(View):
    """One movement of money. It is never changed; a mistake is corrected by a further entry."""

    sequence: int
    kind: str
    amount: MoneyView
    at: datetime
    reference: str
    by: str


class RefundLineView(View):
    sku: str
    quantity: int
    amount: MoneyView | None


class RefundView(View):
    refund_id: str
    amount: MoneyView
    status: Annotated[str, Field(description="requested, succeeded or failed")]
    reason: str
    requested_by: str
    requested_at: datetime
    settled_at: datetime | None
    failure: str
    lines: list[RefundLineView]
    restock: bool


class DisputeView(View):
    """The shopper's bank asks money back. Answer it at the provider before `due_by`; null when no evidence is taken."""

    dispute_id: Annotated[str, Field(description="The provider's")]
    status: Annotated[
        str,
        Field(
            description="warning_needs_response, warning_under_review, warning_closed (inquiries), needs_response, "
            "under_review, won, lost or prevented"
        ),
    ]
    reason: str
    amount: MoneyView
    withdrawn: MoneyView
    reinstated: MoneyView
    contested: Annotated[MoneyView, Field(description="What cannot be refunded because of it")]
    fee: Annotated[MoneyView | None, Field(description="What the provider asks for it; null until it says so")]
    opened_at: datetime
    changed_at: datetime
    due_by: datetime | None


class DisputesQuery(ListQuery):
    """`open`: there is something to answer, or to wait for; the first date to answer by comes first. `closed`: the
    latest comes first.
    """

    state: Literal["open", "closed"] = "open"


class DisputedPaymentView(View):
    """A payment with its disputes."""

    payment_id: str
    order_id: str
    provider: str
    provider_reference: str
    amount: MoneyView
    disputed: MoneyView
    refundable: MoneyView
    disputes: list[DisputeView]


class PaymentView(View):
    """A payment with its ledger. The totals are those of the ledger's entries."""

    payment_id: str
    order_id: str
    attempt: str
    provider: str
    provider_reference: str
    status: str
    amount: MoneyView
    authorised: MoneyView
    captured: MoneyView
    voided: MoneyView
    refunded: MoneyView
    disputed: Annotated[MoneyView, Field(description="Taken back by the shopper's bank and not given back")]
    refundable: MoneyView
    reason: str
    decline_code: str
    difference: Annotated[str, Field(description="What a person has to look at; empty when nothing differs")]
    correlation_id: Annotated[str, Field(description="Of the request that started it: leads to the logs of it all")]
    instructions: str
    created_at: datetime
    updated_at: datetime
    version: int
    ledger: list[LedgerEntryView]
    refunds: list[RefundView]
    disputes: list[DisputeView]


def payment_view(payment: Payment) -> PaymentView:
    def money(amount: int) -> MoneyView:
        return MoneyView.of(payment.money(amount))

    return PaymentView(
        payment_id=payment.payment_id,
        order_id=payment.order_id,
        attempt=payment.attempt,
        provider=payment.provider,
        provider_reference=payment.reference,
        status=str(payment.state),
        amount=MoneyView.of(payment.amount),
        authorised=money(payment.totals.authorised),
        captured=money(payment.totals.captured),
        voided=money(payment.totals.voided),
        refunded=money(payment.totals.refunded),
        disputed=money(payment.totals.disputed),
        refundable=money(max(payment.refundable, 0)),
        reason=payment.reason,
        decline_code=payment.decline_code,
        difference=payment.differing,
        correlation_id=payment.correlation_id,
        instructions=payment.instructions,
        created_at=payment.created_at,
        updated_at=payment.updated_at,
        version=payment.version,
        ledger=[_entry_view(payment, entry) for entry in payment.ledger],
        refunds=[refund_view(payment, refund) for refund in payment.refunds.values()],
        disputes=[_dispute_view(payment, dispute) for dispute in payment.disputes.values()],
    )


def disputed_view(payment: Payment) -> DisputedPaymentView:
    whole = payment_view(payment)
    return DisputedPaymentView(**{name: getattr(whole, name) for name in DisputedPaymentView.model_fields})


def _dispute_view(payment: Payment, dispute: Dispute) -> DisputeView:
    def money(amount: int) -> MoneyView:
        return MoneyView.of(payment.money(amount))

    return DisputeView(
        dispute_id=dispute.reference,
        status=str(dispute.status),
        reason=dispute.reason,
        amount=money(dispute.amount),
        withdrawn=money(dispute.withdrawn),
        reinstated=money(dispute.reinstated),
        contested=money(dispute.contested),
        fee=MoneyView.of(dispute.fee) if dispute.fee else None,
        opened_at=dispute.opened_at,
        changed_at=dispute.changed_at,
        due_by=dispute.due_by,
    )


def refund_view(payment: Payment, refund: Refund) -> RefundView:
    return RefundView(
        refund_id=refund.refund_id,
        amount=MoneyView.of(payment.money(refund.amount)),
        status=str(refund.status),
        reason=refund.reason,
        requested_by=refund.requested_by,
        requested_at=refund.requested_at,
        settled_at=refund.settled_at,
        failure=refund.failure,
        lines=[
            RefundLineView(
                sku=line.sku,
                quantity=line.quantity,
                amount=None if line.amount is None else MoneyView.of(payment.money(line.amount)),
            )
            for line in refund.lines
        ],
        restock=refund.restock,
    )


def _entry_view(payment: Payment, entry: LedgerEntry) -> LedgerEntryView:
    return LedgerEntryView(
        sequence=entry.sequence,
        kind=str(entry.kind),
        amount=MoneyView.of(payment.money(entry.amount)),
        at=entry.at,
        reference=entry.reference,
        by=entry.by,
    )
