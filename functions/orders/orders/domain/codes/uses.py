"""What an order takes of the limits of a promotion: counted in the write that places it, and given back in the one that
ends it unpaid or cancelled. So there are as many uses as orders that live.
"""

from __future__ import annotations

from dataclasses import dataclass

# What the orders of a person are counted under while there are promotions for a first one. No promotion has this id:
# theirs are small letters.
FIRST_ORDER = "FIRST-ORDER"


@dataclass(frozen=True, slots=True)
class Use:
    """One promotion's, by a `code` or, where that is empty, by itself. `amount` minor units were taken off.

    `in_all`: it is among those that the promotion counts, `by_code` among the code's. `persons` are the hashes under
    which its shopper is counted.
    """

    promotion_id: str
    code: str
    amount: int
    in_all: bool = False
    by_code: bool = False
    persons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much there may be of a use, this one included; 0 for any. `budget` is in minor units, None for any."""

    total: int = 0
    per_person: int = 0
    budget: int | None = None
    per_code: int = 0


@dataclass(frozen=True, slots=True)
class Taking:
    """A use that an order is about to take, and what it may not go beyond; `promotion_ids` have no part in its price
    where there is no room, if these are others than the use's.
    """

    use: Use
    bounds: Bounds
    promotion_ids: tuple[str, ...] = ()
