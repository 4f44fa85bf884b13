"""When what an order heard of happened, as facts that may be joined in any order (compare `settlement`).

The history says when the order learned of something, and in which order. A mark says when it happened, by whoever did
it, so that the order's timeline is the same however late, twice and mixed up its events came.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, get_args

MarkKind = Literal[
    "payment_failed",
    "paid",
    "cancellation_refused",
    "cancelled",
    "parcel_packed",
    "parcel_shipped",
    "parcel_in_transit",
    "parcel_held_up",
    "parcel_out_for_delivery",
    "parcel_delivered",
    "return_requested",
    "return_approved",
    "return_rejected",
    "return_sent",
    "return_received",
    "return_cancelled",
    "return_expired",
    "return_closed",
    "refunded",
    "refund_failed",
    "parcel_undelivered",
    "return_granted",
    "units_cancelled",
    "units_cancellation_refused",
    "claim_requested",
    "claim_granted",
    "claim_rejected",
    "claim_cancelled",
    "email_corrected",
    "address_corrected",
    "dispute_opened",
    "dispute_closed",
    "parcel_sent_again",
    "claim_sent_again",
    "payment_held",
    "parcel_ready",
]
# An item stores a kind's place in it: add others at the end.
KINDS: tuple[MarkKind, ...] = get_args(MarkKind)
# What may happen again to the same subject: a card is declined, a parcel gets into trouble and out of it.
REPEATED = frozenset(
    {
        *("payment_failed", "parcel_in_transit", "parcel_held_up", "parcel_out_for_delivery", "parcel_ready"),
        *("email_corrected", "address_corrected"),
    }
)
# Of each kind. A card can be declined over and over; the first ones are kept, so that no more is written then.
MOST = 20


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """`at` is kept to the millisecond. `subject` is the id of the payment, refund, dispute, parcel or return, or the
    number of the wish to have units out of it; empty for the order itself. `amount` is what was refunded, or of "paid"
    and "payment_held" the payment's running total, in minor units. `lines` are units by SKU.
    """

    at: datetime
    place: int
    subject: str
    amount: int = 0
    lines: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(
        cls, kind: MarkKind, subject: str, at: datetime, amount: int = 0, lines: Iterable[tuple[str, int]] = ()
    ) -> Mark:
        return cls(to_the_millisecond(at), KINDS.index(kind), subject, amount, tuple(sorted(lines)))

    @property
    def kind(self) -> MarkKind:
        return KINDS[self.place]


def kind_of(name: str) -> MarkKind | None:
    """None for what leaves no mark."""
    return next((kind for kind in KINDS if kind == name), None)


def to_the_millisecond(moment: datetime) -> datetime:
    """As an item keeps it, so that what is worked out from it is the same before it is stored and after. In UTC."""
    utc = moment.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def joined(known: tuple[Mark, ...], fact: Mark) -> tuple[Mark, ...]:
    """`known` with `fact`, oldest first; equal to `known` when that tells nothing new. Of what happens once, it is the
    first time that counts.
    """
    first: dict[tuple[object, ...], Mark] = {}
    for mark in sorted({*known, fact}):
        again = mark.at if mark.kind in REPEATED else None
        first.setdefault((mark.place, mark.subject, mark.amount, again), mark)
    count = Counter[int]()
    kept = []
    for mark in first.values():
        count[mark.place] += 1
        if count[mark.place] <= MOST:
            kept.append(mark)
    return tuple(kept)
