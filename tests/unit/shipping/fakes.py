"""In-memory ports of the shipping service, and a paid order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from shipping.domain.batch import PickBatch
from shipping.domain.consignment import Address, Consignment, PickupPoint
from shipping.domain.rates import Rate
from shipping.domain.shipment import ParcelHold, Queue, Shipment
from shipping.domain.tracking import Booking, Manifest, Scan
from shipping.domain.work import WorkQueue
from shipping.usecases.ports import (
    EVERY,
    MOST_COUNTED,
    CarrierRefused,
    CarrierReport,
    Chosen,
    NearbyPoint,
    OnSale,
    QueueCount,
)
from souk.address.destination import Destination
from souk.errors import Unavailable
from souk.events import Event
from souk.events.common import Amount, OrderLine, PostalAddress
from souk.events.orders import OrderCancellationWish, OrderCancelled, OrderPaid
from souk.storage.versioned import Stale
from souk.webhooks import KeptWebhook


class MemoryCatalogue(dict[str, OnSale]):
    """What is for sale; `down`: it does not answer."""

    down = False

    def variants(self, skus: Sequence[str]) -> Mapping[str, OnSale]:
        if self.down:
            raise Unavailable("a service this needs did not answer, try again shortly")
        return {sku: self[sku] for sku in skus if sku in self}


NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
ORDER = "0190b8f0-0000-7000-8000-000000000001"
SHIPMENT = f"{ORDER}-1"


def euro(amount: int) -> Amount:
    return Amount(amount=amount, currency="EUR")


def line(sku: str = "MUG-BLUE", quantity: int = 2, *, requires_shipping: bool = True) -> OrderLine:
    return OrderLine(
        sku=sku,
        quantity=quantity,
        product_id="p1",
        title="Blue mug",
        unit_price=euro(1000),
        total=euro(1000 * quantity),
        weight_grams=300,
        requires_shipping=requires_shipping,
    )


def paid(order_id: str = ORDER, lines: Sequence[OrderLine] | None = None) -> OrderPaid:
    return OrderPaid(
        order_id=order_id,
        number="SK-000001",
        owner="user:ada",
        email="ada@example.com",
        access_key="the-key",
        lines=list(lines) if lines is not None else [line()],
        shipping_address=PostalAddress(name="Ada", line1="Ring 1", city="Wien", postal_code="1010", country="AT"),
        shipping_method="standard",
        subtotal=euro(2000),
        shipping=euro(0),
        tax=euro(333),
        total=euro(2000),
        payment_id="pay1",
    )


def cancelled(order_id: str = ORDER, *, was_paid: bool = True) -> OrderCancelled:
    return OrderCancelled(
        order_id=order_id,
        number="SK-000001",
        owner="user:ada",
        email="ada@example.com",
        reason="changed my mind",
        cancelled_by="shopper",
        was_paid=was_paid,
        total=euro(2000),
    )


WISH = OrderCancellationWish(
    order_id=ORDER,
    number="SK-000001",
    owner="user:ada",
    email="ada@example.com",
    reason="changed my mind",
    requested_by="shopper",
    requested_at="2026-05-04T10:00:00.000Z",
)


class FakeShipments:
    def __init__(self) -> None:
        self.kept: dict[str, Shipment] = {}
        self.barred: dict[str, Sequence[Event]] = {}
        self.holds: dict[str, tuple[ParcelHold, ...]] = {}
        self.events: list[Event] = []
        self.webhooks: dict[str, KeptWebhook] = {}

    def __len__(self) -> int:
        return len(self.kept)

    def __getitem__(self, shipment_id: str) -> Shipment:
        return self.kept[shipment_id]

    @property
    def published(self) -> list[str]:
        return [event.type for event in self.events]

    def create(self, shipment: Shipment) -> bool:
        return self.create_all([shipment])

    def create_all(self, shipments: Sequence[Shipment]) -> bool:
        if any(each.id in self.kept or each.consignment.order_id in self.barred for each in shipments):
            return False
        if any(self.holds.get(each.consignment.order_id, ()) != each.holds for each in shipments):
            return False
        for shipment in shipments:
            self._keep(shipment)
        return True

    def save_all(self, changed: Sequence[Shipment], before: Sequence[Shipment]) -> None:
        versions = {parcel.id: parcel.version for parcel in before}
        for parcel_id in {*versions, *(parcel.id for parcel in changed)}:
            kept = self.kept.get(parcel_id)
            if (kept.version if kept else 0) != versions.get(parcel_id, 0):
                raise Stale
        for parcel in changed:
            self._keep(parcel)

    def save(self, shipment: Shipment, previous_version: int) -> None:
        if self.kept[shipment.id].version != previous_version:
            raise Stale
        self._keep(shipment)

    def of_order(self, order_id: str) -> list[Shipment]:
        return [s for s in self.kept.values() if s.consignment.order_id == order_id]

    def bar(self, order_id: str, events: Sequence[Event] = ()) -> bool:
        if self.of_order(order_id) or order_id in self.barred:
            return False
        self.barred[order_id] = events
        self.events += events
        return True

    def hold(self, order_id: str, holds: Sequence[ParcelHold], before: Sequence[ParcelHold]) -> None:
        if FakeShipments.holds_of(self, order_id) != before:
            raise Stale
        self.holds[order_id] = tuple(holds)

    def holds_of(self, order_id: str) -> tuple[ParcelHold, ...] | None:
        taken = order_id in self.barred or any(it.consignment.order_id == order_id for it in self.kept.values())
        return None if taken else self.holds.get(order_id, ())

    def told_of_bar(self, order_id: str) -> Sequence[str]:
        return [event.text() for event in self.barred.get(order_id, ())]

    def tell_again(self, order_id: str, events: Sequence[str]) -> None:
        self.events += [Event.model_validate_json(text) for text in events]

    def keep_webhook(self, webhook: KeptWebhook, webhook_id: str) -> None:
        self.webhooks[webhook_id] = webhook

    def kept_webhooks(self, limit: int, after: str | None) -> tuple[list[KeptWebhook], str | None]:
        return list(self.webhooks.values())[:limit], None

    def several(self, shipment_ids: Sequence[str]) -> list[Shipment]:
        return [self.kept[shipment_id] for shipment_id in shipment_ids if shipment_id in self.kept]

    def waiting(
        self, queue: Queue | WorkQueue, limit: int, after: str | None, chosen: Chosen = EVERY
    ) -> tuple[list[Shipment], str | None]:
        found = [s for s in self.kept.values() if queue in (s.queue, s.work_queue) and chosen.takes(s)]
        return sorted(found, key=lambda s: (s.consignment.created_at, s.id))[:limit], None

    def how_many(self, queue: Queue | WorkQueue) -> QueueCount:
        found, _ = self.waiting(queue, MOST_COUNTED, None)
        return QueueCount(queue, len(found), more=False, since=found[0].consignment.created_at if found else None)

    def due(self, now: datetime, limit: int, queue: Queue = Queue.TO_BOOK) -> list[str]:
        waiting, _ = self.waiting(queue, limit, None)
        return [s.id for s in waiting if s.due_at <= now]

    def _keep(self, shipment: Shipment) -> None:
        known = self.kept[shipment.id].published if shipment.id in self.kept else ()
        self.events += [Event.model_validate_json(text) for text in shipment.published[len(known) :]]
        self.kept[shipment.id] = shipment


class FakeBatches:
    def __init__(self) -> None:
        self.kept: dict[str, PickBatch] = {}

    def create(self, batch: PickBatch) -> bool:
        return self.kept.setdefault(batch.id, batch) is batch

    def save(self, batch: PickBatch, previous_version: int) -> None:
        if self.kept[batch.id].version != previous_version:
            raise Stale
        self.kept[batch.id] = batch

    def find(self, batch_id: str) -> PickBatch | None:
        return self.kept.get(batch_id)

    def listed(self, limit: int, after: str | None, *, closed: bool) -> tuple[list[PickBatch], str | None]:
        return [batch for batch in self.kept.values() if (batch.closed_at is not None) is closed][:limit], None


class FakeCarrier:
    """A carrier that books each shipment once, and fails with `trouble` when there is any."""

    labels_returns = True
    has_points = True

    def __init__(self) -> None:
        self.bookings: dict[str, Booking] = {}  # by the key it is asked under
        self.addresses: dict[str, Address] = {}  # by the carrier's reference
        self.refused_streets: set[str] = set()
        self.called_off: list[str] = []
        self.trouble: Exception | None = None
        self.lose_answers = False
        self.report: CarrierReport | None = None
        self.scanned: list[Scan] | None = None  # what it answers when it is asked; None when it cannot be
        self.asked = 0
        self.labels: dict[str, Booking] = {}
        self.given_back: list[str] = []
        self.refuses_labels = False
        self.offers: list[Rate] = []
        self.quoted: list[tuple[Destination, int]] = []
        self.nearby: list[NearbyPoint] = []
        self.booked_to: dict[str, PickupPoint | None] = {}  # by the carrier's reference
        self.refuses: Exception | None = None  # what its webhooks are answered with

    def book(self, consignment: Consignment) -> Booking | None:
        if self.trouble and not self.lose_answers:
            raise self.trouble
        if consignment.address.line1 in self.refused_streets:
            raise CarrierRefused("there is no such street")
        number = len(self.bookings) + 1
        booking = self.bookings.setdefault(
            consignment.booking_key,
            Booking(f"CR{number}", f"TRACK{number}", f"https://carrier.example/{number}", ""),
        )
        self.addresses.setdefault(booking.carrier_reference, consignment.address)
        self.booked_to.setdefault(booking.carrier_reference, consignment.point)
        if self.trouble:
            raise self.trouble
        return booking

    def cancel(self, carrier_reference: str) -> None:
        if self.trouble:
            raise self.trouble
        self.called_off.append(carrier_reference)

    @property
    def tracks(self) -> bool:
        return self.scanned is not None

    def track(self, carrier_reference: str) -> Sequence[Scan]:
        self.asked += 1
        if self.trouble:
            raise self.trouble
        return self.scanned or ()

    def return_label(self, consignment: Consignment, return_id: str) -> Booking:
        if self.trouble and not self.lose_answers:
            raise self.trouble
        label = self.labels.setdefault(
            return_id, Booking(f"RL-{return_id}", "BACK1", "", "https://carrier.example/back")
        )
        if self.trouble:
            raise self.trouble
        return label

    def cancel_return_label(self, carrier_reference: str, return_id: str) -> None:
        if self.trouble:
            raise self.trouble
        if self.refuses_labels:
            raise CarrierRefused("the parcel is in transit")
        self.given_back.append(return_id)

    def points(self, country: str, postal_code: str) -> Sequence[NearbyPoint]:
        self.asked += 1
        if self.trouble:
            raise self.trouble
        return self.nearby

    def quotes(self, to: Destination, grams: int) -> Sequence[Rate]:
        self.quoted.append((to, grams))
        if self.trouble:
            raise self.trouble
        return self.offers

    def rates(self, consignment: Consignment) -> Sequence[Rate]:
        if self.trouble:
            raise self.trouble
        return self.offers

    def manifests(self, bookings: Sequence[Booking]) -> Sequence[Manifest]:
        return [Manifest("sandbox", len(bookings), "https://carrier.example/manifest")]

    def read(self, headers: Mapping[str, str], body: bytes) -> Sequence[CarrierReport]:
        if self.refuses:
            raise self.refuses
        return [self.report] if self.report else ()
