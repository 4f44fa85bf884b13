"""What a shopper asks for, and what they get. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Literal

from search.listing import Listing

Sort = Literal["relevance", "newest", "price", "-price"]
_WORD = re.compile(r"[^\W_]+")
MAX_WORDS = 12


def words_of(text: str) -> list[str]:
    """The words of a query as the index holds them: lower case, without accents, at most twelve."""
    folded = unicodedata.normalize("NFKD", text)
    plain = "".join(character for character in folded if not unicodedata.combining(character))
    return _WORD.findall(plain.lower())[:MAX_WORDS]


def typo_allowance(word: str) -> int:
    """How many letters of a word may be wrong: none below four letters, one below eight, else two."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


@dataclass(frozen=True, slots=True)
class Criteria:
    """Prices in minor units; `offset` + `limit` never exceed 1,000."""

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


@dataclass(frozen=True, slots=True)
class Count:
    value: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """`min_price` and `max_price` span everything that matches, in minor units."""

    total: int
    listings: list[Listing]
    categories: list[Count] = field(default_factory=list)
    vendors: list[Count] = field(default_factory=list)
    tags: list[Count] = field(default_factory=list)
    min_price: int | None = None
    max_price: int | None = None
    did_you_mean: str | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to pick while typing: a product, a category, or a query to send."""

    kind: Literal["product", "category", "query"]
    text: str
    target: str = ""  # a product's handle or a category's id
