"""The composition root (see `souk.compose`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from orders.domain import holding
from orders.domain.holding import Policies
from orders.domain.rates import ShippingRates, ShippingTable, TaxTable
from orders.domain.totals import TaxRules
from orders.settings import OrdersSettings
from orders.usecases.checkout import CheckoutWorkflow
from orders.usecases.follow_up import FollowUp
from orders.usecases.orders import Orders
from orders.usecases.payment_methods import PaymentMethods
from orders.usecases.ports import Carts, Catalogue, Inventory, OrderStore, Payments, Shoppers
from orders.usecases.pricing import Pricing
from orders.usecases.reactions import Reactions
from souk import ahead, bank_account
from souk.compose import Held, people_only
from souk.limits.limits import LimitCounters, Limits, PeopleOnly

if TYPE_CHECKING:
    from orders.domain.withdrawing.period import ShopDays
    from orders.usecases.access_links import AccessLinks
    from orders.usecases.letters import Letters
    from orders.usecases.privacy.erasure import Erasure
    from orders.usecases.privacy.exporting import ExportedOrders
    from orders.usecases.withdrawals import Withdrawals
    from souk.exports.parts import ExportParts
    from souk.shop.port import PublishedShop


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
    counters: LimitCounters
    policies: Callable[[str], Policies]  # by payment method
    exports: ExportParts
    shop: PublishedShop
    people: PeopleOnly | None = None


@dataclass(frozen=True)
class Services:
    parts: Parts

    @cached_property
    def orders(self) -> Orders:
        parts, settings = self.parts, OrdersSettings()
        pricing = Pricing(parts.carts, parts.catalogue, parts.shipping, parts.taxes, settings.currency)
        shop, deployed = parts.shop, bank_account.configured()
        methods = PaymentMethods(
            settings.payment_methods,
            settings.transfer_methods,
            lambda: bank_account.chosen(shop.settings(), deployed),
        )
        checkout = CheckoutWorkflow(
            parts.store,
            pricing,
            parts.inventory,
            parts.payments,
            parts.shoppers,
            methods,
            settings.shop_name,
            self._limits,
            shop,
            parts.policies,
        )
        follow_up = FollowUp(parts.store, parts.payments)
        return Orders(parts.store, pricing, checkout, Reactions(parts.store), follow_up, methods)

    @cached_property
    def _limits(self) -> Limits:
        return Limits(self.parts.counters, self.parts.people)

    @cached_property
    def access_links(self) -> AccessLinks:
        # Imported here: seldom asked for.
        from orders.usecases.access_links import AccessLinks

        return AccessLinks(self.parts.store, self._limits)

    @cached_property
    def days(self) -> ShopDays:
        from orders.domain.withdrawing.period import ShopDays, holidays_of

        settings = OrdersSettings()
        return ShopDays(settings.time_zone, holidays_of(settings.public_holidays))

    @cached_property
    def withdrawals(self) -> Withdrawals:
        # Imported here: seldom asked for.
        from orders.usecases.withdrawals import Withdrawals

        return Withdrawals(self.parts.store, self.parts.shipping, self._limits, self.days)

    @cached_property
    def letters(self) -> Letters:
        # Imported here: only staff need it.
        from orders.usecases.letters import Letters

        return Letters(self.parts.store, self._limits)

    @cached_property
    def erasure(self) -> Erasure:
        # Imported here: only the consumer needs it.
        from orders.usecases.privacy.erasure import Erasure
        from souk.delivery.forgetting import Forgetting
        from souk.delivery.table import TableInbox

        return Erasure(self.parts.store, Forgetting(TableInbox()))

    @cached_property
    def exported(self) -> ExportedOrders:
        from orders.usecases.privacy.exporting import ExportedOrders

        return ExportedOrders(self.parts.store, self.parts.exports)


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
    from souk.exports.parts import S3ExportParts
    from souk.limits.table import DynamoCounters
    from souk.shop.copy import ShopCopy

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
        counters=DynamoCounters(),
        policies=policies,
        exports=S3ExportParts(),
        shop=ShopCopy(),
        people=people_only(settings),
    )


def policies(payment_method: str) -> Policies:
    """How long an order may stay unpaid and how much it may hold, whoever places it."""
    settings = OrdersSettings()
    if payment_method in settings.transfer_methods:
        return holding.transfers(settings.guest_transfer_seconds, settings.manual_payment_seconds)
    return holding.online(settings.reservation_seconds)


services = Held(Services, real)
ahead.of_the_first_request(lambda: services().orders)
