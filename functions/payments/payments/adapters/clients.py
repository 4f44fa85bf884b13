"""What other services answer: the documents service's contract Documents as the port `PrintedDocuments`."""

from __future__ import annotations

from grpc import Channel

from souk.contracts.documents_pb2 import GetPdfRequest
from souk.contracts.documents_pb2_grpc import DocumentsStub
from souk.rpc.client import call

# As long as the press may take to start and set a page.
_PDF_SECONDS = 20.0


class GrpcPrintedDocuments:
    """`channel` leads to the function that answers the contract."""

    def __init__(self, channel: Channel) -> None:
        self._stub = DocumentsStub(channel)

    def pdf(self, order_id: str, number: str) -> bytes:
        asked = GetPdfRequest(order_id=order_id, number=number)
        content: bytes = call(self._stub.GetPdf, asked, timeout=_PDF_SECONDS).content
        return content
