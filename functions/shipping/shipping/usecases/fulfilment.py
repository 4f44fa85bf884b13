"""What staff do with one parcel before it leaves. Nothing of it moves money or stock, or is told to other services: the
parcel's own facts change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shipping.domain import fulfilment
from shipping.domain.shipment import Shipment
from shipping.domain.tracking import Booking
from shipping.domain.work import Packed, PickShortage, Resolution, ShortageReason
from shipping.usecases import changes
from shipping.usecases.ports import Shipments
from shipping.usecases.shipments import handing_out, handing_over
from souk import clock
from souk.errors import PreconditionFailed


@dataclass(frozen=True, slots=True)
class Measures:
    """Of a packed parcel; 0 and empty for what nobody measured."""

    weight_grams: int = 0
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0
    box: str = ""


class Fulfilment:
    """Each act is refused with the reason when the parcel is called off, has left, or is not picked here: see
    `shipping.domain.fulfilment`. All raise NotFound.
    """

    def __init__(self, shipments: Shipments) -> None:
        self._shipments = shipments

    def count(self, shipment_id: str, version: int, counts: Mapping[str, int]) -> Shipment:
        """Puts these units by SKU in the place of those counted. Raises PreconditionFailed when others changed it."""

        def decide(shipment: Shipment) -> Shipment:
            if shipment.version != version:
                raise PreconditionFailed("this parcel was changed in the meantime; look at it again")
            return fulfilment.counted(shipment, counts)

        return self._change(shipment_id, decide)

    def pack(
        self, shipment_id: str, measures: Measures, staff_id: str, address_revision: int | None = None
    ) -> Shipment:
        packing = Packed(
            clock.now(),
            staff_id,
            measures.weight_grams,
            measures.length_mm,
            measures.width_mm,
            measures.height_mm,
            measures.box,
        )
        return self._change(shipment_id, lambda it: fulfilment.packed(it, packing, address_revision))

    def unpack(self, shipment_id: str) -> Shipment:
        return self._change(shipment_id, fulfilment.unpacked)

    def report_short(
        self, shipment_id: str, sku: str, units: int, reason: ShortageReason, note: str, staff_id: str
    ) -> Shipment:
        """The parcel is an exception until a person has said what becomes of it."""
        shortage = PickShortage(sku, units, reason, note, clock.now(), staff_id)
        return self._change(shipment_id, lambda it: fulfilment.short(it, shortage))

    def resolve(self, shipment_id: str, sku: str, resolution: Resolution) -> Shipment:
        return self._change(shipment_id, lambda it: fulfilment.resolved(it, sku, resolution))

    def hand_over(self, shipment_id: str, booking: Booking | None, staff_id: str) -> Shipment:
        """Given to the carrier that has booked it, packed or not, or by hand; or ready to be fetched."""
        scan = handing_over(shipment_id, staff_id)
        return self._change(shipment_id, lambda it: fulfilment.handed_over(it, scan, booking))

    def hand_out(self, shipment_id: str, code: str, staff_id: str) -> Shipment:
        """Given to who came for it with the order's code."""
        scan = handing_out(shipment_id, staff_id)
        return self._change(shipment_id, lambda it: fulfilment.handed_out(it, code, scan))

    def _change(self, shipment_id: str, decide: changes.Change) -> Shipment:
        return changes.change(self._shipments, shipment_id, decide)[1]
