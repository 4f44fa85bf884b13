"""The composition root (see `souk.compose`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from orders.domain import holding
from orders.domain.details import PickupPlace
from orders.domain.holding import Policies
from orders.domain.rates import ShippingRates, ShippingTable, TaxTable
from orders.domain.totals import TaxRules
from orders.settings import OrdersSettings
from orders.usecases.checkout import CheckoutWorkflow
from orders.usecases.follow_up import FollowUp
from orders.usecases.orders import Orders
from orders.usecases.payment_methods import PaymentMethods
from orders.usecases.ports import Carts, Catalogue, FileLinks, Inventory, OrderStore, Payments, PickupPoints, Shoppers
from orders.usecases.pricing import Pricing
from orders.usecases.reactions import Reactions
from souk import ahead, bank_account
from souk.compose import Held, people_only
from souk.limits.limits import LimitCounters, Limits, PeopleOnly

if TYPE_CHECKING:
    from orders.domain.withdrawing.period import ShopDays
    from orders.usecases.access_links import AccessLinks
    from orders.usecases.downloading.downloads import Downloads
    from orders.usecases.drafting.drafts import Drafts, DraftStore
    from orders.usecases.drafting.exchanging import Exchanges
    from orders.usecases.editing.edits import Edits
    from orders.usecases.editing.supplements import Supplements
    from orders.usecases.letters import Letters
    from orders.usecases.privacy.erasure import Erasure
    from orders.usecases.privacy.exporting import ExportedOrders
    from orders.usecases.withdrawals import Withdrawals
    from souk.exports.parts import ExportParts
    from souk.shop.port import PublishedShop

Workflow = TypeVar("Workflow", bound=CheckoutWorkflow)


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
    drafts: Callable[[], DraftStore]
    file_links: Callable[[], FileLinks]
    points: PickupPoints
    people: PeopleOnly | None = None


@dataclass(frozen=True)
class Services:
    parts: Parts

    @cached_property
    def _pricing(self) -> Pricing:
        # Imported here: who hears of orders prices none.
        from souk.shop.promotions import ShopPromotions

        parts = self.parts
        settings = OrdersSettings()
        return Pricing(
            parts.carts,
            parts.catalogue,
            parts.shipping,
            parts.taxes,
            settings.currency,
            self._places,
            ShopPromotions(parts.shop),
            has_points=settings.has_pickup_points,
        )

    def _places(self) -> list[PickupPlace]:
        settings = self.parts.shop.settings()
        return [PickupPlace(**place.model_dump()) for place in settings.pickups] if settings else []

    @cached_property
    def _methods(self) -> PaymentMethods:
        parts, settings = self.parts, OrdersSettings()
        shop, deployed = parts.shop, bank_account.configured()
        return PaymentMethods(
            settings.payment_methods,
            settings.transfer_methods,
            lambda: bank_account.chosen(shop.settings(), deployed),
            settings.captures_on_shipment,
        )

    @cached_property
    def orders(self) -> Orders:
        parts = self.parts
        checkout, follow_up = self._workflow(CheckoutWorkflow, parts.policies), FollowUp(parts.store, parts.payments)
        return Orders(
            parts.store, self._pricing, checkout, Reactions(parts.store), follow_up, self._methods, lambda: self.days
        )

    def _workflow(self, kind: type[Workflow], policies: Callable[[str], Policies]) -> Workflow:
        parts = self.parts
        return kind(
            parts.store,
            self._pricing,
            parts.inventory,
            parts.payments,
            parts.shoppers,
            self._methods,
            OrdersSettings().shop_name,
            self._limits,
            parts.shop,
            policies,
            parts.points,
        )

    @cached_property
    def drafts(self) -> Drafts:
        # Imported here: only staff need it.
        from orders.usecases.drafting.drafts import Drafts
        from orders.usecases.drafting.placing import PlaceDraft

        parts = self.parts
        workflow = self._workflow(PlaceDraft, drafted)
        return Drafts(parts.drafts(), parts.store, self._pricing, parts.shoppers, workflow, OrdersSettings().currency)

    @cached_property
    def edits(self) -> Edits:
        # Imported here: only staff need it.
        from orders.usecases.editing.edits import Edits

        return Edits(self.parts.store, self._pricing, self.supplements)

    @cached_property
    def supplements(self) -> Supplements:
        # Imported here: seldom is something added to an order.
        from orders.usecases.drafting.agreed import PlaceAgreed
        from orders.usecases.editing.supplements import Supplements

        return Supplements(self.parts.store, self._workflow(PlaceAgreed, drafted))

    @cached_property
    def exchanges(self) -> Exchanges:
        # Imported here: few returns are exchanged.
        from orders.usecases.drafting.agreed import PlaceAgreed
        from orders.usecases.drafting.exchanging import Exchanges

        return Exchanges(self.parts.store, self._workflow(PlaceAgreed, drafted))

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
    def downloads(self) -> Downloads:
        # Imported here: few orders have files.
        from orders.domain.downloading.downloads import Allowance
        from orders.usecases.downloading.downloads import Downloads

        parts, settings = self.parts, OrdersSettings()
        allowance = Allowance(settings.downloads_per_unit, settings.download_days)
        return Downloads(parts.store, parts.catalogue, parts.file_links(), allowance, self.days)

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
    from orders.adapters.points import SealedPoints
    from orders.adapters.store import DynamoOrderStore
    from souk.exports.parts import S3ExportParts
    from souk.limits.table import DynamoCounters
    from souk.shop.copy import SETTINGS, ShopCopy
    from souk.shop.promotions import KIND as PROMOTIONS

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
        shop=ShopCopy(SETTINGS, PROMOTIONS),
        drafts=_draft_store,
        file_links=_file_links,
        points=SealedPoints(),
        people=people_only(settings),
    )


def policies(payment_method: str) -> Policies:
    """How long an order may stay unpaid and how much it may hold, whoever places it."""
    settings = OrdersSettings()
    if payment_method in settings.transfer_methods:
        return holding.transfers(settings.guest_transfer_seconds, settings.manual_payment_seconds)
    return holding.online(settings.reservation_seconds)


def drafted(payment_method: str) -> Policies:
    """The same of an order that staff place for somebody, of which they decide how much it may hold."""
    settings = OrdersSettings()
    if payment_method in settings.transfer_methods:
        return holding.online(settings.manual_payment_seconds)
    return holding.online(settings.payment_link_seconds)


def _draft_store() -> DraftStore:
    # Imported here: only staff need it.
    from orders.adapters.drafts import DynamoDraftStore

    return DynamoDraftStore()


def _file_links() -> FileLinks:
    # Imported here: few orders have files.
    from orders.adapters.files import S3FileLinks

    return S3FileLinks()


services = Held(Services, real)
ahead.of_the_first_request(lambda: services().orders)
