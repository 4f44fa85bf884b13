"""What is known of an order from the events about it.

Events come twice, late and in any order. Every fact says by which version of its aggregate it was told, and the highest
version stays; of an order's states the furthest on its way; moments and sums that never change are kept once. So
whatever the order in which they are heard, the same events lead to the same facts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

PLACED = "AWAITING_PAYMENT"
IN_PARTS = "PARTIALLY_SHIPPED"
UNPAID = frozenset({"", PLACED})
TO_SEND = frozenset({"PAID", "FULFILLING", IN_PARTS})
DEAD = frozenset({"CANCELLED", "EXPIRED"})
# Along the way of an order, which never goes back; what is dead stays so.
STATES = (PLACED, "PAID", "FULFILLING", IN_PARTS, "SHIPPED", "DELIVERED", "CANCELLED", "EXPIRED")
_FAR = {state: number for number, state in enumerate(("", *STATES))}
# What a parcel says of its order: with it, all of the order has come so far, or a part.
_BY_PARCEL = {
    ("shipped", True): "SHIPPED",
    ("shipped", False): IN_PARTS,
    ("delivered", True): "DELIVERED",
}
# The bank waits for the shop's evidence; an inquiry may become a dispute.
_TO_ANSWER = frozenset({"needs_response", "warning_needs_response"})
# Of the payments of an order that was not charged.
_NOT_CAPTURED = frozenset({"authorised", "voided"})
_DISPUTE_OVER = frozenset({"won", "warning_closed", "prevented"})


class Reason(StrEnum):
    """Why an order waits for a person."""

    CAPTURE = "capture"
    DISPUTE = "dispute"
    EXCEPTION = "exception"
    REFUND = "refund_failed"
    SHORT = "short"
    MISMATCH = "mismatch"
    WISH = "cancellation"
    TRANSFER = "transfer"
    GIVE_BACK = "give_back"
    FRAUD = "fraud_warning"


class Paid(StrEnum):
    """How the money of an order stands."""

    PENDING = "pending"
    FAILED = "failed"
    AUTHORISED = "authorised"
    PARTIALLY_CAPTURED = "partially_captured"
    CAPTURED = "captured"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    VOIDED = "voided"


class ListGroup(StrEnum):
    """The list an order stands in, by its state. What is paid and not sent has one list: an order is in most of these
    states for moments, and each move from list to list costs a purchase two write units. What is paid and needs no
    parcel is at its end, and waits for nobody.
    """

    UNPAID = "unpaid"
    SEND = "send"
    PAID = "paid"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Who:
    """What names the person. Gone once they are forgotten. `owner` is "user:<id>" or "guest:…"."""

    number: str
    owner: str
    email: str
    name: str


@dataclass(frozen=True, slots=True)
class Sale:
    """What was sold: `total` in minor units, `units` by SKU. `to_send`: something of it goes into a parcel.
    `reductions` are what promotions have taken off already: the name of each and its minor units.
    """

    total: int
    currency: str
    country: str
    units: Mapping[str, int]
    to_send: bool = True
    reductions: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class HeardPayment:
    """`mismatch` is the version at which books and provider were last found to differ; 0 for never. `part` is what was
    captured where that is less than the payment's amount.
    """

    version: int = 0
    state: str = ""
    failed_at: datetime | None = None
    mismatch: int = 0
    part: int = 0


@dataclass(frozen=True, slots=True)
class HeardRefund:
    version: int
    succeeded: bool
    amount: int
    at: datetime


@dataclass(frozen=True, slots=True)
class HeardDispute:
    version: int
    status: str


@dataclass(frozen=True, slots=True)
class HeardParcel:
    version: int
    state: str
    code: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A question that may be open, as of a version."""

    version: int = 0
    open: bool = False


Held = TypeVar("Held", HeardRefund, HeardDispute, HeardParcel)
_NONE: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Every method answers the facts with what was heard; equal ones when it is no news. `told` is the version of the
    order that said what was sold, `named` the one that said for whom, which is put right by itself. `pay_by` is there
    where a bank transfer is waited for, `surplus` says of each payment whether more came than was due. `out` are the
    units that were cancelled after the order was paid, by the number of the wish. `warnings` says of each warning of a
    card's issuer whether it can be acted on.
    """

    order_id: str
    told: int = 0
    named: int = 0
    state: str = ""
    who: Who | None = None
    sale: Sale | None = None
    placed_at: datetime | None = None
    paid_at: datetime | None = None
    ended_at: datetime | None = None
    wish: Answered = Answered()
    short: Answered = Answered()
    payments: Mapping[str, HeardPayment] = field(default_factory=dict)
    refunds: Mapping[str, HeardRefund] = field(default_factory=dict)
    disputes: Mapping[str, HeardDispute] = field(default_factory=dict)
    parcels: Mapping[str, HeardParcel] = field(default_factory=dict)
    pay_by: datetime | None = None
    surplus: Mapping[str, Answered] = field(default_factory=dict)
    out: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    warnings: Mapping[str, bool] = field(default_factory=dict)
    erased: bool = False

    # hearing

    def moved(self, state: str, at: datetime) -> Facts:
        found = self._gone_on(state)
        if state == PLACED:
            return replace(found, placed_at=min(at, self.placed_at or at))
        if state == "PAID":
            return replace(found, paid_at=min(at, self.paid_at or at))
        return replace(found, ended_at=min(at, self.ended_at or at)) if state in DEAD else found

    def described(self, version: int, who: Who, sale: Sale) -> Facts:
        found = self.put_right(version, who)
        return replace(found, told=version, sale=sale) if version > self.told else found

    def put_right(self, version: int, who: Who) -> Facts:
        if version <= self.named:
            return self
        return replace(self, named=version, who=None if self.erased else who)

    def wished(self, version: int, *, is_open: bool) -> Facts:
        return replace(self, wish=Answered(version, is_open)) if version > self.wish.version else self

    def found_short(self, version: int, *, is_short: bool) -> Facts:
        return replace(self, short=Answered(version, is_short)) if version > self.short.version else self

    def taken_out(self, number: int, units: Mapping[str, int]) -> Facts:
        return replace(self, out={**self.out, str(number): dict(units)})

    def to_be_transferred(self, by: datetime) -> Facts:
        return replace(self, pay_by=by)

    def transferred(self, payment_id: str, version: int, *, to_give_back: bool) -> Facts:
        held = self.surplus.get(payment_id, Answered())
        if version <= held.version:
            return self
        return replace(self, surplus={**self.surplus, payment_id: Answered(version, to_give_back)})

    def paying(self, payment_id: str, version: int, state: str, at: datetime, *, part: int = 0) -> Facts:
        held = self.payments.get(payment_id, HeardPayment())
        changed = replace(held, version=version, state=state, part=part) if version > held.version else held
        if state == "failed":
            changed = replace(changed, failed_at=min(at, held.failed_at or at))
        return self._with_payment(payment_id, changed)

    def differing(self, payment_id: str, version: int) -> Facts:
        held = self.payments.get(payment_id, HeardPayment())
        return self._with_payment(payment_id, replace(held, mismatch=max(version, held.mismatch)))

    def refunding(self, refund_id: str, heard: HeardRefund) -> Facts:
        return replace(self, refunds=_newest(self.refunds, refund_id, heard))

    def disputing(self, dispute_id: str, heard: HeardDispute) -> Facts:
        return replace(self, disputes=_newest(self.disputes, dispute_id, heard))

    def warned(self, warning_id: str, *, actionable: bool) -> Facts:
        """One that can no longer be acted on stays so."""
        return replace(self, warnings={**self.warnings, warning_id: actionable and self.warnings.get(warning_id, True)})

    def sending(self, shipment_id: str, heard: HeardParcel, *, complete: bool) -> Facts:
        """`complete`: with this parcel all of the order is in that state. The order says the same a moment later, which
        is no news then."""
        known = replace(heard, code="") if self.erased else heard
        found = self._gone_on(_BY_PARCEL.get((heard.state, complete), ""))
        return replace(found, parcels=_newest(self.parcels, shipment_id, known))

    def forgotten(self) -> Facts:
        """Without what names the person; what was sold for how much stays."""
        parcels = {name: replace(parcel, code="") for name, parcel in self.parcels.items()}
        return replace(self, erased=True, who=None, parcels=parcels)

    def _gone_on(self, state: str) -> Facts:
        return replace(self, state=state) if _FAR[state] > _FAR[self.state] else self

    def _with_payment(self, payment_id: str, payment: HeardPayment) -> Facts:
        return replace(self, payments={**self.payments, payment_id: payment})

    # what follows from it

    @property
    def units(self) -> int:
        return sum(self.sale.units.values()) if self.sale else 0

    @property
    def sold(self) -> dict[str, int]:
        """The units that stayed sold, by SKU: without those that were cancelled."""
        units = Counter(self.sale.units if self.sale else {})
        for out in self.out.values():
            units.subtract(out)
        return {sku: count for sku, count in units.items() if count > 0}

    @property
    def refunded(self) -> int:
        return sum(refund.amount for refund in self.refunds.values() if refund.succeeded)

    @property
    def codes(self) -> list[str]:
        return sorted({parcel.code for parcel in self.parcels.values() if parcel.code})

    @property
    def is_listed(self) -> bool:
        """Whether staff find it: one that nobody has placed yet, or whose person is forgotten, is not shown."""
        return self.who is not None and self.sale is not None and self.placed_at is not None

    @property
    def paid(self) -> Paid:
        states = {payment.state for payment in self.payments.values()}
        # An order may be worked on for money that is held, and captured once it is sent.
        held = self.paid_at is not None and not states.isdisjoint(_NOT_CAPTURED)
        if "captured" in states or (self.paid_at and not held):
            total = self.sale.total if self.sale else 0
            if self.refunded:
                return Paid.REFUNDED if self.refunded >= total else Paid.PARTIALLY_REFUNDED
            return Paid.PARTIALLY_CAPTURED if self.received and not self.paid_at else Paid.CAPTURED
        return next((paid for paid in (Paid.AUTHORISED, Paid.FAILED, Paid.VOIDED) if paid in states), Paid.PENDING)

    @property
    def received(self) -> int:
        """What came of a bank transfer of which not all is there."""
        return sum(payment.part for payment in self.payments.values())

    @property
    def disputed(self) -> bool:
        return any(dispute.status not in _DISPUTE_OVER for dispute in self.disputes.values())

    @property
    def reasons(self) -> list[Reason]:
        """Why it waits for a person; empty for most."""
        over = self.state in DEAD
        waits = {
            # What is captured once the order is sent waits for nobody.
            Reason.CAPTURE: self.paid is Paid.AUTHORISED and not self.paid_at and not over,
            Reason.DISPUTE: any(dispute.status in _TO_ANSWER for dispute in self.disputes.values()),
            Reason.EXCEPTION: self.state != "DELIVERED" and any(p.state == "exception" for p in self.parcels.values()),
            Reason.REFUND: any(not refund.succeeded for refund in self.refunds.values()),
            Reason.SHORT: self.short.open and not over,
            # What was booked after it has settled it, or has told of it anew.
            Reason.MISMATCH: any(payment.mismatch > payment.version for payment in self.payments.values()),
            Reason.WISH: self.wish.open and not over,
            Reason.TRANSFER: self.state == PLACED and self.pay_by is not None,
            Reason.GIVE_BACK: any(surplus.open for surplus in self.surplus.values()),
            Reason.FRAUD: any(self.warnings.values()) and not self.disputes and self.paid is not Paid.REFUNDED,
        }
        return [reason for reason, waiting in waits.items() if waiting]

    @property
    def group(self) -> ListGroup:
        nothing_to_send = self.state == "PAID" and self.sale is not None and not self.sale.to_send
        return ListGroup.PAID if nothing_to_send else group_of(self.state)


def groups_of(state: str) -> set[ListGroup]:
    """The lists in which orders in this state are."""
    return {ListGroup.SEND, ListGroup.PAID} if state == "PAID" else {group_of(state)}


def group_of(state: str) -> ListGroup:
    if state in UNPAID:
        return ListGroup.UNPAID
    return ListGroup.SEND if state in TO_SEND else ListGroup[state]


def _newest(held: Mapping[str, Held], name: str, heard: Held) -> Mapping[str, Held]:
    known = held.get(name)
    return held if known and known.version >= heard.version else {**held, name: heard}
