"""How staff find products: the terms each is found by, and what a search asks for.

A term is a word of its title, handle, SKUs or tags, or one of these as a whole, folded as slugs are. A word that is
typed finds the terms that begin with it.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from products.domain import category
from products.domain.product import Product, ProductStatus
from souk.errors import InvalidInput

# Of one product: the others do not find it. Each is an item of the table.
MAX_TERMS = 60
MAX_LENGTH = 64
# Terms are kept by their first letters.
PREFIX = 2
MAX_WORDS = 8


class StockState(enum.StrEnum):
    """`low`: at most the threshold is left of one of its SKUs; `out`: none is."""

    LOW = "low"
    OUT = "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFilter:
    """What staff look for; what is empty asks for nothing. `words` are folded, `category` is an id."""

    words: tuple[str, ...] = ()
    status: ProductStatus | None = None
    category: str = ""
    stock: StockState | None = None

    @property
    def key(self) -> str:
        """The word that is looked up; the others are compared."""
        return max(self.words, key=len, default="")

    def suits(self, terms: Collection[str], status: ProductStatus, category_ids: Collection[str]) -> bool:
        """Whether a product is meant, its stock aside."""
        return (
            all(any(term.startswith(word) for term in terms) for word in self.words)
            and self.status in (None, status)
            and (not self.category or self.category in category_ids)
        )


def words_of(text: str) -> tuple[str, ...]:
    """What somebody typed, word by word. Raises InvalidInput when no word has two letters or digits."""
    words = tuple(dict.fromkeys(folded for word in text.split() for folded in _folded(word)))[:MAX_WORDS]
    if words and all(len(word) < PREFIX for word in words):
        raise InvalidInput(f"search for a word of at least {PREFIX} letters or digits")
    return words


def terms_of(product: Product) -> tuple[str, ...]:
    """The terms a product is found by, its title first."""
    content = product.content
    texts: Iterable[str] = (content.title, product.handle, *product.skus, *content.tags)
    found = dict.fromkeys(term for text in texts for term in _terms(text) if len(term) >= PREFIX)
    return tuple(found)[:MAX_TERMS]


def _terms(text: str) -> Iterator[str]:
    for word in text.split():
        for whole in _folded(word):
            yield whole
            yield from whole.split("-")
    if " " in text:
        yield from _folded(text)


def _folded(word: str) -> tuple[str, ...]:
    return (category.slug(word)[:MAX_LENGTH],) if any(letter.isalnum() for letter in word) else ()
