"""Requests and responses of the search API."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from search.domain.criteria import Count, Criteria, Found, Suggestion
from search.domain.listing import Listing
from souk.http import MoneyView, Schema, View

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

    def criteria(self) -> Criteria:
        return Criteria(
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


class SearchHit(View):
    """A product in a list of results."""

    id: str
    handle: str
    title: str
    image: str
    vendor: str
    price_from: MoneyView
    price_to: MoneyView
    compare_at: MoneyView | None
    available: bool
    category_ids: list[str]

    @classmethod
    def of(cls, listing: Listing) -> SearchHit:
        def money(amount: int) -> MoneyView:
            return MoneyView(amount=amount, currency=listing.currency)

        return cls(
            id=listing.product_id,
            handle=listing.handle,
            title=listing.title,
            image=listing.image,
            vendor=listing.vendor,
            price_from=money(listing.price_from),
            price_to=money(listing.price_to),
            compare_at=None if listing.compare_at is None else money(listing.compare_at),
            available=listing.available,
            category_ids=[category_id for category_id, _ in listing.categories],
        )


class CategoryCount(View):
    id: str
    name: str
    count: int


class ValueCount(View):
    value: str
    count: int


class PriceRange(View):
    """In minor units; null when nothing matches."""

    min: int | None
    max: int | None


class Facets(View):
    categories: list[CategoryCount]
    vendors: list[ValueCount]
    tags: list[ValueCount]
    price: PriceRange


class SearchResults(View):
    """Where nothing has all words of the query, `missing_words` are those that no product has: the rest was searched
    for. `close_only` says that no product has all of the rest either, and these have some of it.
    """

    total: int
    items: list[SearchHit]
    facets: Facets
    did_you_mean: str | None
    missing_words: list[str]
    close_only: bool
    took_ms: float

    @classmethod
    def of(cls, found: Found, took_ms: float) -> SearchResults:
        return cls(
            total=found.total,
            items=[SearchHit.of(listing) for listing in found.listings],
            facets=Facets(
                categories=[CategoryCount(id=c.value, name=c.name, count=c.count) for c in found.categories],
                vendors=_values(found.vendors),
                tags=_values(found.tags),
                price=PriceRange(min=found.min_price, max=found.max_price),
            ),
            did_you_mean=found.did_you_mean,
            missing_words=list(found.missing),
            close_only=found.close,
            took_ms=took_ms,
        )


class SuggestionView(View):
    """`target` is the product's handle or the category's id; empty for a query."""

    kind: Literal["product", "category", "query"]
    text: str
    target: str

    @classmethod
    def of(cls, suggestion: Suggestion) -> SuggestionView:
        return cls(kind=suggestion.kind, text=suggestion.text, target=suggestion.target)


class Suggestions(View):
    items: list[SuggestionView]


def _values(counts: list[Count]) -> list[ValueCount]:
    return [ValueCount(value=count.value, count=count.count) for count in counts]
