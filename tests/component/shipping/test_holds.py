"""Stock for what is sent again, held by the products service over gRPC."""

from __future__ import annotations

from typing import Any

import pytest

from shipping.adapters.clients import GrpcHolds
from souk.contracts import inventory_pb2 as inventory
from souk.contracts import inventory_pb2_grpc
from souk.errors import OutOfStock
from souk.rpc.channel import LambdaChannel
from souk.rpc.server import RpcServer
from souk.rpc.wire import Answer, Call
from tests.support.lambdas import LambdaContext


class Inventory(inventory_pb2_grpc.InventoryServicer):
    """Of which two units of each SKU are there, and more are sold in advance."""

    def __init__(self) -> None:
        self.held: list[str] = []

    def Reserve(self, request: inventory.ReserveRequest, context: Any) -> inventory.ReserveResponse:  # noqa: N802
        self.held.append(request.reservation_id)
        waiting = [
            inventory.PromisedUnits(sku=line.sku, quantity=line.quantity - 2, available_from="2027-01-31")
            for line in request.lines
            if line.quantity > 2
        ]
        return inventory.ReserveResponse(expires_at="2026-03-01T12:15:00.000Z", waiting=waiting)

    def Release(self, request: inventory.ReleaseRequest, context: Any) -> inventory.ReleaseResponse:  # noqa: N802
        self.held.remove(request.reservation_id)
        return inventory.ReleaseResponse()

    def Allocate(self, request: inventory.AllocateRequest, context: Any) -> inventory.AllocateResponse:  # noqa: N802
        raise AssertionError(request)


@pytest.fixture
def products() -> Inventory:
    return Inventory()


@pytest.fixture
def holds(products: Inventory) -> GrpcHolds:
    server = RpcServer("products")
    server.add(inventory_pb2_grpc.add_InventoryServicer_to_server, products)

    def send(_: str, call: Call) -> Answer:
        return Answer.from_payload(server.handler(call.to_payload(), LambdaContext()))

    holds = GrpcHolds("products")
    holds.__dict__["_stub"] = inventory_pb2_grpc.InventoryStub(LambdaChannel("products", send))
    return holds


def test_what_is_there_is_held(holds: GrpcHolds, products: Inventory) -> None:
    holds.hold("again:1", {"A": 2, "B": 1})
    assert products.held == ["again:1"]


def test_what_is_sold_in_advance_is_in_no_parcel(holds: GrpcHolds, products: Inventory) -> None:
    with pytest.raises(OutOfStock) as refused:
        holds.hold("again:1", {"A": 5, "B": 1})
    assert refused.value.detail["shortages"] == [{"sku": "A", "requested": 5, "available": 2}]
    assert not products.held
