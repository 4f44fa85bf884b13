"""gRPC: the Carriers contract."""

from __future__ import annotations

from typing import Any

from shipping.compose import services
from souk.address.destination import Destination
from souk.contracts import carriers_pb2, carriers_pb2_grpc, common_pb2
from souk.rpc.server import RpcServer


class CarriersServicer(carriers_pb2_grpc.CarriersServicer):
    def Offer(self, request: carriers_pb2.ParcelRequest, context: Any) -> carriers_pb2.CarrierOffers:  # noqa: ARG002
        to = Destination(request.country, request.region, request.postal_code)
        return carriers_pb2.CarrierOffers(
            offers=[
                carriers_pb2.CarrierOffers.Offered(
                    name=rate.name,
                    cost=common_pb2.Money(amount=rate.cost.amount, currency=rate.cost.currency),
                    days=rate.days,
                )
                for rate in services().offers.of(to, request.grams)
            ]
        )


server = RpcServer("shipping")
server.add(carriers_pb2_grpc.add_CarriersServicer_to_server, CarriersServicer())
handler = server.handler
