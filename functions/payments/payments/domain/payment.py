"""One attempt to pay an order: its state follows from the ledger wherever money has moved. Pure and immutable.

What happens to it is told by subject: `movements` of money, `refunding`, `disputing`, and `notes` that move none. Each
function there returns the payment as it is afterwards; one that equals the payment before means that nothing happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from payments.domain.difference import Booked, Difference
from payments.domain.dispute import Dispute
from payments.domain.ids import payment_id_of
from payments.domain.ledger import Arrival, EntryKind, LedgerEntry, PaymentTotals
from payments.domain.refund import Refund, RefundStatus
from payments.domain.warning import FraudWarning
from souk.errors import Conflict, NotFound
from souk.money import Money

SYSTEM = "system"
# The provider of bank transfers, who is the shop itself.
MANUAL = "manual"
# The provider of gift cards and store credit, who is the shop, too.
GIFT_CARD = "gift_card"


class AmountMismatch(Conflict):
    """The provider speaks of another amount or currency than was asked for; nothing was changed."""

    code, title = "amount_mismatch", "The provider's figures differ from ours"


class PaymentState(StrEnum):
    """Where a payment stands; the first four only while no money has moved.

    pending → requires_action → failed (the shopper may try again) → voided; any of them → authorised or
    captured; authorised → captured or voided; captured → partially_refunded → refunded. Of a bank transfer that came in
    part: partially_captured, until the rest comes or it is given back.
    """

    PENDING = "pending"
    REQUIRES_ACTION = "requires_action"
    FAILED = "failed"
    VOIDED = "voided"
    AUTHORISED = "authorised"
    PARTIALLY_CAPTURED = "partially_captured"
    CAPTURED = "captured"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened to the payment, for one event: its type and the totals at that moment."""

    type: str
    version: int
    totals: PaymentTotals
    refund: Refund | None = None
    difference: Difference | None = None
    dispute: Dispute | None = None
    arrival: Arrival | None = None
    warning: FraudWarning | None = None


@dataclass(frozen=True, slots=True)
class Reduction:
    """Units of the order were cancelled: `rest`, in minor units, is what it costs without them. `was_captured`: it was
    told when all that was wanted had been captured, so that what the units cost goes back.
    """

    rest: int
    was_captured: bool = False


@dataclass(frozen=True, slots=True)
class Payment:
    """`version` counts the facts over the payment's life; `revision` counts the store's writes (0: not stored yet).

    `abandoned` says why the money is no longer wanted: whatever is captured then goes back by itself.
    `correlation_id` is that of the request that started it; everything later goes on under it.
    `reductions` are of cancelled units, by the number of the cancellation.
    `differing` is the key of the difference that people were told of and that is still there.
    `receipts` are the ids of the provider's last events that changed it.
    `on_shipment`: what the bank holds for us, until `held_until`, pays the order; it is captured once that is `asked`,
    when a parcel has left, or before the bank lets go of it (see `reconciling.holding`). `kept` of it, in minor units,
    does not go back: gift cards that were bought with it had been spent. `as_credit`: once it is abandoned it goes back
    as store credit.

    `facts` are what has happened and is not told yet. `published` are its events as JSON texts, oldest first: they are
    stored with it, and no part of what it is.
    """

    payment_id: str
    order_id: str
    attempt: str
    provider: str
    amount: Money
    created_at: datetime
    updated_at: datetime
    reference: str = ""
    client_secret: str = field(default="", repr=False)
    instructions: str = ""
    phase: PaymentState = PaymentState.PENDING  # the state as long as no money has moved
    totals: PaymentTotals = field(default_factory=lambda: PaymentTotals(0))
    reason: str = ""
    decline_code: str = ""
    abandoned: str = ""
    reductions: Mapping[int, Reduction] = field(default_factory=dict)
    correlation_id: str = ""
    differing: str = ""
    version: int = 0
    revision: int = 0
    refunds: Mapping[str, Refund] = field(default_factory=dict)
    disputes: Mapping[str, Dispute] = field(default_factory=dict)  # by the provider's reference
    warnings: Mapping[str, FraudWarning] = field(default_factory=dict)  # by the provider's reference
    arrivals: Mapping[str, Arrival] = field(default_factory=dict)  # of a bank transfer
    ledger: tuple[LedgerEntry, ...] = ()
    receipts: tuple[str, ...] = ()
    on_shipment: bool = False
    asked: bool = False
    held_until: datetime | None = None
    beside: int = 0
    kept: int = 0
    as_credit: bool = False
    facts: tuple[Fact, ...] = field(default=(), compare=False)
    published: tuple[str, ...] = field(default=(), compare=False, repr=False)

    @classmethod
    def start(
        cls,
        order_id: str,
        attempt: str,
        provider: str,
        amount: Money,
        at: datetime,
        correlation_id: str = "",
        *,
        on_shipment: bool = False,
        beside: int = 0,
    ) -> Payment:
        """A new attempt to pay `amount`. Raises ValueError unless it is above zero."""
        if amount.amount <= 0:
            raise ValueError("a payment is of a positive amount")
        payment = cls(
            payment_id=payment_id_of(order_id, attempt),
            order_id=order_id,
            attempt=attempt,
            provider=provider,
            amount=amount,
            created_at=at,
            updated_at=at,
            totals=PaymentTotals(amount.amount),
            correlation_id=correlation_id,
            on_shipment=on_shipment,
            beside=beside,
        )
        return payment.happened("payment.started", at)

    @property
    def state(self) -> PaymentState:
        totals = self.totals
        if totals.captured:
            if not totals.refunded:
                return PaymentState.PARTIALLY_CAPTURED if self.is_part else PaymentState.CAPTURED
            return PaymentState.REFUNDED if totals.refundable == 0 else PaymentState.PARTIALLY_REFUNDED
        if totals.authorised:
            return PaymentState.AUTHORISED if totals.capturable else PaymentState.VOIDED
        return self.phase

    @property
    def is_transfer(self) -> bool:
        return self.provider == MANUAL

    @property
    def is_credit(self) -> bool:
        """Whether gift cards or store credit pay it."""
        return self.provider == GIFT_CARD

    @property
    def is_part(self) -> bool:
        """Whether a transfer has brought less than is wanted."""
        return self.is_transfer and 0 < self.totals.captured < self.wanted

    @property
    def to_give_back(self) -> int:
        """Minor units that staff have to transfer back: refunds that were promised, and what came without being due."""
        return (self.refunding + self.totals.surplus) if self.is_transfer else 0

    @property
    def captured_at(self) -> datetime | None:
        """When money was last captured; None when none was."""
        kinds = (EntryKind.CAPTURED, EntryKind.SALE)
        return max((entry.at for entry in self.ledger if entry.kind in kinds), default=None)

    @property
    def held_at(self) -> datetime | None:
        """Since when the bank holds what pays the order; None when it does not."""
        return next((entry.at for entry in self.ledger), None) if self.is_held else None

    @property
    def open(self) -> bool:
        """Whether money may still come: neither captured nor voided."""
        return self.state in (
            PaymentState.PENDING,
            PaymentState.REQUIRES_ACTION,
            PaymentState.FAILED,
            PaymentState.AUTHORISED,
        )

    @property
    def is_held(self) -> bool:
        """Whether what the bank holds pays the order, and is not captured yet."""
        return self.on_shipment and self.state is PaymentState.AUTHORISED

    @property
    def must_be_voided(self) -> bool:
        return bool(self.unwanted) and self.open

    @property
    def wanted(self) -> int:
        """Minor units that the order costs, as far as it was known before that much was captured."""
        return min([self.amount.amount, *(told.rest for told in self.reductions.values() if not told.was_captured)])

    @property
    def unwanted(self) -> str:
        """Why no money is to come; empty while it is."""
        return self.abandoned or ("" if self.wanted else "nothing is to be paid for what is left of the order")

    @property
    def refunding(self) -> int:
        """Minor units promised back but not yet sent."""
        return sum(refund.amount for refund in self.refunds.values() if refund.pending)

    @property
    def contested(self) -> int:
        """Minor units that disputes have taken or may take."""
        return sum(dispute.contested for dispute in self.disputes.values())

    @property
    def refundable(self) -> int:
        """Below zero when a bank takes what was refunded before."""
        return self.totals.refundable - self.refunding - self.contested - self.kept

    @property
    def unsent_refunds(self) -> list[Refund]:
        return [refund for refund in self.refunds.values() if refund.unsent]

    @property
    def unsent_answers(self) -> list[Dispute]:
        """The disputes whose answers the provider has yet to be told."""
        return [dispute for dispute in self.disputes.values() if dispute.unsent]

    @property
    def is_warned_of(self) -> bool:
        """Whether to give all of it back would still avoid a dispute."""
        warned = any(warning.actionable for warning in self.warnings.values())
        return warned and not self.disputes and self.refundable > 0

    def money(self, amount: int) -> Money:
        return Money(amount, self.amount.currency)

    @property
    def booked(self) -> Booked:
        """What its provider has to know, too: store credit is given without it."""
        totals = self.totals
        credited = sum(
            refund.amount
            for refund in self.refunds.values()
            if refund.as_credit and refund.status is RefundStatus.SUCCEEDED
        )
        return Booked(self.reference, self.amount, self.money(totals.captured), self.money(totals.refunded - credited))

    def refund(self, refund_id: str) -> Refund:
        """Raises NotFound."""
        try:
            return self.refunds[refund_id]
        except KeyError:
            raise NotFound("the payment has no such refund") from None

    # What changes of it are made of

    def known_as(self, reference: str) -> Payment:
        """With what its provider calls it."""
        return replace(self, reference=reference)

    def happened(
        self,
        type_: str,
        at: datetime,
        refund: Refund | None = None,
        difference: Difference | None = None,
        dispute: Dispute | None = None,
        arrival: Arrival | None = None,
        warning: FraudWarning | None = None,
    ) -> Payment:
        """With a fact to be told."""
        fact = Fact(type_, self.version + 1, self.totals, refund, difference, dispute, arrival, warning)
        return replace(self, version=fact.version, updated_at=at, facts=(*self.facts, fact))

    def moved(self, kind: EntryKind, amount: int, at: datetime, reference: str = "", by: str = "provider") -> Payment:
        """With an entry in its ledger. Raises ValueError, OverCapture or OverRefund."""
        entry = LedgerEntry(len(self.ledger) + 1, kind, amount, at, reference, by)
        return replace(self, totals=self.totals.after(kind, amount), ledger=(*self.ledger, entry))

    def keeping(self, refund: Refund, at: datetime) -> Payment:
        """With the refund as it is now."""
        return replace(self, refunds={**self.refunds, refund.refund_id: refund}, updated_at=at)

    def having(self, arrival: Arrival) -> Payment:
        """With the arrival as it is now."""
        return replace(self, arrivals={**self.arrivals, arrival.id: arrival})
