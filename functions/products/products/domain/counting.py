"""A count of the stock: what people found on the shelves, and the difference it made.

OPEN ── book ──▶ BOOKING ──▶ BOOKED

Of each SKU a count keeps what was found and what should have been there at that moment: goods that are sold between
counting and booking change both alike, so the difference stays what it was.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from datetime import datetime

from souk.errors import IllegalTransition

MAX_LINES = 2000


class CountStatus(enum.StrEnum):
    OPEN = "open"
    BOOKING = "booking"
    BOOKED = "booked"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountLine:
    """`counted` units where `expected` should have been. `refused` says why its difference could not be booked."""

    sku: str
    counted: int
    expected: int
    at: datetime
    by: str
    booked_at: datetime | None = None
    refused: str = ""

    @property
    def difference(self) -> int:
        return self.counted - self.expected

    def booked(self, now: datetime, refused: str = "") -> CountLine:
        return replace(self, booked_at=now, refused=refused)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockCount:
    """One count. `version` counts its changes, those of its lines aside."""

    id: str
    name: str
    created_by: str
    created_at: datetime
    updated_at: datetime
    status: CountStatus = CountStatus.OPEN
    version: int = 1

    def entered(self) -> None:
        """Raises IllegalTransition when nothing can be entered any more."""
        if self.status is not CountStatus.OPEN:
            raise IllegalTransition("the count is closed; make a new one", state=self.status.value)

    def booking(self, now: datetime) -> StockCount:
        """Nothing is entered from here on."""
        return self._changed(now, CountStatus.BOOKING)

    def booked(self, now: datetime) -> StockCount:
        return self._changed(now, CountStatus.BOOKED)

    def _changed(self, now: datetime, status: CountStatus) -> StockCount:
        return replace(self, status=status, updated_at=now, version=self.version + 1)
