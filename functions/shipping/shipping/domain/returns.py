"""A return: goods of an order that come back, and the money for them. Pure and immutable.

    requested ──▶ approved ──▶ in_transit ──▶ received ──▶ refunded
        │            │  │          │             ▲  │
        ├────────────┤  ╰▶ expired │             │  ▼
        ├─▶ cancelled╯             │       refund_failed ──▶ closed
        ╰─▶ rejected ◀─────────────╯

A withdrawal is a return that nobody has to approve. Of an order that cost nothing, what is received is closed at once.
Every method returns the return as it is afterwards; one that equals the return before means that nothing happened, so
that what is told twice changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from shipping.domain.shipment import Shipment
from shipping.domain.tracking import REACHED, ShipmentState
from souk.errors import IllegalTransition, InvalidInput, NotFound
from souk.shopper.owner import ERASED


class ReturnState(StrEnum):
    REQUESTED = "requested"  # staff decide
    APPROVED = "approved"  # the shopper sends it
    IN_TRANSIT = "in_transit"
    RECEIVED = "received"  # the money is on its way
    REFUND_FAILED = "refund_failed"  # staff decide
    REFUNDED = "refunded"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"  # nothing came
    CLOSED = "closed"  # settled otherwise, as staff say, or nothing was paid that could go back


class ReturnKind(StrEnum):
    RETURN = "return"
    WITHDRAWAL = "withdrawal"


class ReturnReason(StrEnum):
    CHANGED_MIND = "changed_mind"
    DOES_NOT_FIT = "does_not_fit"
    DEFECTIVE = "defective"
    DAMAGED = "damaged"
    WRONG_ITEM = "wrong_item"
    NOT_AS_DESCRIBED = "not_as_described"
    WITHDRAWAL = "withdrawal"
    OTHER = "other"


class Condition(StrEnum):
    RESALEABLE = "resaleable"
    DAMAGED = "damaged"


# The shop's own doing: it costs the shopper no fee.
OURS = frozenset({ReturnReason.DEFECTIVE, ReturnReason.DAMAGED, ReturnReason.WRONG_ITEM, ReturnReason.NOT_AS_DESCRIBED})
_OPEN = frozenset({ReturnState.REQUESTED, ReturnState.APPROVED, ReturnState.IN_TRANSIT})
_HERE = frozenset({ReturnState.RECEIVED, ReturnState.REFUND_FAILED, ReturnState.REFUNDED, ReturnState.CLOSED})


@dataclass(frozen=True, slots=True)
class ReturnLine:
    sku: str
    quantity: int
    title: str = ""
    reason: ReturnReason = ReturnReason.OTHER


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """Units that came in; `restock`: they are for sale again."""

    sku: str
    quantity: int
    condition: Condition
    restock: bool


@dataclass(frozen=True, slots=True)
class ReturnStep:
    """Something that happened to it: the state afterwards, when, by whom ("shopper", "staff:<id>", a service)."""

    state: ReturnState
    at: datetime
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Refunding:
    """The money of a return. `fee` is kept back and `delivery` goes back for the way out, in minor units of the order's
    currency. `tries` counts how often the refund was asked for; `heard` is the payment's version of the newest news of
    it, so that older news, told again, is none. `failure` says why the last try failed.
    """

    fee: int = 0
    delivery: int = 0
    tries: int = 0
    heard: int = 0
    amount: int = 0
    currency: str = ""
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Return:
    """`number` counts the returns of its order. `request` is the key under which it was asked for: the same again is
    the same return. `send_by`: approved, it expires then if nobody has sent it. `free`: its order cost nothing, and no
    money goes back. `version` counts its events and the
    changes that nobody is told of (0: not stored yet).

    `published` are its events as JSON texts, oldest first: they are stored with it, and no part of what it is.
    """

    order_id: str
    number: int
    order_number: str
    owner: str
    email: str
    access_key: str
    kind: ReturnKind
    lines: tuple[ReturnLine, ...]
    request: str
    state: ReturnState
    steps: tuple[ReturnStep, ...]
    note: str = ""
    send_by: datetime | None = None
    carrier: str = ""
    tracking_code: str = ""
    received: tuple[ReceivedLine, ...] = ()
    refunding: Refunding = field(default_factory=Refunding)
    free: bool = False
    version: int = 0
    published: tuple[str, ...] = field(default=(), compare=False, repr=False)

    @property
    def id(self) -> str:
        return f"{self.order_id}-R{self.number}"

    @property
    def requested_at(self) -> datetime:
        return self.steps[0].at

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision, or for the goods."""
        return self.state in _OPEN

    @property
    def claimed(self) -> dict[str, int]:
        """The units that no other return can be of: those that are to come, or have come."""
        if self.state in _HERE:
            return _summed(self.received)
        return _summed(self.lines) if self.is_open else {}

    @property
    def whole(self) -> bool:
        """Whether all came in that was to."""
        return bool(self.received) and _summed(self.received) == _summed(self.lines)

    @property
    def delivery_due(self) -> int:
        """What goes back of the costs of the way out: all of it or, when less came in than was declared, none."""
        return self.refunding.delivery if self.whole else 0

    @property
    def expires_at(self) -> datetime | None:
        return self.send_by if self.state is ReturnState.APPROVED else None

    def approved(self, send_by: datetime, at: datetime, by: str) -> Return:
        """The shopper may send it. The same when it was. Raises IllegalTransition once it has ended or come in."""
        if self.state in (ReturnState.APPROVED, ReturnState.IN_TRANSIT):
            return self
        self._needs(ReturnState.REQUESTED, to="approved")
        return replace(self._to(ReturnState.APPROVED, at, by), send_by=send_by)

    def rejected(self, why: str, at: datetime, by: str) -> Return:
        """Raises IllegalTransition for a withdrawal, which nobody can reject, and what has come in or ended."""
        if self.state is ReturnState.REJECTED:
            return self
        if self.kind is ReturnKind.WITHDRAWAL:
            raise IllegalTransition("the shopper has withdrawn from the contract: that needs no consent")
        self._needs(*_OPEN, to="rejected")
        return self._to(ReturnState.REJECTED, at, by, why)

    def sent(self, carrier: str, tracking_code: str, at: datetime, by: str) -> Return:
        """The shopper has sent it. Raises IllegalTransition unless it is approved."""
        if self.state is ReturnState.IN_TRANSIT and (self.carrier, self.tracking_code) == (carrier, tracking_code):
            return self
        self._needs(ReturnState.APPROVED, ReturnState.IN_TRANSIT, to="sent")
        return replace(self._to(ReturnState.IN_TRANSIT, at, by), carrier=carrier, tracking_code=tracking_code)

    def cancelled(self, at: datetime, by: str, why: str = "") -> Return:
        """Nothing will be sent. Raises IllegalTransition once it is on its way."""
        if self.state is ReturnState.CANCELLED:
            return self
        self._needs(ReturnState.REQUESTED, ReturnState.APPROVED, to="cancelled")
        return self._to(ReturnState.CANCELLED, at, by, why)

    def expired(self, now: datetime) -> Return:
        """Nothing was sent in time; the same while there is time, or it is no matter any more."""
        if self.expires_at is None or now < self.expires_at:
            return self
        return self._to(ReturnState.EXPIRED, now, "system", "nothing was sent in time")

    def came_in(self, received: Sequence[ReceivedLine], at: datetime, by: str, note: str = "") -> Return:
        """These units are here, and their money is asked for, if they cost any. The same when it says so already.

        Raises IllegalTransition for one that was received or has ended, InvalidInput for other units than were to come.
        """
        received = tuple(received)
        if self.state in _HERE and self.received == received:
            return self
        self._needs(*_OPEN, to="received")
        self._check(received)
        here = replace(self, received=received)._to(ReturnState.RECEIVED, at, by, note)
        return here._to(ReturnState.CLOSED, at, "system", "nothing was paid for it") if self.free else here._asking()

    def refund_again(self, at: datetime, by: str) -> Return:
        """Asked for once more. The same while it is under way or done. Raises IllegalTransition before it came in."""
        if self.state in (ReturnState.RECEIVED, ReturnState.REFUNDED):
            return self
        self._needs(ReturnState.REFUND_FAILED, to="refunded")
        return self._to(ReturnState.RECEIVED, at, by, "refund asked for again")._asking()

    def refund_heard(self, version: int, amount: int, currency: str, failure: str | None, at: datetime) -> Return:
        """News of its refund, `version` of the payment: it was made, or `failure` says why not."""
        money = self.refunding
        if version <= money.heard or self.state not in _HERE or self.state is ReturnState.CLOSED:
            return self
        if failure is not None:
            failed = replace(money, heard=version, amount=0, failure=failure)
            return replace(self, refunding=failed)._to(ReturnState.REFUND_FAILED, at, "payments", failure)
        made = replace(money, heard=version, amount=amount, currency=currency, failure="")
        return replace(self, refunding=made)._to(ReturnState.REFUNDED, at, "payments")

    def closed(self, why: str, at: datetime, by: str) -> Return:
        """Settled otherwise: no refund is asked for any more. Raises IllegalTransition unless a refund failed."""
        if self.state is ReturnState.CLOSED:
            return self
        self._needs(ReturnState.REFUND_FAILED, to="closed")
        return self._to(ReturnState.CLOSED, at, by, why)

    def anonymised(self) -> Return:
        """Without its person, what people wrote, and the events that named them."""
        steps = tuple(replace(step, note="") if _by_people(step.by) else step for step in self.steps)
        return replace(
            self,
            owner=ERASED,
            email="",
            access_key="",
            note="",
            carrier="",
            tracking_code="",
            steps=steps,
            published=(),
        )

    def _asking(self) -> Return:
        return replace(self, refunding=replace(self.refunding, tries=self.refunding.tries + 1, failure=""))

    def _check(self, received: Sequence[ReceivedLine]) -> None:
        asked, came = _summed(self.lines), _summed(received)
        for sku, units in came.items():
            if units > asked.get(sku, 0):
                raise InvalidInput(f"{asked.get(sku, 0)} of {sku} were to come back, not {units}", sku=sku)
        if not came:
            raise InvalidInput("say what came in; what never comes is rejected, or expires")

    def _needs(self, *states: ReturnState, to: str) -> None:
        if self.state not in states:
            told = self.state.replace("_", " ")
            raise IllegalTransition(f"a return that is {told} cannot be {to}", state=self.state, to=to)

    def _to(self, state: ReturnState, at: datetime, by: str, note: str = "") -> Return:
        return replace(self, state=state, steps=(*self.steps, ReturnStep(state, at, by, note)))


@dataclass(frozen=True, slots=True)
class RefundedUnits:
    """The units of an order that were paid back without a return: by refund the payment's version that said so, and
    the units by SKU. `version` counts changes.
    """

    refunds: Mapping[str, tuple[int, Mapping[str, int]]] = field(default_factory=dict)
    version: int = 0

    def heard(self, refund_id: str, version: int, units: Mapping[str, int]) -> RefundedUnits:
        """With these units of a refund, none if it failed; the same when that is known, or older than what is."""
        known = self.refunds.get(refund_id)
        if known and (version <= known[0] or dict(known[1]) == dict(units)):
            return self
        return replace(self, refunds={**self.refunds, refund_id: (version, dict(units))})

    @property
    def units(self) -> dict[str, int]:
        units: Counter[str] = Counter()
        for _, of_refund in self.refunds.values():
            units.update(of_refund)
        return dict(units)


@dataclass(frozen=True, slots=True)
class ReturnRules:
    """What the shop grants beyond the law. `window` counts from the delivery of the last parcel, `to_send` from the
    approval; `fee` in minor units of the shop's currency.
    """

    window: timedelta = timedelta(days=30)
    to_send: timedelta = timedelta(days=28)
    by_itself: bool = True
    fee: int = 0

    def fee_of(self, kind: ReturnKind, lines: Iterable[ReturnLine]) -> int:
        """Nothing for a withdrawal, or when the shop is to blame for any of it."""
        blameless = kind is ReturnKind.RETURN and not any(line.reason in OURS for line in lines)
        return self.fee if blameless else 0


@dataclass(frozen=True, slots=True)
class Sold:
    """What is known of an order's goods: its parcels, its returns, and what was paid back without one."""

    parcels: tuple[Shipment, ...]
    returns: tuple[Return, ...]
    refunded: RefundedUnits

    @property
    def delivered_at(self) -> datetime | None:
        """When the last of its parcels arrived; None while one is under way."""
        parcels = [parcel for parcel in self.parcels if not parcel.cancelled_at]
        if not parcels or not all(parcel.state is ShipmentState.DELIVERED for parcel in parcels):
            return None
        return max(arrived_at(parcel) for parcel in parcels)

    def left(self, *, delivered: bool = True) -> dict[str, int]:
        """The units that may still come back: of what was delivered, or of all that is sent."""
        units: Counter[str] = Counter()
        for parcel in self.parcels:
            if not parcel.cancelled_at and (parcel.state is ShipmentState.DELIVERED or not delivered):
                units.update(_sent(parcel))
        for return_ in self.returns:
            units.subtract(return_.claimed)
        units.subtract(self.refunded.units)
        return {sku: left for sku, left in units.items() if left > 0}

    @property
    def titles(self) -> dict[str, str]:
        return {line.sku: line.title for parcel in self.parcels for line in parcel.consignment.lines}

    def asked_under(self, request: str) -> Return | None:
        return next((return_ for return_ in self.returns if return_.request == request), None)

    def one(self, return_id: str) -> Return:
        """Raises NotFound."""
        for return_ in self.returns:
            if return_.id == return_id:
                return return_
        raise NotFound("there is no such return")


def arrived_at(parcel: Shipment) -> datetime:
    """When a parcel that is delivered was."""
    return min(scan.occurred_at for scan in parcel.scans if REACHED.get(scan.status) is ShipmentState.DELIVERED)


def order_of_return(return_id: str) -> str:
    """The order id in a return id. Raises NotFound for what is none."""
    order_id, _, number = return_id.rpartition("-R")
    if not order_id or not number.isdecimal():
        raise NotFound("there is no such return")
    return order_id


def _sent(parcel: Shipment) -> Counter[str]:
    """What went into it, without what it left without."""
    units = Counter(parcel.consignment.units)
    for shortage in parcel.work.shortages if parcel.work else ():
        if shortage.accepted:
            units[shortage.sku] -= shortage.units
    return units


def _summed(lines: Iterable[ReturnLine | ReceivedLine]) -> dict[str, int]:
    units: Counter[str] = Counter()
    for line in lines:
        units[line.sku] += line.quantity
    return {sku: count for sku, count in units.items() if count}


def _by_people(by: str) -> bool:
    return by == "shopper" or by.startswith("staff:")
