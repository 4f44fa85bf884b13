"""What a carrier says: the booking, the scans, and the milestones they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from souk.money import Money

MANUAL = "manual"
MAX_SCANS = 250


class ShipmentState(StrEnum):
    CREATED = "created"
    BOOKED = "booked"
    SHIPPED = "shipped"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    EXCEPTION = "exception"
    CANCELLED = "cancelled"
    UNDELIVERED = "undelivered"  # it will not arrive, and it was said what becomes of it


class ScanStatus(StrEnum):
    """What one scan of the carrier says."""

    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    EXCEPTION = "exception"
    LOST = "lost"
    DAMAGED = "damaged"
    REFUSED = "refused"  # by whom it was for
    RETURNED = "returned"  # on its way back to the sender
    READY = "ready"  # lies ready where it is fetched
    UNCOLLECTED = "uncollected"  # nobody came for it


# What a parcel does not arrive for. Only one that the carrier has had, or that lay ready, can come to such an end.
TROUBLES = (ScanStatus.LOST, ScanStatus.DAMAGED, ScanStatus.REFUSED, ScanStatus.RETURNED, ScanStatus.UNCOLLECTED)
MILESTONES = [
    ShipmentState.CREATED,
    ShipmentState.BOOKED,
    ShipmentState.SHIPPED,
    ShipmentState.OUT_FOR_DELIVERY,
    ShipmentState.DELIVERED,
]
REACHED = {
    ScanStatus.PICKED_UP: ShipmentState.SHIPPED,
    ScanStatus.READY: ShipmentState.SHIPPED,
    ScanStatus.IN_TRANSIT: ShipmentState.SHIPPED,
    ScanStatus.OUT_FOR_DELIVERY: ShipmentState.OUT_FOR_DELIVERY,
    ScanStatus.DELIVERED: ShipmentState.DELIVERED,
    **dict.fromkeys(TROUBLES, ShipmentState.SHIPPED),
}


@dataclass(frozen=True, slots=True)
class Booking:
    """What the carrier gave for the parcel. `service` is what was bought of it, for `cost`, where it says so."""

    carrier_reference: str = ""
    tracking_code: str = ""
    tracking_url: str = ""
    label_url: str = ""
    service: str = ""
    cost: Money | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """A carrier's list of parcels that are fetched together: `url` to print, "" when there is none yet, or none is
    given, and `note` says why.
    """

    carrier: str
    parcels: int
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """One entry of the tracking history. `by` is "carrier" or "staff:<user id>"."""

    event_id: str
    status: ScanStatus
    occurred_at: datetime
    location: str = ""
    description: str = ""
    by: str = "carrier"


@dataclass(frozen=True, slots=True)
class End:
    """What was decided of a parcel that does not arrive: "refunded", "awaited" while its money waits for the goods, or
    "sent_again". `trouble` is why it does not arrive, `why` what staff say of their decision, `return_id` the return
    that has its money and its goods, "" if there is none.
    """

    at: datetime
    by: str
    trouble: ScanStatus
    outcome: str
    return_id: str = ""
    why: str = ""


def way_out(scans: Sequence[Scan]) -> Sequence[Scan]:
    """Without those of the way back: a parcel that is "delivered" after it turned round is with its sender."""
    for index, scan in enumerate(scans):
        if scan.status is ScanStatus.RETURNED:
            return scans[: index + 1]
    return scans


def when(scan: Scan) -> tuple[datetime, str]:
    return scan.occurred_at, scan.event_id


def trimmed(scans: Sequence[Scan]) -> tuple[Scan, ...]:
    """At most MAX_SCANS: a carrier gone wild loses its oldest repetitions, never a status seen once."""
    kept = tuple(scans)
    if len(kept) <= MAX_SCANS:
        return kept
    for index, scan in enumerate(kept[:-1]):
        if any(other.status is scan.status for other in kept[index + 1 :]):
            return kept[:index] + kept[index + 1 :]
    return kept
