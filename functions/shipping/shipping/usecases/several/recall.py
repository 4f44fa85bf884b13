"""Having all parcels of an order back, or none: an order that has several is called off as a whole."""

from __future__ import annotations

from shipping.domain import several
from shipping.usecases import changes
from shipping.usecases.bookings import Bookings
from shipping.usecases.ports import CarrierRefused, Shipments
from souk import clock
from souk.errors import IllegalTransition, Unavailable
from souk.telemetry import logger


class Together:
    def __init__(self, shipments: Shipments, bookings: Bookings) -> None:
        self._shipments = shipments
        self._bookings = bookings

    def recall(self, order_id: str) -> bool:
        """Asks each carrier, and answers the order once all of them have said yes, or one has said no. False when one
        did not answer: the job asks again.
        """
        try:
            _, parcels = changes.change_all(
                self._shipments, order_id, lambda known: several.asked_back(known, clock.now())
            )
            for parcel in parcels:
                if not parcel.cancelled_at:
                    try:
                        self._bookings.call_off(parcel)
                    except Unavailable as error:
                        self._bookings.put_off(parcel.id, error, recalled=True)
                        return False
                    except CarrierRefused as error:
                        self._go_on(order_id, error.message, parcel.id)
                        return True
            changes.change_all(self._shipments, order_id, lambda known: several.had_back(known, clock.now()))
        except IllegalTransition as error:
            self._go_on(order_id, error.message)
        return True

    def _go_on(self, order_id: str, reason: str, by: str = "") -> None:
        logger.info("too late to call off", extra={"order_id": order_id, "reason": reason})
        changes.change_all(self._shipments, order_id, lambda known: several.kept(known, clock.now(), by))
