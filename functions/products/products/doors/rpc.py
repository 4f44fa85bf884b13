"""The gRPC contracts Inventory and Catalogue."""

from __future__ import annotations

import grpc

from products.compose import services
from products.usecases.catalogue import SaleVariant
from souk import clock
from souk.contracts.catalogue_pb2 import (
    File,
    GetFilesRequest,
    GetFilesResponse,
    GetVariantsRequest,
    GetVariantsResponse,
    Variant,
)
from souk.contracts.catalogue_pb2_grpc import CatalogueServicer as CatalogueBase
from souk.contracts.catalogue_pb2_grpc import add_CatalogueServicer_to_server
from souk.contracts.common_pb2 import Money, SkuQuantity
from souk.contracts.inventory_pb2 import (
    AllocateRequest,
    AllocateResponse,
    LocationShare,
    PromisedUnits,
    ReleaseRequest,
    ReleaseResponse,
    ReserveRequest,
    ReserveResponse,
)
from souk.contracts.inventory_pb2_grpc import InventoryServicer as InventoryBase
from souk.contracts.inventory_pb2_grpc import add_InventoryServicer_to_server
from souk.rpc.server import RpcServer
from souk.taxes.kinds import VOUCHER


class InventoryServicer(InventoryBase):
    """Holds stock for orders, gives it back, and says which location sends what is sold."""

    def Reserve(self, request: ReserveRequest, context: grpc.ServicerContext) -> ReserveResponse:  # noqa: ARG002
        held = services().inventory.reserve(
            request.reservation_id,
            [(line.sku, line.quantity) for line in request.lines],
            request.ttl_seconds,
        )
        waiting = [
            PromisedUnits(sku=sku, quantity=units, available_from=held.promised.get(sku, ""))
            for sku, units in held.waiting.items()
        ]
        return ReserveResponse(expires_at=clock.isoformat(held.until), waiting=waiting)

    def Release(self, request: ReleaseRequest, context: grpc.ServicerContext) -> ReleaseResponse:  # noqa: ARG002
        services().inventory.release(request.reservation_id, request.reason)
        return ReleaseResponse()

    def Allocate(self, request: AllocateRequest, context: grpc.ServicerContext) -> AllocateResponse:  # noqa: ARG002
        lines = [(line.sku, line.quantity) for line in request.lines]
        shares = services().allocating.allocate(request.order_id, lines, request.country, request.location)
        return AllocateResponse(
            shares=[
                LocationShare(
                    location=location,
                    lines=[SkuQuantity(sku=sku, quantity=quantity) for sku, quantity in units.items()],
                )
                for location, units in shares.items()
            ]
        )


class CatalogueServicer(CatalogueBase):
    """What is for sale."""

    def GetVariants(self, request: GetVariantsRequest, context: grpc.ServicerContext) -> GetVariantsResponse:  # noqa: ARG002
        skus = list(dict.fromkeys(request.skus))
        found = services().catalogue.for_sale(skus)
        return GetVariantsResponse(variants=[_variant(found[sku]) for sku in skus if sku in found])

    def GetFiles(self, request: GetFilesRequest, context: grpc.ServicerContext) -> GetFilesResponse:  # noqa: ARG002
        found = services().digital.of_skus(list(dict.fromkeys(request.skus)))
        return GetFilesResponse(
            files=[
                File(
                    sku=sku,
                    file_id=file.id,
                    name=file.name,
                    media_type=file.media_type,
                    size=file.size,
                    key=file.key,
                    removed_at=clock.isoformat(file.removed_at) if file.removed_at else "",
                )
                for sku, held in found.items()
                for file in held.files
            ]
        )


def _variant(sale: SaleVariant) -> Variant:
    variant, per, gift_card = sale.variant, sale.variant.per_measure, sale.product.content.gift_card
    return Variant(
        sku=variant.sku,
        product_id=sale.product.id,
        handle=sale.product.handle,
        title=sale.product.content.title,
        variant_title=variant.title,
        image=variant.image or sale.product.image,
        price=Money(amount=variant.price.amount, currency=variant.price.currency),
        weight_grams=variant.weight_grams,
        available=sale.level.for_sale,
        in_stock=max(sale.level.available, 0),
        available_from=variant.available_from,
        backorder=variant.backorder,
        requires_shipping=variant.requires_shipping and not gift_card,
        tax_class=VOUCHER if gift_card else variant.tax_class,
        withdrawal_exclusion=variant.withdrawal_exclusion,
        categories=[category.id for category in sale.product.categories],
        tags=sale.product.content.tags,
        vendor=sale.product.content.vendor,
        size_class=variant.size_class,
        price_per_measure=Money(amount=per.price.amount, currency=per.price.currency) if per else None,
        measure=per.per.value if per else "",
    )


server = RpcServer("products")
server.add(add_InventoryServicer_to_server, InventoryServicer())
server.add(add_CatalogueServicer_to_server, CatalogueServicer())
handler = server.handler
