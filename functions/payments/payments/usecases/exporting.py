"""What a person is given of the payments of their orders when they ask for their data (`souk.exports`)."""

from __future__ import annotations

from collections.abc import Iterator

from payments.domain.dispute import AnswerKind, Dispute
from payments.domain.disputes.evidence import Evidence, EvidenceFile, KeptEvidence
from payments.domain.ledger import Arrival, LedgerEntry, PaymentTotals
from payments.domain.payment import Payment
from payments.domain.refund import Refund, RefundLine
from payments.domain.warning import FraudWarning
from payments.usecases.ports import EvidenceStore, PaymentStore
from souk.events.orders import OrdersExportAsked
from souk.exports.parts import ExportParts
from souk.exports.readable import Covered, readable

COVERED: Covered = {
    Payment: (
        "payment_id",
        "order_id",
        "provider",
        "amount",
        "state",
        "created_at",
        "updated_at",
        "reference",
        "reason",
        "decline_code",
        "totals",
        "ledger",
        "refunds",
        "disputes",
        "warnings",
        "arrivals",
        "receipts",
    ),
    PaymentTotals: ("authorised", "captured", "voided", "refunded", "disputed", "surplus"),
    LedgerEntry: ("sequence", "kind", "amount", "at", "reference"),
    Refund: ("refund_id", "amount", "status", "reason", "requested_at", "settled_at", "reference", "lines"),
    Arrival: ("id", "amount", "surplus", "arrived_on", "payer", "account", "returned_at"),
    RefundLine: ("sku", "quantity", "amount"),
    KeptEvidence: ("payment_id", "dispute", "evidence", "files", "saved_at"),
    EvidenceFile: ("kind", "name", "media_type", "size"),
    Evidence: (
        "customer_name",
        "customer_email",
        "billing_address",
        "shipping_address",
        "carrier",
        "tracking_numbers",
        "shipped_on",
        "delivered_on",
        "product",
        "invoice",
        "refund_policy",
        "correspondence",
        "explanation",
    ),
    FraudWarning: ("reference", "kind", "heard_at"),
    Dispute: ("reference", "amount", "status", "reason", "opened_at", "changed_at", "withdrawn", "reinstated"),
}


class ExportedPayments:
    def __init__(self, store: PaymentStore, evidence: EvidenceStore, parts: ExportParts) -> None:
        self._store = store
        self._evidence = evidence
        self._parts = parts

    def write(self, asked: OrdersExportAsked) -> None:
        """With what banks were told of disputes; drafts that were not sent are told to nobody."""
        payments = [payment for order_id in asked.order_ids for payment in self._attempts(order_id)]
        said = [
            self._evidence.load(payment.payment_id, dispute.reference)
            for payment in payments
            for dispute in payment.disputes.values()
            if dispute.answer and dispute.answer.kind is AnswerKind.EVIDENCE
        ]
        content = {
            "payments": [readable(payment, COVERED) for payment in payments],
            **({"evidence": [readable(kept, COVERED) for kept in said]} if said else {}),
        }
        self._parts.put(asked.export_id, asked.page, content)

    def _attempts(self, order_id: str) -> Iterator[Payment]:
        """All attempts to pay the order."""
        return (self._store.load(payment_id) for payment_id in self._store.order(order_id).attempts.values())
