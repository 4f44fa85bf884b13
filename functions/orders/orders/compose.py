"""The composition root (see `souk.compose`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeVar, cast

from orders.domain import holding
from orders.domain.details import PickupPlace
from orders.domain.holding import Policies
from orders.domain.rates import AskCarrier, ShippingRates, ShippingTable
from orders.domain.totals import TaxRules
from orders.settings import OrdersSettings
from orders.usecases.checkout import CheckoutWorkflow
from orders.usecases.follow_up import FollowUp
from orders.usecases.orders import Orders
from orders.usecases.payment_methods import PaymentMethods
from orders.usecases.ports import (
    BusinessSeals,
    Carts,
    Catalogue,
    FileLinks,
    Inventory,
    OrderStore,
    Payments,
    PickupPoints,
    Shoppers,
    VatRegister,
)
from orders.usecases.pricing import Pricing
from orders.usecases.reactions import Reactions
from souk import ahead, bank_account
from souk.compose import Held, people_only
from souk.limits.limits import LimitCounters, Limits, PeopleOnly
from souk.pricing.delivery.rules import DeliveryRules
from souk.pricing.delivery.shipped import shipped
from souk.shop.markets import KIND as MARKETS
from souk.shop.markets import ShopMarkets

if TYPE_CHECKING:
    from orders.domain.details import OrderCredit
    from orders.domain.withdrawing.period import ShopDays
    from orders.usecases.access_links import AccessLinks
    from orders.usecases.codes.making import CodeMaking
    from orders.usecases.codes.ports import CodeBook
    from orders.usecases.codes.redeeming import Redeeming
    from orders.usecases.downloading.downloads import Downloads
    from orders.usecases.drafting.drafts import Drafts, DraftStore
    from orders.usecases.drafting.exchanging import Exchanges
    from orders.usecases.editing.edits import Edits
    from orders.usecases.editing.supplements import Supplements
    from orders.usecases.letters import Letters
    from orders.usecases.privacy.erasure import Erasure
    from orders.usecases.privacy.exporting import ExportedOrders
    from orders.usecases.taxing.numbers import VatNumbers
    from orders.usecases.trying.promotions import PromotionTrial
    from orders.usecases.withdrawals import Withdrawals
    from souk.address.destination import Destination
    from souk.events.rules.delivery import PublishedDelivery
    from souk.exports.parts import ExportParts
    from souk.money import Money
    from souk.pricing.delivery.carriers import CarrierOffer
    from souk.pricing.promotions.rules import Rules
    from souk.shop.port import PublishedShop
    from souk.shop.promotions import ShopPromotions

Workflow = TypeVar("Workflow", bound=CheckoutWorkflow)

_DELIVERY = "delivery"


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
    seals: BusinessSeals
    register: Callable[[], VatRegister]
    codes: Callable[[], CodeBook]
    people: PeopleOnly | None = None


@dataclass(frozen=True)
class Services:
    parts: Parts

    @cached_property
    def _pricing(self) -> Pricing:
        return self._pricing_by(lambda: self._promotions(), lambda: self.redeeming)

    def _pricing_by(self, promotions: Callable[[], Rules], redeeming: Callable[[], Redeeming]) -> Pricing:
        parts, settings = self.parts, OrdersSettings()
        return Pricing(
            parts.carts,
            parts.catalogue,
            parts.shipping,
            parts.taxes,
            self._markets,
            redeeming,
            self._places,
            promotions,
            lambda user_id, groups: parts.shoppers.find(user_id, groups).groups,
            newest=self._markets.newest,
            has_points=settings.has_pickup_points,
        )

    @cached_property
    def promotion_trial(self) -> PromotionTrial:
        # Imported here: only staff need it.
        from orders.usecases.trying.promotions import PromotionTrial

        return PromotionTrial(self._pricing_by, self.parts.codes)

    @cached_property
    def _markets(self) -> ShopMarkets:
        return ShopMarkets(self.parts.shop, OrdersSettings().currency)

    @cached_property
    def _promotions(self) -> ShopPromotions:
        # Imported here: who hears of orders prices none.
        from souk.shop.promotions import ShopPromotions

        return ShopPromotions(self.parts.shop)

    @cached_property
    def redeeming(self) -> Redeeming:
        from orders.usecases.codes.redeeming import Redeeming

        return Redeeming(self.parts.codes, self._promotions, self.parts.store)

    def _places(self) -> list[PickupPlace]:
        settings = self.parts.shop.settings()
        return [PickupPlace(**place.model_dump()) for place in settings.pickups] if settings else []

    @property
    def delivery(self) -> DeliveryRules:
        """The rules of delivery in force."""
        return rules_of_delivery(self.parts.shop)

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

    def covered(
        self,
        owner: str,
        codes: Sequence[str],
        total: Money,
        address: str,
        *,
        coverable: Money,
        store_credit: bool,
        payment_method: str,
    ) -> tuple[OrderCredit, ...]:
        """See `usecases.tendering.credits`."""
        # Imported here: few pay with gift cards.
        from orders.usecases.tendering.credits import covered

        return covered(
            self.parts.payments,
            self._limits,
            owner,
            codes,
            total,
            address,
            coverable=coverable,
            store_credit=store_credit,
            payment_method=payment_method,
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
            parts.seals,
        )

    @cached_property
    def drafts(self) -> Drafts:
        # Imported here: only staff need it.
        from orders.usecases.drafting.drafts import Drafts
        from orders.usecases.drafting.placing import PlaceDraft

        parts = self.parts
        workflow = self._workflow(PlaceDraft, drafted)
        currency = OrdersSettings().currency
        return Drafts(
            parts.drafts(), parts.store, self._pricing, parts.shoppers, workflow, lambda: self.vat_numbers, currency
        )

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
    def code_making(self) -> CodeMaking:
        # Imported here: only staff need it.
        from orders.usecases.codes.making import CodeMaking

        return CodeMaking(self.parts.codes)

    @cached_property
    def _limits(self) -> Limits:
        return Limits(self.parts.counters, self.parts.people)

    @cached_property
    def access_links(self) -> AccessLinks:
        # Imported here: seldom asked for.
        from orders.usecases.access_links import AccessLinks

        return AccessLinks(self.parts.store, self._limits)

    @cached_property
    def vat_numbers(self) -> VatNumbers:
        # Imported here: few shoppers have one.
        from orders.usecases.taxing.numbers import VatNumbers

        parts = self.parts
        return VatNumbers(parts.register(), parts.seals, self._limits)

    @cached_property
    def days(self) -> ShopDays:
        from orders.domain.withdrawing.period import ShopDays, holidays_of

        settings = OrdersSettings()
        return ShopDays(settings.time_zone, holidays_of(settings.public_holidays))

    @cached_property
    def withdrawals(self) -> Withdrawals:
        # Imported here: seldom asked for.
        from orders.usecases.withdrawals import Withdrawals

        return Withdrawals(self.parts.store, self.parts.shipping, self._markets, self._limits, self.days)

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
    from orders.adapters.taxing.seals import SealedNumbers
    from souk.exports.parts import S3ExportParts
    from souk.limits.table import DynamoCounters
    from souk.shop.copy import SETTINGS, ShopCopy
    from souk.shop.promotions import KIND as PROMOTIONS
    from souk.taxes.published import KIND as TAXES
    from souk.taxes.published import ShopTaxes

    settings, shop = OrdersSettings(), ShopCopy(SETTINGS, PROMOTIONS, TAXES, _DELIVERY, MARKETS)
    return Parts(
        store=DynamoOrderStore(),
        carts=GrpcCarts(lambda: to_function(settings.carts_function)),
        catalogue=GrpcCatalogue(lambda: to_function(settings.catalogue_function)),
        inventory=GrpcInventory(lambda: to_function(settings.inventory_function)),
        payments=GrpcPayments(lambda: to_function(settings.payments_function)),
        shoppers=GrpcShoppers(lambda: to_function(settings.users_function)),
        shipping=ShippingTable(
            partial(rules_of_delivery, shop), settings.time_zone_of, settings.currency, _carrier_of(settings)
        ),
        taxes=ShopTaxes(shop, settings.time_zone),
        counters=DynamoCounters(),
        policies=policies,
        exports=S3ExportParts(),
        shop=shop,
        drafts=_draft_store,
        file_links=_file_links,
        points=SealedPoints(),
        seals=SealedNumbers(),
        register=lambda: _register(shop),
        codes=_code_book,
        people=people_only(settings),
    )


def _register(shop: PublishedShop) -> VatRegister:
    # Imported here: only who looks up a VAT number needs it.
    from orders.adapters.taxing.vies import Unasked, Vies

    def own() -> str:
        settings = shop.settings()
        return settings.seller.vat_id if settings and settings.seller else ""

    origin = OrdersSettings().vies_origin
    return Vies(origin, own) if origin else Unasked()


def _carrier_of(settings: OrdersSettings) -> AskCarrier:
    """Asks nobody, and imports nothing, until a way of delivery goes by a carrier's prices."""
    offers: list[AskCarrier] = []

    def ask(destination: Destination, grams: int) -> Sequence[CarrierOffer]:
        if not settings.carriers_function:
            return ()
        if not offers:
            from orders.adapters.clients import GrpcCarriers, to_function
            from orders.adapters.delivering.offers import RememberedOffers

            offers.append(RememberedOffers(lambda: GrpcCarriers(lambda: to_function(settings.carriers_function))).ask)
        return offers[0](destination, grams)

    return ask


def rules_of_delivery(shop: PublishedShop) -> DeliveryRules:
    """Those that the merchant published last, else those that came with the code."""
    published = shop.document(_DELIVERY)
    return shipped() if published is None else cast("PublishedDelivery", published).rules()


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


def _code_book() -> CodeBook:
    # Imported here: few orders use what has a limit.
    from orders.adapters.codes import DynamoCodeBook

    return DynamoCodeBook()


def _file_links() -> FileLinks:
    # Imported here: few orders have files.
    from orders.adapters.files import S3FileLinks

    return S3FileLinks()


services = Held(Services, real)
ahead.of_the_first_request(lambda: services().orders)
