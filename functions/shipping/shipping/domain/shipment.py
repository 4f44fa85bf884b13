"""A shipment: what is sent, by whom, and what the carrier has said about it so far. Pure and immutable.

Every method that says what has happened returns the shipment as it is afterwards; one that equals the shipment before
means that nothing happened, so a repeated event changes nothing.

The state is not stored as a switch that events flip: it is worked out from the facts (cancelled, booked, refused,
scanned), so carriers may report late, twice or in any order and the answer is the same.

    created ──▶ booked ──▶ shipped ──▶ out_for_delivery ──▶ delivered
       │          │           ╰───────────╯
       ╰──────────┴─▶ cancelled     exception  (left again when a newer scan says the parcel moves)
                                        ╰─▶ undelivered  (lost, damaged, refused or returned: see `trouble`)
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from shipping.domain.consignment import Address, Consignment
from shipping.domain.takeout import Takeout
from shipping.domain.tracking import (
    MANUAL,
    MILESTONES,
    REACHED,
    TROUBLES,
    Booking,
    End,
    Scan,
    ScanStatus,
    ShipmentState,
    trimmed,
    way_out,
    when,
)
from shipping.domain.work import Work, WorkQueue
from souk.errors import Conflict, IllegalTransition
from souk.shopper.owner import ERASED

ON_ITS_WAY = "the parcel is on its way already"
_FIRST_RETRY = timedelta(minutes=1)
_LONGEST_RETRY = timedelta(hours=1)
# How often a carrier is asked for what it has scanned of a parcel that it says nothing of.
_OFTEN, _SELDOM = timedelta(hours=6), timedelta(days=1)
_OVER = frozenset({ShipmentState.DELIVERED, ShipmentState.CANCELLED, ShipmentState.UNDELIVERED})
_IN_THE_HOUSE = frozenset({ShipmentState.CREATED, ShipmentState.BOOKED})
_WITH_CARRIER = frozenset({ShipmentState.BOOKED, ShipmentState.SHIPPED, ShipmentState.OUT_FOR_DELIVERY})


class Recall(StrEnum):
    """What came of the wish of its order to have it back. An answer is final."""

    ASKED = "asked"  # the carrier has not answered yet
    SUCCEEDED = "succeeded"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ReaddressingAnswer:
    """The answer to its order's last wish for another address: `refusal` says why not."""

    number: int
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class FormerBooking:
    """What a carrier has booked to an address that holds no more: it is to be called off."""

    carrier: str
    reference: str


class HoldReason(StrEnum):
    """What keeps a parcel in the house by itself."""

    DISPUTE = "dispute"
    FRAUD_WARNING = "fraud_warning"


@dataclass(frozen=True, slots=True)
class ParcelHold:
    """`reference` names the dispute, or the warning, of a payment. `released_by` is who ended it, "bank" or a member of
    the staff; empty while it holds. One that has ended is not begun again.
    """

    reason: HoldReason
    reference: str
    payment_id: str
    at: datetime
    released_by: str = ""


def with_hold(holds: tuple[ParcelHold, ...], hold: ParcelHold) -> tuple[ParcelHold, ...]:
    """The same when this was there before."""
    return holds if any(known.reference == hold.reference for known in holds) else (*holds, hold)


def let_go(holds: Sequence[ParcelHold], references: Collection[str], by: str) -> tuple[ParcelHold, ...]:
    """These do not hold any more."""
    return tuple(
        replace(hold, released_by=by) if hold.reference in references and not hold.released_by else hold
        for hold in holds
    )


class ParcelHeld(Conflict):
    """`detail["reasons"]`: `dispute`, `fraud_warning`."""

    code, title = "parcel_held", "This parcel is held"


class Queue(StrEnum):
    """The work that waits for the booking job or for staff."""

    TO_BOOK = "to_book"
    TO_DISPATCH = "to_dispatch"
    EXCEPTION = "exception"
    HELD = "held"  # what paid it is disputed, or may be fraud: staff say whether it is sent
    TROUBLE = "trouble"  # lost, damaged, refused or returned: staff say what becomes of it
    WATCHED = "watched"  # long under way; the job looks whether the carrier has spoken
    SILENT = "silent"  # the carrier has not: staff ask it
    TO_COLLECT = "to_collect"  # lies ready to be fetched
    UNCOLLECTED = "uncollected"  # ... and its shopper was reminded: staff say what becomes of it


@dataclass(frozen=True, slots=True)
class Shipment:
    """One parcel of one order. `version` counts its events, and the changes that nobody is told of (0: not stored yet).

    `unwanted`: nobody wants it sent, and the carrier, who did not answer, is still to be told. `recall` is there when
    its order, before it is cancelled, waits to hear whether that is still possible.
    `takeouts` are wishes of its order to have units out of it (`shipping.domain.taking_out`).
    `readdressing` is what was answered to its last wish for another address.
    `booked_at` is kept when the carrier had to be asked more than once. `look_at` is when to look at it again, and
    `silent_since` when the carrier was heard of last, once it has been silent for too long. `work` is what staff did
    with it before it left, in a shop that picks (`shipping.domain.fulfilment`). `former` are bookings to an address of
    before that a carrier was not heard to call off. `end` is what was decided of one that does not arrive.
    `reminded_at`: its shopper was reminded then that it lies ready to be fetched. `holds` keep it in the house.

    `published` are its events as JSON texts, oldest first: they are stored with it, and no part of what it is.
    """

    consignment: Consignment
    carrier: str
    version: int = 0
    booking: Booking = field(default_factory=Booking)
    scans: tuple[Scan, ...] = ()
    cancelled_at: datetime | None = None
    refusal: str = ""
    attempts: int = 0
    next_attempt_at: datetime | None = None
    unwanted: bool = False
    recall: Recall | None = None
    booked_at: datetime | None = None
    look_at: datetime | None = None
    silent_since: datetime | None = None
    readdressing: ReaddressingAnswer | None = None
    work: Work | None = None
    former: tuple[FormerBooking, ...] = ()
    end: End | None = None
    takeouts: tuple[Takeout, ...] = ()
    reminded_at: datetime | None = None
    holds: tuple[ParcelHold, ...] = ()
    published: tuple[str, ...] = field(default=(), compare=False, repr=False)

    @property
    def id(self) -> str:
        return self.consignment.shipment_id

    @property
    def progress(self) -> ShipmentState:
        """The furthest milestone reached, whatever trouble there may be."""
        base = ShipmentState.BOOKED if self.booking.carrier_reference else ShipmentState.CREATED
        reached = [REACHED[scan.status] for scan in way_out(self.scans) if scan.status in REACHED]
        return max([base, *reached], key=MILESTONES.index)

    @property
    def state(self) -> ShipmentState:
        if self.cancelled_at:
            return ShipmentState.CANCELLED
        progress = self.progress
        if self.end and progress is not ShipmentState.DELIVERED:
            return ShipmentState.UNDELIVERED
        if progress is not ShipmentState.DELIVERED and (self._newest_is_exception() or self.refusal):
            return ShipmentState.EXCEPTION
        return progress

    @property
    def trouble(self) -> ScanStatus | None:
        """Why it does not arrive, while nobody has said what becomes of it."""
        if self.state is not ShipmentState.EXCEPTION or not self.scans:
            return None
        newest = way_out(self.scans)[-1].status
        return newest if newest in TROUBLES else None

    @property
    def told_trouble(self) -> str:
        """Why it does not arrive, also once it was said what becomes of it."""
        return self.trouble or (self.end.trouble if self.end else "")

    @property
    def outcome(self) -> str:
        return self.end.outcome if self.end else ""

    @property
    def to_book(self) -> bool:
        """Whether a carrier is still to be asked to take it."""
        is_new = self.state is ShipmentState.CREATED and self.carrier != MANUAL
        return is_new and not self.unwanted and not self.takeout and self.consignment.is_here and not self.held

    @property
    def is_in_the_house(self) -> bool:
        """Whether it can still be kept from whom it goes to."""
        left = self.has_reached(ShipmentState.SHIPPED) and not self.lies_ready
        return not (self.cancelled_at or self.end or left)

    @property
    def held(self) -> tuple[ParcelHold, ...]:
        """What keeps it in the house now."""
        return tuple(hold for hold in self.holds if not hold.released_by) if self.is_in_the_house else ()

    def check_held(self) -> None:
        """Raises ParcelHeld."""
        if self.held:
            raise ParcelHeld(
                "what paid it is disputed, or may be fraud: look at the payment, and release the parcel or cancel",
                reasons=[hold.reason.value for hold in self.held],
            )

    def held_by(self, hold: ParcelHold) -> Shipment:
        """Kept in the house for it; the same once it has left, or when this held it before."""
        holds = with_hold(self.holds, hold)
        return replace(self, holds=holds) if self.is_in_the_house and holds != self.holds else self

    def released(self, references: Collection[str], by: str, now: datetime) -> Shipment:
        """Not kept for these any more; a carrier that is to be asked is asked by the job."""
        holds = let_go(self.holds, references, by)
        return self if holds == self.holds else replace(self, holds=holds).waiting_until(now)

    @property
    def takeout(self) -> Takeout | None:
        """The first wish that its carrier has not answered."""
        return next((wish for wish in self.takeouts if wish.is_open), None)

    @property
    def queue(self) -> Queue | None:
        """Whose work this shipment waits for, if anybody's.

        A new one is booked by who created it. It waits in no queue before the carrier has failed to answer: the news
        that the order is paid comes again until the booking was tried.
        """
        if self.unwanted or self.former or self.takeout:
            return Queue.TO_BOOK  # the booking job talks to the carrier about it
        if not self.consignment.is_here:
            return None
        if self.trouble:
            return Queue.TROUBLE
        if self.state is ShipmentState.EXCEPTION or self.is_astray or self.is_short:
            return Queue.EXCEPTION
        if self.held:
            return Queue.HELD
        if self.to_book and self.next_attempt_at:
            return Queue.TO_BOOK
        if self.carrier == MANUAL and self.state in _IN_THE_HOUSE and self.work is None:
            return Queue.TO_DISPATCH
        if self.lies_ready:
            return Queue.UNCOLLECTED if self.reminded_at else Queue.TO_COLLECT
        if not self.is_awaited:
            return None
        return Queue.SILENT if self.silent_since else Queue.WATCHED if self.look_at else None

    @property
    def lies_ready(self) -> bool:
        """Whether it waits for its shopper, who fetches it."""
        return self.consignment.pickup is not None and self.state is ShipmentState.SHIPPED

    @property
    def at_point(self) -> bool:
        """Whether it lies at its carrier's point, for its shopper to collect it."""
        under_way = self.state in (ShipmentState.SHIPPED, ShipmentState.OUT_FOR_DELIVERY)
        return self.consignment.point is not None and under_way and self.scans[-1].status is ScanStatus.READY

    @property
    def is_short(self) -> bool:
        """Whether it stays in the house because something of it was not found."""
        return self.work is not None and self.work.is_short and self.state in _IN_THE_HOUSE

    @property
    def work_queue(self) -> WorkQueue | None:
        """Whether it waits to be picked, packed or shipped. It leaves at once when nobody wants it sent any more, when
        it is an exception, when it is held, and when the carrier has it.
        """
        work = self.work
        if work is None or self.unwanted or self.held or self.state not in _IN_THE_HOUSE or work.is_short:
            return None
        if not self.consignment.is_here:
            return None
        if work.packing:
            return WorkQueue.TO_SHIP
        if not any(work.missing(sku, units) for sku, units in self.consignment.units.items()):
            return WorkQueue.TO_PACK
        return WorkQueue.PICKING if work.batch else WorkQueue.TO_PICK

    @property
    def due_at(self) -> datetime:
        """Its place in the queue, and from when on the jobs take it up."""
        if self.queue in (Queue.WATCHED, Queue.SILENT):
            return self.look_at or self.silent_since or self.consignment.created_at
        if self.lies_ready:
            return self.last_heard
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
        return bool(self.cancelled_at) and self.has_reached(ShipmentState.SHIPPED)

    def has_reached(self, milestone: ShipmentState) -> bool:
        return MILESTONES.index(self.progress) >= MILESTONES.index(milestone)

    def readdressed(self, number: int, address: Address) -> Shipment:
        """To go there, if no carrier was ever asked to take it, or the last one refused; else the answer is why not.

        The same for a wish that was answered before, or is older than one that was.
        """
        if self.readdressing and number <= self.readdressing.number:
            return self
        why = self._why_not_elsewhere()
        if why:
            return replace(self, readdressing=ReaddressingAnswer(number, why))
        return replace(
            self,
            consignment=self.consignment.readdressed(address),
            readdressing=ReaddressingAnswer(number),
            refusal="",
            attempts=0,
            work=self.work.readdressed() if self.work else None,
        )

    def came_in(self, sku: str, now: datetime) -> Shipment:
        """What it waited for is there; a carrier is asked by the job, should the process die."""
        if sku not in self.consignment.awaits:
            return self
        after = replace(self, consignment=self.consignment.came_in(sku))
        return after.waiting_until(now)

    def written_to(self, email: str) -> Shipment:
        """Its letters go there from now on; the same once its person is forgotten."""
        if self.consignment.owner == ERASED or self.consignment.email == email:
            return self
        return replace(self, consignment=replace(self.consignment, email=email))

    def priced(self, prices: Mapping[str, int]) -> Shipment:
        """With lower prices of units, which staff agreed on before it leaves."""
        return replace(self, consignment=self.consignment.priced(prices))

    def _why_not_elsewhere(self) -> str:
        if self.cancelled_at or self.unwanted:
            return "its order is being cancelled"
        if self.scans or self.booking.carrier_reference or self.booking.tracking_code:
            return "a carrier has it, or is to fetch it, for the address it was booked to"
        if self.carrier != MANUAL and not self.refusal:
            return "the carrier was asked to take it and has not answered yet"
        return ""

    def booked(self, booking: Booking, at: datetime | None = None) -> Shipment:
        """The carrier has taken it. Scans that overtook this answer stay as they are."""
        if self.booking == booking:
            return self
        at = at if self.attempts else None
        waits = self.next_attempt_at if self.takeout else None
        return replace(self, booking=booking, booked_at=at, refusal="", next_attempt_at=waits)

    def booked_elsewhere(self, former: FormerBooking, now: datetime) -> Shipment:
        """A carrier took it for an address that does not hold any more. Said before the carrier is told: should the
        process die, the job tells it.
        """
        if former in self.former:
            return self
        return replace(self, former=(*self.former, former), next_attempt_at=self.next_attempt_at or now + _FIRST_RETRY)

    def called_off_elsewhere(self, former: FormerBooking) -> Shipment:
        """The carrier has let go of that booking, or was heard to keep it."""
        left = tuple(known for known in self.former if known != former)
        waits = left or self.to_book or self.unwanted or self.takeout
        return replace(self, former=left, next_attempt_at=self.next_attempt_at if waits else None)

    def waiting_until(self, then: datetime) -> Shipment:
        """Left to the booking job, from `then` on, unless it is booked or in the queue already."""
        return replace(self, next_attempt_at=then) if self.to_book and not self.next_attempt_at else self

    def waiting_for_carrier(self, now: datetime) -> Shipment:
        """It is about to be asked; should the process die, the job asks."""
        return replace(self, next_attempt_at=self.next_attempt_at or now + _FIRST_RETRY)

    def postponed(self, now: datetime) -> Shipment:
        """The carrier did not answer: to be tried again after 1, 2, 4 … minutes, at the latest after an hour."""
        wait = min(_FIRST_RETRY * 2 ** min(self.attempts, 10), _LONGEST_RETRY)
        return replace(self, attempts=self.attempts + 1, next_attempt_at=now + wait)

    def refused(self, reason: str) -> Shipment:
        """The carrier will not take it: staff must look."""
        reason = reason or "refused by the carrier"
        return replace(self, refusal=reason, attempts=self.attempts + 1, next_attempt_at=None)

    def scanned(self, scan: Scan) -> Shipment:
        """With a scan in its history; the same when it is there already. A pick-up answers a recall that waits."""
        if any(known.event_id == scan.event_id for known in self.scans):
            return self
        moved = replace(self, scans=trimmed(sorted([*self.scans, scan], key=when)), refusal="")
        if self.silent_since and scan.occurred_at > self.silent_since:
            # It speaks again; the job looks whether it goes on.
            moved = replace(moved, look_at=scan.occurred_at, silent_since=None)
        if not moved.has_reached(ShipmentState.SHIPPED):
            return moved
        moved = moved.takeouts_refused(ON_ITS_WAY)
        return moved.recall_refused() if moved.recall is Recall.ASKED else moved

    def watched_from(self, now: datetime) -> Shipment:
        """To be looked at from now on; the same when it is looked at anyway, or nothing is owed."""
        if not self.is_awaited or self.look_at or self.silent_since:
            return self
        return replace(self, look_at=now)

    def looked_at(self, now: datetime, patience: timedelta, *, asked: bool = False) -> Shipment:
        """Watched while its carrier owes a scan; silent once nothing was heard for longer than `patience`. `asked`: the
        carrier was, and is again: the longer it has said nothing, the later.
        """
        again = self.last_heard + patience
        if not self.is_awaited:
            return replace(self, look_at=None, silent_since=None)
        if again <= now:
            return replace(self, look_at=now + _SELDOM if asked else None, silent_since=self.last_heard)
        pause = min(max((now - self.last_heard) / 2, _OFTEN), _SELDOM)
        return replace(self, look_at=min(again, now + pause) if asked else again, silent_since=None)

    def adopted(self, booking: Booking) -> Shipment:
        """A scan may overtake the answer to our booking; it says of which one it is."""
        return self if self.booking.carrier_reference else replace(self, booking=booking)

    def dispatched(self, booking: Booking, scan: Scan) -> Shipment:
        """Staff handed the parcel over themselves, or it lies ready to be fetched; the same when that is known already.

        Raises IllegalTransition when a carrier has it, or it is on its way, cancelled or about to be; AddressChanged,
        ParcelHeld.
        """
        if self.carrier == MANUAL and self.scans and self.booking.tracking_code == booking.tracking_code:
            return self
        untouched = self.state is ShipmentState.CREATED or (self.state is ShipmentState.EXCEPTION and not self.scans)
        self.check_held()
        if self.unwanted:
            raise IllegalTransition("its order is being cancelled, so it is not to be sent", state=self.state)
        if self.takeout:
            raise IllegalTransition("units of it are being taken out: dispatch it in a minute", state=self.state)
        if not self.consignment.is_here:
            raise IllegalTransition("its goods have not come in yet", state=self.state)
        if not untouched:
            raise IllegalTransition(f"a shipment that is {self.state} cannot be dispatched", state=self.state)
        if self.work:
            self.work.check_address()
        if self.consignment.pickup:
            scan = replace(scan, status=ScanStatus.READY, description="Ready to be fetched")
        return replace(self, carrier=MANUAL, booking=booking, next_attempt_at=None).scanned(scan)

    def reminded(self, now: datetime) -> Shipment:
        """Its shopper is told once more that it lies ready; the same when they were, or it does not."""
        return replace(self, reminded_at=now) if self.queue is Queue.TO_COLLECT else self

    def delivered(self, scan: Scan) -> Shipment:
        """Staff say it arrived; the same when it had. Raises IllegalTransition unless staff dispatched it."""
        if self.state is ShipmentState.DELIVERED:
            return self
        if self.carrier != MANUAL or not self.has_reached(ShipmentState.SHIPPED) or self.cancelled_at:
            raise IllegalTransition(
                f"a {self.carrier} shipment that is {self.state} cannot be marked delivered", state=self.state
            )
        return self.scanned(scan)

    def cancelled(self, now: datetime, *, recalled: bool = False) -> Shipment:
        """Called off, and its order answered when that has it `recalled`; the same when there is nothing left to do.

        Raises IllegalTransition once the parcel is on its way, or the carrier was heard to keep it.
        """
        off = replace(self, unwanted=False)
        if not self.cancelled_at:
            if self.has_reached(ShipmentState.SHIPPED) or self.recall is Recall.REFUSED:
                raise IllegalTransition("the parcel is on its way and cannot be cancelled", state=self.state)
            off = replace(off, cancelled_at=now, next_attempt_at=None).takeouts_refused("its order is being cancelled")
        return replace(off, recall=Recall.SUCCEEDED) if recalled or self.recall is Recall.ASKED else off

    def recall_refused(self) -> Shipment:
        """The carrier has it and keeps it: its order goes on. The same when that was answered before."""
        if self.cancelled_at or self.recall in (Recall.SUCCEEDED, Recall.REFUSED):
            return self
        return replace(self, recall=Recall.REFUSED, unwanted=False, next_attempt_at=None)

    def takeouts_refused(self, why: str) -> Shipment:
        """Whoever waits for units of it is told that they are sent."""
        if not self.takeout:
            return self
        takeouts = tuple(wish.refused(why) if wish.is_open else wish for wish in self.takeouts)
        waits = self.next_attempt_at if self.unwanted or self.former else None
        return replace(self, takeouts=takeouts, next_attempt_at=waits)

    def cancelling_put_off(self, now: datetime, *, recalled: bool = False) -> Shipment:
        """The carrier did not answer when it was to be called off: the job tells it later."""
        recall = self.recall or (Recall.ASKED if recalled else None)
        return replace(self, unwanted=True, recall=recall).postponed(now)

    def asked_back(self, now: datetime, *, recalled: bool = False) -> Shipment:
        """Nobody wants it sent. Said before the carrier is asked, so that staff cannot hand over what it gives back;
        should the process die, the job asks. The same once it left, or was called off.
        """
        if self.cancelled_at or self.unwanted or self.has_reached(ShipmentState.SHIPPED):
            return self
        recall = self.recall or (Recall.ASKED if recalled else None)
        return replace(self, unwanted=True, recall=recall, next_attempt_at=now + _FIRST_RETRY)

    def going_on(self) -> Shipment:
        """It cannot be called off any more."""
        return replace(self, unwanted=False)

    def anonymised(self) -> Shipment:
        """Without the person it went to, and without the events that named them: what was sent, and when it arrived."""
        scans = tuple(replace(scan, location="", description="") for scan in self.scans)
        booking = replace(self.booking, tracking_code="", tracking_url="", label_url="")
        work = self.work
        if work:
            work = replace(work, shortages=tuple(replace(shortage, note="") for shortage in work.shortages))
        consignment, end = self.consignment.anonymised(), self.end and replace(self.end, why="")
        return replace(self, consignment=consignment, booking=booking, scans=scans, work=work, end=end, published=())

    def _newest_is_exception(self) -> bool:
        return bool(self.scans) and way_out(self.scans)[-1].status in (ScanStatus.EXCEPTION, *TROUBLES)


def all_reached(shipments: Sequence[Shipment], milestone: ShipmentState) -> bool:
    """Whether every parcel of an order that is to arrive has come that far."""
    return all(
        shipment.has_reached(milestone)
        for shipment in shipments
        if not shipment.cancelled_at and shipment.state is not ShipmentState.UNDELIVERED
    )


def ended_at(parcels: Sequence[Shipment]) -> datetime | None:
    """When the last of an order's parcels arrived, was called off or given up; None while one is under way."""
    if not all(parcel.state in _OVER for parcel in parcels):
        return None
    return max(_over_at(parcel) for parcel in parcels)


def _over_at(parcel: Shipment) -> datetime:
    return parcel.cancelled_at or (parcel.end.at if parcel.end else parcel.last_heard)
