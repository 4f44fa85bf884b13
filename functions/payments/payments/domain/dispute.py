"""A dispute: the shopper's bank asks the money back. What is known of it is joined, whatever order the news come in.

    inquiry ──▶ warning_closed                        (no money moves)
       └──▶ needs_response ──▶ under_review ──▶ won    (the money comes back)
                    └──────────────┴──────────▶ lost   (the money is gone)

The names are those of Stripe (docs.stripe.com/api/disputes/object), which other providers' map to.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from souk.money import Money


class DisputeStatus(StrEnum):
    """In the order they are gone through; the last three end it for good, unless the bank changes its mind."""

    WARNING_NEEDS_RESPONSE = "warning_needs_response"  # the bank inquires; no money has moved
    WARNING_UNDER_REVIEW = "warning_under_review"
    WARNING_CLOSED = "warning_closed"
    NEEDS_RESPONSE = "needs_response"
    UNDER_REVIEW = "under_review"
    PREVENTED = "prevented"
    WON = "won"
    LOST = "lost"

    @property
    def closed(self) -> bool:
        return self in (self.WARNING_CLOSED, self.PREVENTED, self.WON, self.LOST)

    @property
    def inquiry(self) -> bool:
        return self.startswith("warning_")


_STAGE = {status: number for number, status in enumerate(DisputeStatus)}
_STAGE[DisputeStatus.PREVENTED] = _STAGE[DisputeStatus.WON] = _STAGE[DisputeStatus.LOST]


class AnswerKind(StrEnum):
    EVIDENCE = "evidence"
    ACCEPT = "accept"  # the bank may keep the money


@dataclass(frozen=True, slots=True)
class DisputeAnswer:
    """How staff answered. `key` is the id under which the provider is told, `failure` is why it was not taken."""

    kind: AnswerKind
    key: str
    by: str
    at: datetime
    sent_at: datetime | None = None
    failure: str = ""

    @property
    def unsent(self) -> bool:
        """Whether the provider is not known to have taken it, and may still."""
        return self.sent_at is None and not self.failure


@dataclass(frozen=True, slots=True)
class ProviderDispute:
    """A dispute as a provider tells it at the moment `as_of`. `withdrawn` and `reinstated` are running totals.

    What was reinstated was withdrawn before. `payment` is the provider's reference of the payment. `refundable`: the
    payment can still be refunded all the same.
    `payment_id` is ours where the provider tells it, empty for a payment of somebody else, None where it says nothing.
    `fee` is what the provider asks for it, in the currency the shop is paid out in. `submissions` counts how often
    evidence was sent, `late` says that it came after `due_by`: the bank need not look at it.
    """

    reference: str
    payment: str
    amount: Money
    status: DisputeStatus
    reason: str = ""
    as_of: datetime | None = None
    due_by: datetime | None = None  # until when evidence is taken
    withdrawn: int = 0
    reinstated: int = 0
    refundable: bool = False
    fee: Money | None = None
    payment_id: str | None = None
    submissions: int = 0
    late: bool = False


@dataclass(frozen=True, slots=True)
class Dispute:
    """Amounts in minor units of the payment's currency; `fee` in those of its own.

    `opened_at` and `changed_at` are when we learned of it, `as_of` is when the provider said so. `earlier` submissions
    answered the inquiry that it was before.
    """

    reference: str
    amount: int
    status: DisputeStatus
    reason: str
    opened_at: datetime
    changed_at: datetime
    as_of: datetime | None = None
    due_by: datetime | None = None
    withdrawn: int = 0
    reinstated: int = 0
    refundable: bool = False
    fee: Money | None = None
    submissions: int = 0
    earlier: int = 0
    late: bool = False
    answer: DisputeAnswer | None = None

    @classmethod
    def of(cls, seen: ProviderDispute, at: datetime) -> Dispute:
        """A dispute heard of for the first time."""
        nothing = cls(seen.reference, seen.amount.amount, seen.status, seen.reason, at, at)
        return nothing._told(seen, at)

    @property
    def open(self) -> bool:
        return not self.status.closed

    @property
    def answered(self) -> bool:
        """Whether there is an answer that stands, given here or at the provider."""
        return self.submissions > self.earlier or (self.answer is not None and not self.answer.failure)

    @property
    def unsent(self) -> DisputeAnswer | None:
        """The answer that the provider has yet to be told."""
        return self.answer if self.answer and self.answer.unsent else None

    @property
    def gone(self) -> int:
        """What the bank has taken and not given back."""
        return self.withdrawn - self.reinstated

    @property
    def contested(self) -> int:
        """What cannot be refunded because of it: it would be paid twice."""
        at_stake = self.amount if self.open and not self.refundable else 0
        return max(self.gone, at_stake)

    def joined(self, seen: ProviderDispute, at: datetime) -> Dispute:
        """Itself with what is new in `seen`; the very same when nothing is.

        Money only adds up, also by old news. A status is never left for an earlier one; of two ends the later counts.
        """
        after = self._moved(seen, self.status, at) if self._is_older(seen) else self._told(seen, at)
        after = after._escalated(self.status)._arrived(at)
        return self if replace(after, as_of=self.as_of, changed_at=self.changed_at) == self else after

    def _is_older(self, seen: ProviderDispute) -> bool:
        if _STAGE[seen.status] != _STAGE[self.status]:
            return _STAGE[seen.status] < _STAGE[self.status]
        return bool(seen.as_of and self.as_of and seen.as_of < self.as_of)

    def _told(self, seen: ProviderDispute, at: datetime) -> Dispute:
        told = replace(
            self,
            amount=seen.amount.amount,
            status=seen.status,
            reason=seen.reason or self.reason,
            as_of=seen.as_of or self.as_of,
            due_by=seen.due_by or self.due_by,
            refundable=seen.refundable,
        )
        return told._moved(seen, self.status, at)

    def _moved(self, seen: ProviderDispute, before: DisputeStatus, at: datetime) -> Dispute:
        """With its money where its status says it is, also when the news of the movement are still to come."""
        withdrawn, reinstated = max(self.withdrawn, seen.withdrawn), max(self.reinstated, seen.reinstated)
        if self.status is DisputeStatus.LOST:
            changed_its_mind = before is DisputeStatus.WON and withdrawn == reinstated
            if not withdrawn or changed_its_mind:
                withdrawn += self.amount
        elif self.status.closed:
            reinstated = withdrawn
        return replace(
            self,
            withdrawn=withdrawn,
            reinstated=reinstated,
            fee=seen.fee or self.fee,
            changed_at=at,
            submissions=max(self.submissions, seen.submissions),
            late=self.late or seen.late,
        )

    def _escalated(self, before: DisputeStatus) -> Dispute:
        """A dispute that was an inquiry wants an answer of its own; what is still unsent is one."""
        if not before.inquiry or self.status.inquiry or self.status.closed:
            return self
        return replace(self, earlier=self.submissions, answer=self.unsent)

    def _arrived(self, at: datetime) -> Dispute:
        """With its answer sent, where the news say that the provider has it: there is nothing to tell any more."""
        if self.unsent is None or not (self.submissions > self.earlier or self.status.closed):
            return self
        return replace(self, answer=replace(self.unsent, sent_at=at))
