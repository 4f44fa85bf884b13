"""Codes of promotions, as staff send and see them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from orders.domain.codes.code import MAX_LENGTH, PromotionCode
from orders.domain.codes.counted import CodeUse
from orders.domain.details import number_of
from orders.usecases.codes.making import MOST_AT_ONCE, CodeBatch
from souk.http import Schema, View

Limit = Annotated[int, Field(ge=0, le=1_000_000, description="In how many orders it may be used; 0 for any number")]


class CodeBody(Schema):
    code: Annotated[
        str,
        Field(min_length=1, max_length=MAX_LENGTH, description="Letters, digits, hyphens; capitals make no difference"),
    ]
    limit: Limit = 0


class CodesBody(Schema):
    """Made up by chance, so that nobody guesses them."""

    count: Annotated[int, Field(ge=1, le=MOST_AT_ONCE)]
    prefix: Annotated[str, Field(max_length=30, description="What each of them begins with")] = ""
    limit: Limit = 1


class CodeView(View):
    """`used` counts orders that live, and only where there is a limit: else null."""

    code: str
    limit: int
    used: int | None
    batch: Annotated[str, Field(description="Of those that were made together; empty for one that was not")]
    made_at: datetime
    made_by: str
    ended_at: Annotated[datetime | None, Field(description="Since when nobody can use it")]

    @classmethod
    def of(cls, code: PromotionCode) -> CodeView:
        return cls(
            code=code.text,
            limit=code.limit,
            used=code.used if code.limit else None,
            batch=code.batch,
            made_at=code.made_at,
            made_by=code.made_by,
            ended_at=code.ended_at,
        )


class MadeCodesView(View):
    batch: str
    codes: list[str]

    @classmethod
    def of(cls, batch: CodeBatch) -> MadeCodesView:
        return cls(batch=batch.id, codes=[code.text for code in batch.codes])


class CodeBatchView(View):
    batch: str
    codes: list[CodeView]

    @classmethod
    def of(cls, batch: CodeBatch) -> CodeBatchView:
        return cls(batch=batch.id, codes=[CodeView.of(code) for code in batch.codes])


class CodeUseView(View):
    order_id: str
    order_number: str
    used_at: datetime
    amount: Annotated[int, Field(description="What was taken off the order, in minor units")]
    currency: Annotated[str, Field(description="The order's; empty where it was not kept yet: the shop's own")]

    @classmethod
    def of(cls, use: CodeUse) -> CodeUseView:
        return cls(
            order_id=use.order_id,
            order_number=number_of(use.order_id),
            used_at=use.at,
            amount=use.amount,
            currency=use.currency,
        )


class UsesView(View):
    """Of orders that live, since the promotion has a limit or a budget. `spent` in minor units."""

    used: int
    spent: int
