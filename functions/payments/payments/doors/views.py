"""Payments, refunds and disputes as the HTTP routes show them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from payments.domain.dispute import Dispute, DisputeAnswer
from payments.domain.ledger import LedgerEntry
from payments.domain.ordered import LeftLine, OrderedLine, left_of, shipping_left
from payments.domain.payment import Payment
from payments.domain.refund import Refund, RefundLine
from payments.domain.warning import FraudWarning
from souk.http import MoneyView, View
from souk.money import Money


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

    @classmethod
    def of(cls, payment: Payment, entry: LedgerEntry) -> LedgerEntryView:
        return cls(
            sequence=entry.sequence,
            kind=str(entry.kind),
            amount=MoneyView.of(payment.money(entry.amount)),
            at=entry.at,
            reference=entry.reference,
            by=entry.by,
        )


class RefundLineView(View):
    sku: str
    quantity: int
    amount: MoneyView | None

    @classmethod
    def of(cls, payment: Payment, line: RefundLine) -> RefundLineView:
        amount = None if line.amount is None else MoneyView.of(payment.money(line.amount))
        return cls(sku=line.sku, quantity=line.quantity, amount=amount)


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
    shipping: MoneyView | None
    to: Annotated[
        Literal["payment", "store_credit", "credits"],
        Field(description="The way it was paid, store credit in its place, or the gift cards and credit that paid it"),
    ]

    @classmethod
    def of(cls, payment: Payment, refund: Refund) -> RefundView:
        return cls(
            refund_id=refund.refund_id,
            amount=MoneyView.of(payment.money(refund.amount)),
            status=str(refund.status),
            reason=refund.reason,
            requested_by=refund.requested_by,
            requested_at=refund.requested_at,
            settled_at=refund.settled_at,
            failure=refund.failure,
            lines=[RefundLineView.of(payment, line) for line in refund.lines],
            restock=refund.restock,
            shipping=MoneyView.of(payment.money(refund.shipping)) if refund.shipping else None,
            to="store_credit" if refund.as_credit else "credits" if payment.is_credit else "payment",
        )


class AnswerView(View):
    """How staff answered a dispute. `sent_at` is null until the provider has taken it, `failure` is why it did not."""

    kind: Literal["evidence", "accept"]
    by: str
    at: datetime
    sent_at: datetime | None
    failure: str

    @classmethod
    def of(cls, answer: DisputeAnswer) -> AnswerView:
        return cls(kind=answer.kind.value, by=answer.by, at=answer.at, sent_at=answer.sent_at, failure=answer.failure)


class DisputeView(View):
    """The shopper's bank asks money back. It is answered before `due_by`; null when no evidence is taken."""

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
    answer: AnswerView | None
    submissions: Annotated[int, Field(description="How often evidence was sent, here or at the provider")]
    late: Annotated[bool, Field(description="It came after `due_by`: the bank need not look at it")]

    @classmethod
    def of(cls, payment: Payment, dispute: Dispute) -> DisputeView:
        def money(amount: int) -> MoneyView:
            return MoneyView.of(payment.money(amount))

        return cls(
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
            answer=AnswerView.of(dispute.answer) if dispute.answer else None,
            submissions=dispute.submissions,
            late=dispute.late,
        )


class FraudWarningView(View):
    """The card's issuer says that it may be fraud. `actionable`: giving all of it back avoids a dispute."""

    warning_id: Annotated[str, Field(description="The provider's")]
    kind: Annotated[str, Field(description="In the issuer's words, for instance made_with_stolen_card")]
    actionable: bool
    heard_at: datetime

    @classmethod
    def of(cls, payment: Payment, warning: FraudWarning) -> FraudWarningView:
        actionable = warning.actionable and payment.is_warned_of
        return cls(warning_id=warning.reference, kind=warning.kind, actionable=actionable, heard_at=warning.heard_at)


class RefundableLineView(View):
    """What can be refunded of an order line: `units` of the `ordered` ones, and `amount` at most for all of these."""

    sku: str
    ordered: int
    units: int
    amount: MoneyView

    @classmethod
    def of(cls, line: LeftLine, left: Money) -> RefundableLineView:
        """`left` is what can be refunded at all."""
        amount = MoneyView.of(Money(min(line.amount, left.amount), left.currency))
        return cls(sku=line.sku, ordered=line.ordered, units=line.units, amount=amount)


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

    @classmethod
    def of(cls, payment: Payment) -> DisputedPaymentView:
        whole = PaymentView.of(payment)
        return cls(**{name: getattr(whole, name) for name in cls.model_fields})


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
    refundable_lines: Annotated[
        list[RefundableLineView], Field(description="Empty when it is not known here what was ordered")
    ]
    refundable_shipping: MoneyView
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
    fraud_warnings: list[FraudWarningView]

    @classmethod
    def of(cls, payment: Payment, ordered: Sequence[OrderedLine] = ()) -> PaymentView:
        refunds, left = payment.refunds.values(), max(payment.refundable, 0)

        def money(amount: int) -> MoneyView:
            return MoneyView.of(payment.money(amount))

        return cls(
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
            refundable=money(left),
            refundable_lines=[RefundableLineView.of(line, payment.money(left)) for line in left_of(ordered, refunds)],
            refundable_shipping=money(min(shipping_left(payment.wanted + payment.beside, ordered, refunds), left)),
            reason=payment.reason,
            decline_code=payment.decline_code,
            difference=payment.differing,
            correlation_id=payment.correlation_id,
            instructions=payment.instructions,
            created_at=payment.created_at,
            updated_at=payment.updated_at,
            version=payment.version,
            ledger=[LedgerEntryView.of(payment, entry) for entry in payment.ledger],
            refunds=[RefundView.of(payment, refund) for refund in refunds],
            disputes=[DisputeView.of(payment, dispute) for dispute in payment.disputes.values()],
            fraud_warnings=[FraudWarningView.of(payment, warning) for warning in payment.warnings.values()],
        )
