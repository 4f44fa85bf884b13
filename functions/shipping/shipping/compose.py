"""Puts the service together, once per process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from shipping.adapters.carriers.registry import carriers
from shipping.adapters.store import BatchStore, ShipmentStore
from shipping.settings import ShippingSettings
from shipping.usecases.ports import Batches, Carrier, Shipments
from shipping.usecases.shipments import Shipping
from souk.compose import Held
from souk.exports.parts import ExportParts, S3ExportParts
from souk.limits.limits import LimitCounters, Limits
from souk.limits.table import DynamoCounters

if TYPE_CHECKING:
    from shipping.usecases.batches import Batching
    from shipping.usecases.exporting import ExportedParcels
    from shipping.usecases.fulfilment import Fulfilment


@dataclass(frozen=True, slots=True)
class Parts:
    """New parcels go with the first of the carriers, and are picked and packed if the shop `picks`."""

    shipments: Shipments
    batches: Batches
    carriers: Mapping[str, Carrier]
    counters: LimitCounters
    exports: ExportParts
    picks: bool = False


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
    def exported(self) -> ExportedParcels:
        # Imported here: only the consumer needs it.
        from shipping.usecases.exporting import ExportedParcels

        return ExportedParcels(self.parts.shipments, self.parts.exports)


def real() -> Parts:
    settings = ShippingSettings()
    return Parts(
        ShipmentStore(), BatchStore(), carriers(settings), DynamoCounters(), S3ExportParts(), picks=settings.picks
    )


services = Held(Services, real)
