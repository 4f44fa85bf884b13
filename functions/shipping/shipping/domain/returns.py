"""A return: goods of an order that come back, and the money for them. Pure and immutable.

    requested ──▶ approved ──▶ in_transit ──▶ received ──▶ refunded
        │            │  │          │             ▲  │
        ├────────────┤  ╰▶ expired │             │  ▼
        ├─▶ cancelled╯             │       refund_failed ──▶ closed
        ╰─▶ rejected ◀─────────────╯

A withdrawal is a return that nobody has to approve. What never arrived begins in transit: it is paid back whole
when the goods are here, or `granted` without them, which may come in all the same. A claim is about goods that stay
where they are, or were not in the parcel: it is `granted`, in full or in part, or rejected, or its units are sent
again. Of an order that cost nothing, what is received or granted is closed at once.
Every method returns the return as it is afterwards; one that equals the return before means that nothing happened, so
that what is told twice changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from shipping.domain.consignment import ConsignmentLine
from shipping.domain.return_labels import ReturnLabel
from shipping.domain.shipment import Shipment
from shipping.domain.tracking import REACHED, ShipmentState
from souk.errors import IllegalTransition, InvalidInput, NotFound
from souk.shopper.owner import ERASED
from souk.withdrawal import is_excluded


class ReturnState(StrEnum):
    REQUESTED = "requested"  # staff decide
    APPROVED = "approved"  # the shopper sends it
    IN_TRANSIT = "in_transit"
    RECEIVED = "received"  # the money is on its way
    GRANTED = "granted"  # the money is on its way, and nobody waits for the goods
    REFUND_FAILED = "refund_failed"  # staff decide
    REFUNDED = "refunded"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"  # nothing came
    CLOSED = "closed"  # settled otherwise, as staff say, or nothing was paid that could go back
    SENT_AGAIN = "sent_again"  # no money goes back: other units are on their way to the shopper


class ReturnKind(StrEnum):
    RETURN = "return"
    WITHDRAWAL = "withdrawal"
    UNDELIVERED = "undelivered"  # the parcel did not arrive: the carrier has the goods, or has lost them
    CLAIM = "claim"  # it arrived damaged, wrong or not whole, and nothing is sent back


class ReturnReason(StrEnum):
    CHANGED_MIND = "changed_mind"
    DOES_NOT_FIT = "does_not_fit"
    DEFECTIVE = "defective"
    DAMAGED = "damaged"
    WRONG_ITEM = "wrong_item"
    NOT_AS_DESCRIBED = "not_as_described"
    WITHDRAWAL = "withdrawal"
    LOST = "lost"
    REFUSED = "refused"
    UNDELIVERABLE = "undeliverable"
    MISSING = "missing"
    OTHER = "other"


class Condition(StrEnum):
    RESALEABLE = "resaleable"
    DAMAGED = "damaged"


# The shop's own doing: it costs the shopper no fee.
OURS = frozenset({ReturnReason.DEFECTIVE, ReturnReason.DAMAGED, ReturnReason.WRONG_ITEM, ReturnReason.NOT_AS_DESCRIBED})
# What a claim may be about.
CLAIMED = frozenset({ReturnReason.DAMAGED, ReturnReason.WRONG_ITEM, ReturnReason.MISSING})
_OPEN = frozenset({ReturnState.REQUESTED, ReturnState.APPROVED, ReturnState.IN_TRANSIT})
_HERE = frozenset(
    {
        *(ReturnState.RECEIVED, ReturnState.GRANTED, ReturnState.REFUND_FAILED, ReturnState.REFUNDED),
        *(ReturnState.CLOSED, ReturnState.SENT_AGAIN),
    }
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """The variant that is wanted in the place of a unit that comes back, at the price agreed for it, in minor units."""

    sku: str
    price: int
    currency: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """`price` of a unit, in minor units of the order's currency; 0 if it is not known here. `exchange`: a variant is
    wanted for each unit that comes in.
    """

    sku: str
    quantity: int
    title: str = ""
    reason: ReturnReason = ReturnReason.OTHER
    price: int = 0
    exchange: Exchange | None = None

    @property
    def worth(self) -> int:
        return self.price * self.quantity


@dataclass(frozen=True, slots=True)
class GrantedLine:
    """Units that a claim is granted for: at what they cost, or for `amount` in minor units."""

    sku: str
    quantity: int
    amount: int | None = None


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
    currency; `all_delivery`: whatever is left of it. `tries` counts how often the refund was asked for; `heard` is the
    payment's version of the newest news of it, so that older news, told again, is none. `failure` says why the last try
    failed. `as_credit`: it is wanted as store credit.
    """

    fee: int = 0
    delivery: int = 0
    tries: int = 0
    heard: int = 0
    amount: int = 0
    currency: str = ""
    failure: str = ""
    all_delivery: bool = False
    as_credit: bool = False


@dataclass(frozen=True, slots=True)
class Return:
    """`number` counts the returns of its order. `request` is the key under which it was asked for: the same again is
    the same return. `send_by`: approved, it expires then if nobody has sent it. `granting`: what a claim is granted
    for. `photos`: the names of the shopper's pictures. `free`: its order cost nothing, and no money goes back.
    `labelled_by` names the carrier that gives its shopper a `label` who asks for one; "": none does. `version` counts
    its events and the changes that nobody is told of (0: not stored yet).

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
    granting: tuple[GrantedLine, ...] = ()
    photos: tuple[str, ...] = ()
    location: str = ""
    refunding: Refunding = field(default_factory=Refunding)
    free: bool = False
    labelled_by: str = ""
    label: ReturnLabel | None = None
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
            return self.owed
        return _summed(self.lines) if self.is_open else {}

    @property
    def owed(self) -> dict[str, int]:
        """The units that money goes back for: those that came in or were granted, or all that never arrived."""
        if self.kind is ReturnKind.CLAIM:
            return _summed(self.granting)
        return _summed(self.lines if self.kind is ReturnKind.UNDELIVERED else self.received)

    @property
    def worth(self) -> int | None:
        """What its units cost, in minor units; None if that is not known of all."""
        return sum(line.worth for line in self.lines) if all(line.price for line in self.lines) else None

    @property
    def whole(self) -> bool:
        """Whether all came in that was to."""
        return self.owed == _summed(self.lines)

    @property
    def delivery_due(self) -> int:
        """What goes back of the costs of the way out: all of it or, when less came in than was declared, none."""
        return self.refunding.delivery if self.whole else 0

    @property
    def expires_at(self) -> datetime | None:
        return self.send_by if self.state is ReturnState.APPROVED else None

    @property
    def label_is_unused(self) -> bool:
        """Whether the carrier is to be told that nothing more comes under its label: it says if something did."""
        return self.label is not None and not self.label.given_back and not self.is_open

    def label_asked(self) -> Return:
        """The shopper wants a label. The same when that was said before. Raises IllegalTransition unless it is
        approved, and a carrier gives one.
        """
        if self.label and self.label.reference:
            return self
        self._needs(ReturnState.APPROVED, to="labelled")
        if not self.labelled_by:
            raise IllegalTransition("no carrier gives a label for this return: send it your own way")
        return self if self.label else replace(self, label=ReturnLabel(self.labelled_by))

    def labelled(self, label: ReturnLabel) -> Return:
        """The carrier has given it, whatever has become of the return meanwhile."""
        return self if self.label and self.label.reference else replace(self, label=label)

    def label_given_back(self) -> Return:
        return replace(self, label=replace(self.label, given_back=True)) if self.label else self

    def approved(self, send_by: datetime, at: datetime, by: str) -> Return:
        """The shopper may send it. The same when it was. Raises IllegalTransition once it has ended or come in."""
        if self.state in (ReturnState.APPROVED, ReturnState.IN_TRANSIT):
            return self
        self._comes_back()
        self._needs(ReturnState.REQUESTED, to="approved")
        return replace(self._to(ReturnState.APPROVED, at, by), send_by=send_by)

    def rejected(self, why: str, at: datetime, by: str) -> Return:
        """Raises IllegalTransition for a withdrawal, which nobody can reject, and what has come in or ended."""
        if self.state is ReturnState.REJECTED:
            return self
        if self.kind is ReturnKind.WITHDRAWAL:
            raise IllegalTransition("the shopper has withdrawn from the contract: that needs no consent")
        if self.kind is ReturnKind.UNDELIVERED:
            raise IllegalTransition("it never reached the shopper, who is owed the money")
        self._needs(*_OPEN, to="rejected")
        return self._to(ReturnState.REJECTED, at, by, why)

    def sent(self, carrier: str, tracking_code: str, at: datetime, by: str) -> Return:
        """The shopper has sent it. Raises IllegalTransition unless it is approved."""
        if self.state is ReturnState.IN_TRANSIT and (self.carrier, self.tracking_code) == (carrier, tracking_code):
            return self
        if self.kind is ReturnKind.UNDELIVERED:
            raise IllegalTransition("the carrier has it")
        self._needs(ReturnState.APPROVED, ReturnState.IN_TRANSIT, to="sent")
        return replace(self._to(ReturnState.IN_TRANSIT, at, by), carrier=carrier, tracking_code=tracking_code)

    def shown_by(self, photos: Sequence[str]) -> Return:
        """With these photos, and no others. Raises IllegalTransition once nobody waits for anything any more."""
        if self.photos == tuple(photos):
            return self
        self._needs(*_OPEN, to="shown by photos")
        return replace(self, photos=tuple(photos))

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
        self._comes_back()
        received = tuple(received)
        if self.state in _HERE and self.received == received:
            return self
        if self.kind is ReturnKind.UNDELIVERED and self.state in _HERE and not self.received:
            self._check(received)
            step = ReturnStep(ReturnState.RECEIVED, at, by, note)
            return replace(self, received=received, steps=(*self.steps, step))
        self._needs(*_OPEN, to="received")
        self._check(received)
        return replace(self, received=received)._to(ReturnState.RECEIVED, at, by, note)._settling(at)

    def granted(self, at: datetime, by: str, lines: Sequence[GrantedLine] = ()) -> Return:
        """What never arrived is paid back, whether the goods come back or not; of a claim these lines, or all of it.
        The same when it was.

        Raises IllegalTransition for any other return, InvalidInput for other units than were claimed, or for more than
        they cost.
        """
        if self.state is ReturnState.SENT_AGAIN:
            raise IllegalTransition("its units are sent again: no money goes back", state=self.state)
        if self.kind is ReturnKind.CLAIM:
            return self._claim_granted(tuple(lines) or self._all_of_it(), at, by)
        if self.kind is not ReturnKind.UNDELIVERED:
            raise IllegalTransition("the money for this return follows the goods", state=self.state)
        if self.state in _HERE:
            return self
        self._needs(ReturnState.IN_TRANSIT, to="granted")
        return self._to(ReturnState.GRANTED, at, by)._settling(at)

    def sent_again(self, at: datetime, by: str, lines: Sequence[GrantedLine], why: str) -> Return:
        """These units of a claim, or all of it, are sent again, and no money goes back. The same when they were.

        Raises IllegalTransition for any other return, InvalidInput for other units than were claimed.
        """
        if self.kind is not ReturnKind.CLAIM:
            raise IllegalTransition("only what was claimed is sent again", state=self.state)
        lines = tuple(lines) or self._all_of_it()
        if self.state is ReturnState.SENT_AGAIN and self.granting == lines:
            return self
        self._needs(ReturnState.REQUESTED, to="sent again")
        if any(line.amount is not None for line in lines) or len({line.sku for line in lines}) < len(lines):
            raise InvalidInput("name every SKU once, with all of its units and no amount")
        self._check(lines)
        return replace(self, granting=lines)._to(ReturnState.SENT_AGAIN, at, by, why)

    def refund_again(self, at: datetime, by: str) -> Return:
        """Asked for once more. The same while it is under way or done. Raises IllegalTransition before it came in."""
        if self.state in (ReturnState.RECEIVED, ReturnState.GRANTED, ReturnState.REFUNDED):
            return self
        self._needs(ReturnState.REFUND_FAILED, to="refunded")
        again = ReturnState.RECEIVED if self.received else ReturnState.GRANTED
        return self._to(again, at, by, "refund asked for again")._asking()

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
            photos=(),
            carrier="",
            tracking_code="",
            label=replace(self.label, url="", tracking_code="") if self.label else None,
            steps=steps,
            published=(),
        )

    def _claim_granted(self, lines: tuple[GrantedLine, ...], at: datetime, by: str) -> Return:
        if self.state in _HERE and self.granting == lines:
            return self
        self._needs(ReturnState.REQUESTED, to="granted")
        prices = {line.sku: line.price for line in self.lines}
        if len({line.sku for line in lines}) < len(lines):
            raise InvalidInput("name every SKU once, with all of its units")
        self._check(lines)
        for line in lines:
            most = prices[line.sku] * line.quantity
            if line.amount is not None and most and line.amount > most:
                raise InvalidInput(f"{line.quantity} of {line.sku} cost {most}, not {line.amount}", sku=line.sku)
        return replace(self, granting=lines)._to(ReturnState.GRANTED, at, by)._settling(at)

    def _all_of_it(self) -> tuple[GrantedLine, ...]:
        return tuple(GrantedLine(line.sku, line.quantity) for line in self.lines)

    def _comes_back(self) -> None:
        if self.kind is ReturnKind.CLAIM:
            raise IllegalTransition("nothing comes back of a claim: it is granted or rejected", state=self.state)

    def _settling(self, at: datetime) -> Return:
        """With its money asked for, or at its end if nothing was paid."""
        return self._to(ReturnState.CLOSED, at, "system", "nothing was paid for it") if self.free else self._asking()

    def _asking(self) -> Return:
        return replace(self, refunding=replace(self.refunding, tries=self.refunding.tries + 1, failure=""))

    def _check(self, received: Sequence[ReceivedLine | GrantedLine]) -> None:
        asked, came = _summed(self.lines), _summed(received)
        for sku, units in came.items():
            if units > asked.get(sku, 0):
                raise InvalidInput(f"{asked.get(sku, 0)} of {sku} were asked for, not {units}", sku=sku)
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
    """What the shop grants beyond the law. `window`, and `claim_window` of claims, count from the delivery of the last
    parcel, `to_send` from the approval; amounts are in minor units of `currency`, the shop's. `excluded`: goods come
    back also when the law leaves them out of the right of withdrawal and nothing is wrong with them.

    Returns are approved `by_itself`, those worth `up_to` at most (0: any) and for these `reasons` only (none: any).
    The first claim of an order is granted by itself where it is worth `claims_up_to` at most. Staff decide on the rest.
    """

    window: timedelta = timedelta(days=30)
    to_send: timedelta = timedelta(days=28)
    by_itself: bool = True
    fee: int = 0
    up_to: int = 0
    reasons: frozenset[ReturnReason] = frozenset()
    claim_window: timedelta = timedelta(days=30)
    claims_up_to: int = 0
    excluded: bool = False
    currency: str = "EUR"

    def bought_in(self, currency: str) -> ReturnRules:
        """What is granted of an order in this currency, empty for one of before it was kept. Amounts say nothing of
        another one than the shop's: then no fee is kept back, and staff decide on what else hangs on its worth.
        """
        if currency in ("", self.currency):
            return self
        return replace(self, fee=0, by_itself=self.by_itself and not self.up_to, claims_up_to=0)

    def window_of(self, kind: ReturnKind) -> timedelta:
        return self.claim_window if kind is ReturnKind.CLAIM else self.window

    def approves(self, new: Return) -> bool:
        """Whether it needs no decision by staff. What is not known to be cheap enough does."""
        worth = new.worth
        cheap = not self.up_to or (worth is not None and worth <= self.up_to)
        return self.by_itself and cheap and (not self.reasons or all(line.reason in self.reasons for line in new.lines))

    def grants(self, new: Return, before: Iterable[Return]) -> bool:
        """Whether a claim needs no decision by staff."""
        worth = new.worth
        first = not any(return_.kind is ReturnKind.CLAIM for return_ in before)
        return first and worth is not None and worth <= self.claims_up_to

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
        parcels = [
            parcel
            for parcel in self.parcels
            if not parcel.cancelled_at and parcel.state is not ShipmentState.UNDELIVERED
        ]
        if not parcels or not all(parcel.state is ShipmentState.DELIVERED for parcel in parcels):
            return None
        return max(arrived_at(parcel) for parcel in parcels)

    def left(self, *, delivered: bool = True) -> dict[str, int]:
        """The units that may still come back: of what was delivered, or of all that is sent."""
        units: Counter[str] = Counter()
        for parcel in self.parcels:
            if (
                not parcel.cancelled_at
                and not parcel.end
                and (parcel.state is ShipmentState.DELIVERED or not delivered)
            ):
                units.update(sent_in(parcel))
        for return_ in self.returns:
            # What never arrived is not counted above.
            if return_.kind is not ReturnKind.UNDELIVERED:
                units.subtract(return_.claimed)
        units.subtract(self.refunded.units)
        return {sku: left for sku, left in units.items() if left > 0}

    @property
    def currency(self) -> str:
        """The order's; empty where it is not known."""
        return self.parcels[0].consignment.currency if self.parcels else ""

    @property
    def lines(self) -> dict[str, ConsignmentLine]:
        """By SKU, for what is the same in all parcels: titles and prices."""
        return {line.sku: line for parcel in self.parcels for line in parcel.consignment.lines}

    @property
    def exclusions(self) -> dict[str, str]:
        """By SKU why the law leaves it out of the right of withdrawal."""
        lines = (line for parcel in self.parcels for line in parcel.consignment.lines)
        return {line.sku: line.exclusion for line in lines if is_excluded(line.exclusion)}

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


def agreed_price(today: int, other: int, paid: int | None) -> int:
    """What a variant costs that is sent for a unit: what it costs today, less what the shopper had saved on the other
    one, which costs `other` today. `paid` for it; None if that is not known. In minor units.
    """
    saved = max(0, other - paid) if paid is not None else 0
    return max(0, today - saved)


def order_of_return(return_id: str) -> str:
    """The order id in a return id. Raises NotFound for what is none."""
    order_id, _, number = return_id.rpartition("-R")
    if not order_id or not number.isdecimal():
        raise NotFound("there is no such return")
    return order_id


def sent_in(parcel: Shipment) -> Counter[str]:
    """What went into it, without what it left without."""
    units = Counter(parcel.consignment.units)
    for shortage in parcel.work.shortages if parcel.work else ():
        if shortage.accepted:
            units[shortage.sku] -= shortage.units
    return units


def _summed(lines: Iterable[ReturnLine | ReceivedLine | GrantedLine]) -> dict[str, int]:
    units: Counter[str] = Counter()
    for line in lines:
        units[line.sku] += line.quantity
    return {sku: count for sku, count in units.items() if count}


def _by_people(by: str) -> bool:
    return by == "shopper" or by.startswith("staff:")
