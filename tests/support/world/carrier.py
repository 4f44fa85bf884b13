"""A carrier at the carrier port of shipping: bookings, and scans it owes as webhooks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from shipping.domain.consignment import Consignment, PickupPoint
from shipping.domain.rates import Rate
from shipping.domain.tracking import Booking, Manifest, Scan, ScanStatus
from shipping.usecases.ports import CarrierRefused, CarrierReport, NearbyPoint, NotUnderstood
from souk import clock
from souk.address.destination import Destination
from souk.errors import InvalidInput, Unavailable
from tests.support.world.steps import Steps

ROUTE = (ScanStatus.PICKED_UP, ScanStatus.IN_TRANSIT, ScanStatus.OUT_FOR_DELIVERY, ScanStatus.DELIVERED)
TO_A_POINT = (ScanStatus.PICKED_UP, ScanStatus.IN_TRANSIT, ScanStatus.READY, ScanStatus.DELIVERED)


@dataclass(frozen=True, slots=True)
class Telling:
    """A scan the carrier has to tell of."""

    event_id: str
    shipment_id: str
    reference: str
    status: ScanStatus
    at: datetime

    @property
    def body(self) -> str:
        members = {
            "event_id": self.event_id,
            "reference": self.shipment_id,
            "carrier_reference": self.reference,
            "status": self.status.value,
            "occurred_at": clock.isoformat(self.at),
        }
        return json.dumps(members)


@dataclass
class FakeCarrier:
    """The `Carrier` port. The consignment's key is its idempotency key.

    It refuses to go to `unknown` streets, and gives back what it has not picked up. `breaks_its_word`: it sends that on
    all the same.
    """

    steps: Steps
    tracks: bool = True
    labels_returns: bool = False
    has_points: bool = True
    offers: tuple[Rate, ...] = ()
    down: bool = False
    breaks_its_word: bool = False
    unknown: set[str] = field(default_factory=set)
    bookings: dict[str, str] = field(default_factory=dict)  # shipment id -> reference
    streets: dict[str, str] = field(default_factory=dict)  # reference -> where it goes
    cancelled: set[str] = field(default_factory=set)
    moved: dict[str, int] = field(default_factory=dict)  # shipment id -> how many stations of its route it has passed
    owed: list[Telling] = field(default_factory=list)
    booked: int = 0
    points_of: dict[str, str] = field(default_factory=dict)  # reference -> the point it goes to
    labels: set[str] = field(default_factory=set)  # sold for returns, and not given back

    def book(self, consignment: Consignment) -> Booking | None:
        with self.steps.step("carrier book"):
            self._answering()
            street, shipment_id = consignment.address.line1, consignment.shipment_id
            reference = f"trk-{consignment.booking_key}"
            if street in self.unknown:
                raise CarrierRefused(f"there is no {street}")
            if reference not in self.streets:
                self.booked += 1
                self.bookings[shipment_id], self.streets[reference] = reference, street
                self.points_of[reference] = consignment.point.id if consignment.point else ""
        return Booking(reference, f"T{shipment_id[:8]}")

    def cancel(self, carrier_reference: str) -> None:
        with self.steps.step("carrier cancel"):
            self._answering()
            if (
                self.moved.get(carrier_reference.removeprefix("trk-").partition(".")[0])
                and carrier_reference not in self.cancelled
            ):
                raise CarrierRefused("it was picked up already")
            self.cancelled.add(carrier_reference)

    def track(self, carrier_reference: str) -> Sequence[Scan]:
        with self.steps.step("carrier track"):
            self._answering()
        told = [telling for telling in self.owed if telling.reference == carrier_reference]
        return [Scan(telling.event_id, telling.status, telling.at) for telling in told]

    def return_label(self, consignment: Consignment, return_id: str) -> Booking:
        with self.steps.step("carrier label"):
            self._answering()
            self.labels.add(return_id)
        return Booking(f"back-{return_id}", "BACK", "", f"https://carrier.example/{return_id}.pdf")

    def cancel_return_label(self, carrier_reference: str, return_id: str) -> None:
        with self.steps.step("carrier label back"):
            self._answering()
            self.labels.discard(return_id)

    def points(self, country: str, postal_code: str) -> Sequence[NearbyPoint]:
        with self.steps.step("carrier points"):
            self._answering()
        return [NearbyPoint(PickupPoint("sandbox", "P1", "shop", "Kiosk", "Am Markt 2", postal_code, "Town", country))]

    def quotes(self, _to: Destination, _grams: int) -> Sequence[Rate]:
        with self.steps.step("carrier quotes"):
            self._answering()
        return self.offers

    def rates(self, _consignment: Consignment) -> Sequence[Rate]:
        with self.steps.step("carrier rates"):
            self._answering()
        return self.offers

    def manifests(self, _bookings: Sequence[Booking]) -> Sequence[Manifest]:
        return ()

    def read(self, headers: Mapping[str, str], body: bytes) -> Sequence[CarrierReport]:
        if headers.get("x-carrier-signature") != "good":
            raise InvalidInput("the webhook's signature does not hold")
        if not body.startswith(b"{"):
            raise NotUnderstood("this is no JSON object")
        told = json.loads(body)
        scan = Scan(told["event_id"], ScanStatus(told["status"]), datetime.fromisoformat(told["occurred_at"]))
        return [CarrierReport(told["reference"], Booking(told["carrier_reference"]), scan)]

    def moves(self, shipment_id: str) -> bool:
        """The parcel passes its next station. False when it was called off or has arrived."""
        reference = self.bookings[shipment_id]
        passed, route = self.moved.get(shipment_id, 0), TO_A_POINT if self.points_of[reference] else ROUTE
        if (reference in self.cancelled and not self.breaks_its_word) or passed == len(route):
            return False
        self.moved[shipment_id] = passed + 1
        told = Telling(f"scan-{shipment_id}-{passed}", shipment_id, reference, route[passed], clock.now())
        self.owed.append(told)
        return True

    def reports(self, shipment_id: str, status: ScanStatus) -> None:
        """It says what has become of a parcel: for instance that it is lost, which may turn out to be wrong."""
        number = sum(telling.shipment_id == shipment_id for telling in self.owed)
        reference, event_id = self.bookings[shipment_id], f"{status.value}-{shipment_id}-{number}"
        self.owed.append(Telling(event_id, shipment_id, reference, status, clock.now()))

    def _answering(self) -> None:
        if self.down:
            raise Unavailable("the carrier does not answer")
