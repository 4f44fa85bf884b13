"""A shipment: what is sent, by whom, and what the carrier has said about it so far.

The state is not stored as a switch that events flip: it is worked out from the facts (cancelled, booked, refused,
scanned), so carriers may report late, twice or in any order and the answer is the same.

    created ──▶ booked ──▶ shipped ──▶ out_for_delivery ──▶ delivered
       │          │           ╰───────────╯
       ╰──────────┴─▶ cancelled     exception  (left again when a newer scan says the parcel moves)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from shipping.domain.consignment import Consignment
from shipping.domain.tracking import MANUAL, MILESTONES, REACHED, Booking, Scan, State, Status, trimmed, when
from souk.errors import IllegalTransition

_FIRST_RETRY = timedelta(minutes=1)
_LONGEST_RETRY = timedelta(hours=1)
_ON_THE_WAY = frozenset({State.SHIPPED, State.OUT_FOR_DELIVERY, State.DELIVERED})
_WITH_CARRIER = frozenset({State.BOOKED, State.SHIPPED, State.OUT_FOR_DELIVERY})


class Recall(StrEnum):
    """What came of the wish of its order to have it back. An answer is final."""

    ASKED = "asked"  # the carrier has not answered yet
    SUCCEEDED = "succeeded"
    REFUSED = "refused"


class Queue(StrEnum):
    """The work that waits for the booking job or for staff."""

    TO_BOOK = "to_book"
    TO_DISPATCH = "to_dispatch"
    EXCEPTION = "exception"
    WATCHED = "watched"  # long under way; the job looks whether the carrier has spoken
    SILENT = "silent"  # the carrier has not: staff ask it


@dataclass(slots=True)
class Shipment:
    """One parcel of one order. `announcements` collects the event types that its changes give rise to.

    `unwanted`: nobody wants it sent, and the carrier, who did not answer, is still to be told. `recall` is there when
    its order, before it is cancelled, waits to hear whether that is still possible.
    `booked_at` is kept when the carrier had to be asked more than once. `look_at` is when to look at it again, and
    `silent_since` when the carrier was heard of last, once it has been silent for too long.
    `published` are its events as JSON texts, which are stored with it.
    """

    consignment: Consignment
    carrier: str
    version: int = 0
    booking: Booking = field(default_factory=Booking)
    scans: list[Scan] = field(default_factory=list)
    cancelled_at: datetime | None = None
    refusal: str = ""
    attempts: int = 0
    next_attempt_at: datetime | None = None
    unwanted: bool = False
    recall: Recall | None = None
    booked_at: datetime | None = None
    look_at: datetime | None = None
    silent_since: datetime | None = None
    announcements: list[str] = field(default_factory=list)
    published: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def create(cls, consignment: Consignment, carrier: str) -> Shipment:
        """A new shipment, which its creator books. It waits in no queue before the carrier has failed to answer: the
        news that the order is paid comes again until the booking was tried.
        """
        return cls(consignment=consignment, carrier=carrier, announcements=["shipment.created"])

    @property
    def id(self) -> str:
        return self.consignment.shipment_id

    @property
    def progress(self) -> State:
        """The furthest milestone reached, whatever trouble there may be."""
        base = State.BOOKED if self.booking.carrier_reference else State.CREATED
        reached = [REACHED[scan.status] for scan in self.scans if scan.status in REACHED]
        return max([base, *reached], key=MILESTONES.index)

    @property
    def state(self) -> State:
        if self.cancelled_at:
            return State.CANCELLED
        progress = self.progress
        if progress is not State.DELIVERED and (self._newest_is_exception() or self.refusal):
            return State.EXCEPTION
        return progress

    @property
    def to_book(self) -> bool:
        """Whether a carrier is still to be asked to take it."""
        return self.state is State.CREATED and self.carrier != MANUAL and not self.unwanted

    @property
    def queue(self) -> Queue | None:
        """Whose work this shipment waits for, if anybody's."""
        if self.unwanted or (self.to_book and self.next_attempt_at):
            return Queue.TO_BOOK  # the booking job talks to the carrier about it
        if self.state is State.EXCEPTION or self.is_astray:
            return Queue.EXCEPTION
        if self.carrier == MANUAL and self.state in (State.CREATED, State.BOOKED):
            return Queue.TO_DISPATCH
        if not self.is_awaited:
            return None
        return Queue.SILENT if self.silent_since else Queue.WATCHED if self.look_at else None

    @property
    def due_at(self) -> datetime:
        """Its place in the queue, and from when on the jobs take it up."""
        if self.queue in (Queue.WATCHED, Queue.SILENT):
            return self.silent_since or self.look_at or self.consignment.created_at
        return self.next_attempt_at or self.consignment.created_at

    @property
    def is_awaited(self) -> bool:
        """Whether a carrier has it, or is to fetch it, and owes the next scan."""
        return self.carrier != MANUAL and self.state in _WITH_CARRIER

    @property
    def last_heard(self) -> datetime:
        """When the carrier said something of it last: by its newest scan, or when it took the booking."""
        taken = self.booked_at or self.consignment.created_at
        return max([taken, *(scan.occurred_at for scan in self.scans)])

    @property
    def is_astray(self) -> bool:
        """Whether the carrier moves it although it was called back."""
        return bool(self.cancelled_at) and self.has_reached(State.SHIPPED)

    def has_reached(self, milestone: State) -> bool:
        return MILESTONES.index(self.progress) >= MILESTONES.index(milestone)

    def book(self, booking: Booking, at: datetime | None = None) -> bool:
        """Takes the carrier's answer. False when it is known already; scans that overtook it stay as they are."""
        if self.booking == booking:
            return False
        self.booked_at = at if self.attempts else None
        self.booking, self.refusal, self.next_attempt_at = booking, "", None
        return True

    def wait_until(self, then: datetime) -> bool:
        """Leaves it to the booking job, from `then` on. False when it is booked or in the queue already."""
        if not self.to_book or self.next_attempt_at:
            return False
        self.next_attempt_at = then
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
        self.scans = trimmed(sorted([*self.scans, scan], key=when))
        self.refusal = ""
        if self.silent_since and scan.occurred_at > self.silent_since:
            # It speaks again; the job looks whether it goes on.
            self.look_at, self.silent_since = scan.occurred_at, None
        if before is State.CANCELLED:
            if self.is_astray and progress not in _ON_THE_WAY:
                self.announcements.append("shipment.astray")
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
        if self.recall is Recall.ASKED and self.has_reached(State.SHIPPED):
            self.refuse_recall()
        return True

    def look(self, now: datetime, patience: timedelta) -> bool:
        """Watches it while its carrier owes a scan, and notes that nothing was heard for longer than `patience`.

        False when that is known already, or nothing is owed.
        """
        before = self.look_at, self.silent_since
        again = self.last_heard + patience
        if not self.is_awaited:
            self.look_at = self.silent_since = None
        elif again <= now:
            self.look_at, self.silent_since = None, self.last_heard
        else:
            self.look_at, self.silent_since = again, None
        return (self.look_at, self.silent_since) != before

    def adopt(self, booking: Booking) -> None:
        """A scan may overtake the answer to our booking; it says of which one it is."""
        if not self.booking.carrier_reference:
            self.booking = booking

    def dispatch(self, booking: Booking, scan: Scan) -> bool:
        """Staff handed the parcel over themselves. False when that is known already.

        Raises IllegalTransition when a carrier has it, or it is on its way, cancelled or about to be.
        """
        if self.carrier == MANUAL and self.scans and self.booking.tracking_code == booking.tracking_code:
            return False
        untouched = self.state is State.CREATED or (self.state is State.EXCEPTION and not self.scans)
        if self.unwanted:
            raise IllegalTransition("its order is being cancelled, so it is not to be sent", state=self.state)
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

    def cancel(self, now: datetime, *, recalled: bool = False) -> bool:
        """Calls it off, and answers its order when that has it `recalled`. False when there is nothing left to do.

        Raises IllegalTransition once the parcel is on its way, or the carrier was heard to keep it.
        """
        said = len(self.announcements)
        if not self.cancelled_at:
            if self.has_reached(State.SHIPPED) or self.recall is Recall.REFUSED:
                raise IllegalTransition("the parcel is on its way and cannot be cancelled", state=self.state)
            self.cancelled_at, self.next_attempt_at = now, None
            self.announcements.append("shipment.cancelled")
        answers = (recalled or self.recall is Recall.ASKED) and self.recall is not Recall.SUCCEEDED
        if answers:
            self.recall = Recall.SUCCEEDED
            self.announcements.append("recall.succeeded")
        told, self.unwanted = self.unwanted, False
        return told or len(self.announcements) > said

    def refuse_recall(self) -> bool:
        """The carrier has it and keeps it: its order goes on. False when that was answered before."""
        if self.cancelled_at or self.recall in (Recall.SUCCEEDED, Recall.REFUSED):
            return False
        self.recall, self.unwanted, self.next_attempt_at = Recall.REFUSED, False, None
        self.announcements.append("recall.refused")
        return True

    def put_off_cancelling(self, now: datetime, *, recalled: bool = False) -> bool:
        """The carrier did not answer when it was to be called off: the job tells it later."""
        self.unwanted = True
        if recalled and not self.recall:
            self.recall = Recall.ASKED
        self.postpone(now)
        return True

    def keep_going(self) -> bool:
        """It cannot be called off any more. False when nobody waits for that."""
        waited, self.unwanted = self.unwanted, False
        return waited

    def _newest_is_exception(self) -> bool:
        return bool(self.scans) and self.scans[-1].status is Status.EXCEPTION

    def _milestones_passed(self, before: State) -> list[str]:
        """Others need "shipped" even when the first thing the carrier says is "delivered"."""
        passed = MILESTONES[MILESTONES.index(before) + 1 : MILESTONES.index(self.progress) + 1]
        named = [State.SHIPPED, State.DELIVERED, self.progress]
        return [f"shipment.{state}" for state in passed if state in named and state is not State.BOOKED]


def all_reached(shipments: Sequence[Shipment], milestone: State) -> bool:
    """Whether every parcel of an order that is not cancelled has come that far."""
    return all(shipment.has_reached(milestone) for shipment in shipments if not shipment.cancelled_at)
