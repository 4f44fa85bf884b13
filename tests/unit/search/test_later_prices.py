"""Prices that change by themselves: a search goes by those of its moment, whenever the index was written."""

from __future__ import annotations

from pathlib import Path

import pytest
import tantivy

from search.adapters import finder, index
from search.domain.criteria import Criteria
from search.domain.listing import LaterPrice, ListedVariant, Listing

BEGINS, ENDS = 1_000_000, 2_000_000
JUST_BEFORE = BEGINS - 1


def listing(product_id: str, price: int, *later: LaterPrice, version: int = 1) -> Listing:
    variant = ListedVariant(sku=product_id, price=price, available=True, later=later)
    return Listing(product_id, version, listed=True, handle=product_id, title=f"Cup {product_id}", variants=(variant,))


SALE = (LaterPrice(BEGINS, 500, 1000, "former", 1000), LaterPrice(ENDS, 1000))


@pytest.fixture
def cups(tmp_path: Path) -> tantivy.Index:
    made = index.open_index(tmp_path)
    listings = [listing("plain", 800), listing("sale", 1000, *SALE)]
    index.store(made, {each.product_id: each for each in listings})
    return made


def names(cups: tantivy.Index, now: int, **criteria: object) -> list[str]:
    return [each.product_id for each in finder.search(cups, Criteria(now=now, **criteria)).listings]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "order", "lowest"),
    [
        (0, ["plain", "sale"], 800),
        (JUST_BEFORE, ["plain", "sale"], 800),
        (BEGINS, ["sale", "plain"], 500),
        (ENDS - 1, ["sale", "plain"], 500),
        (ENDS, ["plain", "sale"], 800),
    ],
)
def test_sorted_filtered_and_counted_by_the_price_of_the_moment(
    cups: tantivy.Index, now: int, order: list[str], lowest: int
) -> None:
    found = finder.search(cups, Criteria(now=now, sort="price"))
    assert [each.product_id for each in found.listings] == order
    assert (found.total, found.min_price) == (2, lowest)
    assert names(cups, now, sort="-price") == order[::-1]
    assert names(cups, now, text="cup", max_price=600) == (["sale"] if lowest == 500 else [])
    shown = next(each for each in found.listings if each.product_id == "sale")
    compared = shown.compared
    assert shown.price_from == (500 if lowest == 500 else 1000)
    assert (compared.compare_at if compared else None) == (1000 if lowest == 500 else None)
    assert [each.text for each in finder.suggest(cups, "cup sa", 5, now) if each.kind == "product"] == ["Cup sale"]


def test_the_next_switch_is_known_until_there_is_none(cups: tantivy.Index) -> None:
    moments = (0, JUST_BEFORE, BEGINS, ENDS - 1, ENDS)
    assert [finder.next_switch(cups, now) for now in moments] == [BEGINS, BEGINS, ENDS, ENDS, None]


def test_a_product_written_anew_leaves_none_of_its_documents_behind(cups: tantivy.Index) -> None:
    index.store(cups, {"sale": listing("sale", 700, version=2)})
    for now in (0, BEGINS, ENDS):
        found = finder.search(cups, Criteria(now=now, sort="price"))
        assert [each.product_id for each in found.listings] == ["sale", "plain"]
        assert found.total == 2
    index.store(cups, {"sale": Listing("sale", 3, listed=False, handle="sale")})
    assert names(cups, BEGINS) == ["plain"]


def test_variants_switch_each_at_its_own_time(tmp_path: Path) -> None:
    variants = (
        ListedVariant(sku="a", price=1000, available=True, later=(LaterPrice(BEGINS, 400),)),
        ListedVariant(sku="b", price=900, available=True, later=(LaterPrice(ENDS, 300), LaterPrice(ENDS + 5, 900))),
    )
    made = index.open_index(tmp_path)
    index.store(made, {"p": Listing("p", 1, listed=True, handle="p", title="Cup", variants=variants)})
    for now, lowest in ((0, 900), (BEGINS, 400), (ENDS, 300), (ENDS + 5, 400)):
        found = finder.search(made, Criteria(now=now))
        assert (found.total, found.min_price, found.listings[0].price_from) == (1, lowest, lowest)


def test_what_an_earlier_version_stored_has_no_later_prices(tmp_path: Path) -> None:
    variant = {"sku": "a", "price": 5, "compare_at": None, "available": True, "backorder": False, "stock_version": 0}
    assert index.variant_from(dict(variant)).later == ()
