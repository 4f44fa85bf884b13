"""No carrier's API: staff hand the parcel over and enter the tracking code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from shipping.domain.consignment import Consignment
from shipping.domain.rates import Rate
from shipping.domain.tracking import MANUAL, Booking, Manifest, Scan
from shipping.usecases.ports import CarrierRefused, CarrierReport, NearbyPoint
from souk.errors import NotFound
from souk.settings import Settings

if TYPE_CHECKING:  # only what quotes loads it
    from souk.address.destination import Destination

NAME = MANUAL


def set_up(_settings: Settings) -> ManualCarrier:
    return ManualCarrier()


class ManualCarrier:
    tracks = False
    labels_returns = False
    has_points = False

    def book(self, _consignment: Consignment) -> Booking | None:
        return None

    def cancel(self, _carrier_reference: str) -> None:
        """Nobody was told, so nobody need be told otherwise."""

    def track(self, _carrier_reference: str) -> Sequence[Scan]:
        return ()

    def points(self, _country: str, _postal_code: str) -> Sequence[NearbyPoint]:
        return ()

    def return_label(self, _consignment: Consignment, _return_id: str) -> Booking:
        raise CarrierRefused("parcels that go by hand come back without a label")

    def cancel_return_label(self, _carrier_reference: str, _return_id: str) -> None:
        """There is none."""

    def quotes(self, _to: Destination, _grams: int) -> Sequence[Rate]:
        return ()

    def rates(self, _consignment: Consignment) -> Sequence[Rate]:
        return ()

    def manifests(self, _bookings: Sequence[Booking]) -> Sequence[Manifest]:
        return ()

    def read(self, _headers: Mapping[str, str], _body: bytes) -> Sequence[CarrierReport]:
        raise NotFound("this carrier has no webhooks")
