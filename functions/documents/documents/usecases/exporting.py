"""What a person is given of their documents when they ask for their data (`souk.exports`)."""

from __future__ import annotations

from documents.domain.document import InvoiceLine, IssuedDocument, RateSum
from documents.domain.sale import Party
from documents.usecases.ports import DocumentFiles
from souk.events.orders import OrdersExportAsked
from souk.exports.parts import ExportParts
from souk.exports.readable import Covered, readable

COVERED: Covered = {
    IssuedDocument: ("number", "type", "issued_at", "order_number", "buyer", "positions", "sums"),
    InvoiceLine: ("sku", "title", "detail", "quantity", "unit_price", "rate", "net", "gross"),
    RateSum: ("rate", "net", "tax"),
    Party: ("name", "line1", "line2", "city", "postal_code", "region", "country", "vat_id"),
}


class ExportedDocuments:
    def __init__(self, files: DocumentFiles, parts: ExportParts) -> None:
        self._files = files
        self._parts = parts

    def write(self, asked: OrdersExportAsked) -> None:
        files = [self._files.find(order_id) for order_id in asked.order_ids]
        content = {
            "documents": [readable(document, COVERED) for file in files for document in file.documents],
            "delivered_to": [readable(file.sent_to, COVERED) for file in files if file.sent_to],
        }
        self._parts.put(asked.export_id, asked.page, content)
