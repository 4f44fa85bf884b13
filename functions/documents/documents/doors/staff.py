"""What staff have of orders' documents."""

from __future__ import annotations

from documents.compose import services
from documents.doors.router import api
from documents.doors.views import DocumentLinkView, PeppolQuery, PeppolView, StaffDocumentsView, WaitingInvoiceView
from souk.errors import InvalidInput, NotFound
from souk.http import ListQuery, Page, Request
from souk.staff.permissions import Permission

_NEEDED = Permission.ORDERS_READ


@api.get("/admin/documents/waiting", query=ListQuery, response=Page[WaitingInvoiceView], needs=_NEEDED)
def waiting_invoices(request: Request[None, ListQuery]) -> Page[WaitingInvoiceView]:
    """Invoices that cannot be made yet, the longest first, and why."""
    found, following = services().reading.waiting(request.query.limit, request.query.cursor)
    return Page(items=[WaitingInvoiceView.of(waiting) for waiting in found], next_cursor=following)


@api.get("/admin/orders/{order_id}/documents", response=StaffDocumentsView, needs=_NEEDED)
def staff_documents(_request: Request[None, None], order_id: str) -> StaffDocumentsView:
    """The documents of an order, and why its invoice waits, if it does."""
    reading = services().reading
    return StaffDocumentsView.listed(reading.listed(reading.for_staff(order_id)))


@api.get("/admin/orders/{order_id}/documents/{number}", response=DocumentLinkView, needs=_NEEDED)
def staff_document_link(_request: Request[None, None], order_id: str, number: str) -> DocumentLinkView:
    """Where the PDF of a document can be fetched. `delivery-note` is what goes into the parcel, as it holds now."""
    reading = services().reading
    return DocumentLinkView(url=reading.link(reading.for_staff(order_id), number))


@api.get(
    "/admin/orders/{order_id}/documents/{number}/peppol",
    query=PeppolQuery,
    response=PeppolView,
    errors=(NotFound, InvalidInput),
    needs=_NEEDED,
)
def peppol_document(request: Request[None, PeppolQuery], order_id: str, number: str) -> PeppolView:
    """A document for a business that takes invoices over the Peppol network."""
    reading, asked = services().reading, request.query
    file = reading.for_staff(order_id)
    xml = reading.for_network(file, number, asked.buyer, asked.seller or "", asked.reference or "")
    return PeppolView(filename=f"{number}.xml", xml=xml)
