"""A dispute as staff answer it, and an order's money as they refund it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from pydantic import Field

from payments.domain.dispute import Dispute
from payments.domain.disputes.answering import check_acceptable, check_editable
from payments.domain.disputes.evidence import Evidence, EvidenceFile, FileKind, KeptEvidence
from payments.domain.payment import Payment
from payments.domain.refund import Refund
from payments.doors.views import DisputeView, RefundableLineView, RefundView
from payments.usecases.by_staff.order_refunds import OrderMoney
from souk import clock
from souk.errors import Conflict
from souk.http import MoneyView, View
from souk.money import Money


class EvidenceView(View):
    customer_name: str
    customer_email: str
    billing_address: str
    shipping_address: str
    carrier: str
    tracking_numbers: str
    shipped_on: str
    delivered_on: str
    product: str
    invoice: str
    refund_policy: str
    correspondence: str
    explanation: str

    @classmethod
    def of(cls, evidence: Evidence) -> EvidenceView:
        return cls(**asdict(evidence))


class EvidenceFileView(View):
    file_id: str
    kind: FileKind
    name: str
    media_type: str
    size: Annotated[int, Field(description="Bytes")]

    @classmethod
    def of(cls, file: EvidenceFile) -> EvidenceFileView:
        return cls(file_id=file.id, kind=file.kind, name=file.name, media_type=file.media_type, size=file.size)


class EvidenceFileBegun(View):
    """Send a multipart form to `url` within 15 minutes, with all of `fields` and after them the file as `file`; then
    name it among the files of the evidence. Without a `url` the file is there.
    """

    file_id: str
    url: str | None
    fields: dict[str, str]


class EvidenceLinkView(View):
    file_id: str
    url: str


class EvidenceLinksView(View):
    items: list[EvidenceLinkView]


class AnsweredDisputeView(View):
    """A dispute with what the bank is told. `evidence` is null and there are no `files` while nothing is kept; they are
    a draft until they are sent, and then what was sent, until its person is forgotten. `editable`: evidence can be
    written and sent; `acceptable`: the dispute can be accepted.
    """

    payment_id: str
    order_id: str
    provider: str
    provider_reference: str
    dispute: DisputeView
    evidence: EvidenceView | None
    files: list[EvidenceFileView]
    saved_at: datetime | None
    saved_by: str
    editable: bool
    acceptable: bool

    @classmethod
    def of(cls, payment: Payment, dispute: Dispute, kept: KeptEvidence) -> AnsweredDisputeView:
        return cls(
            payment_id=payment.payment_id,
            order_id=payment.order_id,
            provider=payment.provider,
            provider_reference=payment.reference,
            dispute=DisputeView.of(payment, dispute),
            evidence=EvidenceView.of(kept.evidence) if kept.revision else None,
            files=[EvidenceFileView.of(file) for file in kept.files],
            saved_at=kept.saved_at,
            saved_by=kept.saved_by,
            editable=_passes(lambda: check_editable(dispute, clock.now())),
            acceptable=_passes(lambda: check_acceptable(dispute)),
        )


def _passes(check: Callable[[], None]) -> bool:
    try:
        check()
    except Conflict:
        return False
    return True


class RefundedPartView(View):
    """What one payment of the order gives back."""

    payment_id: str
    provider: str
    refund: RefundView


class OrderRefundView(View):
    """A refund of an order, by the payments that give it back."""

    amount: Annotated[MoneyView, Field(description="Of those parts that did not fail")]
    parts: list[RefundedPartView]

    @classmethod
    def of(cls, parts: Sequence[tuple[Payment, Refund]]) -> OrderRefundView:
        currency = parts[0][0].amount.currency
        amount = sum(refund.amount for _, refund in parts if not refund.failure)
        shown = [
            RefundedPartView(
                payment_id=payment.payment_id, provider=payment.provider, refund=RefundView.of(payment, refund)
            )
            for payment, refund in parts
        ]
        return cls(amount=MoneyView.of(Money(amount, currency)), parts=shown)


class PaidPartView(View):
    """A captured payment of the order, and what is left of it."""

    payment_id: str
    provider: str
    status: str
    captured: MoneyView
    refunded: MoneyView
    refundable: MoneyView
    refunds: list[RefundView]

    @classmethod
    def of(cls, payment: Payment) -> PaidPartView:
        def money(amount: int) -> MoneyView:
            return MoneyView.of(payment.money(amount))

        return cls(
            payment_id=payment.payment_id,
            provider=payment.provider,
            status=str(payment.state),
            captured=money(payment.totals.captured),
            refunded=money(payment.totals.refunded),
            refundable=money(max(payment.refundable, 0)),
            refunds=[RefundView.of(payment, refund) for refund in payment.refunds.values()],
        )


class OrderMoneyView(View):
    """What can be refunded of an order over all its payments."""

    order_id: str
    refundable: MoneyView
    refundable_lines: list[RefundableLineView]
    refundable_shipping: MoneyView
    payments: list[PaidPartView]

    @classmethod
    def of(cls, order: OrderMoney) -> OrderMoneyView:
        currency = order.payments[0].amount.currency
        left = Money(order.refundable, currency)
        return cls(
            order_id=order.order_id,
            refundable=MoneyView.of(left),
            refundable_lines=[RefundableLineView.of(line, left) for line in order.lines],
            refundable_shipping=MoneyView.of(Money(order.shipping, currency)),
            payments=[PaidPartView.of(payment) for payment in order.payments],
        )
