"""Puts the service together, once per process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from shipping.adapters.carriers.registry import carriers
from shipping.adapters.store import BatchStore, ShipmentStore
from shipping.domain.returns import ReturnRules
from shipping.settings import ShippingSettings
from shipping.usecases.ports import Batches, Carrier, ReturnStore, Shipments
from shipping.usecases.shipments import Shipping
from souk.compose import Held
from souk.exports.parts import ExportParts, S3ExportParts
from souk.limits.limits import LimitCounters, Limits
from souk.limits.table import DynamoCounters

if TYPE_CHECKING:
    from shipping.usecases.batches import Batching
    from shipping.usecases.exporting import ExportedParcels
    from shipping.usecases.fulfilment import Fulfilment
    from shipping.usecases.returns import Returns
    from shipping.usecases.troubles import Troubles


@dataclass(frozen=True, slots=True)
class Parts:
    """New parcels go with the first of the carriers, and are picked and packed if the shop `picks`."""

    shipments: Shipments
    batches: Batches
    carriers: Mapping[str, Carrier]
    counters: LimitCounters
    exports: ExportParts
    returns: ReturnStore
    picks: bool = False
    return_rules: ReturnRules = field(default_factory=ReturnRules)


@dataclass(frozen=True)
class Services:
    parts: Parts

    @cached_property
    def limits(self) -> Limits:
        return Limits(self.parts.counters)

    @cached_property
    def shipping(self) -> Shipping:
        available = self.parts.carriers
        return Shipping(self.parts.shipments, available, default=next(iter(available)), picks=self.parts.picks)

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
    def returns(self) -> Returns:
        # Imported here: most requests and events are about parcels.
        from shipping.usecases.returns import Returns

        return Returns(self.parts.returns, self.parts.return_rules)

    @cached_property
    def troubles(self) -> Troubles:
        from shipping.usecases.troubles import Troubles

        return Troubles(self.parts.shipments, self.parts.returns, self.returns)

    @cached_property
    def exported(self) -> ExportedParcels:
        # Imported here: only the consumer needs it.
        from shipping.usecases.exporting import ExportedParcels

        return ExportedParcels(self.parts.returns, self.parts.exports)


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
        return_rules=settings.returns,
    )


services = Held(Services, real)
