"""Puts the service together, once per process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from shipping.adapters.carriers.registry import carriers
from shipping.adapters.store import ShipmentStore
from shipping.usecases.ports import Carrier, Shipments
from shipping.usecases.shipments import Shipping
from souk.compose import Held
from souk.exports.parts import ExportParts, S3ExportParts
from souk.limits.limits import LimitCounters, Limits
from souk.limits.table import DynamoCounters
from souk.settings import Settings

if TYPE_CHECKING:
    from shipping.usecases.exporting import ExportedParcels


@dataclass(frozen=True, slots=True)
class Parts:
    """New parcels go with the first of the carriers."""

    shipments: Shipments
    carriers: Mapping[str, Carrier]
    counters: LimitCounters
    exports: ExportParts


@dataclass(frozen=True)
class Services:
    parts: Parts

    @cached_property
    def limits(self) -> Limits:
        return Limits(self.parts.counters)

    @cached_property
    def shipping(self) -> Shipping:
        available = self.parts.carriers
        return Shipping(self.parts.shipments, available, default=next(iter(available)))

    @cached_property
    def exported(self) -> ExportedParcels:
        # Imported here: only the consumer needs it.
        from shipping.usecases.exporting import ExportedParcels

        return ExportedParcels(self.parts.shipments, self.parts.exports)


def real() -> Parts:
    return Parts(ShipmentStore(), carriers(Settings()), DynamoCounters(), S3ExportParts())


services = Held(Services, real)
