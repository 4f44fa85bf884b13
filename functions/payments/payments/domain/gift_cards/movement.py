"""What moves the money of a gift card or of somebody's store credit. Entries are only ever appended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

# Who gives store credit for an order, each refund once.
BY_REFUND = "refund"


class CreditMove(StrEnum):
    ISSUED = "issued"  # sold, or given by staff
    HELD = "held"  # for an order that waits for the rest of its money
    RELEASED = "released"  # that order needs it no more
    CAPTURED = "captured"  # it has paid an order
    REFUNDED = "refunded"  # an order gives it back
    EXPIRED = "expired"
    RAISED = "raised"  # a correction by staff
    LOWERED = "lowered"  # another
    TAKEN_BACK = "taken_back"  # its buyer has the money back


@dataclass(frozen=True, slots=True)
class CreditMovement:
    """`amount` in minor units, above zero. `reference` is the payment or the refund that it is of, empty for what staff
    or the calendar did; `by` is "user:<id>", "system", "order", or "refund" for store credit that an order gives.
    """

    account_id: str
    kind: CreditMove
    amount: int
    currency: str
    at: datetime
    by: str
    reference: str = ""
    order_id: str = ""
    reason: str = ""

    @property
    def available(self) -> int:
        """What it adds to what can be spent."""
        return self.amount * _MOVES[self.kind][0]

    @property
    def held(self) -> int:
        """What it adds to what is held."""
        return self.amount * _MOVES[self.kind][1]

    @property
    def owed(self) -> int:
        """What it adds to what the shop owes."""
        return self.available + self.held


# What a movement adds to: what can be spent, and what is held.
_MOVES: Mapping[CreditMove, tuple[int, int]] = MappingProxyType(
    {
        CreditMove.ISSUED: (1, 0),
        CreditMove.HELD: (-1, 1),
        CreditMove.RELEASED: (1, -1),
        CreditMove.CAPTURED: (0, -1),
        CreditMove.REFUNDED: (1, 0),
        CreditMove.EXPIRED: (-1, 0),
        CreditMove.RAISED: (1, 0),
        CreditMove.LOWERED: (-1, 0),
        CreditMove.TAKEN_BACK: (-1, 0),
    }
)
# Those that change what the shop owes, which the liability report counts.
OF_LIABILITY = tuple(kind for kind, (available, held) in _MOVES.items() if available + held)


def sums_of(movements: Iterable[CreditMovement]) -> tuple[int, int]:
    """What can be spent and what is held after all of these."""
    available = held = 0
    for movement in movements:
        available, held = available + movement.available, held + movement.held
    return available, held
