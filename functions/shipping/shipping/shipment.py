"""A shipment: what is sent, by whom, and what the carrier has said about it so far.

The state is not stored as a switch that events flip: it is worked out from the facts (cancelled, booked, refused,
scanned), so carriers may report late, twice or in any order and the answer is the same.

    created ──▶ booked ──▶ shipped ──▶ out_for_delivery ──▶ delivered
       │          │           ╰───────────╯
       ╰──────────┴─▶ cancelled     exception  (left again when a newer scan says the parcel moves)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from souk.errors import IllegalTransition, InvalidInput

MANUAL = "manual"
_PARCEL = re.compile(r"[1-9][0-9]{0,2}")
MAX_SCANS = 250
# A parcel nobody weighed is declared at this weight; carriers refuse a parcel of nothing.
DEFAULT_WEIGHT_GRAMS = 500
_FIRST_RETRY = timedelta(minutes=1)
_LONGEST_RETRY = timedelta(hours=1)


class State(StrEnum):
    CREATED = "created"
    BOOKED = "booked"
    SHIPPED = "shipped"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    EXCEPTION = "exception"
    CANCELLED = "cancelled"


class Status(StrEnum):
    """What one scan of the carrier says."""

    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    EXCEPTION = "exception"


class Queue(StrEnum):
    """The work that waits for the booking job or for staff."""

    TO_BOOK = "to_book"
    TO_DISPATCH = "to_dispatch"
    EXCEPTION = "exception"


_MILESTONES = [State.CREATED, State.BOOKED, State.SHIPPED, State.OUT_FOR_DELIVERY, State.DELIVERED]
_REACHED = {
    Status.PICKED_UP: State.SHIPPED,
    Status.IN_TRANSIT: State.SHIPPED,
    Status.OUT_FOR_DELIVERY: State.OUT_FOR_DELIVERY,
    Status.DELIVERED: State.DELIVERED,
}


@dataclass(frozen=True, slots=True)
class Line:
    sku: str
    quantity: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    name: str
    line1: str
    city: str
    postal_code: str
    country: str
    line2: str = ""
    region: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Consignment:
    """What is sent to whom: fixed from the day the order is paid."""

    order_id: str
    order_number: str
    owner: str
    email: str
    access_key: str
    lines: tuple[Line, ...]
    address: Address
    weight_grams: int
    created_at: datetime
    parcel: int = 1

    @property
    def shipment_id(self) -> str:
        return shipment_id(self.order_id, self.parcel)


@dataclass(frozen=True, slots=True)
class Booking:
    """What the carrier gave for the parcel."""

    carrier_reference: str = ""
    tracking_code: str = ""
    tracking_url: str = ""
    label_url: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """One entry of the tracking history. `by` is "carrier" or "staff:<user id>"."""

    event_id: str
    status: Status
    occurred_at: datetime
    location: str = ""
    description: str = ""
    by: str = "carrier"


def shipment_id(order_id: str, parcel: int = 1) -> str:
    """The order's id and the parcel's number: the same order gives the same shipment however often it is told."""
    return f"{order_id}-{parcel}"


def order_of(shipment: str) -> tuple[str, int]:
    """The order id and parcel number in a shipment id. Raises InvalidInput for anything else."""
    order_id, _, parcel = shipment.rpartition("-")
    if not order_id or not _PARCEL.fullmatch(parcel):
        raise InvalidInput("this is not a shipment id")
    return order_id, int(parcel)


@dataclass(slots=True)
class Shipment:
    """One parcel of one order. `announcements` collects the event types that its changes give rise to."""

    consignment: Consignment
    carrier: str
    version: int = 0
    booking: Booking = field(default_factory=Booking)
    scans: list[Scan] = field(default_factory=list)
    cancelled_at: datetime | None = None
    refusal: str = ""
    attempts: int = 0
    next_attempt_at: datetime | None = None
    announcements: list[str] = field(default_factory=list)

    @classmethod
    def create(cls, consignment: Consignment, carrier: str) -> Shipment:
        """A new shipment. The booking job keeps off it for its first minute, which is the creator's to book it in."""
        return cls(
            consignment=consignment,
            carrier=carrier,
            next_attempt_at=consignment.created_at + _FIRST_RETRY,
            announcements=["shipment.created"],
        )

    @property
    def id(self) -> str:
        return self.consignment.shipment_id

    @property
    def progress(self) -> State:
        """The furthest milestone reached, whatever trouble there may be."""
        base = State.BOOKED if self.booking.carrier_reference else State.CREATED
        reached = [_REACHED[scan.status] for scan in self.scans if scan.status in _REACHED]
        return max([base, *reached], key=_MILESTONES.index)

    @property
    def state(self) -> State:
        if self.cancelled_at:
            return State.CANCELLED
        progress = self.progress
        if progress is not State.DELIVERED and (self._newest_is_exception() or self.refusal):
            return State.EXCEPTION
        return progress

    @property
    def queue(self) -> Queue | None:
        """Whose work this shipment waits for, if anybody's."""
        state = self.state
        if state is State.EXCEPTION:
            return Queue.EXCEPTION
        if self.carrier == MANUAL and state in (State.CREATED, State.BOOKED):
            return Queue.TO_DISPATCH
        return Queue.TO_BOOK if state is State.CREATED else None

    def has_reached(self, milestone: State) -> bool:
        return _MILESTONES.index(self.progress) >= _MILESTONES.index(milestone)

    def book(self, booking: Booking) -> bool:
        """Takes the carrier's answer. False when it is known already; scans that overtook it stay as they are."""
        if self.booking == booking:
            return False
        self.booking, self.refusal, self.next_attempt_at = booking, "", None
        return True

    def postpone(self, now: datetime) -> None:
        """The carrier did not answer: try again after 1, 2, 4 … minutes, at the latest after an hour."""
        self.attempts += 1
        self.next_attempt_at = now + min(_FIRST_RETRY * 2 ** min(self.attempts - 1, 10), _LONGEST_RETRY)

    def refuse(self, reason: str) -> None:
        """The carrier will not take it: staff must look."""
        self.refusal, self.next_attempt_at = reason or "refused by the carrier", None
        self.attempts += 1
        self.announcements.append("shipment.exception")

    def record(self, scan: Scan) -> bool:
        """Adds a scan to the history and announces what it changed. False when it is in the history already."""
        if any(known.event_id == scan.event_id for known in self.scans):
            return False
        before, progress = self.state, self.progress
        seen_in_transit = any(known.status is Status.IN_TRANSIT for known in self.scans)
        self.scans = _trimmed(sorted([*self.scans, scan], key=_when))
        self.refusal = ""
        if before is State.CANCELLED:
            return True
        after = self.state
        news = self._milestones_passed(progress)
        if after is State.EXCEPTION and before is not State.EXCEPTION:
            news.append("shipment.exception")
        elif not news and before is State.EXCEPTION and after is not State.EXCEPTION:
            moving = "out_for_delivery" if after is State.OUT_FOR_DELIVERY else "in_transit"
            news.append(f"shipment.{moving}")
        elif not news and after is State.SHIPPED and scan.status is Status.IN_TRANSIT and not seen_in_transit:
            news.append("shipment.in_transit")
        self.announcements += news
        return True

    def adopt(self, carrier_reference: str) -> None:
        """A scan may overtake the answer to our booking; it names the carrier's reference too."""
        if not self.booking.carrier_reference:
            self.booking = replace(self.booking, carrier_reference=carrier_reference)

    def dispatch(self, booking: Booking, scan: Scan) -> bool:
        """Staff handed the parcel over themselves. False when that is known already.

        Raises IllegalTransition when a carrier has it, or it is on its way or cancelled.
        """
        if self.carrier == MANUAL and self.scans and self.booking.tracking_code == booking.tracking_code:
            return False
        untouched = self.state is State.CREATED or (self.state is State.EXCEPTION and not self.scans)
        if not untouched:
            raise IllegalTransition(f"a shipment that is {self.state} cannot be dispatched", state=self.state)
        self.carrier, self.booking, self.next_attempt_at = MANUAL, booking, None
        return self.record(scan)

    def deliver(self, scan: Scan) -> bool:
        """Staff say it arrived. False when it had. Raises IllegalTransition unless staff dispatched it."""
        if self.state is State.DELIVERED:
            return False
        if self.carrier != MANUAL or not self.has_reached(State.SHIPPED) or self.cancelled_at:
            raise IllegalTransition(
                f"a {self.carrier} shipment that is {self.state} cannot be marked delivered", state=self.state
            )
        return self.record(scan)

    def cancel(self, now: datetime) -> bool:
        """False when it was cancelled before. Raises IllegalTransition once the parcel is on its way."""
        if self.cancelled_at:
            return False
        if self.has_reached(State.SHIPPED):
            raise IllegalTransition("the parcel is on its way and cannot be cancelled", state=self.state)
        self.cancelled_at, self.next_attempt_at = now, None
        self.announcements.append("shipment.cancelled")
        return True

    def _newest_is_exception(self) -> bool:
        return bool(self.scans) and self.scans[-1].status is Status.EXCEPTION

    def _milestones_passed(self, before: State) -> list[str]:
        """Others need "shipped" even when the first thing the carrier says is "delivered"."""
        passed = _MILESTONES[_MILESTONES.index(before) + 1 : _MILESTONES.index(self.progress) + 1]
        named = [State.SHIPPED, State.DELIVERED, self.progress]
        return [f"shipment.{state}" for state in passed if state in named and state is not State.BOOKED]


def all_reached(shipments: Sequence[Shipment], milestone: State) -> bool:
    """Whether every parcel of an order that is not cancelled has come that far."""
    return all(shipment.has_reached(milestone) for shipment in shipments if not shipment.cancelled_at)


def _when(scan: Scan) -> tuple[datetime, str]:
    return scan.occurred_at, scan.event_id


def _trimmed(scans: list[Scan]) -> list[Scan]:
    """At most MAX_SCANS: a carrier gone wild loses its oldest repetitions, never a status seen once."""
    if len(scans) <= MAX_SCANS:
        return scans
    for index, scan in enumerate(scans[:-1]):
        if any(other.status is scan.status for other in scans[index + 1 :]):
            return [*scans[:index], *scans[index + 1 :]]
    return scans
