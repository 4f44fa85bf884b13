"""What the HTTP routes take."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cart.domain.cart import MAX_QUANTITY
from souk.http import Schema

Sku = Annotated[str, Field(min_length=1, max_length=100)]


class AddLine(Schema):
    sku: Sku
    quantity: Annotated[int, Field(strict=True, ge=1, le=MAX_QUANTITY)] = 1


class SetQuantity(Schema):
    quantity: Annotated[int, Field(strict=True, ge=0, le=MAX_QUANTITY, description="0 removes the line")]


class GiveCode(Schema):
    code: Annotated[str, Field(min_length=1, max_length=60, description="Capitals and spaces make no difference")]


class SetMarket(Schema):
    market: Annotated[str, Field(max_length=40, description="As `GET /shop` names it; empty for the shop's own")]


class AddWish(Schema):
    sku: Sku


class MoveToCart(Schema):
    quantity: Annotated[int, Field(strict=True, ge=1, le=MAX_QUANTITY)] = 1
