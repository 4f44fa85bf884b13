"""A gift card, or the store credit of a person: one account in one currency. Pure and immutable."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from payments.domain.gift_cards.movement import CreditMove, CreditMovement
from souk.errors import Conflict
from souk.money import Money

_NAMESPACE = uuid.UUID("0f7a8d3e-43f5-4b0c-8d0e-7c2f5d8f6a21")


class CreditRefused(Conflict):
    """It cannot be paid with this, or not with so much; `detail["last_four"]` says which card."""

    code, title = "gift_card_refused", "The gift card cannot be used"


class CreditKind(StrEnum):
    GIFT_CARD = "gift_card"  # whoever knows its code has it
    STORE_CREDIT = "store_credit"  # of a person with an account


@dataclass(frozen=True, slots=True)
class GiftLetter:
    """The letter that brings a gift card, and the day it is to be sent on; kept until then."""

    email: str
    send_on: date
    name: str = ""
    sender: str = ""
    message: str = ""
    locale: str = ""


@dataclass(frozen=True, slots=True)
class CreditAccount:
    """`available` can be spent, `held` waits for orders that are not paid yet; both in minor units of `currency`.

    `owner` is the user id whose store credit it is. `last_four` of the code, of which `code_hash` is all that is known
    here. `expires_on` is its last day. `order_id` is the order that it was bought with, empty for one that staff gave.
    `suspended`: what it was bought with is disputed, or may be fraud. `given_back` is how much of its price went back
    to who bought it, for the cancellation or refund `taken_for`. `revision` counts the writes.
    """

    id: str
    kind: CreditKind
    currency: str
    created_at: datetime
    created_by: str
    reason: str = ""
    available: int = 0
    held: int = 0
    blocked: bool = False
    owner: str = ""
    code_hash: str = field(default="", repr=False)
    last_four: str = ""
    expires_on: date | None = None
    letter: GiftLetter | None = None
    sent_at: datetime | None = None
    order_id: str = ""
    suspended: bool = False
    given_back: int = 0
    taken_for: str = ""
    revision: int = 0

    @property
    def balance(self) -> Money:
        """What the shop owes: what can be spent, and what is held."""
        return Money(self.available + self.held, self.currency)

    @property
    def name(self) -> str:
        """In words for a shopper."""
        return f"gift card ending in {self.last_four}" if self.kind is CreditKind.GIFT_CARD else "store credit"

    def is_expired(self, today: date) -> bool:
        return self.expires_on is not None and self.expires_on < today

    def refusal(self, currency: str, today: date) -> str:
        """Why it cannot be paid with; empty where it can."""
        if self.blocked or self.suspended:
            return f"the {self.name} is blocked; please write to us"
        if self.is_expired(today):
            return f"the {self.name} has expired"
        if self.currency != currency:
            return f"the {self.name} is in {self.currency}, the order in {currency}"
        return "" if self.available else f"nothing is left on the {self.name}"

    def taken_back(self, amount: int, reference: str, at: datetime) -> tuple[CreditAccount, CreditMovement | None]:
        """With so much of it gone back to its buyer, and no letter any more. Raises Conflict for more than there is."""
        after = replace(self, letter=None, given_back=amount, taken_for=reference)
        if not amount:
            return after, None
        movement = CreditMovement(
            self.id, CreditMove.TAKEN_BACK, amount, self.currency, at, "order", reference, self.order_id
        )
        return after.moved(movement), movement

    def moved(self, movement: CreditMovement) -> CreditAccount:
        """Raises Conflict for more than there is."""
        available, held = self.available + movement.available, self.held + movement.held
        if available < 0 or held < 0:
            raise Conflict(f"only {Money(self.available, self.currency)} are left", available=self.available)
        return replace(self, available=available, held=held)

    def corrected(self, amount: int, at: datetime, by: str, reason: str) -> CreditMovement:
        """By so many minor units more, or less. Raises ValueError for none."""
        if not amount:
            raise ValueError("a correction changes the balance")
        kind = CreditMove.RAISED if amount > 0 else CreditMove.LOWERED
        return CreditMovement(self.id, kind, abs(amount), self.currency, at, by, reason=reason)


@dataclass(frozen=True, slots=True)
class TakenPart:
    """What an order takes of an account."""

    account_id: str
    amount: int


def gift_card_id_of(key: str) -> str:
    """The card that is issued under an idempotency key: always the same."""
    return str(uuid.uuid5(_NAMESPACE, f"gift card/{key}"))


def store_credit_id_of(user_id: str, currency: str) -> str:
    """Everybody has one in each currency."""
    return str(uuid.uuid5(_NAMESPACE, f"store credit/{user_id}/{currency}"))


def taken(accounts: Sequence[CreditAccount], total: int) -> tuple[TakenPart, ...]:
    """What of `total`, in minor units, each of them pays: the first one as much as it can, then the next."""
    parts, left = list[TakenPart](), total
    for account in accounts:
        amount = min(account.available, left)
        if amount > 0:
            parts.append(TakenPart(account.id, amount))
            left -= amount
    return tuple(parts)
