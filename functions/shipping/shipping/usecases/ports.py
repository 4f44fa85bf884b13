"""What the use cases need from outside: where shipments are kept, and the carriers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shipping.domain.batch import PickBatch
from shipping.domain.consignment import Consignment
from shipping.domain.returns import RefundedUnits, Return, ReturnState, Sold
from shipping.domain.shipment import Queue, Shipment
from shipping.domain.tracking import Booking, Scan
from shipping.domain.work import WorkQueue
from souk.errors import Conflict
from souk.events import Event
from souk.webhooks import KeptWebhook


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


MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class QueueCount:
    """How much waits in a queue. `more`: it was not counted to its end. `since`: of which time the first of it is."""

    queue: Queue | WorkQueue
    count: int
    more: bool
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which shipments of a queue are asked for; None stands for all. `before`: made before then."""

    carrier: str | None = None
    service: str | None = None
    country: str | None = None
    before: datetime | None = None

    def takes(self, shipment: Shipment) -> bool:
        consignment = shipment.consignment
        return (
            self.carrier in (None, shipment.carrier)
            and self.service in (None, consignment.service)
            and self.country in (None, consignment.address.country)
            and (self.before is None or consignment.created_at < self.before)
        )


EVERY = Chosen()


class Shipments(Protocol):
    def create(self, shipment: Shipment) -> bool:
        """Keeps a new shipment with its events. False when the order has one, or may have none any more."""

    def save(self, shipment: Shipment, previous_version: int) -> None:
        """Keeps a changed shipment with its events. Raises souk.storage.versioned.Stale."""

    def of_order(self, order_id: str) -> list[Shipment]:
        """The parcels of an order by number, strongly consistent."""

    def bar(self, order_id: str, events: Sequence[Event] = ()) -> bool:
        """Makes sure that this order never gets a shipment, and tells so. False when it has one, or is barred."""

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

    def end(self, parcel: Shipment, previous_version: int, claim: Return | None) -> None:
        """Keeps a parcel that has ended and the return that begins with it, with their events, together or not at all.
        Raises souk.storage.versioned.Stale.
        """

    def note_refunds(self, order_id: str, refunded: RefundedUnits) -> None:
        """Keeps it in the place of the version it was made of. Raises souk.storage.versioned.Stale."""

    def listed(self, state: ReturnState, limit: int, after: str | None) -> tuple[list[Return], str | None]:
        """The returns in a state, by when they were asked for, and the cursor of the next page."""

    def expiring(self, now: datetime, limit: int) -> list[str]:
        """The ids of those that were to be sent by now."""


class Batches(Protocol):
    def create(self, batch: PickBatch) -> bool:
        """Keeps a new batch. False when there is one with its id."""

    def save(self, batch: PickBatch, previous_version: int) -> None:
        """Keeps a changed batch. Raises souk.storage.versioned.Stale."""

    def find(self, batch_id: str) -> PickBatch | None:
        """A batch, strongly consistent."""

    def listed(self, limit: int, after: str | None, *, closed: bool) -> tuple[list[PickBatch], str | None]:
        """Those that are open, or closed, the newest first, and the cursor of the next page."""


class Carrier(Protocol):
    """Raises Unavailable when the carrier does not answer, CarrierRefused when it says no."""

    @property
    def tracks(self) -> bool:
        """Whether it can be asked for its scans."""

    def book(self, consignment: Consignment) -> Booking | None:
        """Orders the transport. Asking twice for one shipment gives the same booking.

        None when there is nothing to book because staff hand the parcel over themselves.
        """

    def cancel(self, carrier_reference: str) -> None:
        """Calls the transport off; a second time changes nothing."""

    def track(self, carrier_reference: str) -> Sequence[Scan]:
        """What it has scanned of a booking, under the ids that its webhooks have too."""

    def read(self, headers: Mapping[str, str], body: bytes) -> CarrierReport:
        """The scan in a webhook. Raises BadSignature, NotUnderstood, and NotFound when this carrier has no webhooks."""
