"""gRPC: the Documents contract, for the notifications and the payments service. Answered by the press, which has what
sets pages.
"""

from __future__ import annotations

from typing import Any

import grpc

from documents.compose import services
from documents.doors.press import print_document
from souk.contracts import documents_pb2 as pb
from souk.contracts.documents_pb2_grpc import DocumentsServicer, add_DocumentsServicer_to_server
from souk.errors import InvalidInput
from souk.rpc.server import RpcServer
from souk.telemetry import logger

# Lambda answers 6 MB at most, of which base64 takes a quarter.
MOST_BYTES = 4_000_000


class DocumentsRpc(DocumentsServicer):
    def GetPdf(self, request: pb.GetPdfRequest, context: grpc.ServicerContext) -> pb.Pdf:  # noqa: ARG002
        if not (request.order_id and request.number):
            raise InvalidInput("a document is asked for by an order_id and a number")
        pdf = services().printing.pdf(request.order_id, request.number)
        if len(pdf) > MOST_BYTES:
            logger.warning("a PDF is too large to be handed over", extra={"number": request.number, "bytes": len(pdf)})
        return pb.Pdf(content=pdf if len(pdf) <= MOST_BYTES else b"")


server = RpcServer("documents")
server.add(add_DocumentsServicer_to_server, DocumentsRpc())
_answer = server.handler


def handler(event: dict[str, Any], lambda_context: Any) -> dict[str, Any]:
    """The Lambda handler: of calls by gRPC, and of the service's own API, which gives a link to what is made."""
    answer: dict[str, Any] = (print_document if "name" in event else _answer)(event, lambda_context)
    return answer
