"""What the routes of gift cards and store credit take."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from payments.domain.gift_cards.account import CreditKind, GiftLetter
from payments.doors.schemas import AmountRequest
from payments.usecases.gift_cards.cards import IssueWish
from souk.http import ListQuery, Schema
from souk.money import Money
from souk.shopper.contact import Email

TypedCode = Annotated[str, Field(min_length=1, max_length=40, description="As it is printed, spaces and case aside")]
Why = Annotated[str, Field(min_length=1, max_length=200, description="For the books, without anybody's name")]


class GiftLetterRequest(Schema):
    """Whom the card is sent to, on which day: today's date or one that is over means now."""

    email: Email
    send_on: date
    name: Annotated[str, Field(max_length=120)] = ""
    sender: Annotated[str, Field(max_length=120)] = ""
    message: Annotated[str, Field(max_length=500)] = ""
    locale: Annotated[str, Field(max_length=35, pattern=r"^[A-Za-z0-9-]*$")] = ""

    def letter(self) -> GiftLetter:
        return GiftLetter(self.email, self.send_on, self.name, self.sender, self.message, self.locale)


class IssueRequest(Schema):
    """A gift card, or with a `user_id` store credit of that person, which has no letter and no last day."""

    amount: AmountRequest
    reason: Why
    user_id: Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9-]*$")] = ""
    expires_on: date | None = None
    letter: GiftLetterRequest | None = None

    def wanted(self) -> IssueWish:
        letter = self.letter.letter() if self.letter else None
        return IssueWish(self.amount.money(), self.reason, self.user_id, self.expires_on, letter)


class LookUpRequest(Schema):
    """A gift card by its code."""

    code: TypedCode


class BlockRequest(Schema):
    blocked: bool


class SignedAmountRequest(Schema):
    """An amount that may be below zero, and is not zero."""

    amount: Annotated[int, Field(ge=-(10**12), le=10**12, description="Minor units, for instance cents")]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class CreditCorrectionRequest(Schema):
    """By how much the balance is put right."""

    amount: SignedAmountRequest
    reason: Why

    def money(self) -> Money:
        return Money(self.amount.amount, self.amount.currency)


class GiftCardsQuery(ListQuery):
    kind: Literal["gift_card", "store_credit"] = "gift_card"

    def of(self) -> CreditKind:
        return CreditKind(self.kind)


class LiabilityQuery(Schema):
    year: Annotated[int, Field(ge=2026, le=2200)]


class CurrencyQuery(Schema):
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
