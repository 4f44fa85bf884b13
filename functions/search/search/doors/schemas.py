"""What the HTTP routes take."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from search.domain.criteria import Criteria
from souk.http import Schema

MAX_DEPTH = 1000


class SearchQuery(Schema):
    """Prices in minor units. `vendor` and `tag` may be given several times."""

    q: Annotated[str, Field(max_length=200)] = ""
    category: Annotated[str, Field(max_length=200)] | None = None
    vendor: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=20)] = []
    tag: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=20)] = []
    min_price: Annotated[int, Field(ge=0, le=10**12)] | None = None
    max_price: Annotated[int, Field(ge=0, le=10**12)] | None = None
    in_stock: bool = False
    sort: Literal["relevance", "newest", "price", "-price"] = "relevance"
    limit: Annotated[int, Field(ge=1, le=100)] = 24
    offset: Annotated[int, Field(ge=0, le=MAX_DEPTH)] = 0

    @field_validator("vendor", "tag", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value

    @model_validator(mode="after")
    def _range(self) -> SearchQuery:
        if self.min_price is not None and self.max_price is not None and self.min_price > self.max_price:
            raise ValueError("the lowest price is above the highest; give the lower of the two as min_price")
        if self.offset + self.limit > MAX_DEPTH:
            raise ValueError(f"only the first {MAX_DEPTH} results can be paged through; narrow the search")
        return self

    def criteria(self, now: int) -> Criteria:
        """`now` in milliseconds since 1970."""
        return Criteria(
            now=now,
            text=self.q,
            # A category's id is a path; in addresses its slashes are written as tildes.
            category=self.category.replace("~", "/") if self.category else None,
            vendors=tuple(self.vendor),
            tags=tuple(self.tag),
            min_price=self.min_price,
            max_price=self.max_price,
            in_stock=self.in_stock,
            sort=self.sort,
            limit=self.limit,
            offset=self.offset,
        )


class SuggestQuery(Schema):
    q: Annotated[str, Field(min_length=1, max_length=100)]
    limit: Annotated[int, Field(ge=1, le=20)] = 8
