"""No carrier's API: staff hand the parcel over and enter the tracking code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shipping.domain.consignment import Consignment
from shipping.domain.tracking import MANUAL, Booking, Scan
from shipping.usecases.ports import CarrierReport
from souk.errors import NotFound
from souk.settings import Settings

NAME = MANUAL


def set_up(_settings: Settings) -> ManualCarrier:
    return ManualCarrier()


class ManualCarrier:
    tracks = False

    def book(self, _consignment: Consignment) -> Booking | None:
        return None

    def cancel(self, _carrier_reference: str) -> None:
        """Nobody was told, so nobody need be told otherwise."""

    def track(self, _carrier_reference: str) -> Sequence[Scan]:
        return ()

    def read(self, _headers: Mapping[str, str], _body: bytes) -> CarrierReport:
        raise NotFound("this carrier has no webhooks")
