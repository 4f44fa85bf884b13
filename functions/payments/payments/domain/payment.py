"""One attempt to pay an order: its state follows from the ledger wherever money has moved."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from payments.domain.difference import Booked, Difference
from payments.domain.dispute import Dispute, ProviderDispute
from payments.domain.ledger import EntryKind, LedgerEntry, OverRefund, Totals
from payments.domain.refund import Refund, RefundLine, RefundStatus
from souk.errors import Conflict, IllegalTransition, NotFound
from souk.money import Money

_NAMESPACE = uuid.UUID("5f3c1f0e-6f0a-4d0b-9a55-2f4b1c9d7e10")
SYSTEM = "system"
# Providers deliver an event again within days; none sends more than a few of one payment. An older one that came again
# would only look at the provider once more and find nothing new.
MAX_RECEIPTS = 20


class AmountMismatch(Conflict):
    """The provider speaks of another amount or currency than was asked for; nothing was changed."""

    code, title = "amount_mismatch", "The provider's figures differ from ours"


class State(StrEnum):
    """Where a payment stands; the first four only while no money has moved.

    pending → requires_action → failed (the shopper may try again) → voided; any of them → authorised or
    captured; authorised → captured or voided; captured → partially_refunded → refunded.
    """

    PENDING = "pending"
    REQUIRES_ACTION = "requires_action"
    FAILED = "failed"
    VOIDED = "voided"
    AUTHORISED = "authorised"
    CAPTURED = "captured"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened to the payment, for one event: its type and the totals at that moment."""

    type: str
    version: int
    totals: Totals
    refund: Refund | None = None
    difference: Difference | None = None
    dispute: Dispute | None = None


def payment_id_of(order_id: str, attempt: str) -> str:
    """The id of the payment for this attempt: the same attempt is the same payment, whoever asks and when."""
    return str(uuid.uuid5(_NAMESPACE, f"{order_id}/{attempt}"))


def refund_id_of(payment_id: str, key: str) -> str:
    """The id of the refund asked for under an idempotency key: the same key is the same refund."""
    return str(uuid.uuid5(_NAMESPACE, f"{payment_id}/refund/{key}"))


@dataclass(slots=True)
class Payment:
    """The aggregate. `facts` collect what happened since it was loaded.

    `version` counts the facts over the payment's life; `revision` counts the store's writes (0: not stored yet).
    `abandoned` says why the money is no longer wanted: whatever is captured then goes back by itself.
    `correlation_id` is that of the request that started it; everything later goes on under it.
    `differing` is the key of the difference that people were told of and that is still there.
    `receipts` are the ids of the provider's last events that changed it, `published` its own events as JSON texts.
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
    phase: State = State.PENDING  # the state as long as no money has moved
    totals: Totals = field(default_factory=lambda: Totals(0))
    reason: str = ""
    decline_code: str = ""
    abandoned: str = ""
    correlation_id: str = ""
    differing: str = ""
    version: int = 0
    revision: int = 0
    refunds: dict[str, Refund] = field(default_factory=dict)
    disputes: dict[str, Dispute] = field(default_factory=dict)  # by the provider's reference
    ledger: list[LedgerEntry] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)
    published: tuple[str, ...] = field(default=(), repr=False)
    dirty: bool = False  # changed without a fact

    @classmethod
    def start(
        cls, order_id: str, attempt: str, provider: str, amount: Money, at: datetime, correlation_id: str = ""
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
            totals=Totals(amount.amount),
            correlation_id=correlation_id,
        )
        payment._happened("payment.started", at)
        return payment

    # What it is

    @property
    def state(self) -> State:
        totals = self.totals
        if totals.captured:
            if not totals.refunded:
                return State.CAPTURED
            return State.REFUNDED if totals.refundable == 0 else State.PARTIALLY_REFUNDED
        if totals.authorised:
            return State.AUTHORISED if totals.capturable else State.VOIDED
        return self.phase

    @property
    def captured_at(self) -> datetime | None:
        """When money was last captured; None when none was."""
        kinds = (EntryKind.CAPTURED, EntryKind.SALE)
        return max((entry.at for entry in self.ledger if entry.kind in kinds), default=None)

    @property
    def changed(self) -> bool:
        return bool(self.facts or self.dirty)

    @property
    def open(self) -> bool:
        """Whether money may still come: neither captured nor voided."""
        return self.state in (State.PENDING, State.REQUIRES_ACTION, State.FAILED, State.AUTHORISED)

    @property
    def must_be_voided(self) -> bool:
        return bool(self.abandoned) and self.open

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
        return self.totals.refundable - self.refunding - self.contested

    @property
    def unsent_refunds(self) -> list[Refund]:
        return [refund for refund in self.refunds.values() if refund.unsent]

    def money(self, amount: int) -> Money:
        return Money(amount, self.amount.currency)

    @property
    def booked(self) -> Booked:
        totals = self.totals
        return Booked(self.reference, self.amount, self.money(totals.captured), self.money(totals.refunded))

    def refund(self, refund_id: str) -> Refund:
        """Raises NotFound."""
        try:
            return self.refunds[refund_id]
        except KeyError:
            raise NotFound(f"the payment has no refund {refund_id}") from None

    # What happens to it

    def require_action(self, at: datetime) -> None:
        """The shopper must confirm with the bank (3-D Secure)."""
        if self.phase is State.REQUIRES_ACTION or not self._untouched:
            return
        self.phase = State.REQUIRES_ACTION
        self._happened("payment.requires_action", at)

    def fail(self, reason: str, decline_code: str, at: datetime) -> None:
        """The bank declined; the shopper may try another card on the same payment."""
        same = (self.phase, self.reason, self.decline_code) == (State.FAILED, reason, decline_code)
        if same or not self._untouched:
            return
        self.phase, self.reason, self.decline_code = State.FAILED, reason, decline_code
        self._happened("payment.failed", at)

    def authorise(self, amount: int, at: datetime, reference: str = "") -> None:
        """The bank holds `amount` for us. Raises OverCapture beyond the payment's amount."""
        self._append(EntryKind.AUTHORISED, amount, at, reference)
        self._happened("payment.authorised", at)

    def capture(self, amount: int, at: datetime, reference: str = "", by: str = "provider") -> None:
        """`amount` is ours: from what was authorised, the rest as a sale. Raises OverCapture."""
        held = min(amount, self.totals.capturable)
        if held:
            self._append(EntryKind.CAPTURED, held, at, reference, by)
        if amount > held:
            self._append(EntryKind.SALE, amount - held, at, reference, by)
        self._happened("payment.captured", at)
        self._return_unwanted_money(at)

    def release(self, at: datetime, reference: str = "") -> None:
        """What was authorised and will not be captured goes back to the card. Nothing when nothing is held."""
        if self.totals.capturable:
            self._append(EntryKind.VOIDED, self.totals.capturable, at, reference)
            self._changed(at)

    def void(self, reason: str, at: datetime) -> None:
        """No money will come. Nothing when voided before. Raises IllegalTransition once captured."""
        if self.state is State.VOIDED:
            return
        if not self.open:
            raise IllegalTransition(
                f"a {self.state} payment cannot be voided; refund it instead", state=str(self.state)
            )
        self.release(at)
        self.phase, self.reason = State.VOIDED, reason
        self._happened("payment.voided", at)

    def abandon(self, reason: str, at: datetime) -> None:
        """The order is off: an open payment is to be voided, captured money goes back by itself."""
        if not self.abandoned:
            self.abandoned = reason
            self._changed(at)
        self._return_unwanted_money(at)

    def request_refund(
        self,
        refund_id: str,
        amount: int,
        reason: str,
        by: str,
        at: datetime,
        lines: tuple[RefundLine, ...] = (),
        restock: bool = False,
    ) -> Refund:
        """Promises `amount` back. The same id again gives the same refund.

        Raises IllegalTransition before any capture, OverRefund when less is left, Conflict for another amount or
        other lines.
        """
        known = self.refunds.get(refund_id)
        if known:
            if (known.amount, known.lines, known.restock) != (amount, lines, restock):
                raise Conflict("this refund was asked for with another amount or other lines", amount=known.amount)
            return known
        if not self.totals.captured:
            raise IllegalTransition(f"a {self.state} payment has nothing to refund", state=str(self.state))
        if amount > self.refundable:
            raise self.over_refund()
        refund = Refund(refund_id, amount, reason, by, at, lines=lines, restock=restock)
        self._refund_happened("refund.requested", refund, at)
        return refund

    def over_refund(self) -> OverRefund:
        """Why more cannot be refunded, and how much can."""
        left = max(self.refundable, 0)
        why = f"only {self.money(left)} can still be refunded" if left else "nothing is left to refund"
        if not self.contested:
            return OverRefund(why, refundable=left)
        disputed = [dispute for dispute in self.disputes.values() if dispute.contested]
        named = ", ".join(f"{dispute.reference} ({dispute.status})" for dispute in disputed)
        return OverRefund(
            f"{why}: {self.money(self.contested)} is disputed at the shopper's bank, see {named}",
            refundable=left,
            disputed=self.contested,
            disputes=[dispute.reference for dispute in disputed],
        )

    def record_refund(self, refund_id: str, amount: int, reference: str, at: datetime) -> None:
        """A refund made at the provider, not by us. Its money has moved: only the ledger's own limit holds."""
        self._append(EntryKind.REFUNDED, amount, at, reference)
        refund = Refund(refund_id, amount, "refunded at the provider", "provider", at)
        self._refund_happened("refund.succeeded", refund.succeeded(reference, at), at)

    def accept_refund(self, refund_id: str, reference: str, at: datetime) -> None:
        """The provider has taken the refund and will report how it went."""
        refund = self.refund(refund_id)
        if refund.pending and refund.reference != reference:
            self._keep(refund.accepted(reference), at)

    def settle_refund(self, refund_id: str, reference: str, at: datetime, by: str = "provider") -> None:
        """The money is on its way to the shopper. Nothing when it was settled before."""
        refund = self.refund(refund_id)
        if refund.status is RefundStatus.SUCCEEDED or refund.failed_at_provider:
            return
        self._append(EntryKind.REFUNDED, refund.amount, at, reference, by)
        self._refund_happened("refund.succeeded", refund.succeeded(reference, at), at)

    def fail_refund(self, refund_id: str, why: str, at: datetime, reference: str = "") -> None:
        """The provider will not send it, or the bank sent it back; the money is ours again."""
        refund = self.refund(refund_id)
        if refund.status is RefundStatus.FAILED:
            return
        if refund.status is RefundStatus.SUCCEEDED:
            self._append(EntryKind.REFUND_REVERSED, refund.amount, at, refund.reference)
        self._refund_happened("refund.failed", refund.failed(why, reference, at), at)
        if self.contested:
            self._return_unwanted_money(at)

    def learn_of_dispute(self, seen: ProviderDispute, at: datetime) -> None:
        """What the provider says of a dispute. Old news, and the same once more, change nothing.

        Raises AmountMismatch for one in another currency than the payment's.
        """
        if seen.amount.currency != self.amount.currency:
            raise AmountMismatch(
                f"{seen.reference} disputes {seen.amount}, the payment is of {self.amount}", payment_id=self.payment_id
            )
        before = self.disputes.get(seen.reference)
        after = before.joined(seen, at) if before else Dispute.of(seen, at)
        if after == before:
            return
        self.disputes[after.reference] = after
        withdrawn, reinstated = (before.withdrawn, before.reinstated) if before else (0, 0)
        if before is None:
            self._happened("dispute.opened", at, dispute=after)
        if after.withdrawn > withdrawn:
            self._append(EntryKind.DISPUTE_WITHDRAWN, after.withdrawn - withdrawn, at, after.reference)
            self._happened("dispute.funds_withdrawn", at, dispute=after)
        if after.reinstated > reinstated:
            self._append(EntryKind.DISPUTE_REINSTATED, after.reinstated - reinstated, at, after.reference)
            self._happened("dispute.funds_reinstated", at, dispute=after)
        if after.status.closed and (before is None or before.status is not after.status):
            self._happened("dispute.closed", at, dispute=after)
        elif before and (after.withdrawn, after.reinstated) == (withdrawn, reinstated):
            self._happened("dispute.updated", at, dispute=after)
        self._return_unwanted_money(at)

    def differs(self, difference: Difference, at: datetime) -> None:
        """People have to look at it. Nothing when they were told of the same difference before."""
        if self.differing != difference.key:
            self.differing = difference.key
            self._happened("payment.mismatch", at, difference=difference)

    def agrees(self, kinds: frozenset[str], at: datetime) -> None:
        """A difference of one of these kinds is no longer there."""
        if self.differing.partition(":")[0] in kinds:
            self.differing = ""
            self._changed(at)

    def announce_again(self, at: datetime) -> None:
        """Tells of the capture once more, for whoever has not heard of it."""
        self._happened("payment.captured", at)

    def receive(self, event_id: str) -> None:
        """Remembers the provider's event that brought what is new."""
        self.receipts = [*self.receipts, event_id][-MAX_RECEIPTS:]

    def settled(self, published: tuple[str, ...]) -> None:
        """Called by the store once everything is written: nothing is new any more."""
        self.revision += 1
        self.published = published
        self.facts.clear()
        self.dirty = False

    @property
    def _untouched(self) -> bool:
        return not self.totals.authorised and self.phase is not State.VOIDED

    def _return_unwanted_money(self, at: datetime) -> None:
        # Once the provider has refused to send it back, a person decides: no endless refunds of our own. A refusal
        # while the payment was disputed says nothing of the time after it, and one of more than is left beside a
        # dispute, which was not known of yet, says nothing of what is left.
        ended = [dispute.changed_at for dispute in self.disputes.values() if dispute.status.closed]
        refused = any(
            refund.requested_by == SYSTEM
            and refund.status is RefundStatus.FAILED
            and refund.amount <= self.refundable
            and refund.ended_after(ended)
            for refund in self.refunds.values()
        )
        if self.abandoned and self.refundable > 0 and not refused:
            key = f"abandoned/{self.totals.captured}/{len(self.refunds)}"
            refund_id = refund_id_of(self.payment_id, key)
            self.request_refund(refund_id, self.refundable, self.abandoned, SYSTEM, at)

    def _append(self, kind: EntryKind, amount: int, at: datetime, reference: str = "", by: str = "provider") -> None:
        self.totals = self.totals.after(kind, amount)
        self.ledger.append(LedgerEntry(len(self.ledger) + 1, kind, amount, at, reference, by))

    def _happened(
        self,
        type_: str,
        at: datetime,
        refund: Refund | None = None,
        difference: Difference | None = None,
        dispute: Dispute | None = None,
    ) -> None:
        self.version += 1
        self.updated_at = at
        self.facts.append(Fact(type_, self.version, self.totals, refund, difference, dispute))

    def _refund_happened(self, type_: str, refund: Refund, at: datetime) -> None:
        self._keep(refund, at)
        self._happened(type_, at, refund)

    def _keep(self, refund: Refund, at: datetime) -> None:
        self.refunds[refund.refund_id] = refund
        self._changed(at)

    def _changed(self, at: datetime) -> None:
        self.dirty = True
        self.updated_at = at
