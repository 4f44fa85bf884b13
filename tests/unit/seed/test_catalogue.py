"""From a category file to products."""

from __future__ import annotations

from decimal import Decimal

import pytest

from souk_seed.catalogue import read, slug

CATEGORY = """
[category]
path = "Home > Kitchen"
prefix = "KIT"
number = 1
pattern = "dots"
grounds = ["#aaaaaa", "#bbbbbb"]

[[product]]
title = "Casserole"
vendor = "Old Harbour Supply"
type = "Casserole"
tags = "one pot, oven"
art = "pan teal"
text = "A pot. With a lid."
"""


def test_options_combine_with_the_last_one_changing_fastest() -> None:
    (product,) = read(
        CATEGORY + 'options = { Colour = ["Teal", "Brick"], Size = ["S", "L"] }\nprice = 69.00\ngrams = 2900\n'
    )

    assert [variant.values for variant in product.variants] == [
        ("Teal", "S"),
        ("Teal", "L"),
        ("Brick", "S"),
        ("Brick", "L"),
    ]
    assert [variant.sku for variant in product.variants] == ["KIT-001-01", "KIT-001-02", "KIT-001-03", "KIT-001-04"]


def test_a_list_as_long_as_the_first_option_gives_one_value_for_each_of_its_values() -> None:
    (product,) = read(
        CATEGORY + 'options = { Size = ["S", "L"], Colour = ["Teal", "Brick"] }\nprice = [69.00, 82.50]\ngrams = 1\n'
    )

    assert [variant.price for variant in product.variants] == [Decimal(p) for p in ("69.00", "69.00", "82.50", "82.50")]


def test_a_list_as_long_as_the_variants_gives_one_value_for_each() -> None:
    (product,) = read(
        CATEGORY
        + 'options = { Size = ["S", "L"], Colour = ["Teal", "Brick"] }\nprice = 1\ngrams = 1\nstock = [0, 3, 5, 1]\n'
    )

    assert [variant.stock for variant in product.variants] == [0, 3, 5, 1]


def test_a_list_of_another_length_is_refused_with_the_products_name() -> None:
    with pytest.raises(ValueError, match="Casserole: price has 3 values for 2 variants"):
        list(read(CATEGORY + 'options = { Size = ["S", "L"] }\nprice = [1, 2, 3]\ngrams = 1\n'))


def test_a_product_without_options_is_one_variant_under_the_plain_code() -> None:
    (product,) = read(CATEGORY + "price = 69.00\ngrams = 2900\n")

    assert [(variant.sku, variant.values, variant.compare_at) for variant in product.variants] == [
        ("KIT-001", (), None)
    ]


@pytest.mark.parametrize(
    ("title", "handle"),
    [
        ("Chef's Knife, 20 cm", "chefs-knife-20-cm"),
        ("Amber & Fig Candle", "amber-and-fig-candle"),
        ("Cashmere Scarf, Ombré", "cashmere-scarf-ombre"),
        ("Hand-Painted Tile, 10 × 10 cm", "hand-painted-tile-10-x-10-cm"),
    ],
)
def test_handles_are_plain_lower_case_words(title: str, handle: str) -> None:
    assert slug(title) == handle


def test_what_is_sold_by_its_content_has_it_for_the_price_of_a_litre_or_kilogram() -> None:
    measured = CATEGORY.replace("[category]", "[category]\nmeasured = true")
    rest = 'options = { Size = ["300 ml bottle", "1.5 kg", "Large"] }\nprice = 1\ngrams = 1\n'
    (product,) = read(measured + rest)
    assert [variant.content for variant in product.variants] == [("300", "ml"), ("1.5", "kg"), None]
    (product,) = read(CATEGORY + rest)
    assert not any(variant.content for variant in product.variants)
