"""Puts the service together, once per process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from shipping.adapters.carriers.registry import carriers
from shipping.adapters.store import BatchStore, ShipmentStore
from shipping.domain.returns import ReturnRules
from shipping.settings import ShippingSettings
from shipping.usecases.ports import (
    Allocator,
    Batches,
    Carrier,
    Catalogue,
    PhotoFiles,
    ReturnStore,
    Shipments,
    StockHolds,
)
from shipping.usecases.shipments import Shipping
from souk.compose import Held
from souk.exports.parts import ExportParts, S3ExportParts
from souk.limits.limits import LimitCounters, Limits
from souk.limits.table import DynamoCounters

if TYPE_CHECKING:
    from shipping.domain.consignment import PickupPoint
    from shipping.usecases.batches import Batching
    from shipping.usecases.carrying.manifests import Manifests
    from shipping.usecases.carrying.offers import Offers
    from shipping.usecases.carrying.points import Points
    from shipping.usecases.carrying.rates import Rates
    from shipping.usecases.carrying.return_labels import ReturnLabels
    from shipping.usecases.exporting import ExportedParcels
    from shipping.usecases.fulfilment import Fulfilment
    from shipping.usecases.holding import Holding
    from shipping.usecases.returning.photos import Photos
    from shipping.usecases.returning.returns import Returns
    from shipping.usecases.several.again import SendingAgain
    from shipping.usecases.several.split import Splits
    from shipping.usecases.troubles import Troubles


@dataclass(frozen=True, slots=True)
class Parts:
    """New parcels go with the first of the carriers, and are picked and packed if the shop `picks`. `allocator` says
    which location sends what, where there are several; `holds` has stock held for what is sent again.
    """

    shipments: Shipments
    batches: Batches
    carriers: Mapping[str, Carrier]
    counters: LimitCounters
    exports: ExportParts
    returns: ReturnStore
    catalogue: Catalogue | None = None
    photos: PhotoFiles | None = None
    picks: bool = False
    allocator: Allocator | None = None
    return_rules: ReturnRules = field(default_factory=ReturnRules)
    holds: StockHolds | None = None


@dataclass(frozen=True)
class Services:
    parts: Parts

    @cached_property
    def limits(self) -> Limits:
        return Limits(self.parts.counters)

    @cached_property
    def shipping(self) -> Shipping:
        available = self.parts.carriers
        return Shipping(
            self.parts.shipments,
            available,
            default=next(iter(available)),
            picks=self.parts.picks,
            allocator=self.parts.allocator,
        )

    @cached_property
    def fulfilment(self) -> Fulfilment:
        # Imported here, as batches are: only staff need it.
        from shipping.usecases.fulfilment import Fulfilment

        return Fulfilment(self.parts.shipments)

    @cached_property
    def batching(self) -> Batching:
        from shipping.usecases.batches import Batching

        return Batching(self.parts.shipments, self.parts.batches)

    @cached_property
    def splits(self) -> Splits:
        from shipping.usecases.bookings import Bookings
        from shipping.usecases.several.split import Splits

        return Splits(self.parts.shipments, Bookings(self.parts.shipments, self.parts.carriers))

    @cached_property
    def returns(self) -> Returns:
        # Imported here: most requests and events are about parcels.
        from shipping.usecases.returning.returns import Returns

        labelling = frozenset(name for name, carrier in self.parts.carriers.items() if carrier.labels_returns)
        return Returns(self.parts.returns, self.parts.return_rules, self.parts.catalogue or _catalogue(), labelling)

    @cached_property
    def return_labels(self) -> ReturnLabels:
        # Imported here: few returns come under a label.
        from shipping.usecases.carrying.return_labels import ReturnLabels

        return ReturnLabels(self.parts.returns, self.returns, self.parts.carriers)

    @cached_property
    def rates(self) -> Rates:
        # Imported here: only staff need it.
        from shipping.usecases.carrying.rates import Rates

        return Rates(self.parts.shipments, self.parts.carriers)

    @cached_property
    def offers(self) -> Offers:
        # Imported here: only quotes need it.
        from shipping.usecases.carrying.offers import Offers

        return Offers(self.parts.carriers)

    @cached_property
    def points(self) -> Points:
        # Imported here: few shoppers look for one.
        from shipping.usecases.carrying.points import Points

        return Points(self.parts.carriers, _sealed)

    @cached_property
    def manifests(self) -> Manifests:
        from shipping.usecases.carrying.manifests import Manifests

        return Manifests(self.parts.shipments, self.parts.batches, self.parts.carriers)

    @cached_property
    def photos(self) -> Photos:
        # Imported here: few have any.
        from shipping.adapters.photo_files import S3Photos
        from shipping.usecases.returning.photos import Photos

        return Photos(self.returns, self.parts.photos or S3Photos(), self.limits)

    @cached_property
    def holding(self) -> Holding:
        # Imported here: few payments are disputed.
        from shipping.usecases.holding import Holding

        return Holding(self.parts.shipments, ShippingSettings().hold_reasons)

    @cached_property
    def troubles(self) -> Troubles:
        from shipping.usecases.troubles import Troubles

        return Troubles(self.parts.shipments, self.parts.returns, self.returns)

    @cached_property
    def again(self) -> SendingAgain:
        # Imported here: only staff need it.
        from shipping.usecases.bookings import Bookings
        from shipping.usecases.several.again import SendingAgain

        available = self.parts.carriers
        return SendingAgain(
            self.parts.returns,
            self.parts.holds or _holds(),
            Bookings(self.parts.shipments, available),
            next(iter(available)),
            picks=self.parts.picks,
        )

    @cached_property
    def exported(self) -> ExportedParcels:
        # Imported here: only the consumer needs it.
        from shipping.usecases.exporting import ExportedParcels

        return ExportedParcels(self.parts.returns, self.parts.exports)


def _sealed(point: PickupPoint) -> str:
    # Imported here, as what they are for is.
    from souk import clock
    from souk.events.common import PickupPoint as PublishedPoint
    from souk.limits.table import shops_key
    from souk.shop.points import sealed

    return sealed(PublishedPoint(**asdict(point)), clock.epoch(), shops_key())


def _allocator(settings: ShippingSettings) -> Allocator | None:
    if not settings.locations:
        return None
    # Imported here: a shop with one location calls nobody.
    from shipping.adapters.clients import GrpcAllocator

    return GrpcAllocator(settings.inventory_function)


def _holds() -> StockHolds:
    # Imported here: seldom needed.
    from shipping.adapters.clients import GrpcHolds

    return GrpcHolds(ShippingSettings().inventory_function)


def _catalogue() -> Catalogue:
    # Imported here, and its function named when it is asked: few want another variant.
    from shipping.adapters.clients import GrpcCatalogue

    return GrpcCatalogue(lambda: ShippingSettings().catalogue_function)


def real() -> Parts:
    from shipping.adapters.return_store import DynamoReturns

    settings = ShippingSettings()
    return Parts(
        ShipmentStore(),
        BatchStore(),
        carriers(settings),
        DynamoCounters(),
        S3ExportParts(),
        DynamoReturns(),
        picks=settings.picks,
        allocator=_allocator(settings),
        return_rules=settings.returns,
    )


services = Held(Services, real)
