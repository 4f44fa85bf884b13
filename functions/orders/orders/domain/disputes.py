"""What an order knows of the disputes of its payments, as facts that may be joined in any order (compare `parcels`)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OrderDispute:
    """The shopper's bank asks `amount` back. `version` is the payment's, and says which fact is the latest.

    In minor units of the order's currency; `contested` cannot be refunded, `gone` is taken and not given back.
    `due_by` is until when staff may answer at the provider (RFC 3339), empty when they cannot.
    """

    id: str
    payment_id: str
    version: int
    status: str
    reason: str
    amount: int
    contested: int
    gone: int
    due_by: str = ""


def with_dispute(disputes: tuple[OrderDispute, ...], fact: OrderDispute) -> tuple[OrderDispute, ...]:
    """`disputes` with `fact`, unless a later one is known; equal to `disputes` when it tells nothing new."""
    if all(known.id != fact.id for known in disputes):
        return (*disputes, fact)
    return tuple(fact if known.id == fact.id and known.version < fact.version else known for known in disputes)
