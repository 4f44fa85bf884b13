"""What is counted of codes and promotions, and which orders they are in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from orders.domain.codes.code import PromotionCode


@dataclass(frozen=True, slots=True)
class CodeCounts:
    """What was counted a moment ago: `codes` by their text, `uses` and `spent` (minor units) by promotion, `by_person`
    by promotion and hash of a person. What is not there is none.
    """

    codes: Mapping[str, PromotionCode] = field(default_factory=dict)
    uses: Mapping[str, int] = field(default_factory=dict)
    spent: Mapping[str, int] = field(default_factory=dict)
    by_person: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CodeUse:
    """An order that lives and has used a code; `amount` minor units were taken off it. `currency` is empty where it
    was not kept yet: then it is the shop's own.
    """

    order_id: str
    at: datetime
    amount: int
    currency: str = ""
