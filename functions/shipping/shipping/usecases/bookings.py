"""Bookings with carriers, outside of any transaction and safe to repeat."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from shipping.domain.shipment import FormerBooking, Shipment
from shipping.domain.tracking import MANUAL, Booking
from shipping.usecases import changes
from shipping.usecases.ports import Carrier, CarrierRefused, Shipments
from shipping.usecases.silence import tell_of
from souk import clock
from souk.errors import Unavailable
from souk.telemetry import count, logger

# A carrier that did not answer is left alone so long: with many orders in a batch, waiting for each would keep them all
# from being handled in time.
_SILENCE = timedelta(seconds=30)
# With this attempt in vain, a quarter of an hour after the first, staff are told: once of each parcel.
_PATIENCE = 5


class Bookings:
    """The carrier knows the shipment id as its idempotency key: a booking whose answer was lost is found again."""

    def __init__(self, shipments: Shipments, carriers: Mapping[str, Carrier]) -> None:
        self._shipments = shipments
        self._carriers = carriers
        self._silent_until: dict[str, datetime] = {}

    def book(self, shipment: Shipment) -> bool:
        """Books a shipment that waits for it. False when the carrier did not answer; the job asks it again."""
        if not shipment.to_book:
            return True
        silent_until = self._silent_until.get(shipment.carrier)
        if silent_until and clock.now() < silent_until:
            if not shipment.next_attempt_at:
                changes.change(self._shipments, shipment.id, lambda waiting: waiting.waiting_until(silent_until))
            return False
        carrier = self._carriers.get(shipment.carrier)
        try:
            if carrier is None:
                raise Unavailable(f"no carrier {shipment.carrier!r} is set up")
            booking = carrier.book(shipment.consignment)
        except Unavailable as error:
            self._silent_until[shipment.carrier] = clock.now() + _SILENCE
            self._postpone(shipment.id, error)
            return False
        except CarrierRefused as error:
            logger.warning("carrier refused a shipment", extra={"shipment_id": shipment.id})
            reason, sent = error.message, shipment.consignment.revision
            changes.change(
                self._shipments,
                shipment.id,
                lambda it: it.refused(reason) if it.to_book and it.consignment.revision == sent else it,
            )
        else:
            if booking is not None:
                self._take(shipment, booking, carrier)
        return True

    def call_off(self, shipment: Shipment) -> str:
        """Cancels what the carrier has of it; under which reference, if any. Raises Unavailable, CarrierRefused."""
        carrier = self._carriers.get(shipment.carrier)
        reference = shipment.booking.carrier_reference
        if shipment.carrier == MANUAL or not shipment.consignment.is_here:
            return ""  # no carrier was ever asked to take it
        if carrier is None:
            # Whoever it is may have the parcel: nobody may say that it stays here.
            raise Unavailable(f"no carrier {shipment.carrier!r} is set up")
        if not reference and not shipment.refusal:
            # The answer to a booking may have been lost with the process that asked for it: asking again, for the same
            # shipment, tells under which reference it is booked.
            try:
                booking = carrier.book(shipment.consignment)
            except CarrierRefused:
                return ""  # it never had it
            reference = booking.carrier_reference if booking else ""
        if reference:
            carrier.cancel(reference)
        return reference

    def put_off(self, shipment_id: str, error: Unavailable, *, recalled: bool = False) -> None:
        """Leaves it to the job to call it off."""
        now = clock.now()
        _, shipment = changes.change(
            self._shipments, shipment_id, lambda it: it.cancelling_put_off(now, recalled=recalled)
        )
        _not_told(shipment, error)

    def takeout_put_off(self, shipment_id: str, error: Unavailable) -> None:
        """Leaves it to the job to have units out of it."""
        now = clock.now()
        _, shipment = changes.change(self._shipments, shipment_id, lambda it: it.postponed(now) if it.takeout else it)
        _not_told(shipment, error)

    def call_off_former(self, shipment: Shipment) -> bool:
        """Cancels what is booked to a former address. False when the carrier did not answer; the job asks it again."""
        for former in shipment.former:
            carrier = self._carriers.get(former.carrier)
            try:
                if carrier is None:
                    raise Unavailable(f"no carrier {former.carrier!r} is set up")
                carrier.cancel(former.reference)
            except Unavailable as error:
                self._put_off_former(shipment.id, error)
                return False
            except CarrierRefused as error:
                tell_of(shipment, "it keeps a booking to a former address", booking=former.reference, why=error.message)
            changes.change(self._shipments, shipment.id, partial(Shipment.called_off_elsewhere, former=former))
        return True

    def _put_off_former(self, shipment_id: str, error: Unavailable) -> None:
        now = clock.now()
        _, shipment = changes.change(self._shipments, shipment_id, lambda it: it.postponed(now) if it.former else it)
        _not_told(shipment, error)

    def _take(self, asked: Shipment, booking: Booking, carrier: Carrier) -> None:
        sent, former = asked.consignment.revision, FormerBooking(asked.carrier, booking.carrier_reference)
        _, shipment = changes.change(
            self._shipments,
            asked.id,
            lambda it: (
                it.booked(booking, clock.now())
                if it.consignment.revision == sent
                else it.booked_elsewhere(former, clock.now())
            ),
        )
        if shipment.consignment.revision != sent:
            # Another attempt was refused and the address put right while this one was under way.
            self.call_off_former(shipment)
        elif shipment.cancelled_at:
            # It was cancelled while we were talking to the carrier.
            try:
                carrier.cancel(booking.carrier_reference)
            except Unavailable as error:
                self.put_off(shipment.id, error)

    def _postpone(self, shipment_id: str, error: Unavailable) -> None:
        now = clock.now()
        _, shipment = changes.change(self._shipments, shipment_id, lambda it: it.postponed(now) if it.to_book else it)
        logger.warning(
            "carrier not reached",
            extra={"shipment_id": shipment_id, "attempts": shipment.attempts, "reason": error.message},
        )
        count("BookingsPostponed")
        _told_once(shipment, "it answers no booking")


def _not_told(shipment: Shipment, error: Unavailable) -> None:
    logger.warning("carrier not told of a cancellation", extra={"shipment_id": shipment.id, "reason": error.message})
    count("CancellationsPostponed")
    _told_once(shipment, "it is not told of a cancellation")


def _told_once(shipment: Shipment, reason: str) -> None:
    if shipment.attempts == _PATIENCE:
        tell_of(shipment, reason)
