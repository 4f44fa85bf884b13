"""The committed catalogue and pictures: what a shop is seeded with."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from souk_seed.barcode import check_digit
from souk_seed.catalogue import load
from souk_seed.shopify import COLUMNS, to_csv

SEED = Path(__file__).parents[3] / "seed"
PICTURE_LIMIT = 12 * 1024  # bytes
Row = dict[str, str]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    with (SEED / "catalogue.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture(scope="module")
def products(rows: list[Row]) -> list[Row]:
    """The first row of each product."""
    return [row for row in rows if row["Title"]]


@pytest.fixture(scope="module")
def pictures(products: list[Row]) -> list[Path]:
    return [SEED / row["Image Src"] for row in products]


def test_the_committed_file_is_what_the_generator_writes() -> None:
    assert (SEED / "catalogue.csv").read_text(encoding="utf-8") == to_csv(load())


def test_every_row_has_every_column(rows: list[Row]) -> None:
    assert all(tuple(row) == COLUMNS and None not in row.values() for row in rows)


def test_a_shops_worth_of_products(products: list[Row]) -> None:
    by_category = Counter(row["Product Category"] for row in products)

    assert len(products) >= 260
    assert len(by_category) >= 10
    assert min(by_category.values()) >= 20
    assert all(re.fullmatch(r"[^>]+ > [^>]+", category) for category in by_category)


def test_a_products_rows_stand_together_and_the_first_one_carries_it(rows: list[Row]) -> None:
    changes = [row["Handle"] for above, row in zip([{"Handle": ""}, *rows], rows, strict=False) if _differs(above, row)]

    assert len(changes) == len(set(changes))
    assert [bool(row["Title"]) for row in rows] == [
        _differs(above, row) for above, row in zip([{"Handle": ""}, *rows], rows, strict=False)
    ]


def test_handles_skus_and_barcodes_are_unique(rows: list[Row], products: list[Row]) -> None:
    assert len({row["Handle"] for row in products}) == len(products)
    assert len({row["Variant SKU"] for row in rows}) == len(rows)
    assert len({row["Variant Barcode"] for row in rows}) == len(rows)


def test_prices_are_positive_with_cents_and_a_compare_at_price_is_higher(rows: list[Row]) -> None:
    assert all(re.fullmatch(r"\d+\.\d{2}", row["Variant Price"]) and Decimal(row["Variant Price"]) > 0 for row in rows)
    reduced = [row for row in rows if row["Variant Compare At Price"]]
    assert len(reduced) >= 30
    assert all(Decimal(row["Variant Compare At Price"]) > Decimal(row["Variant Price"]) for row in reduced)


def test_food_is_taxed_at_the_reduced_rate_and_nothing_else_is(rows: list[Row], products: list[Row]) -> None:
    food = {row["Handle"] for row in products if row["Product Category"].startswith("Food >")}

    assert {row["Handle"] for row in rows if row["Variant Tax Code"] == "reduced"} == food
    assert {row["Variant Tax Code"] for row in rows} == {"", "reduced"}


def test_weights_and_quantities_are_whole_numbers(rows: list[Row]) -> None:
    assert all(int(row["Variant Grams"]) > 0 for row in rows)
    assert all(int(row["Variant Inventory Qty"]) >= 0 for row in rows)


def test_some_things_are_scarce_and_some_products_sold_out(rows: list[Row]) -> None:
    stock: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        stock[row["Handle"]].append(int(row["Variant Inventory Qty"]))

    assert sum(1 <= quantity <= 3 for quantities in stock.values() for quantity in quantities) >= 10
    assert sum(not any(quantities) for quantities in stock.values()) >= 3


def test_barcodes_end_in_their_check_digit(rows: list[Row]) -> None:
    assert all(
        len(row["Variant Barcode"]) == 13 and check_digit(row["Variant Barcode"][:12]) == row["Variant Barcode"][12]
        for row in rows
    )


def test_half_of_the_products_come_in_variants_that_differ(rows: list[Row], products: list[Row]) -> None:
    variants: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for row in rows:
        variants[row["Handle"]].append(tuple(row[f"Option{n} Value"] for n in (1, 2, 3)))

    assert sum(len(values) > 1 for values in variants.values()) * 2 >= len(products)
    assert all(len(values) == len(set(values)) for values in variants.values())


def test_descriptions_are_two_to_four_sentences_and_all_different(products: list[Row]) -> None:
    texts = [re.sub(r"</?p>", "", row["Body (HTML)"]) for row in products]

    assert len(set(texts)) == len(texts)
    assert all(2 <= len(re.split(r"(?<=[.!?])\s+", text)) <= 4 for text in texts)
    openings = Counter(" ".join(text.split()[:4]) for text in texts)
    assert max(openings.values()) <= 2


def test_search_engine_texts_fit(products: list[Row]) -> None:
    assert all(0 < len(row["SEO Title"]) <= 70 for row in products)
    assert all(0 < len(row["SEO Description"]) <= 155 for row in products)


def test_every_product_has_a_picture_and_every_picture_a_product(pictures: list[Path]) -> None:
    assert set(pictures) == set((SEED / "media").iterdir())


def test_no_two_pictures_are_alike(pictures: list[Path]) -> None:
    assert len({picture.read_bytes() for picture in pictures}) == len(pictures)


def test_pictures_are_small_square_and_complete_in_themselves(pictures: list[Path]) -> None:
    for picture in pictures:
        assert picture.stat().st_size < PICTURE_LIMIT, picture.name
        root = ElementTree.parse(picture).getroot()
        assert root.get("viewBox") == "0 0 400 400", picture.name
        assert not list(_foreign(root)), picture.name


def _foreign(root: ElementTree.Element) -> Iterator[str]:
    """Scripts, embedded documents and references that leave the file."""
    for element in root.iter():
        if element.tag.rpartition("}")[2] in {"script", "foreignObject", "image", "style"}:
            yield element.tag
        yield from (value for name, value in element.items() if name.endswith("href") and not value.startswith("#"))
        yield from (value for value in element.attrib.values() if "url(" in value and "url(#" not in value)


def _differs(above: Row, row: Row) -> bool:
    return above["Handle"] != row["Handle"]
