"""gRPC: the Codes contract."""

from __future__ import annotations

from typing import Any

from orders.compose import services
from souk.contracts import codes_pb2, codes_pb2_grpc
from souk.rpc.server import RpcServer


class CodesServicer(codes_pb2_grpc.CodesServicer):
    def LookUp(self, request: codes_pb2.LookUpCodeRequest, context: Any) -> codes_pb2.GivenCode:  # noqa: ARG002
        text, promotion_id = services().redeeming.look_up(request.code, request.owner)
        return codes_pb2.GivenCode(code=text, promotion_id=promotion_id)


server = RpcServer("orders")
server.add(codes_pb2_grpc.add_CodesServicer_to_server, CodesServicer())
handler = server.handler
