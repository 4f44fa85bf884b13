"""What a person is given of the payments of their orders when they ask for their data (`souk.exports`)."""

from __future__ import annotations

from collections.abc import Iterator

from payments.domain.dispute import Dispute
from payments.domain.ledger import Arrival, LedgerEntry, PaymentTotals
from payments.domain.payment import Payment
from payments.domain.refund import Refund, RefundLine
from payments.usecases.ports import PaymentStore
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
        "arrivals",
        "receipts",
    ),
    PaymentTotals: ("authorised", "captured", "voided", "refunded", "disputed", "surplus"),
    LedgerEntry: ("sequence", "kind", "amount", "at", "reference"),
    Refund: ("refund_id", "amount", "status", "reason", "requested_at", "settled_at", "reference", "lines"),
    Arrival: ("id", "amount", "surplus", "arrived_on", "payer", "account", "returned_at"),
    RefundLine: ("sku", "quantity", "amount"),
    Dispute: ("reference", "amount", "status", "reason", "opened_at", "changed_at", "withdrawn", "reinstated"),
}


class ExportedPayments:
    def __init__(self, store: PaymentStore, parts: ExportParts) -> None:
        self._store = store
        self._parts = parts

    def write(self, asked: OrdersExportAsked) -> None:
        payments = (payment for order_id in asked.order_ids for payment in self._attempts(order_id))
        content = {"payments": [readable(payment, COVERED) for payment in payments]}
        self._parts.put(asked.export_id, asked.page, content)

    def _attempts(self, order_id: str) -> Iterator[Payment]:
        """All attempts to pay the order."""
        return (self._store.load(payment_id) for payment_id in self._store.order(order_id).attempts.values())
