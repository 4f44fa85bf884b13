"""One refund of a payment: asked for first, then sent by the provider, so that the intent is never lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class RefundStatus(StrEnum):
    REQUESTED = "requested"  # promised to the shopper; the provider may not know it yet
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RefundLine:
    """An order line the refund is for. `amount` in minor units; None when only the refund as a whole has one. More than
    `quantity` units cost, which may be none, lowers the price of the others.
    """

    sku: str
    quantity: int
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Refund:
    """`amount` in minor units of the payment's currency. The provider is asked under the id `refund_id`.

    `restock` says that the units of `lines` are to be for sale again: a choice of its own, not money's consequence.
    `shipping` is how much of it is for the way of delivery; what is neither that nor for a line is for nothing named.
    `return_id` is the return that it is for, and `beside` how much goes back for that by the order's gift cards.
    `as_credit`: not the way it was paid, but as store credit of whose order it is.
    """

    refund_id: str
    amount: int
    reason: str
    requested_by: str  # "user:<id>", "system", "return" or "provider"
    requested_at: datetime
    status: RefundStatus = RefundStatus.REQUESTED
    reference: str = ""  # the provider's id, once it has one
    failure: str = ""
    settled_at: datetime | None = None
    lines: tuple[RefundLine, ...] = ()
    restock: bool = False
    shipping: int = 0
    return_id: str = ""
    beside: int = 0
    as_credit: bool = False

    @property
    def pending(self) -> bool:
        return self.status is RefundStatus.REQUESTED

    @property
    def unsent(self) -> bool:
        """Whether the provider is not known to have taken it."""
        return self.pending and not self.reference

    @property
    def failed_at_provider(self) -> bool:
        """Whether the provider itself took it and then failed: that is final, an older report is no news."""
        return self.status is RefundStatus.FAILED and bool(self.reference)

    def ended_after(self, moments: Iterable[datetime]) -> bool:
        """Whether it ended after all of these."""
        return all(self.settled_at is not None and self.settled_at > moment for moment in moments)

    def accepted(self, reference: str) -> Refund:
        return replace(self, reference=reference)

    def succeeded(self, reference: str, at: datetime) -> Refund:
        return replace(self, status=RefundStatus.SUCCEEDED, reference=reference or self.reference, settled_at=at)

    def failed(self, why: str, reference: str, at: datetime) -> Refund:
        reference = reference or self.reference
        return replace(self, status=RefundStatus.FAILED, failure=why, reference=reference, settled_at=at)
