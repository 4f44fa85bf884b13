"""What a shopper asks for, and what they get. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from search.domain.listing import Listing

Sort = Literal["relevance", "newest", "price", "-price"]


@dataclass(frozen=True, slots=True)
class Criteria:
    """Prices in minor units; `offset` + `limit` never exceed 1,000. Prices are those of the moment `now`, in
    milliseconds since 1970.
    """

    text: str = ""
    category: str | None = None
    vendors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    min_price: int | None = None
    max_price: int | None = None
    in_stock: bool = False
    sort: Sort = "relevance"
    limit: int = 24
    offset: int = 0
    now: int = 0


@dataclass(frozen=True, slots=True)
class Count:
    value: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """`min_price` and `max_price` span everything that matches, in minor units.

    Where nothing has all of the query, `missing` are its words that no product has, and what is found matches the
    rest; `close` says that what is found matches some of the words only. `until` is when some price of the index
    changes next by itself, in milliseconds since 1970; None when that is not known of any.
    """

    total: int
    listings: list[Listing]
    categories: list[Count] = field(default_factory=list)
    vendors: list[Count] = field(default_factory=list)
    tags: list[Count] = field(default_factory=list)
    min_price: int | None = None
    max_price: int | None = None
    did_you_mean: str | None = None
    missing: tuple[str, ...] = ()
    close: bool = False
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to pick while typing: a product, a category, or a query to send."""

    kind: Literal["product", "category", "query"]
    text: str
    target: str = ""  # a product's handle or a category's id
