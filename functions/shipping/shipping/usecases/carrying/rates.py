"""What a parcel's carrier offers to take it for, and staff who choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shipping.domain import choosing
from shipping.domain.rates import Rate, named
from shipping.domain.shipment import Shipment
from shipping.usecases import changes
from shipping.usecases.bookings import Bookings
from shipping.usecases.ports import Carrier, Shipments
from souk import clock
from souk.errors import InvalidInput
from souk.storage.versioned import require_version


class Rates:
    def __init__(self, shipments: Shipments, carriers: Mapping[str, Carrier]) -> None:
        self._shipments = shipments
        self._carriers = carriers
        self._bookings = Bookings(shipments, carriers)

    def of(self, shipment_id: str) -> tuple[Shipment, Sequence[Rate]]:
        """A parcel and its carrier's offers, the cheapest first. Raises NotFound, Unavailable, CarrierRefused."""
        shipment = changes.find(self._shipments, shipment_id)
        carrier = self._carriers.get(shipment.carrier)
        offers = carrier.rates(shipment.consignment) if carrier else ()
        return shipment, sorted(offers, key=lambda rate: (rate.cost.amount, rate.name))

    def choose(self, shipment_id: str, rate: str, version: int) -> Shipment:
        """Has it booked by that offer, in the place of what was booked. The same again changes nothing.

        What is written down first is gone on with by the booking job. Raises NotFound, InvalidInput for what is not
        offered, IllegalTransition, Unavailable, PreconditionFailed when it is another version by now.
        """
        _, offers = self.of(shipment_id)
        if named(offers, rate) is None:
            raise InvalidInput(f"{rate} is not offered for this parcel")

        def decide(known: Shipment) -> Shipment:
            after = choosing.chosen(known, rate, clock.now())
            if after != known:
                require_version(version, known.version)
            return after

        before, after = changes.change(self._shipments, shipment_id, decide)
        if after != before:
            with changes.for_order(after):
                if self._bookings.book(after):
                    self._bookings.call_off_former(changes.find(self._shipments, shipment_id))
        return changes.find(self._shipments, shipment_id)
