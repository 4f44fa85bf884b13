"""document.*: published by the documents service, keyed by the order."""

from __future__ import annotations

from souk.events.common import Amount, EventData


class DocumentIssued(EventData):
    """document.issued: an invoice or a credit note has its number. `type` is `invoice`, `credit_note`, or `reversal`:
    an invoice that takes a credit note back, whose refund did not come about. `corrects` is the number of the document
    that it corrects; `issued_on` a date.
    """

    order_id: str
    order_number: str
    number: str
    type: str
    issued_on: str
    total: Amount
    corrects: str = ""


TYPES: dict[str, type[EventData]] = {"document.issued": DocumentIssued}
