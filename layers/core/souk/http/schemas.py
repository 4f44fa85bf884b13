"""Bases of request and response models."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Generic, Self, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from souk.money import Money
from souk.webhooks import KeptWebhook

Item = TypeVar("Item")


class Schema(BaseModel):
    """A request's body or query: unknown fields are refused, text is stripped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True, defer_build=True)


class View(BaseModel):
    """A response."""

    model_config = ConfigDict(frozen=True, defer_build=True)


class MoneyView(View):
    """An amount in minor units of an ISO 4217 currency."""

    amount: Annotated[int, Field(description="Minor units, for instance cents")]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]

    @classmethod
    def of(cls, money: Money) -> Self:
        return cls(amount=money.amount, currency=money.currency)

    def money(self) -> Money:
        return Money(self.amount, self.currency)


class KeptWebhookView(View):
    """A webhook, signed by a partner, that was acknowledged although nobody understood it."""

    partner: str
    received_at: AwareDatetime
    type: str
    outcome: Annotated[str, Field(description="Why it changed nothing")]
    body: Annotated[str, Field(description="What it said, at most 8,000 characters of it")]

    @classmethod
    def of(cls, kept: KeptWebhook) -> Self:
        return cls(**asdict(kept))


class ListQuery(Schema):
    """The query of a list that goes on with a cursor."""

    limit: Annotated[int, Field(ge=1, le=100)] = 24
    cursor: Annotated[str, Field(max_length=2000)] | None = None


class Page(View, Generic[Item]):
    """A part of a list. Pass `next_cursor` as `cursor` to get the next; null at the end."""

    items: list[Item]
    next_cursor: str | None = None
