"""What the products service says over its gRPC contracts: which location sends what of an order, what is held of the
stock to be sent again, and what variants cost.

gRPC is imported with the first call: most events and requests are about parcels that there are.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from shipping.usecases.ports import OnSale
from souk.errors import OutOfStock, Unavailable
from souk.events.orders import OrderPaid
from souk.money import Money

if TYPE_CHECKING:
    from souk.contracts.catalogue_pb2_grpc import CatalogueStub
    from souk.contracts.inventory_pb2_grpc import InventoryStub

# Seconds.
_PATIENCE = 6.0
# A hold that nobody sells, for the process died, is given back by then. Seconds.
_HELD = 24 * 3600


class GrpcAllocator:
    """`ports.Allocator` on the Lambda function of this name."""

    def __init__(self, function: str) -> None:
        self._function = function

    @cached_property
    def _stub(self) -> InventoryStub:
        from souk.contracts.inventory_pb2_grpc import InventoryStub
        from souk.rpc.channel import LambdaChannel

        return InventoryStub(LambdaChannel(self._function))

    def allocate(self, order: OrderPaid) -> Mapping[str, Mapping[str, int]]:
        from souk.contracts.common_pb2 import SkuQuantity
        from souk.contracts.inventory_pb2 import AllocateRequest
        from souk.rpc.client import call

        lines = [SkuQuantity(sku=line.sku, quantity=line.quantity) for line in order.lines]
        request = AllocateRequest(
            order_id=order.order_id,
            lines=lines,
            country=order.shipping_address.country,
            location=order.pickup.location if order.pickup else "",
        )
        reply = call(self._stub.Allocate, request, timeout=_PATIENCE)
        return {share.location: {line.sku: line.quantity for line in share.lines} for share in reply.shares}


class GrpcHolds(GrpcAllocator):
    """`ports.StockHolds` on the same function."""

    def hold(self, hold: str, units: Mapping[str, int]) -> None:
        from souk.contracts.common_pb2 import SkuQuantity
        from souk.contracts.inventory_pb2 import ReserveRequest
        from souk.rpc.client import call

        lines = [SkuQuantity(sku=sku, quantity=count) for sku, count in units.items()]
        request = ReserveRequest(reservation_id=hold, lines=lines, ttl_seconds=_HELD)
        reply = call(self._stub.Reserve, request, timeout=_PATIENCE)
        if reply.waiting:  # sold in advance: there is nothing to put in a parcel yet
            with contextlib.suppress(Unavailable):
                self.release(hold)
            raise OutOfStock(
                "not enough in stock of " + ", ".join(each.sku for each in reply.waiting),
                shortages=[
                    {"sku": each.sku, "requested": units[each.sku], "available": units[each.sku] - each.quantity}
                    for each in reply.waiting
                ],
            )

    def release(self, hold: str) -> None:
        from souk.contracts.inventory_pb2 import ReleaseRequest
        from souk.rpc.client import call

        call(self._stub.Release, ReleaseRequest(reservation_id=hold, reason="not sent again"), timeout=_PATIENCE)


class GrpcCatalogue:
    """`ports.Catalogue` on the Lambda function that `name` answers."""

    def __init__(self, name: Callable[[], str]) -> None:
        self._name = name

    @cached_property
    def _stub(self) -> CatalogueStub:
        from souk.contracts.catalogue_pb2_grpc import CatalogueStub
        from souk.rpc.channel import LambdaChannel

        return CatalogueStub(LambdaChannel(self._name()))

    def variants(self, skus: Sequence[str]) -> Mapping[str, OnSale]:
        from souk.contracts.catalogue_pb2 import GetVariantsRequest
        from souk.rpc.client import call

        reply = call(self._stub.GetVariants, GetVariantsRequest(skus=skus), timeout=_PATIENCE)
        return {
            each.sku: OnSale(
                each.product_id,
                each.variant_title or each.title,
                Money(each.price.amount, each.price.currency),
                each.available,
                each.backorder,
            )
            for each in reply.variants
        }
