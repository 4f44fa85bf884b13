"""What the use cases need from outside: where shipments are kept, and the carriers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from shipping.domain.batch import PickBatch
from shipping.domain.consignment import Consignment, PickupPoint
from shipping.domain.rates import Rate
from shipping.domain.returns import RefundedUnits, Return, ReturnState, Sold
from shipping.domain.shipment import ParcelHold, Queue, Shipment
from shipping.domain.tracking import Booking, Manifest, Scan
from shipping.domain.work import WorkQueue
from souk.errors import Conflict
from souk.events import Event
from souk.events.orders import OrderPaid
from souk.money import Money
from souk.webhooks import KeptWebhook

if TYPE_CHECKING:  # only what quotes loads it
    from souk.address.destination import Destination


class CarrierRefused(Conflict):
    """The carrier understood and said no; asking again will not help. Its message is the carrier's reason."""

    code, title = "carrier_refused", "The carrier refused"


class NotUnderstood(Exception):
    """A webhook that the carrier has signed, and whose content has no shape we know. Says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class CarrierReport:
    """A scan as a carrier's webhook tells it, and of which booking. `reference` is ours, the shipment id."""

    reference: str
    booking: Booking
    scan: Scan


@dataclass(frozen=True, slots=True)
class NearbyPoint:
    """A pick-up point as its carrier tells of it; `distance` in metres, where it says so."""

    point: PickupPoint
    distance: int | None = None


MOST_COUNTED = 100
# The service of all that is fetched, for who chooses by it.
PICKUP = "pickup"


@dataclass(frozen=True, slots=True)
class QueueCount:
    """How much waits in a queue. `more`: it was not counted to its end. `since`: of which time the first of it is."""

    queue: Queue | WorkQueue
    count: int
    more: bool
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which shipments of a queue are asked for; None stands for all. `before`: made before then. The service "pickup"
    stands for whatever is fetched, wherever.
    """

    carrier: str | None = None
    service: str | None = None
    country: str | None = None
    before: datetime | None = None
    location: str | None = None

    def takes(self, shipment: Shipment) -> bool:
        consignment = shipment.consignment
        return (
            self.carrier in (None, shipment.carrier)
            and self.service in (None, consignment.service, *([PICKUP] if consignment.pickup else ()))
            and self.country in (None, consignment.address.country)
            and self.location in (None, consignment.location)
            and (self.before is None or consignment.created_at < self.before)
        )


EVERY = Chosen()


class Shipments(Protocol):
    def create(self, shipment: Shipment) -> bool:
        """Keeps a new shipment with its events. False when the order has one, or may have none any more, or others hold
        it than its own holds.
        """

    def create_all(self, shipments: Sequence[Shipment]) -> bool:
        """Keeps the parcels of an order with their events, all or none. False as `create`."""

    def save(self, shipment: Shipment, previous_version: int) -> None:
        """Keeps a changed shipment with its events. Raises souk.storage.versioned.Stale."""

    def save_all(self, changed: Sequence[Shipment], before: Sequence[Shipment]) -> None:
        """Keeps several parcels of an order with their events, all or none, on condition that all that were there
        `before` are what they were. One that was not there is new. Raises souk.storage.versioned.Stale.
        """

    def of_order(self, order_id: str) -> list[Shipment]:
        """The parcels of an order by number, strongly consistent."""

    def bar(self, order_id: str, events: Sequence[Event] = ()) -> bool:
        """Makes sure that this order never gets a shipment, and tells so. False when it has one, or is barred."""

    def hold(self, order_id: str, holds: Sequence[ParcelHold], before: Sequence[ParcelHold]) -> None:
        """Keeps what holds the parcels of an order that has none yet, in the place of what was said `before`. Raises
        souk.storage.versioned.Stale.
        """

    def holds_of(self, order_id: str) -> tuple[ParcelHold, ...] | None:
        """What holds the parcels that an order will have, strongly consistent. None when it has some, or is barred."""

    def told_of_bar(self, order_id: str) -> Sequence[str]:
        """The events that were told when this order was barred, as JSON texts."""

    def tell_again(self, order_id: str, events: Sequence[str]) -> None:
        """Publishes these events once more, each under its own id."""

    def keep_webhook(self, webhook: KeptWebhook, webhook_id: str) -> None:
        """Keeps a webhook that nobody understood for people to read, for 90 days. The same one is kept once, and of a
        partner a bounded number: a newer one may take an older one's place.
        """

    def kept_webhooks(self, limit: int, after: str | None) -> tuple[list[KeptWebhook], str | None]:
        """The kept webhooks, the newest first, and the cursor of the next page."""

    def several(self, shipment_ids: Sequence[str]) -> list[Shipment]:
        """Those of these that there are, strongly consistent; at most 100, in any order."""

    def waiting(
        self, queue: Queue | WorkQueue, limit: int, after: str | None, chosen: Chosen = EVERY
    ) -> tuple[list[Shipment], str | None]:
        """The chosen shipments in a queue, those due first, and the cursor of the next page. It looks at a bounded
        number, however many there are: a page may be short although others follow.
        """

    def how_many(self, queue: Queue | WorkQueue) -> QueueCount:
        """How much waits in a queue, counted to MOST_COUNTED."""

    def due(self, now: datetime, limit: int, queue: Queue = Queue.TO_BOOK) -> list[str]:
        """The ids of the shipments in a queue whose time has come."""


class ReturnStore(Protocol):
    def sold(self, order_id: str) -> Sold:
        """An order's parcels and returns and what was paid back without one, strongly consistent."""

    def create(self, return_: Return) -> bool:
        """Keeps a new return with its events. False when its number is taken."""

    def save(self, return_: Return, previous_version: int) -> None:
        """Keeps a changed return with its events. Raises souk.storage.versioned.Stale."""

    def end(self, parcel: Shipment, previous_version: int, claim: Return | None, again: Shipment | None = None) -> None:
        """Keeps a parcel that has ended, the return that begins with it, and the new parcel in which what was in it is
        sent `again`, with their events, together or not at all. Raises souk.storage.versioned.Stale.
        """

    def send_again(self, claim: Return, previous_version: int, again: Shipment) -> None:
        """Keeps a claim whose units are sent again, and the new parcel, together or not at all. Raises
        souk.storage.versioned.Stale.
        """

    def note_refunds(self, order_id: str, refunded: RefundedUnits) -> None:
        """Keeps it in the place of the version it was made of. Raises souk.storage.versioned.Stale."""

    def listed(self, state: ReturnState, limit: int, after: str | None) -> tuple[list[Return], str | None]:
        """The returns in a state, by when they were asked for, and the cursor of the next page."""

    def expiring(self, now: datetime, limit: int) -> list[str]:
        """The ids of those that were to be sent by now."""

    def unused_labels(self, limit: int) -> list[str]:
        """The ids of those that have ended, and whose carrier is to be told that their label is not used."""


@dataclass(frozen=True, slots=True)
class PhotoForm:
    """Where to send a form: its address and the fields to send before the file."""

    url: str
    fields: dict[str, Any]


class PhotoFiles(Protocol):
    def form(self, return_id: str, photo_id: str, media_type: str, most: int) -> PhotoForm:
        """A form by which a photo of at most `most` bytes can be sent."""

    def sent(self, return_id: str, photo_id: str, most: int) -> bytes | None:
        """What was sent, or None. Raises InvalidInput for more than `most` bytes."""

    def keep(self, return_id: str, name: str, media_type: str, photo: bytes) -> None:
        """Puts it where staff find it; the same again changes nothing."""

    def link(self, return_id: str, name: str) -> str:
        """An address of it that is good for minutes."""

    def remove(self, order_id: str) -> None:
        """All that was sent or kept of the order's returns."""


class Batches(Protocol):
    def create(self, batch: PickBatch) -> bool:
        """Keeps a new batch. False when there is one with its id."""

    def save(self, batch: PickBatch, previous_version: int) -> None:
        """Keeps a changed batch. Raises souk.storage.versioned.Stale."""

    def find(self, batch_id: str) -> PickBatch | None:
        """A batch, strongly consistent."""

    def listed(self, limit: int, after: str | None, *, closed: bool) -> tuple[list[PickBatch], str | None]:
        """Those that are open, or closed, the newest first, and the cursor of the next page."""


@dataclass(frozen=True, slots=True)
class OnSale:
    """A variant as the catalogue has it now. `title` tells it from the product's others; `backorder`: it is sold beyond
    its stock.
    """

    product_id: str
    title: str
    price: Money
    available: int
    backorder: bool


class Catalogue(Protocol):
    def variants(self, skus: Sequence[str]) -> Mapping[str, OnSale]:
        """By SKU; those that are not for sale are missing. Raises Unavailable."""


class Allocator(Protocol):
    def allocate(self, order: OrderPaid) -> Mapping[str, Mapping[str, int]]:
        """The locations that send a paid order, with the units of each by SKU; always the same. Raises Unavailable."""


class StockHolds(Protocol):
    """Raises Unavailable."""

    def hold(self, hold: str, units: Mapping[str, int]) -> None:
        """Holds units by SKU for a day, under a name of the caller's. The same again changes nothing. Raises OutOfStock
        when there are not so many.
        """

    def release(self, hold: str) -> None:
        """They are for sale again."""


class Carrier(Protocol):
    """Raises Unavailable when the carrier does not answer, CarrierRefused when it says no."""

    @property
    def tracks(self) -> bool:
        """Whether it can be asked for its scans."""

    @property
    def labels_returns(self) -> bool:
        """Whether it gives labels for what comes back."""

    @property
    def has_points(self) -> bool:
        """Whether it brings parcels to pick-up points."""

    def points(self, country: str, postal_code: str) -> Sequence[NearbyPoint]:
        """Its pick-up points there, the nearest first, as many as it tells; none where it has none. A consignment that
        has one of them as its `point` is booked to it.
        """

    def return_label(self, consignment: Consignment, return_id: str) -> Booking:
        """A label for goods of a parcel to come back under. Asking twice for one return gives the same."""

    def cancel_return_label(self, carrier_reference: str, return_id: str) -> None:
        """It is not used; a second time changes nothing. The reference is "" if the answer to the wish was lost."""

    def book(self, consignment: Consignment) -> Booking | None:
        """Orders the transport. Asking twice for one shipment gives the same booking.

        None when there is nothing to book because staff hand the parcel over themselves.
        """

    def cancel(self, carrier_reference: str) -> None:
        """Calls the transport off; a second time changes nothing."""

    def track(self, carrier_reference: str) -> Sequence[Scan]:
        """What it has scanned of a booking, under the ids that its webhooks have too."""

    def quotes(self, to: Destination, grams: int) -> Sequence[Rate]:
        """What it would take a parcel for that nobody has ordered yet, within some seconds and without a second try: a
        shopper waits. None where it has no prices. It books nothing.
        """

    def rates(self, consignment: Consignment) -> Sequence[Rate]:
        """What it offers to take the parcel for; none where it has no prices to choose from."""

    def manifests(self, bookings: Sequence[Booking]) -> Sequence[Manifest]:
        """The lists with which parcels that were booked are handed over; none where the carrier needs none. Asking
        twice for the same parcels gives the same lists.
        """

    def read(self, headers: Mapping[str, str], body: bytes) -> Sequence[CarrierReport]:
        """The scans in a webhook, all of one booking; none when it is about something else. Raises BadSignature,
        NotUnderstood, and NotFound when this carrier has no webhooks.
        """
