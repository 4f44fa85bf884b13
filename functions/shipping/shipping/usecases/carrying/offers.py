"""What the shop's carrier would take a parcel for, while somebody fills a cart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shipping.domain.rates import Rate
from shipping.usecases.ports import Carrier, CarrierRefused
from souk import clock
from souk.address.destination import Destination
from souk.errors import Unavailable
from souk.telemetry import count

# After so many calls in a row without an answer it is left alone for a while: shoppers wait meanwhile.
FAILURES, LEFT_ALONE_SECONDS = 3, 60


class Offers:
    """Of the carrier that new parcels go with."""

    def __init__(self, carriers: Mapping[str, Carrier]) -> None:
        self._carrier = next(iter(carriers.values()))
        self._failures = 0
        self._alone_until = 0

    def of(self, to: Destination, grams: int) -> Sequence[Rate]:
        """None where it goes not there, or has no prices. Raises Unavailable when it does not answer, and without
        asking while it is left alone.
        """
        if clock.epoch() < self._alone_until:
            count("CarrierLeftAlone")
            raise Unavailable("the carrier is left alone for a minute")
        try:
            found = self._carrier.quotes(to, grams)
        except CarrierRefused:
            found = ()
        except Unavailable:
            self._failures += 1
            if self._failures >= FAILURES:
                self._failures, self._alone_until = 0, clock.epoch() + LEFT_ALONE_SECONDS
            raise
        self._failures = 0
        return found
