"""What the HTTP routes answer."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import AwareDatetime, Field

from documents.domain.document import DocumentType, IssuedDocument
from documents.domain.file import Obstacle
from documents.usecases.ports import WaitingInvoice
from documents.usecases.reading import OrderDocuments
from souk.http import MoneyView, Schema, View

_ADDRESS = r"^[0-9]{4}:[!-~]{1,80}$"


class OrderDocumentView(View):
    """`refers_to` is the number of the document that it corrects."""

    number: str
    type: DocumentType
    issued_on: date
    total: MoneyView
    tax: MoneyView
    refers_to: str | None

    @classmethod
    def of(cls, document: IssuedDocument) -> Self:
        return cls(
            number=document.number,
            type=document.type,
            issued_on=document.issued_on,
            total=MoneyView.of(document.total),
            tax=MoneyView.of(document.tax),
            refers_to=document.refers_to[0] if document.refers_to else None,
        )


class OrderDocumentList(View):
    items: list[OrderDocumentView]


class StaffDocumentsView(OrderDocumentList):
    """`waits_for` says why the invoice is not made yet, `missing` which members of the settings it lacks."""

    waits_for: Obstacle | None
    missing: list[str]
    delivery_note: Annotated[bool, Field(description="Whether there is one: something is to be sent")]

    @classmethod
    def listed(cls, found: OrderDocuments) -> Self:
        return cls(
            items=[OrderDocumentView.of(document) for document in found.items],
            waits_for=found.obstacle,
            missing=list(found.missing),
            delivery_note=found.delivery_note,
        )


class DocumentLinkView(View):
    url: Annotated[str, Field(description="Good for five minutes, for whoever has it")]


class PeppolQuery(Schema):
    """Peppol's addresses are of the form scheme:value, the scheme one of its Electronic Address Scheme."""

    buyer: Annotated[str, Field(pattern=_ADDRESS, description="Where the buyer takes invoices, as 0088:7300010000001")]
    seller: (
        Annotated[
            str, Field(pattern=_ADDRESS, description="The shop's own address; of its VAT number when nothing is said")
        ]
        | None
    ) = None
    reference: (
        Annotated[
            str,
            Field(
                min_length=1,
                max_length=100,
                description="What the buyer knows it by; the order's number if nothing is said",
            ),
        ]
        | None
    ) = None


class PeppolView(View):
    """An invoice or a credit note of Peppol BIS Billing 3.0 (UBL 2.1), to be handed to an access point."""

    filename: str
    xml: str


class WaitingInvoiceView(View):
    order_id: str
    waits_for: Obstacle
    paid_at: AwareDatetime

    @classmethod
    def of(cls, waiting: WaitingInvoice) -> Self:
        return cls(order_id=waiting.order_id, waits_for=waiting.obstacle, paid_at=waiting.since)
