"""How events change a listing, and what words a query holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.domain.listing import ListedVariant, Listing, merged, restocked
from search.domain.words import MAX_WORDS, typo_allowance, words_of


def listing(version: int, *, available: bool = True, stock_version: int = 0, price: int = 100) -> Listing:
    variant = ListedVariant("A", price, available=available, stock_version=stock_version)
    return Listing("p", version, True, "p", variants=(variant,))


def test_a_later_product_event_wins_whatever_the_order() -> None:
    first, second = listing(1, price=100), listing(2, price=200)
    assert merged(first, second) == second
    assert merged(second, first) is None
    assert merged(None, second) == second


def test_stock_known_from_a_stock_event_survives_a_product_event() -> None:
    sold_out = restocked(listing(1), "A", available=False, stock_version=3)
    assert sold_out is not None
    after = merged(sold_out, listing(2, available=True))
    assert after is not None
    assert not after.available


def test_stock_of_an_unknown_product_or_sku_changes_nothing() -> None:
    assert restocked(None, "A", True, 1) is None
    assert restocked(listing(1), "B", False, 1) is None


@given(st.permutations([(1, True), (2, False), (3, True), (4, False)]))
def test_stock_events_in_any_order_end_with_the_latest(events: list[tuple[int, bool]]) -> None:
    held = listing(1)
    for version, available in events:
        held = restocked(held, "A", available, version) or held
    assert held.available is False


def test_a_backorder_counts_as_buyable() -> None:
    assert Listing("p", 1, True, "p", variants=(ListedVariant("A", 1, backorder=True),)).available


def test_words_are_folded_and_bounded() -> None:
    assert words_of("Café  Crème-brûlée!") == ["cafe", "creme", "brulee"]
    assert len(words_of("a " * 50)) == MAX_WORDS
    assert words_of("?!") == []


@pytest.mark.parametrize(("word", "allowed"), [("tea", 0), ("mugs", 1), ("teapots", 1), ("blankets", 2)])
def test_longer_words_may_hold_more_typos(word: str, allowed: int) -> None:
    assert typo_allowance(word) == allowed
