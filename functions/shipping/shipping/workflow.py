"""The use cases of shipping, in the words of the business.

No carrier is ever called inside a transaction. A shipment is created first and booked afterwards; what was not booked
stays in the queue `to_book`, from which the job takes it up again. The carrier knows the shipment id as its
idempotency key, so a booking whose answer was lost is found again instead of made twice.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from shipping import changes
from shipping.announcements import events_of
from shipping.bookings import Bookings
from shipping.orders import consignment_of
from shipping.ports import Carrier, CarrierRefused, Report, Shipments
from shipping.shipment import Queue, Shipment
from shipping.tracking import Booking, Scan, State, Status
from souk import clock
from souk.context import correlation_id
from souk.errors import IllegalTransition, InvalidInput, NotFound, Unavailable
from souk.events.orders import OrderCancelled, OrderPaid
from souk.owner import user_owner
from souk.telemetry import count, logger


class Shipping:
    """`default` names the carrier of new shipments."""

    def __init__(self, shipments: Shipments, carriers: Mapping[str, Carrier], default: str) -> None:
        self._shipments = shipments
        self._carriers = carriers
        self._default = default
        self._bookings = Bookings(shipments, carriers)

    # orders

    def open_for(self, order: OrderPaid) -> None:
        """Creates the shipment of a paid order, then books it. Told twice, it goes on where it stopped."""
        consignment = consignment_of(order, clock.now(), correlation_id())
        if consignment is None:
            return
        shipment = Shipment.create(consignment, self._default)
        if self._shipments.create(shipment, events_of(shipment, [shipment])):
            count("ShipmentsCreated")
            self._bookings.book(shipment)
        else:
            for known in self._shipments.of_order(order.order_id):
                self._bookings.book(known)

    def call_off(self, order: OrderCancelled) -> None:
        """Cancels what has not left yet of a cancelled order, at the carrier first.

        A carrier that does not answer is told by the job: the orders behind this one do not wait for it.
        """
        parcels = self._shipments.of_order(order.order_id)
        if not parcels and order.was_paid:
            # The news that it was paid may still come, for instance when it was set aside.
            if self._shipments.bar(order.order_id):
                return
            parcels = self._shipments.of_order(order.order_id)
        for shipment in parcels:
            self._cancel(shipment)

    # carriers

    def book(self, shipment_id: str) -> bool:
        """Books, or calls off, a shipment that waits for it. False when the carrier did not answer. Raises NotFound."""
        shipment = changes.find(self._shipments, shipment_id)
        with changes.for_order(shipment):
            return self._cancel(shipment) if shipment.unwanted else self._bookings.book(shipment)

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
            with changes.for_order(changes.find(self._shipments, report.reference)):
                _, news = changes.apply(self._shipments, report.reference, lambda it: _record(it, carrier_name, report))
                logger.info("scan heard", extra={"shipment_id": report.reference, "status": report.scan.status})
                return news
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
        return changes.apply(self._shipments, shipment_id, lambda shipment: shipment.dispatch(booking, scan))[0]

    def deliver(self, shipment_id: str, staff_id: str) -> Shipment:
        """Staff say that a parcel they dispatched arrived. Raises NotFound, IllegalTransition."""
        scan = _by_staff(f"{shipment_id}:delivered", Status.DELIVERED, "Delivered", staff_id)
        return changes.apply(self._shipments, shipment_id, lambda shipment: shipment.deliver(scan))[0]

    # how

    def _cancel(self, shipment: Shipment) -> bool:
        """False when the carrier did not answer."""
        if shipment.cancelled_at and not shipment.unwanted:
            return True
        try:
            if not shipment.has_reached(State.SHIPPED):
                self._bookings.call_off(shipment)
            changes.apply(self._shipments, shipment.id, lambda current: current.cancel(clock.now()))
        except Unavailable as error:
            self._bookings.put_off(shipment.id, error)
            return False
        except (IllegalTransition, CarrierRefused) as error:
            changes.apply(self._shipments, shipment.id, Shipment.keep_going)
            # It left before the cancellation came: staff must get it back.
            logger.error(
                "cancelled order is on its way",
                extra={"shipment_id": shipment.id, "reason": error.message},
            )
            count("CancelledInTransit")
        return True


def _is_key(given: str, kept: str) -> bool:
    # Constant time, and an order without a key is opened by none.
    return bool(kept) and hmac.compare_digest(given.encode(), kept.encode())


def _record(shipment: Shipment, carrier_name: str, report: Report) -> bool:
    ours, scan = shipment.booking.carrier_reference, report.scan
    if shipment.carrier != carrier_name or (ours and ours != report.booking.carrier_reference):
        logger.warning("scan of another booking", extra={"shipment_id": shipment.id, "event_id": scan.event_id})
        return False
    shipment.adopt(report.booking)
    # A carrier's clock ahead of ours must not make its scan the newest for ever.
    if scan.occurred_at > clock.now() + timedelta(minutes=5):
        scan = replace(scan, occurred_at=clock.now())
    return shipment.record(scan)


def _by_staff(event_id: str, status: Status, description: str, staff_id: str) -> Scan:
    return Scan(event_id, status, clock.now(), description=description, by=f"staff:{staff_id}")
