"""Asking how an order was, a while after the last of its parcels came: once, and only of one about which nothing more
happened. Whose units came back or were cancelled, who claimed or disputed something, is not asked how they like it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from notifications.domain.letter import in_address
from notifications.domain.wish import WantedVariant

# What is heard of later than that after its time, in a replay, is asked about no more.
LATE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ReviewRequest:
    """An order that is to be asked about. `id` is that of the event it follows, which names the letter."""

    id: str
    order_id: str
    number: str
    reader: str
    skus: tuple[str, ...]
    due_at: datetime

    @property
    def is_too_late_at(self) -> datetime:
        return self.due_at + LATE


@dataclass(frozen=True, slots=True)
class ReviewPlace:
    """Where shoppers write about products, and after how long they are asked to: nobody is, without an address or with
    zero days. In the address {product} stands for the product's name in the shop's addresses, {sku} for the variant's
    SKU.
    """

    address: str = ""
    after: timedelta = timedelta()

    @property
    def is_open(self) -> bool:
        return bool(self.address and self.after)

    def of(self, variant: WantedVariant) -> str:
        return in_address(self.address, product=variant.handle, sku=variant.sku)
