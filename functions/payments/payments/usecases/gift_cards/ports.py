"""What gift cards and store credit need of the table and of the shop's secrets."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from payments.domain.gift_cards.account import CreditAccount, CreditKind
from payments.domain.gift_cards.hold import CreditHold
from payments.domain.gift_cards.movement import CreditMovement
from payments.domain.payment import Payment
from payments.usecases.ports import ChangedPayment, OrderPayments
from souk.events import Event


@dataclass(frozen=True, slots=True)
class LiabilityCount:
    """What moved of one currency in a month ("2026-11"), in minor units, by the name of the movement."""

    month: str
    currency: str
    moved: dict[str, int]


class AlreadyDone(Exception):
    """What staff do under this key was done before; nothing was written."""


class CreditStore(Protocol):
    """Money moves by movements alone: each is an item, written with the balance it changes or not at all."""

    def load(self, account_id: str) -> CreditAccount:
        """Strongly consistent. Raises NotFound."""
        ...

    def found(self, account_ids: Collection[str]) -> dict[str, CreditAccount]:
        """Those that there are. Strongly consistent."""
        ...

    def of_person(self, user_id: str) -> list[CreditAccount]:
        """Somebody's store credit, in each currency; moments after the first was given it may not be found yet."""
        ...

    def of_code(self, code_hash: str) -> CreditAccount | None:
        """The gift card of a code. Strongly consistent."""
        ...

    def listed(self, kind: CreditKind, limit: int, after: str | None) -> tuple[list[CreditAccount], str | None]:
        """The newest first, and the cursor of the next page."""
        ...

    def movements(self, account_id: str, limit: int, after: str | None) -> tuple[list[CreditMovement], str | None]:
        """Of an account, the newest first, and the cursor of the next page."""
        ...

    def add(self, account: CreditAccount, movement: CreditMovement | None, events: Sequence[Event] = ()) -> None:
        """Writes a new account. Raises souk.storage.versioned.Stale when there is one of this id, AlreadyDone."""
        ...

    def save(self, account: CreditAccount, movement: CreditMovement | None, events: Sequence[Event] = ()) -> None:
        """Writes what was changed since the account's revision; the balance follows the movement. Raises Stale,
        AlreadyDone.
        """
        ...

    def take_back(
        self,
        cards: Sequence[tuple[CreditAccount, CreditMovement | None]],
        changed: Sequence[ChangedPayment],
        beside: Sequence[Payment],
    ) -> None:
        """Writes accounts with what is taken of each, and with them the payments that give it back, if none of these
        and of those `beside` has changed meanwhile. Raises Stale.
        """
        ...

    def hold(
        self, hold: CreditHold, payment: Payment, order: OrderPayments, check_at: datetime | None, today: date
    ) -> None:
        """Holds what the order takes and writes its payment, all or nothing.

        Raises CreditRefused when an account is blocked or expired or has less by now, Stale when the order's payments
        have changed.
        """
        ...

    def held_by(self, payment_id: str) -> CreditHold:
        """Strongly consistent. Raises NotFound."""
        ...

    def move(self, hold: CreditHold, movements: Sequence[CreditMovement]) -> None:
        """Writes a changed hold with its movements. Raises Stale."""
        ...

    def due(self, today: date, limit: int) -> list[str]:
        """Accounts whose letter is to be sent, or that have expired, by today."""
        ...

    def liability(self, year: int) -> list[LiabilityCount]:
        """The counts of a year, several for a month and a currency."""
        ...


class CodeKey(Protocol):
    def __call__(self) -> bytes:
        """By which codes are made and found. Raises Unavailable when it cannot be read."""
        ...
