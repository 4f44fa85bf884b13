"""The lists with which the parcels of a batch are given to their carriers, at the end of the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shipping.domain.batch import members
from shipping.domain.tracking import Booking, Manifest, ShipmentState
from shipping.usecases.ports import Batches, Carrier, CarrierRefused, Shipments
from souk.errors import NotFound


class Manifests:
    """Nothing is kept of them here: carriers give the same list for the same parcels."""

    def __init__(self, shipments: Shipments, batches: Batches, carriers: Mapping[str, Carrier]) -> None:
        self._shipments = shipments
        self._batches = batches
        self._carriers = carriers

    def of_batch(self, batch_id: str) -> Sequence[Manifest]:
        """Of what was handed over of it, by carrier; none where a carrier needs none. Raises NotFound, Unavailable."""
        batch = self._batches.find(batch_id)
        if batch is None:
            raise NotFound("no such batch")
        booked: dict[str, list[Booking]] = {}
        parcels = members(batch, self._shipments.several(batch.shipment_ids))
        for parcel in sorted(parcels, key=lambda it: it.id):
            gone = parcel.has_reached(ShipmentState.SHIPPED) and not parcel.cancelled_at
            if gone and parcel.booking.carrier_reference:
                booked.setdefault(parcel.carrier, []).append(parcel.booking)
        return [one for name, bookings in booked.items() for one in self._asked(name, bookings)]

    def _asked(self, name: str, bookings: Sequence[Booking]) -> Sequence[Manifest]:
        carrier = self._carriers.get(name)
        try:
            return carrier.manifests(bookings) if carrier else ()
        except CarrierRefused as error:
            return [Manifest(name, len(bookings), note=error.message)]
