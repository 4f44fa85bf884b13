"""The money ledger of one payment: entries that are only ever appended, what came by bank transfer, and the totals they
add up to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from souk.errors import Conflict


class OverCapture(Conflict):
    """More would be captured than was authorised; `detail["capturable"]` says how much may be."""

    code, title = "over_capture", "More than was authorised"


class OverRefund(Conflict):
    """More would be refunded than was captured; `detail["refundable"]` says how much may be."""

    code, title = "over_refund", "More than can be refunded"


class EntryKind(StrEnum):
    """What an entry says of the money. A sale is authorised and captured in one go."""

    AUTHORISED = "authorised"
    CAPTURED = "captured"
    SALE = "sale"
    VOIDED = "voided"
    REFUNDED = "refunded"
    REFUND_REVERSED = "refund_reversed"  # the bank sent a refund back: it is ours again
    DISPUTE_WITHDRAWN = "dispute_withdrawn"  # the shopper's bank took it back
    DISPUTE_REINSTATED = "dispute_reinstated"  # and gave it back to us
    SURPLUS = "surplus"  # a bank transfer brought it, and it is not due
    SURPLUS_RETURNED = "surplus_returned"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """`amount` minor units, above zero; `sequence` counts the payment's entries from 1."""

    sequence: int
    kind: EntryKind
    amount: int
    at: datetime
    reference: str = ""  # the provider's id of the movement
    by: str = "provider"


# Who says that it came: staff who saw it on the account. Statements have the name of their format.
BY_HAND = "hand"


@dataclass(frozen=True, slots=True)
class Arrival:
    """`amount` came, in minor units. `surplus` of it is not due and waits to be given back, until `returned_at`.

    `arrived_on` is the bank's day (ISO 8601). `sources` are who has told of it: each statement tells of it once.
    `payer` and `account` are there only while something waits to be given back to them.
    """

    id: str
    amount: int
    surplus: int
    arrived_on: str
    at: datetime
    by: str
    sources: tuple[str, ...]
    payer: str = field(default="", repr=False)
    account: str = field(default="", repr=False)
    returned_at: datetime | None = None

    @property
    def to_give_back(self) -> int:
        return 0 if self.returned_at else self.surplus

    def returned(self, at: datetime) -> Arrival:
        return replace(self.nameless(), returned_at=at)

    def nameless(self) -> Arrival:
        """Without who sent it."""
        return replace(self, payer="", account="")


@dataclass(frozen=True, slots=True)
class PaymentTotals:
    """What the entries add up to, in minor units.

    Held at all times: 0 ≤ refunded ≤ captured, captured + voided ≤ authorised ≤ limit, 0 ≤ disputed, 0 ≤ surplus.
    `disputed` is what banks have taken back, which is theirs to say: of a payment that was refunded already they may
    take it once more.
    `surplus` came beside what is captured, and is to be given back.
    """

    limit: int
    authorised: int = 0
    captured: int = 0
    voided: int = 0
    refunded: int = 0
    disputed: int = 0
    surplus: int = 0

    @classmethod
    def of(cls, entries: Iterable[LedgerEntry], limit: int) -> PaymentTotals:
        """Adds up `entries`. Raises OverCapture or OverRefund when they could not have come about."""
        totals = cls(limit)
        for entry in entries:
            totals = totals.after(entry.kind, entry.amount)
        return totals

    @property
    def capturable(self) -> int:
        return self.authorised - self.captured - self.voided

    @property
    def refundable(self) -> int:
        return self.captured - self.refunded

    def after(self, kind: EntryKind, amount: int) -> PaymentTotals:
        """The totals once `amount` has moved. Raises ValueError, OverCapture or OverRefund."""
        if amount <= 0:
            raise ValueError(f"a ledger entry moves a positive amount, not {amount}")
        if kind in (EntryKind.AUTHORISED, EntryKind.SALE) and self.authorised + amount > self.limit:
            raise OverCapture(
                "more than the payment's amount would be authorised", capturable=self.limit - self.authorised
            )
        if kind in (EntryKind.CAPTURED, EntryKind.VOIDED) and amount > self.capturable:
            raise OverCapture(f"only {self.capturable} of the authorised amount is left", capturable=self.capturable)
        if kind is EntryKind.REFUNDED and amount > self.refundable:
            raise OverRefund(f"only {self.refundable} of the captured amount is left", refundable=self.refundable)
        if kind is EntryKind.REFUND_REVERSED and amount > self.refunded:
            raise OverRefund("more would come back than was refunded", refundable=self.refundable)
        if kind is EntryKind.DISPUTE_REINSTATED and amount > self.disputed:
            raise OverRefund("more would come back than was disputed", refundable=self.refundable)
        if kind is EntryKind.SURPLUS_RETURNED and amount > self.surplus:
            raise OverRefund("more would be given back than came too much", refundable=self.surplus)
        return self._moved(kind, amount)

    def _moved(self, kind: EntryKind, amount: int) -> PaymentTotals:
        return replace(self, **{name: getattr(self, name) + sign * amount for name, sign in _MOVES[kind].items()})


# Which totals an entry adds to, and which it takes from.
_MOVES: Mapping[EntryKind, Mapping[str, int]] = MappingProxyType(
    {
        EntryKind.AUTHORISED: {"authorised": 1},
        EntryKind.CAPTURED: {"captured": 1},
        EntryKind.SALE: {"authorised": 1, "captured": 1},
        EntryKind.VOIDED: {"voided": 1},
        EntryKind.REFUNDED: {"refunded": 1},
        EntryKind.REFUND_REVERSED: {"refunded": -1},
        EntryKind.DISPUTE_WITHDRAWN: {"disputed": 1},
        EntryKind.DISPUTE_REINSTATED: {"disputed": -1},
        EntryKind.SURPLUS: {"surplus": 1},
        EntryKind.SURPLUS_RETURNED: {"surplus": -1},
    }
)
