"""What the document of markets says: where the shop sells in another currency."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from content.domain.kinds import LANGUAGES
from souk.http import Schema
from souk.pricing.markets import RATE, Rounding


class Market(Schema):
    """`rate` is what one unit of the shop's currency is in the market's, a decimal number; prices are rounded by
    `rounding`, to multiples of `step` minor units where that is `step`. Without `payment_methods` all are offered.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$")]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    countries: Annotated[
        list[Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2")]],
        Field(min_length=1, max_length=250),
    ]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217")]
    language: Annotated[
        str, Field(pattern=rf"^({'|'.join(LANGUAGES)})?$", description="Of its letters; empty for the shopper's own")
    ] = ""
    rate: Annotated[str, Field(pattern=RATE)] = "1"
    rounding: Rounding = Rounding.MINOR
    step: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    prices_include_tax: Annotated[bool | None, Field(description="Null: as the shop's taxes say")] = None
    payment_methods: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=20)] = []
    open: bool = True


class MarketsDocument(Schema):
    """The markets beside the shop's own, which is everywhere that none of them is."""

    markets: Annotated[list[Market], Field(max_length=60)] = []
