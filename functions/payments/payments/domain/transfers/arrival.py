"""Money that came by bank transfer, as it is kept with the payment it was for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

# Who says that it came: staff who saw it on the account. Statements have the name of their format.
BY_HAND = "hand"


@dataclass(frozen=True, slots=True)
class Arrival:
    """`amount` came, in minor units. `surplus` of it is not due and waits to be given back, until `returned_at`.

    `arrived_on` is the bank's day (ISO 8601). `sources` are who has told of it: each statement tells of it once.
    `payer` and `account` are there only while something waits to be given back to them.
    """

    id: str
    amount: int
    surplus: int
    arrived_on: str
    at: datetime
    by: str
    sources: tuple[str, ...]
    payer: str = field(default="", repr=False)
    account: str = field(default="", repr=False)
    returned_at: datetime | None = None

    @property
    def to_give_back(self) -> int:
        return 0 if self.returned_at else self.surplus

    def returned(self, at: datetime) -> Arrival:
        return replace(self.nameless(), returned_at=at)

    def nameless(self) -> Arrival:
        """Without who sent it."""
        return replace(self, payer="", account="")
