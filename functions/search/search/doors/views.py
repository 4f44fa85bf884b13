"""What was found, as the HTTP routes show it."""

from __future__ import annotations

from typing import Annotated, Literal, cast

from pydantic import Field

from search.domain.criteria import Count, Found, Suggestion
from search.domain.listing import Listing
from souk.http import MoneyView, View

MeasureName = Literal["kg", "100g", "l", "100ml", "m3", "m", "m2", "item"]


class PerMeasure(View):
    """What it costs for one measure."""

    price: MoneyView
    per: MeasureName


class SearchHit(View):
    """A product in a list of results."""

    id: str
    handle: str
    title: str
    image: str
    vendor: str
    price_from: MoneyView
    price_to: MoneyView
    compare_at: Annotated[MoneyView | None, Field(description="Shown beside price_from, which is below it")]
    compare_at_kind: Annotated[
        Literal["former", "recommended"] | None,
        Field(
            description="former: the lowest price of the 30 days before the reduction; recommended: by the maker. Null "
            "with compare_at"
        ),
    ]
    list_price: Annotated[
        MoneyView | None,
        Field(
            description="What price_from is without promotions of the catalogue, where compare_at is a former price "
            "and one of them makes the price less; else null"
        ),
    ]
    price_per_measure: Annotated[PerMeasure | None, Field(description="Of price_from")]
    available: bool
    category_ids: list[str]

    @classmethod
    def of(cls, listing: Listing) -> SearchHit:
        def money(amount: int) -> MoneyView:
            return MoneyView(amount=amount, currency=listing.currency)

        compared, measured = listing.compared, listing.measured
        return cls(
            id=listing.product_id,
            handle=listing.handle,
            title=listing.title,
            image=listing.image,
            vendor=listing.vendor,
            price_from=money(listing.price_from),
            price_to=money(listing.price_to),
            compare_at=money(compared.compare_at) if compared and compared.compare_at is not None else None,
            price_per_measure=PerMeasure(
                price=money(measured.price_per_measure), per=cast("MeasureName", measured.measure)
            )
            if measured and measured.price_per_measure is not None
            else None,
            compare_at_kind=_kind(compared.compare_at_kind) if compared else None,
            list_price=money(compared.list_price) if compared and compared.list_price is not None else None,
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


def _kind(told: str) -> Literal["former", "recommended"]:
    return "former" if told == "former" else "recommended"


def _values(counts: list[Count]) -> list[ValueCount]:
    return [ValueCount(value=count.value, count=count.count) for count in counts]
