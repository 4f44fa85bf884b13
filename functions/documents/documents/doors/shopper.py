"""What shoppers have of their orders' documents."""

from __future__ import annotations

from documents.compose import services
from documents.doors.router import viewers
from documents.doors.views import DocumentLinkView, OrderDocumentList, OrderDocumentView
from documents.usecases.reading import DocumentViewer
from souk.errors import NotFound, OrderKeyExpired
from souk.http import Request
from souk.http.order_key import ORDER_KEY


@viewers.route(
    "GET",
    "/orders/{order_id}/documents",
    guest={
        "headers": ORDER_KEY,
        "errors": (NotFound, OrderKeyExpired),
        "summary": "The invoice and the credit notes of an order, for whoever holds the order's key.",
    },
    member={"summary": "The invoice and the credit notes of one of your orders."},
    response=OrderDocumentList,
    errors=(NotFound,),
)
def documents(viewer: DocumentViewer, _request: Request[None, None], order_id: str) -> OrderDocumentList:
    file = services().reading.seen_by(viewer, order_id)
    return OrderDocumentList(items=[OrderDocumentView.of(document) for document in file.documents])


@viewers.route(
    "GET",
    "/orders/{order_id}/documents/{number}",
    guest={
        "headers": ORDER_KEY,
        "errors": (NotFound, OrderKeyExpired),
        "summary": "Where the PDF of a document can be fetched, for whoever holds the order's key.",
    },
    member={"summary": "Where the PDF of a document of one of your orders can be fetched."},
    response=DocumentLinkView,
    errors=(NotFound,),
)
def document_link(
    viewer: DocumentViewer, _request: Request[None, None], order_id: str, number: str
) -> DocumentLinkView:
    reading = services().reading
    file = reading.seen_by(viewer, order_id)
    return DocumentLinkView(url=reading.link_to_document(file, number))
