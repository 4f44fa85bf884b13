"""How long an order may wait for its money, and how much it may keep from other shoppers meanwhile. Pure.

A card is charged within minutes, so what it holds comes back soon, and a sale may hold all there is. A bank transfer
takes days: whoever only says that they will pay must not be able to empty the shop.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

# Behind one address there may be an office, a school or a town.
SHARED_ADDRESS = 4


class Standing(StrEnum):
    """Who orders: a guest, somebody with an account, somebody who has paid for an order before."""

    STRANGER = "stranger"
    MEMBER = "member"
    CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class HoldPolicy:
    """Of unpaid orders by one way of payment.

    `seconds` to pay. `units` that one shopper may hold at once, in all such orders together, and `share`, in percent,
    of what is for sale of a product that all of them together may hold; one unit always. None: as many as there are.
    """

    seconds: int
    units: int | None = None
    share: int | None = None

    @property
    def is_bounded(self) -> bool:
        return self.units is not None and self.share is not None

    def of_product(self, available: int) -> int:
        """How many units of a product with so many for sale may be held in all."""
        return max(1, available * (self.share or 0) // 100)


Policies = Mapping[Standing, HoldPolicy]


def transfers(strangers_seconds: int, seconds: int) -> Policies:
    """By bank transfer."""
    return {
        Standing.STRANGER: HoldPolicy(strangers_seconds, units=12, share=20),
        Standing.MEMBER: HoldPolicy(seconds, units=40, share=40),
        Standing.CUSTOMER: HoldPolicy(seconds, units=200, share=80),
    }


def online(seconds: int) -> Policies:
    """By whatever is charged at once."""
    return dict.fromkeys(Standing, HoldPolicy(seconds))
