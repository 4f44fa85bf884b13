"""What a person did in the shop, as far as the person may look it up."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from souk.money import Money

# A product looked at or a text searched for again within this time is the same look.
SAME_GLANCE = timedelta(minutes=30)
# Looks and searches are forgotten; what was ordered stays part of the person's history.
GLANCES_KEPT = timedelta(days=90)


class ActivityKind(StrEnum):
    PRODUCT_VIEWED = "product_viewed"
    SEARCHED = "searched"
    ORDERED = "ordered"
    PAID = "paid"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


# What was paid for an order, and what of it was given back.
OF_MONEY = (ActivityKind.PAID, ActivityKind.REFUNDED)
GLANCES = frozenset({ActivityKind.PRODUCT_VIEWED, ActivityKind.SEARCHED})


@dataclass(frozen=True, slots=True)
class Activity:
    """One line of a person's history; `id` is that of the event or request it comes from."""

    id: str
    kind: ActivityKind
    at: datetime
    user_id: str = ""
    order_id: str = ""
    order_number: str = ""
    product_id: str = ""
    handle: str = ""
    title: str = ""
    image: str = ""
    query: str = ""
    tracking_code: str = ""
    tracking_url: str = ""
    reason: str = ""
    amount: Money | None = None

    @property
    def forgotten_at(self) -> datetime | None:
        return self.at + GLANCES_KEPT if self.kind in GLANCES else None

    @property
    def sameness(self) -> str:
        """Two looks with the same value are looks at the same thing."""
        subject = self.product_id or " ".join(self.query.casefold().split())
        return hashlib.sha256(f"{self.kind}|{subject}".encode()).hexdigest()[:32]
