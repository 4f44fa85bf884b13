"""A wish of its order to have units out of a parcel that has not left, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class TakeoutState(StrEnum):
    """An answer is final."""

    ASKED = "asked"  # the carrier, who is to fetch the parcel, has not let go of it yet
    SUCCEEDED = "succeeded"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Takeout:
    """`number` counts those of an order, `lines` are units by SKU. `released` is the booking that its carrier let go
    of: who moves the parcel under it all the same has not heard what is in it now.
    """

    number: int
    lines: tuple[tuple[str, int], ...]
    weight_grams: int = 0
    state: TakeoutState = TakeoutState.ASKED
    refusal: str = ""
    released: str = ""

    @property
    def units(self) -> Mapping[str, int]:
        return dict(self.lines)

    @property
    def is_open(self) -> bool:
        return self.state is TakeoutState.ASKED

    def succeeded(self, released: str = "") -> Takeout:
        return replace(self, state=TakeoutState.SUCCEEDED, released=released)

    def refused(self, why: str) -> Takeout:
        return replace(self, state=TakeoutState.REFUSED, refusal=why)
