"""Slips that shoppers put into the parcels they send back, for the shop to know whose they are. They name nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SlipLine:
    sku: str
    title: str
    quantity: int


@dataclass(frozen=True, slots=True)
class ReturnSlip:
    """Of a return that was approved. `name` is what it is known by among the returns of its order, "R1"."""

    name: str
    order_number: str
    lines: tuple[SlipLine, ...]
    approved_at: datetime
    send_by: datetime | None = None

    @property
    def number(self) -> str:
        """What the parcel is told by."""
        return f"{self.order_number}-{self.name}"
