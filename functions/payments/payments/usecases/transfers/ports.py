"""What bank transfers need of the table, beside `payments.usecases.ports`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from payments.domain.payment import Payment


class AlreadyBooked(Exception):
    """This entry of a statement was booked before, perhaps a moment ago by somebody else; nothing was written."""


@dataclass(frozen=True, slots=True)
class BookedEntry:
    """That an entry of a bank statement was booked, by whom and on which payments. Nothing of who paid."""

    id: str
    amount: int
    currency: str
    booked_on: str
    payment_ids: tuple[str, ...]
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Written:
    """A changed payment, the revision it is based on, and when the reconciler is to look at it."""

    payment: Payment
    previous_revision: int
    check_at: datetime | None


class TransferStore(Protocol):
    def orders_of(self, references: Collection[str]) -> Mapping[str, str]:
        """The orders that these squeezed references are of; those that there are."""
        ...

    def payments_of(self, order_ids: Collection[str]) -> Mapping[str, Sequence[Payment]]:
        """All attempts to pay each order, the first one first. Strongly consistent."""
        ...

    def booked(self, entry_ids: Collection[str]) -> Mapping[str, BookedEntry]:
        """Those of these entries that were booked. Strongly consistent."""
        ...

    def book(self, entry: BookedEntry, changed: Sequence[Written]) -> None:
        """Writes that the entry is booked, and what it changed, together or not at all.

        Raises AlreadyBooked, and souk.storage.versioned.Stale when one of the payments has changed since it was read.
        """
        ...

    def to_give_back(self, limit: int, after: str | None) -> tuple[list[Payment], str | None]:
        """The payments of which money waits for staff to send it back, the longest waiting first, and the cursor of the
        next page.
        """
        ...
