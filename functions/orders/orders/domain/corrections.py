"""What staff put right of an order after it was placed, beside what it said then (`details`)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from orders.domain.cancellation import WishState
from orders.domain.details import Address

# What the history says of each: "address corrected", "e-mail address corrected".
CORRECTED = "address corrected"


@dataclass(frozen=True, slots=True)
class Corrected:
    """What holds now: empty and None where it is still what it was."""

    email: str = ""
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Readdressing:
    """A wish to send what has a parcel already to another address, and what shipping says of it. `number` counts them
    from 1; `by` and `reason` are those of the wish, `answer` says why it was refused.
    """

    number: int
    address: Address
    state: WishState
    at: datetime
    by: str
    reason: str = ""
    answer: str = ""

    @property
    def is_open(self) -> bool:
        return self.state is WishState.REQUESTED

    def accepted(self) -> Readdressing:
        return replace(self, state=WishState.ACCEPTED)

    def refused(self, answer: str) -> Readdressing:
        return replace(self, state=WishState.REFUSED, answer=answer)


@dataclass(frozen=True, slots=True)
class Review:
    """Somebody looked at what was suspicious by then: the codes `of` it."""

    at: datetime
    by: str
    of: tuple[str, ...] = ()
