"""What the routes of gift cards and store credit answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from payments.domain.gift_cards.account import CreditAccount
from payments.domain.gift_cards.movement import CreditMovement
from payments.usecases.gift_cards.liability import LiabilityMonth
from souk import clock
from souk.http import MoneyView, View
from souk.money import Money

# Suspended: the money that it was bought with is disputed, or may be fraud.
CreditState = Literal["active", "blocked", "suspended", "expired", "empty"]


class GiftLetterView(View):
    """The letter that waits for its day."""

    email: str
    send_on: date
    name: str
    sender: str
    message: str
    locale: str


class GiftCardView(View):
    """A gift card, or somebody's store credit. Of the code nobody is shown more than `last_four`."""

    id: str
    kind: Literal["gift_card", "store_credit"]
    last_four: str
    state: CreditState
    available: MoneyView
    held: Annotated[MoneyView, Field(description="By orders that are not paid yet")]
    balance: MoneyView
    user_id: str
    expires_on: date | None
    letter: GiftLetterView | None
    sent_at: datetime | None
    reason: str
    created_at: datetime
    created_by: str
    order_id: str
    version: int

    @classmethod
    def of(cls, account: CreditAccount) -> GiftCardView:
        letter = account.letter
        return cls(
            id=account.id,
            kind=account.kind.value,
            last_four=account.last_four,
            state=_state(account),
            available=MoneyView.of(Money(account.available, account.currency)),
            held=MoneyView.of(Money(account.held, account.currency)),
            balance=MoneyView.of(account.balance),
            user_id=account.owner,
            expires_on=account.expires_on,
            letter=GiftLetterView.model_validate(letter, from_attributes=True) if letter else None,
            sent_at=account.sent_at,
            reason=account.reason,
            created_at=account.created_at,
            created_by=account.created_by,
            order_id=account.order_id,
            version=account.revision,
        )


class CreditMovementView(View):
    """One movement of money. It is never changed; a mistake is corrected by a further one. `amount` is what it adds to
    what can be spent, or takes from it.
    """

    kind: str
    amount: MoneyView
    owed: Annotated[MoneyView, Field(description="What it adds to what the shop owes, or takes from it")]
    at: datetime
    by: str
    order_id: str
    reason: str

    @classmethod
    def of(cls, movement: CreditMovement) -> CreditMovementView:
        return cls(
            kind=movement.kind.value,
            amount=MoneyView.of(Money(movement.available, movement.currency)),
            owed=MoneyView.of(Money(movement.owed, movement.currency)),
            at=movement.at,
            by=movement.by,
            order_id=movement.order_id,
            reason=movement.reason,
        )


class GiftCardCodeView(View):
    code: str


class GiftCardBalanceView(View):
    """What can be spent of a gift card or of store credit."""

    balance: MoneyView
    last_four: str
    state: CreditState
    expires_on: date | None

    @classmethod
    def of(cls, account: CreditAccount) -> GiftCardBalanceView:
        return cls(
            balance=MoneyView.of(Money(account.available, account.currency)),
            last_four=account.last_four,
            state=_state(account),
            expires_on=account.expires_on,
        )

    @classmethod
    def none(cls, currency: str) -> GiftCardBalanceView:
        """Of who never had any."""
        return cls(balance=MoneyView.of(Money(0, currency)), last_four="", state="empty", expires_on=None)


class LiabilityMonthView(View):
    """What the shop owed as the month began and as it ended, and what moved in it, of one currency."""

    month: str
    opening: MoneyView
    issued: MoneyView
    captured: Annotated[MoneyView, Field(description="Spent")]
    refunded: Annotated[MoneyView, Field(description="Given back by orders")]
    expired: MoneyView
    raised: Annotated[MoneyView, Field(description="Corrections by staff, upwards")]
    lowered: Annotated[MoneyView, Field(description="Corrections by staff, downwards")]
    taken_back: Annotated[MoneyView, Field(description="Of gift cards whose buyers have their money back")]
    closing: MoneyView

    @classmethod
    def of(cls, known: LiabilityMonth) -> LiabilityMonthView:
        def money(amount: int) -> MoneyView:
            return MoneyView.of(Money(amount, known.currency))

        moved = {kind: money(amount) for kind, amount in known.moved.items()}
        return cls(month=known.month, opening=money(known.opening), closing=money(known.closing), **moved)


class LiabilityView(View):
    months: list[LiabilityMonthView]


def _state(account: CreditAccount) -> CreditState:
    if account.blocked:
        return "blocked"
    if account.suspended:
        return "suspended"
    if account.is_expired(clock.now().date()):
        return "expired"
    return "active" if account.available or account.held else "empty"
