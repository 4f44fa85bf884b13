"""Parcels that one person picks in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from shipping.domain.fulfilment import is_called_off, missing_of
from shipping.domain.shipment import Shipment
from shipping.domain.tracking import ShipmentState

MAX_PARCELS = 50
# With those that others were faster with.
MAX_CHOSEN = 100


@dataclass(frozen=True, slots=True)
class PickBatch:
    """`shipment_ids` were chosen for it; those belong to it whose own work says so, `size` of them when it was made.
    `wish` tells the request that made it from another under its key. `formed`: all that could be had are in it.
    """

    id: str
    created_at: datetime
    created_by: str
    assignee: str
    shipment_ids: tuple[str, ...]
    wish: str
    size: int = 0
    version: int = 0
    formed: bool = False
    closed_at: datetime | None = None

    def changed(self, **members: Any) -> PickBatch:
        """With these members and the next version."""
        return replace(self, version=self.version + 1, **members)


@dataclass(frozen=True, slots=True)
class Share:
    """What of a SKU one parcel wants and has."""

    shipment_id: str
    wanted: int
    counted: int
    missing: int


@dataclass(frozen=True, slots=True)
class PickLine:
    """A SKU of all the parcels of a batch that are still to be picked."""

    sku: str
    title: str
    options: str
    shares: tuple[Share, ...]

    @property
    def wanted(self) -> int:
        return sum(share.wanted for share in self.shares)

    @property
    def counted(self) -> int:
        return sum(share.counted for share in self.shares)

    @property
    def missing(self) -> int:
        return sum(share.missing for share in self.shares)


def with_more(batch: PickBatch, shipment_ids: Sequence[str]) -> PickBatch:
    """With these chosen for it, too. None is ever left out again: the same request may be at work twice at once."""
    return batch.changed(shipment_ids=tuple(dict.fromkeys((*batch.shipment_ids, *shipment_ids))))


def members(batch: PickBatch, parcels: Sequence[Shipment]) -> list[Shipment]:
    """The parcels that are in it, in the order in which they were chosen."""
    inside = {parcel.id: parcel for parcel in parcels if parcel.work and parcel.work.batch == batch.id}
    return [inside[shipment_id] for shipment_id in batch.shipment_ids if shipment_id in inside]


def to_do(parcels: Sequence[Shipment]) -> list[Shipment]:
    """Those that are neither called off nor gone."""
    return [parcel for parcel in parcels if not is_called_off(parcel) and not parcel.has_reached(ShipmentState.SHIPPED)]


def pick_list(parcels: Sequence[Shipment]) -> list[PickLine]:
    """What is to be fetched for parcels that are not packed yet, by SKU."""
    shares: dict[str, list[Share]] = {}
    named: dict[str, tuple[str, str]] = {}
    for parcel in to_do(parcels):
        work = parcel.work
        if work is None or work.packing:
            continue
        named.update({line.sku: (line.title, line.options) for line in parcel.consignment.lines})
        for sku, units in parcel.consignment.units.items():
            share = Share(parcel.id, units - work.short_of(sku), work.counted.get(sku, 0), missing_of(parcel, sku))
            shares.setdefault(sku, []).append(share)
    return [PickLine(sku, *named[sku], tuple(shares[sku])) for sku in sorted(shares)]
