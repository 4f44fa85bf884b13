"""The pick-up points near an address that shoppers choose from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from shipping.domain.consignment import PickupPoint
from shipping.usecases.ports import Carrier, CarrierRefused, NearbyPoint
from souk import clock

# As many as a shopper looks through.
MOST = 20
# Many ask from one neighbourhood, and points open and close by the week.
_SECONDS, _MOST_KEPT = 300, 200


@dataclass(frozen=True, slots=True)
class OfferedPoint:
    """`seal` is what a checkout takes it by."""

    near: NearbyPoint
    seal: str


class Points:
    """Of the carrier that new parcels go with. `seal` makes what a checkout takes a point by."""

    def __init__(self, carriers: Mapping[str, Carrier], seal: Callable[[PickupPoint], str]) -> None:
        self._carrier = next(iter(carriers.values()))
        self._seal = seal
        self._kept: dict[tuple[str, str], tuple[int, Sequence[NearbyPoint]]] = {}

    def near(self, country: str, postal_code: str) -> list[OfferedPoint]:
        """The nearest first, at most MOST; none where the carrier has none, or knows no such place. Raises Unavailable.

        What a carrier has said is kept for five minutes by this process.
        """
        if not self._carrier.has_points:
            return []
        where, now = (country, postal_code), clock.epoch()
        until, found = self._kept.get(where, (0, ()))
        if until <= now:
            try:
                found = self._carrier.points(country, postal_code)[:MOST]
            except CarrierRefused:
                found = ()
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[where] = now + _SECONDS, found
        return [OfferedPoint(near, self._seal(near.point)) for near in found if near.point.country == country]
