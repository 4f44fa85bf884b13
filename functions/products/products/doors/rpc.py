"""The gRPC contracts Inventory and Catalogue."""

from __future__ import annotations

import grpc

from products.compose import services
from products.usecases.catalogue import SaleVariant
from souk import clock
from souk.contracts.catalogue_pb2 import GetVariantsRequest, GetVariantsResponse, Variant
from souk.contracts.catalogue_pb2_grpc import CatalogueServicer as CatalogueBase
from souk.contracts.catalogue_pb2_grpc import add_CatalogueServicer_to_server
from souk.contracts.common_pb2 import Money
from souk.contracts.inventory_pb2 import ReleaseRequest, ReleaseResponse, ReserveRequest, ReserveResponse
from souk.contracts.inventory_pb2_grpc import InventoryServicer as InventoryBase
from souk.contracts.inventory_pb2_grpc import add_InventoryServicer_to_server
from souk.rpc.server import RpcServer


class InventoryServicer(InventoryBase):
    """Holds stock for orders and gives it back."""

    def Reserve(self, request: ReserveRequest, context: grpc.ServicerContext) -> ReserveResponse:  # noqa: ARG002
        held = services().inventory.reserve(
            request.reservation_id,
            [(line.sku, line.quantity) for line in request.lines],
            request.ttl_seconds,
        )
        return ReserveResponse(expires_at=clock.isoformat(held.until))

    def Release(self, request: ReleaseRequest, context: grpc.ServicerContext) -> ReleaseResponse:  # noqa: ARG002
        services().inventory.release(request.reservation_id, request.reason)
        return ReleaseResponse()


class CatalogueServicer(CatalogueBase):
    """What is for sale."""

    def GetVariants(self, request: GetVariantsRequest, context: grpc.ServicerContext) -> GetVariantsResponse:  # noqa: ARG002
        skus = list(dict.fromkeys(request.skus))
        found = services().catalogue.for_sale(skus)
        return GetVariantsResponse(variants=[_variant(found[sku]) for sku in skus if sku in found])


def _variant(sale: SaleVariant) -> Variant:
    variant = sale.variant
    return Variant(
        sku=variant.sku,
        product_id=sale.product.id,
        handle=sale.product.handle,
        title=sale.product.content.title,
        variant_title=variant.title,
        image=variant.image or sale.product.image,
        price=Money(amount=variant.price.amount, currency=variant.price.currency),
        weight_grams=variant.weight_grams,
        available=max(sale.level.available, 0),
        backorder=variant.backorder,
        requires_shipping=variant.requires_shipping,
        tax_class=variant.tax_class,
    )


server = RpcServer("products")
server.add(add_InventoryServicer_to_server, InventoryServicer())
server.add(add_CatalogueServicer_to_server, CatalogueServicer())
handler = server.handler
