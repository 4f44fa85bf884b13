"""The use cases of shipping, in the words of the business.

No carrier is ever called inside a transaction. A shipment is created first and booked afterwards; what was not booked
stays in the queue `to_book`, from which the job takes it up again. The carrier knows the shipment id as its
idempotency key, so a booking whose answer was lost is found again instead of made twice.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from datetime import timedelta

from shipping.announcements import events_of
from shipping.orders import consignment_of
from shipping.ports import Carrier, CarrierRefused, Shipments, Stale
from shipping.shipment import (
    MANUAL,
    Booking,
    Queue,
    Scan,
    Shipment,
    State,
    Status,
    order_of,
)
from souk import clock
from souk.errors import Conflict, IllegalTransition, InvalidInput, NotFound, Unavailable
from souk.events.orders import OrderCancelled, OrderPaid
from souk.owner import user_owner
from souk.telemetry import count, logger

_ATTEMPTS = 6
# From here on a booking that does not succeed is an error that staff should see.
_PATIENCE = 5


class Shipping:
    """`default` names the carrier of new shipments."""

    def __init__(self, shipments: Shipments, carriers: Mapping[str, Carrier], default: str) -> None:
        self._shipments = shipments
        self._carriers = carriers
        self._default = default

    # orders

    def open_for(self, order: OrderPaid) -> None:
        """Creates the shipment of a paid order, then books it. Told twice, it goes on where it stopped."""
        consignment = consignment_of(order, clock.now())
        if consignment is None:
            return
        shipment = Shipment.create(consignment, self._default)
        if self._shipments.create(shipment, events_of(shipment, [shipment])):
            count("ShipmentsCreated")
            self._book(shipment)
        else:
            for known in self._shipments.of_order(order.order_id):
                self._book(known)

    def call_off(self, order: OrderCancelled) -> None:
        """Cancels what has not left yet of a cancelled order, at the carrier first, so that a retry finds it undone."""
        parcels = self._shipments.of_order(order.order_id)
        if not parcels and order.was_paid:
            # The news that it was paid may still come, for instance replayed from the dead letters.
            if self._shipments.bar(order.order_id):
                return
            parcels = self._shipments.of_order(order.order_id)
        for shipment in parcels:
            self._cancel(shipment)

    # carriers

    def book(self, shipment_id: str) -> bool:
        """Books a shipment that waits for it. False when the carrier did not answer. Raises NotFound."""
        order_id, _ = order_of(shipment_id)
        return self._book(_find(self._shipments.of_order(order_id), shipment_id))

    def book_due(self, limit: int = 50) -> int:
        """Books what is due in the queue; how many were tried.

        Stops at the first the carrier does not answer: it will not answer the next one either, and the timer rings
        again in a minute.
        """
        tried = 0
        for shipment_id in self._shipments.due(clock.now(), limit):
            tried += 1
            if not self.book(shipment_id):
                break
        return tried

    def hear(self, carrier_name: str, headers: Mapping[str, str], body: bytes) -> bool:
        """Takes a carrier's webhook. False when it says nothing new.

        Raises NotFound for a carrier without webhooks, InvalidInput for a bad signature or content.
        """
        carrier = self._carriers.get(carrier_name)
        if carrier is None:
            raise NotFound("no such carrier")
        report = carrier.read(headers, body)
        try:
            return self._change(
                report.reference,
                lambda shipment: _record(shipment, carrier_name, report.carrier_reference, report.scan),
            )[1]
        except (NotFound, InvalidInput):
            # Signed, but not about a shipment of ours. Refusing it would only make the carrier send it again.
            logger.warning("scan of an unknown shipment", extra={"event_id": report.scan.event_id})
            return False

    # shoppers

    def for_guest(self, order_id: str, key: str) -> list[Shipment]:
        """The parcels of an order for whoever holds its key. Raises NotFound for a wrong key or no parcels."""
        parcels = self._shipments.of_order(order_id)
        if not parcels or not _is_key(key, parcels[0].consignment.access_key):
            raise NotFound("there are no shipments to see here")
        return parcels

    def for_user(self, order_id: str, user_id: str) -> list[Shipment]:
        """The parcels of a person's own order. Raises NotFound for another's or no parcels."""
        parcels = self._shipments.of_order(order_id)
        if not parcels or parcels[0].consignment.owner != user_owner(user_id):
            raise NotFound("there are no shipments to see here")
        return parcels

    # staff

    def for_staff(self, order_id: str) -> list[Shipment]:
        return self._shipments.of_order(order_id)

    def waiting(self, queue: Queue, limit: int, cursor: str | None) -> tuple[list[Shipment], str | None]:
        """A page of a work queue, with the cursor of the next."""
        return self._shipments.waiting(queue, limit, cursor)

    def dispatch(self, shipment_id: str, booking: Booking, staff_id: str) -> Shipment:
        """Staff handed the parcel over themselves. Raises NotFound, IllegalTransition."""
        scan = _by_staff(f"{shipment_id}:dispatched", Status.PICKED_UP, "Handed to the carrier", staff_id)
        return self._change(shipment_id, lambda shipment: shipment.dispatch(booking, scan))[0]

    def deliver(self, shipment_id: str, staff_id: str) -> Shipment:
        """Staff say that a parcel they dispatched arrived. Raises NotFound, IllegalTransition."""
        scan = _by_staff(f"{shipment_id}:delivered", Status.DELIVERED, "Delivered", staff_id)
        return self._change(shipment_id, lambda shipment: shipment.deliver(scan))[0]

    # how

    def _book(self, shipment: Shipment) -> bool:
        """Where the carrier does not answer, the job asks it again; an order's event never waits for a carrier."""
        if shipment.queue is not Queue.TO_BOOK:
            return True
        carrier = self._carriers.get(shipment.carrier)
        try:
            if carrier is None:
                raise Unavailable(f"no carrier {shipment.carrier!r} is set up")
            booking = carrier.book(shipment.consignment)
        except Unavailable as error:
            self._postpone(shipment.id, error)
            return False
        except CarrierRefused as error:
            logger.warning("carrier refused a shipment", extra={"shipment_id": shipment.id})
            reason = error.message
            self._change(shipment.id, lambda waiting: _refuse(waiting, reason))
        else:
            if booking is not None:
                self._take(shipment.id, booking, carrier)
        return True

    def _take(self, shipment_id: str, booking: Booking, carrier: Carrier) -> None:
        shipment, _ = self._change(shipment_id, lambda waiting: waiting.book(booking))
        if shipment.cancelled_at:
            # It was cancelled while we were talking to the carrier.
            carrier.cancel(booking.carrier_reference)

    def _postpone(self, shipment_id: str, error: Unavailable) -> None:
        shipment, _ = self._change(shipment_id, _wait)
        log = logger.error if shipment.attempts >= _PATIENCE else logger.warning
        log(
            "carrier not reached",
            extra={"shipment_id": shipment_id, "attempts": shipment.attempts, "reason": error.message},
        )
        count("BookingsPostponed")

    def _cancel(self, shipment: Shipment) -> None:
        if shipment.cancelled_at:
            return
        try:
            if not shipment.has_reached(State.SHIPPED):
                self._cancel_at_carrier(shipment)
            self._change(shipment.id, lambda current: current.cancel(clock.now()))
        except (IllegalTransition, CarrierRefused) as error:
            # It left before the cancellation came: staff must get it back.
            logger.error(
                "cancelled order is on its way",
                extra={"shipment_id": shipment.id, "reason": error.message},
            )
            count("CancelledInTransit")

    def _cancel_at_carrier(self, shipment: Shipment) -> None:
        carrier = self._carriers.get(shipment.carrier)
        reference = shipment.booking.carrier_reference
        if carrier is None or shipment.carrier == MANUAL:
            return
        if not reference and shipment.attempts and not shipment.refusal:
            # An attempt timed out, so the carrier may have booked it: asking again tells under which reference.
            booking = carrier.book(shipment.consignment)
            reference = booking.carrier_reference if booking else ""
        if reference:
            carrier.cancel(reference)

    def _change(self, shipment_id: str, change: Callable[[Shipment], bool]) -> tuple[Shipment, bool]:
        """Applies `change` to the newest shipment and keeps it with its events; whether it changed anything."""
        order_id, _ = order_of(shipment_id)
        for _ in range(_ATTEMPTS):
            parcels = self._shipments.of_order(order_id)
            shipment = _find(parcels, shipment_id)
            if not change(shipment):
                return shipment, False
            try:
                self._shipments.save(shipment, events_of(shipment, parcels))
            except Stale:
                continue
            return shipment, True
        raise Conflict("too many changes to this shipment at once, try again shortly")


def _find(parcels: list[Shipment], shipment_id: str) -> Shipment:
    for shipment in parcels:
        if shipment.id == shipment_id:
            return shipment
    raise NotFound("no such shipment")


def _is_key(given: str, kept: str) -> bool:
    # Constant time, and an order without a key is opened by none.
    return bool(kept) and hmac.compare_digest(given.encode(), kept.encode())


def _record(shipment: Shipment, carrier_name: str, carrier_reference: str, scan: Scan) -> bool:
    ours = shipment.booking.carrier_reference
    if shipment.carrier != carrier_name or (ours and ours != carrier_reference):
        logger.warning("scan of another booking", extra={"shipment_id": shipment.id, "event_id": scan.event_id})
        return False
    shipment.adopt(carrier_reference)
    # A carrier's clock ahead of ours must not make its scan the newest for ever.
    if scan.occurred_at > clock.now() + timedelta(minutes=5):
        scan = Scan(scan.event_id, scan.status, clock.now(), scan.location, scan.description)
    return shipment.record(scan)


def _refuse(shipment: Shipment, reason: str) -> bool:
    if shipment.queue is not Queue.TO_BOOK:
        return False
    shipment.refuse(reason)
    return True


def _wait(shipment: Shipment) -> bool:
    if shipment.queue is not Queue.TO_BOOK:
        return False
    shipment.postpone(clock.now())
    return True


def _by_staff(event_id: str, status: Status, description: str, staff_id: str) -> Scan:
    return Scan(event_id, status, clock.now(), description=description, by=f"staff:{staff_id}")
