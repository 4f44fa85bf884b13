"""The use cases of shipping, in the words of the business.

No carrier is ever called inside a transaction. A shipment is created first and booked afterwards; what was not booked
stays in the queue `to_book`, from which the job takes it up again. The carrier knows the shipment id as its
idempotency key, so a booking whose answer was lost is found again instead of made twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from shipping.domain.consignment import Address, Consignment
from shipping.domain.several import readdressed
from shipping.domain.shipment import ParcelHold, Queue, Recall, Shipment, ended_at
from shipping.domain.tracking import MANUAL, Booking, Scan, ScanStatus, ShipmentState
from shipping.domain.work import Work, WorkQueue
from shipping.usecases import announcements, changes, scans, silence
from shipping.usecases.announcements import never_sent
from shipping.usecases.bookings import Bookings
from shipping.usecases.orders import by_arrival, consignment_of, consignments_of, fetched_together
from shipping.usecases.ports import (
    EVERY,
    Allocator,
    Carrier,
    CarrierRefused,
    CarrierReport,
    Chosen,
    NotUnderstood,
    QueueCount,
    Shipments,
)
from shipping.usecases.several.recall import Together
from shipping.usecases.takeouts import Takeouts
from souk import clock
from souk.context import correlation_id
from souk.errors import IllegalTransition, InvalidInput, NotFound, Unavailable
from souk.events import Event
from souk.events.orders import OrderCancelled, OrderPaid, OrderReaddressing
from souk.repeats import Repeats
from souk.shopper import access_key
from souk.shopper.owner import user_owner
from souk.storage.versioned import Stale, until_fresh
from souk.telemetry import count, logger
from souk.webhooks import BadSignature, KeptWebhook, digest, kept_text

# Far more than a parcel's way takes.
TOLD_AGAIN = 20


class Shipping:
    """`default` names the carrier of new shipments. `picks`: staff pick and pack them before they leave. `allocator`
    says which location sends what, in a shop that has several.
    """

    def __init__(
        self,
        shipments: Shipments,
        carriers: Mapping[str, Carrier],
        default: str,
        *,
        picks: bool = False,
        allocator: Allocator | None = None,
    ) -> None:
        self._shipments = shipments
        self._carriers = carriers
        self._default = default
        self._picks = picks
        self._allocator = allocator
        self._bookings = Bookings(shipments, carriers)
        self._together = Together(shipments, self._bookings)
        self.takeouts = Takeouts(shipments, self._bookings, self._cancel)
        self._forged = Repeats(
            "WebhooksForged", "a carrier's webhooks are refused: compare the webhook secret with the carrier's"
        )

    # orders

    def open_for(self, order: OrderPaid) -> None:
        """Creates the shipment of a paid order, then books it. Told twice, it goes on where it stopped."""
        consignment = consignment_of(order, clock.now(), correlation_id(), picks=self._picks)
        if consignment is None:
            return
        parts = by_arrival(consignment, order)
        if self._allocator or len(parts) > 1:
            self._open_several(order, parts, self._allocator)
            return
        for parcel in self._made(order.order_id, parts):
            self._bookings.book(parcel)

    def _open_several(self, order: OrderPaid, parts: Sequence[Consignment], allocator: Allocator | None) -> None:
        """A parcel from each location that sends something of it, and those that wait for goods, which the first
        location sends; all of them at once.
        """
        parcels = self._shipments.of_order(order.order_id)
        if not parcels:
            made = [part for part in parts if part.is_here]
            waiting = [part for part in parts if not part.is_here]
            if allocator and made:
                shares = allocator.allocate(order)
                if order.pickup:
                    made = [fetched_together(made[0], shares, order.pickup.location)]
                else:
                    made = consignments_of(order, shares, clock.now(), correlation_id(), picks=self._picks)
            if allocator and order.pickup:
                waiting = [replace(part, location=order.pickup.location) for part in waiting]
            made += [replace(part, parcel=number) for number, part in enumerate(waiting, start=len(made) + 1)]
            parcels = self._made(order.order_id, made)
        for parcel in parcels:
            self._bookings.book(parcel)

    def _made(self, order_id: str, consignments: Sequence[Consignment]) -> list[Shipment]:
        """The order's parcels: new ones, held by what was heard of it before, unless it has some or gets none."""

        def created(holds: tuple[ParcelHold, ...]) -> list[Shipment]:
            parcels = [replace(self._new(consignment), holds=holds) for consignment in consignments]
            store = self._shipments
            if not (store.create(parcels[0]) if len(parcels) == 1 else store.create_all(parcels)):
                return []
            count("ShipmentsCreated", len(parcels))
            return parcels

        if not consignments:
            return []

        def once() -> list[Shipment]:
            if made := created(()):
                return made
            holds = self._shipments.holds_of(order_id)
            if holds is None:
                return self._shipments.of_order(order_id)
            if made := created(holds):
                return made
            raise Stale

        return until_fresh(once)

    def came_in(self, order_id: str, sku: str) -> None:
        """What the order waited for of a SKU is there: its parcel is picked and booked as any other. Told twice, it
        goes on where it stopped.

        Raises Unavailable while the order has no parcel: the news that it is paid is still on its way.
        """
        parcels = self._shipments.of_order(order_id)
        if not parcels:
            if self._shipments.told_of_bar(order_id):
                return
            raise Unavailable("the order has no parcel yet")
        for parcel in parcels:
            with changes.for_order(parcel):
                _, after = changes.change(self._shipments, parcel.id, lambda it: it.came_in(sku, clock.now()))
                self._bookings.book(after)

    def _new(self, consignment: Consignment) -> Shipment:
        carrier = consignment.carried_by(self._default)
        return announcements.creating(Shipment(consignment, carrier, work=Work() if self._picks else None))

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

    def recall(self, order_id: str) -> None:
        """Says, once and for all, whether the parcels of an order can be had back before it is cancelled.

        An order that has none yet gets none. Asked again, it tells the same answer again.
        """
        parcels = self._shipments.of_order(order_id)
        if not parcels and self._shipments.bar(order_id, [never_sent(order_id)]):
            return
        parcels = parcels or self._shipments.of_order(order_id)
        told = [text for text in self._published(order_id, parcels) if _is_answer(text)]
        if told or not parcels:
            self._shipments.tell_again(order_id, told or [never_sent(order_id).text()])
            return
        with changes.for_order(parcels[0]):
            self._recall(parcels)

    def tell_again(self, order_id: str) -> None:
        """The order has not heard of its parcels for long: what was told of them is told again, under the same ids, and
        whether it is the carrier who says nothing is looked at.
        """
        parcels = self._shipments.of_order(order_id)
        told = [text for parcel in parcels for text in parcel.published]
        self._shipments.tell_again(order_id, told[-TOLD_AGAIN:])
        for parcel in parcels:
            silence.begin(self._shipments, self._carriers, parcel)

    def readdress(self, order: OrderReaddressing) -> None:
        """Sends the order's parcel to another address, unless a carrier was asked to take it, and answers.

        Told twice, it answers the same again, and books what is still to be booked.
        """
        address = Address(**order.shipping_address.model_dump())
        parcels = self._shipments.of_order(order.order_id)
        if not parcels:
            logger.error("no parcel to send to another address", extra={"order_id": order.order_id})
            return
        number = order.number_of_wish
        before, after = changes.change_all(
            self._shipments, order.order_id, lambda known: readdressed(known, number, address)
        )
        if after == before:
            told = (text for parcel in after for text in parcel.published)
            answers = [text for text in told if _answers_wish(text, number)]
            self._shipments.tell_again(order.order_id, answers)
        for parcel in after:
            self._bookings.book(parcel)

    def write_to(self, order_id: str, email: str) -> None:
        """The letters about the order's parcels go there from now on."""
        for known in self._shipments.of_order(order_id):
            changes.change(self._shipments, known.id, lambda it: it.written_to(email))

    def reprice(self, order_id: str, prices: Mapping[str, int]) -> None:
        """What comes back of the order was bought at these prices of a unit by SKU, in minor units.

        Raises Unavailable while the order has no parcel: the news that it is paid is still on its way.
        """
        parcels = self._shipments.of_order(order_id)
        if not parcels and not self._shipments.told_of_bar(order_id):
            raise Unavailable("the order has no parcel yet")
        for known in parcels:
            changes.change(self._shipments, known.id, lambda it: it.priced(prices))

    def forget(self, order_id: str) -> None:
        """The order's person is forgotten: what is left of its parcels is what was sent, and when."""
        for known in self._shipments.of_order(order_id):
            changes.change(self._shipments, known.id, Shipment.anonymised)

    # carriers

    def book(self, shipment_id: str) -> bool:
        """Books, calls off, or has units out of a shipment that waits for it, and calls off what is booked to a former
        address. False when the carrier did not answer. Raises NotFound.
        """
        shipment = changes.find(self._shipments, shipment_id)
        with changes.for_order(shipment):
            answered = self._cancel(shipment) if shipment.unwanted else self.takeouts.go_on(shipment)
            return answered and self._bookings.call_off_former(shipment)

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

    def look_after_silent(self) -> int:
        """Looks at the parcels that are long under way and due, and asks their carriers; how many."""
        return silence.look_due(self._shipments, self._carriers)

    def hear(self, carrier_name: str, headers: Mapping[str, str], body: bytes) -> bool:
        """Takes a carrier's webhook. False when it says nothing new. What nobody understands is kept for people.

        Raises NotFound for a carrier without webhooks, BadSignature.
        """
        carrier = self._carriers.get(carrier_name)
        if carrier is None:
            raise NotFound("no such carrier")
        try:
            reports = self._read(carrier_name, carrier, headers, body)
        except NotUnderstood as error:
            self._keep(carrier_name, body, str(error))
            return False
        if not reports:
            return False
        newest = reports[-1]
        try:
            shipment = changes.find(self._shipments, newest.reference)
            with changes.for_order(shipment):
                logger.info("scan heard", extra={"shipment_id": newest.reference, "status": newest.scan.status})
                return scans.take(self._shipments, shipment.id, carrier_name, reports)
        except (NotFound, InvalidInput):
            # Signed, but not about a shipment of ours. Refusing it would only make the carrier send it again.
            logger.warning("scan of an unknown shipment", extra={"event_id": newest.scan.event_id})
            return False

    # shoppers

    def for_guest(self, order_id: str, key: str) -> list[Shipment]:
        """The parcels of an order for whoever holds its key.

        Raises NotFound for a wrong key or no parcels, OrderKeyExpired.
        """
        parcels = self._shipments.of_order(order_id)
        if not parcels or not access_key.opens(key, parcels[0].consignment.access_key, ended_at(parcels)):
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

    def kept_webhooks(self, limit: int, cursor: str | None) -> tuple[list[KeptWebhook], str | None]:
        """A page of the webhooks that nobody understood, with the cursor of the next."""
        return self._shipments.kept_webhooks(limit, cursor)

    def one(self, shipment_id: str) -> Shipment:
        """Raises NotFound, InvalidInput for what is no shipment id."""
        return changes.find(self._shipments, shipment_id)

    def waiting(
        self, queue: Queue | WorkQueue, limit: int, cursor: str | None, chosen: Chosen = EVERY
    ) -> tuple[list[Shipment], str | None]:
        """A page of a work queue, with the cursor of the next. Of what is `chosen`, a page may be short, and empty."""
        return self._shipments.waiting(queue, limit, cursor, chosen)

    def counts(self) -> list[QueueCount]:
        """How much waits in each queue that people look at."""
        queues = (
            *WorkQueue,
            *(Queue.TO_DISPATCH, Queue.EXCEPTION, Queue.HELD, Queue.TROUBLE, Queue.SILENT, Queue.TO_BOOK),
            *(Queue.TO_COLLECT, Queue.UNCOLLECTED),
        )
        return [self._shipments.how_many(queue) for queue in queues]

    def dispatch(self, shipment_id: str, booking: Booking, staff_id: str) -> Shipment:
        """Staff handed the parcel over themselves. Raises NotFound, IllegalTransition."""
        scan = handing_over(shipment_id, staff_id)
        return changes.change(self._shipments, shipment_id, lambda it: it.dispatched(booking, scan))[1]

    def deliver(self, shipment_id: str, staff_id: str) -> Shipment:
        """Staff say that a parcel they dispatched arrived. Raises NotFound, IllegalTransition."""
        scan = _by_staff(f"{shipment_id}:delivered", ScanStatus.DELIVERED, "Delivered", staff_id)

        def decide(known: Shipment) -> Shipment:
            if known.consignment.pickup and known.state is not ShipmentState.DELIVERED:
                raise IllegalTransition("it is handed over to who knows its code", state=known.state)
            return known.delivered(scan)

        return changes.change(self._shipments, shipment_id, decide)[1]

    def remind_of_ready(self, patience: timedelta, limit: int = 50) -> int:
        """Tells the shoppers whose parcels have lain ready for that long, once; how many were due."""
        due = self._shipments.due(clock.now() - patience, limit, Queue.TO_COLLECT)
        for shipment_id in due:
            changes.change(self._shipments, shipment_id, lambda it: it.reminded(clock.now()))
        return len(due)

    # how

    def _published(self, order_id: str, parcels: Sequence[Shipment]) -> Sequence[str]:
        """What was told of an order's parcels, or of there being none."""
        if not parcels:
            return self._shipments.told_of_bar(order_id)
        return [text for parcel in parcels for text in parcel.published]

    def _read(self, name: str, carrier: Carrier, headers: Mapping[str, str], body: bytes) -> Sequence[CarrierReport]:
        try:
            reports = carrier.read(headers, body)
        except BadSignature as error:
            if error.signed:
                self._forged.again(carrier=name)
            raise
        except NotUnderstood:
            self._forged.over()
            raise
        self._forged.over()
        return reports

    def _keep(self, carrier: str, body: bytes, why: str) -> None:
        webhook_id = digest(body)
        logger.warning("webhook not understood", extra={"carrier": carrier, "webhook_id": webhook_id, "reason": why})
        count("WebhooksNotUnderstood")
        kept = KeptWebhook(partner=carrier, received_at=clock.now(), type="scan", outcome=why, body=kept_text(body))
        self._shipments.keep_webhook(kept, webhook_id)

    def _cancel(self, shipment: Shipment) -> bool:
        """Calls it off, with all parcels of an order that waits for the answer. False when a carrier did not answer."""
        if shipment.recall is Recall.ASKED:
            return self._recall(self._shipments.of_order(shipment.consignment.order_id))
        return self._cancel_one(shipment)

    def _recall(self, parcels: Sequence[Shipment]) -> bool:
        """All of an order's, which waits for the answer. False when a carrier did not answer."""
        if len(parcels) > 1:
            return self._together.recall(parcels[0].consignment.order_id)
        return self._cancel_one(parcels[0], recalled=True)

    def _cancel_one(self, shipment: Shipment, *, recalled: bool = False) -> bool:
        """Calls it off at the carrier, then here, on condition that no scan came in between: either the pick-up or the
        cancellation is first, never both. `recalled`: its order waits for the answer. False when the carrier did not
        answer.
        """
        if shipment.cancelled_at and not (shipment.unwanted or recalled):
            return True
        if shipment.work and shipment.carrier != MANUAL:
            _, shipment = changes.change(
                self._shipments, shipment.id, lambda it: it.asked_back(clock.now(), recalled=recalled)
            )
        try:
            if not shipment.has_reached(ShipmentState.SHIPPED):
                self._bookings.call_off(shipment)
        except Unavailable as error:
            self._bookings.put_off(shipment.id, error, recalled=recalled)
            return False
        except CarrierRefused as error:
            self._too_late(shipment.id, error.message, recalled=recalled)
            return True
        try:
            changes.change(self._shipments, shipment.id, lambda it: it.cancelled(clock.now(), recalled=recalled))
        except IllegalTransition as error:
            self._too_late(shipment.id, error.message, recalled=recalled)
        return True

    def _too_late(self, shipment_id: str, reason: str, *, recalled: bool) -> None:
        if recalled:
            logger.info("too late to call off", extra={"shipment_id": shipment_id, "reason": reason})
            changes.change(self._shipments, shipment_id, Shipment.recall_refused)
        else:
            changes.change(self._shipments, shipment_id, Shipment.going_on)
            scans.tell_staff(shipment_id, reason)


def _is_answer(text: str) -> bool:
    return Event.model_validate_json(text).type.startswith("recall.")


def _answers_wish(text: str, number: int) -> bool:
    event = Event.model_validate_json(text)
    return event.type.startswith("readdressing.") and event.data["number_of_wish"] == number


def handing_over(shipment_id: str, staff_id: str) -> Scan:
    return _by_staff(f"{shipment_id}:dispatched", ScanStatus.PICKED_UP, "Handed to the carrier", staff_id)


def handing_out(shipment_id: str, staff_id: str) -> Scan:
    return _by_staff(f"{shipment_id}:fetched", ScanStatus.DELIVERED, "Fetched", staff_id)


def _by_staff(event_id: str, status: ScanStatus, description: str, staff_id: str) -> Scan:
    return Scan(event_id, status, clock.now(), description=description, by=f"staff:{staff_id}")
