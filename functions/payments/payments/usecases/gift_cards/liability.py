"""What the shop owes on gift cards and store credit, month by month: a debt until it is spent, and no income."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from payments.domain.gift_cards.movement import OF_LIABILITY, CreditMove
from payments.usecases.gift_cards.ports import CreditStore, LiabilityCount

# The year of the first version that knew gift cards.
FIRST_YEAR = 2026
_LESS = frozenset({CreditMove.CAPTURED, CreditMove.EXPIRED, CreditMove.LOWERED, CreditMove.TAKEN_BACK})


@dataclass(frozen=True, slots=True)
class LiabilityMonth:
    """Of one currency, in minor units: what was owed as the month began, what moved in it by the name of the movement,
    and what was owed as it ended. Held: closing = opening + issued + refunded + raised − captured − expired − lowered −
    taken_back.
    """

    month: str
    currency: str
    opening: int
    moved: dict[str, int]
    closing: int


class Liability:
    def __init__(self, store: CreditStore) -> None:
        self._store = store

    def of_year(self, year: int) -> list[LiabilityMonth]:
        """The months in which something moved, oldest first; one query of the table for each year since the first."""
        counts = [found for each in range(FIRST_YEAR, year + 1) for found in self._store.liability(each)]
        return [each for each in months(counts) if each.month.startswith(f"{year}-")]


def months(counts: Iterable[LiabilityCount]) -> list[LiabilityMonth]:
    """Adds up the counts, which are several for a month and a currency."""
    sums: dict[tuple[str, str], Counter[str]] = {}
    for found in counts:
        sums.setdefault((found.month, found.currency), Counter()).update(found.moved)
    owed, added = Counter[str](), list[LiabilityMonth]()
    for (month, currency), moved in sorted(sums.items()):
        opening = owed[currency]
        owed[currency] += sum(-moved[kind] if kind in _LESS else moved[kind] for kind in OF_LIABILITY)
        figures = {kind.value: moved[kind] for kind in OF_LIABILITY}
        added.append(LiabilityMonth(month, currency, opening, figures, owed[currency]))
    return added
