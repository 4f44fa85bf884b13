"""Sending an order in more parcels than were made of it: what is ready goes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shipping.domain import several
from shipping.domain.consignment import order_of
from shipping.domain.shipment import Shipment
from shipping.usecases import changes
from shipping.usecases.bookings import Bookings
from shipping.usecases.ports import Shipments
from souk import clock
from souk.errors import PreconditionFailed
from souk.telemetry import count


class Splits:
    def __init__(self, shipments: Shipments, bookings: Bookings) -> None:
        self._shipments = shipments
        self._bookings = bookings

    def split(self, shipment_id: str, units: Mapping[str, int], version: int) -> Sequence[Shipment]:
        """Has these units of a parcel go in another one. Answers with all parcels of the order.

        Raises NotFound, PreconditionFailed when it was changed since `version`, and what `several.split` does.
        """
        order_id, _ = order_of(shipment_id)

        def decide(parcels: Sequence[Shipment]) -> Sequence[Shipment]:
            parcel = changes.among(parcels, shipment_id)
            if parcel.version != version:
                raise PreconditionFailed("the parcel was changed meanwhile", version=parcel.version)
            return several.split(parcels, shipment_id, units, clock.now())

        _, parcels = changes.change_all(self._shipments, order_id, decide)
        count("ShipmentsCreated")
        with changes.for_order(parcels[-1]):
            self._bookings.book(parcels[-1])
        return self._shipments.of_order(order_id)
