"""What each attempt of a flash sale wants and does, from the seed alone. Pure."""

from __future__ import annotations

import enum
import math
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

SKU = "TICKET"
EXTRA = "POSTER"
"""Some orders have this as well, of which there is plenty: they hold both or none."""


@dataclass(frozen=True)
class Sale:
    """`processes` share the `buyers`. An order is to be paid within `seconds_to_pay`. `plain`: everybody wants one unit
    and pays for it.
    """

    units: int
    attempts: int
    buyers: int
    processes: int
    inventory_processes: int
    seed: int = 1
    seconds_to_pay: int = 15
    limit_seconds: float = 1500
    plain: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def wish(self, attempt: int) -> Wish:
        return PLAIN if self.plain else wish(self.seed, attempt)


class Fate(enum.StrEnum):
    """What becomes of an attempt that gets its order."""

    PAID = "paid"
    ABANDONED = "abandoned"
    CANCELLED = "cancelled"
    DIED = "died"  # the process ends right after the units were held


@dataclass(frozen=True)
class Wish:
    """`twin`: the same request is sent twice at once. `again`: and once more when it was answered. `lazy`: its events
    are not delivered by the one who made them.
    """

    lines: dict[str, int]
    fate: Fate
    twin: bool
    again: bool
    lazy: bool


PLAIN = Wish({SKU: 1}, Fate.PAID, twin=False, again=False, lazy=False)


def wish(seed: int, attempt: int) -> Wish:
    """The same for the same seed and attempt, in whatever process and order."""
    rng = random.Random(f"{seed}/{attempt}")  # noqa: S311
    lines = {SKU: rng.choices((1, 2, 3, 4, 7, 20), weights=(50, 25, 12, 8, 4, 1))[0]}
    if rng.random() < 0.1:
        lines[EXTRA] = 1
    fate = rng.choices([*Fate], weights=(72, 16, 9, 3))[0]
    return Wish(lines, fate, twin=rng.random() < 0.04, again=rng.random() < 0.1, lazy=rng.random() < 0.15)


def share(sale: Sale, process: int) -> list[list[int]]:
    """The attempts of each buyer in this process; all buyers together make every attempt once."""
    own = range(process, sale.buyers, sale.processes)
    return [list(range(buyer, sale.attempts, sale.buyers)) for buyer in own]


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least so many percent do not exceed (nearest rank); 0 of none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)] if ordered else 0.0
