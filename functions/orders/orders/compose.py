"""The composition root (see `souk.compose`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from orders.domain.rates import ShippingRates, ShippingTable, TaxTable
from orders.domain.totals import TaxRules
from orders.settings import OrdersSettings
from orders.usecases.checkout import CheckoutWorkflow
from orders.usecases.follow_up import FollowUp
from orders.usecases.orders import Orders
from orders.usecases.ports import Carts, Catalogue, Inventory, OrderStore, Payments, Shoppers
from orders.usecases.pricing import Pricing
from orders.usecases.reactions import Reactions
from souk import ahead
from souk.compose import Held

if TYPE_CHECKING:
    from orders.usecases.erasure import Erasure


@dataclass(frozen=True, slots=True)
class Parts:
    store: OrderStore
    carts: Carts
    catalogue: Catalogue
    inventory: Inventory
    payments: Payments
    shoppers: Shoppers
    shipping: ShippingRates
    taxes: TaxRules


@dataclass(frozen=True)
class Services:
    parts: Parts

    @cached_property
    def orders(self) -> Orders:
        parts, settings = self.parts, OrdersSettings()
        pricing = Pricing(parts.carts, parts.catalogue, parts.shipping, parts.taxes, settings.currency)
        checkout = CheckoutWorkflow(parts.store, pricing, parts.inventory, parts.payments, parts.shoppers, settings)
        follow_up = FollowUp(parts.store, parts.payments)
        return Orders(parts.store, pricing, checkout, Reactions(parts.store), follow_up)

    @cached_property
    def erasure(self) -> Erasure:
        # Imported here: only the consumer needs it.
        from orders.usecases.erasure import Erasure

        return Erasure(self.parts.store)


def real() -> Parts:
    from orders.adapters.clients import (
        GrpcCarts,
        GrpcCatalogue,
        GrpcInventory,
        GrpcPayments,
        GrpcShoppers,
        to_function,
    )
    from orders.adapters.store import DynamoOrderStore

    settings = OrdersSettings()
    return Parts(
        store=DynamoOrderStore(),
        carts=GrpcCarts(lambda: to_function(settings.carts_function)),
        catalogue=GrpcCatalogue(lambda: to_function(settings.catalogue_function)),
        inventory=GrpcInventory(lambda: to_function(settings.inventory_function)),
        payments=GrpcPayments(lambda: to_function(settings.payments_function)),
        shoppers=GrpcShoppers(lambda: to_function(settings.users_function)),
        shipping=ShippingTable(),
        taxes=TaxTable(),
    )


services = Held(Services, real)
ahead.of_the_first_request(lambda: services().orders)
