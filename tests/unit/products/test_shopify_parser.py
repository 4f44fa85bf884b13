"""From rows to a product: what is read, what is put right, what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from products.product import Image, Status
from products.shopify.parser import BadProduct, Parsed, parse
from products.shopify.reader import Reader
from souk.money import Money
from tests.unit.products import csvs


def parsed(*rows: dict[str, Any], currency: str = "EUR") -> Parsed:
    groups = list(Reader([csvs.text(*rows).encode()]).groups())
    assert len(groups) == 1
    return parse(groups[0], currency, lambda html: html)


def refused(*rows: dict[str, Any]) -> list[tuple[int, str]]:
    with pytest.raises(BadProduct) as caught:
        parsed(*rows)
    return [(error.line, error.field) for error in caught.value.errors]


SHIRT = csvs.row(
    Handle="linen-shirt",
    Title="Linen Shirt",
    Vendor="Loom",
    Tags="linen, summer,linen , ",
    **{
        "Body (HTML)": "<p>Soft</p>",
        "Product Category": "Clothes > Shirts",
        "Option1 Name": "Size",
        "Option1 Value": "M",
        "Option2 Name": "Colour",
        "Option2 Value": "Blue",
        "Variant SKU": "LS-M",
        "Variant Price": "49.90",
        "Variant Compare At Price": "59.90",
        "Variant Grams": "250.4",
        "Variant Inventory Tracker": "shopify",
        "Variant Inventory Qty": "7",
        "Variant Barcode": "'0400123",
        "Image Src": "media/shirt.svg",
        "Image Alt Text": "A shirt",
    },
)
LARGE = csvs.row(
    Handle="linen-shirt",
    **{
        "Option1 Value": "L",
        "Option2 Value": "Blue",
        "Variant Price": "49.90",
        "Variant Inventory Qty": "3",
        "Variant Inventory Policy": "continue",
        "Image Src": "https://cdn.example/back.jpg?v=1",
        "Image Position": "2",
    },
)
PICTURE = csvs.row(Handle="linen-shirt", **{"Image Src": "/media/detail.svg", "Image Position": "1"})


def test_a_product_with_options_pictures_and_variants() -> None:
    result = parsed(SHIRT, LARGE)
    content = result.content
    assert (content.title, content.vendor, content.description_html) == ("Linen Shirt", "Loom", "<p>Soft</p>")
    assert content.category == ("Clothes", "Shirts")
    assert content.tags == ("linen", "summer")
    assert [(o.name, o.values) for o in content.options] == [("Size", ("M", "L")), ("Colour", ("Blue",))]
    medium, large = content.variants
    assert (medium.sku, medium.price, medium.compare_at) == ("LS-M", Money(4990, "EUR"), Money(5990, "EUR"))
    assert (medium.weight_grams, medium.barcode, medium.backorder) == (250, "0400123", False)
    assert (large.sku, large.options, large.backorder) == ("linen-shirt-l-blue", ("L", "Blue"), True)
    assert result.quantities == {"LS-M": 7, "linen-shirt-l-blue": 3}
    assert result.lines == {"LS-M": 2, "linen-shirt-l-blue": 3}


def test_rows_with_only_a_picture_add_it_in_its_place() -> None:
    images = parsed(SHIRT, LARGE, PICTURE).content.images
    assert images == (
        Image("/media/shirt.svg", "A shirt"),
        Image("/media/detail.svg"),
        Image("https://cdn.example/back.jpg?v=1"),
    )


def test_a_product_without_options_has_one_plain_variant() -> None:
    result = parsed(
        csvs.row(
            Handle="cup",
            Title="Cup",
            **{"Option1 Name": "Title", "Option1 Value": "Default Title", "Variant Price": "5"},
        )
    )
    assert result.content.options == ()
    assert (result.content.variants[0].sku, result.content.variants[0].title) == ("cup", "")


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ({}, Status.ACTIVE),
        ({"Status": "Active", "Published": "TRUE"}, Status.ACTIVE),
        ({"Status": "active", "Published": "false"}, Status.DRAFT),
        ({"Status": "draft", "Published": "true"}, Status.DRAFT),
        ({"Status": "archived"}, Status.ARCHIVED),
        ({"Status": "unlisted"}, Status.DRAFT),
    ],
)
def test_status_and_published_together_say_what_shoppers_see(cells: dict[str, str], status: Status) -> None:
    assert parsed(csvs.simple("cup", **cells)).content.status is status


def test_the_type_is_the_category_when_none_is_given_or_only_a_number() -> None:
    assert parsed(csvs.simple("cup", Type="Cups")).content.category == ("Cups",)
    assert parsed(csvs.simple("cup", Type="Cups", **{"Product Category": "4521"})).content.category == ("Cups",)


def test_what_was_oversold_elsewhere_starts_at_zero_unless_it_may_be_backordered() -> None:
    assert parsed(csvs.simple("cup", **{"Variant Inventory Qty": "-3"})).quantities == {"CUP": 0}
    continued = csvs.simple("cup", **{"Variant Inventory Qty": "-3", "Variant Inventory Policy": "continue"})
    assert parsed(continued).quantities == {"CUP": -3}


def test_what_is_not_tracked_can_always_be_bought() -> None:
    assert parsed(csvs.simple("cup", **{"Variant Inventory Qty": ""})).content.variants[0].backorder


def test_what_is_not_taxed_is_of_the_zero_class() -> None:
    assert parsed(csvs.simple("cup", **{"Variant Taxable": "FALSE"})).content.variants[0].tax_class == "zero"
    assert parsed(csvs.simple("cup", **{"Variant Tax Code": "Reduced"})).content.variants[0].tax_class == "reduced"
    assert parsed(csvs.simple("cup", **{"Variant Tax Code": "PC030000"})).content.variants[0].tax_class == "standard"


def test_a_former_price_that_is_not_higher_is_dropped() -> None:
    for former in ("0.00", "5.00", ""):
        result = parsed(csvs.simple("cup", **{"Variant Compare At Price": former}))
        assert result.content.variants[0].compare_at is None


def test_a_currency_without_cents_takes_the_zeros_of_an_export() -> None:
    groups = list(Reader([csvs.text(csvs.simple("cup", **{"Variant Price": "500.00"})).encode()]).groups())
    assert parse(groups[0], "JPY", str).content.variants[0].price == Money(500, "JPY")


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"Title": ""}, "Title"),
        ({"Title": "x" * 256}, "Title"),
        ({"Variant Price": ""}, "Variant Price"),
        ({"Variant Price": "5,00"}, "Variant Price"),
        ({"Variant Price": "-5"}, "Variant Price"),
        ({"Variant Price": "5.001"}, "Variant Price"),
        ({"Variant Price": "1e3"}, "Variant Price"),
        ({"Variant Price": "NaN"}, "Variant Price"),
        ({"Variant Compare At Price": "much"}, "Variant Compare At Price"),
        ({"Variant Inventory Qty": "many"}, "Variant Inventory Qty"),
        ({"Variant Inventory Qty": "1.5"}, "Variant Inventory Qty"),
        ({"Variant Inventory Qty": "1000001"}, "Variant Inventory Qty"),
        ({"Variant Inventory Policy": "maybe"}, "Variant Inventory Policy"),
        ({"Variant Grams": "-1"}, "Variant Grams"),
        ({"Variant SKU": "a/b"}, "Variant SKU"),
        ({"Image Src": "javascript:alert(1)"}, "Image Src"),
        ({"Image Src": "media/../imports/x.csv"}, "Image Src"),
        ({"Status": "gone"}, "Status"),
        ({"Published": "perhaps"}, "Published"),
        ({"Product Category": "Home > "}, "Product Category"),
        ({"Option2 Name": "Colour", "Option2 Value": "Red"}, "Option1 Name"),
        ({"Option1 Value": "Red"}, "Option1 Name"),
        ({"Option1 Name": "Colour"}, "Option1 Value"),
        ({"Handle": "stock"}, "Handle"),
        ({"Handle": "a b"}, "Handle"),
        ({"Body (HTML)": "x" * 70_000}, "Body (HTML)"),
    ],
)
def test_a_fault_is_reported_with_its_line_and_column(cells: dict[str, str], field: str) -> None:
    assert (2, field) in refused(csvs.simple("cup") | cells)


def test_every_fault_of_a_product_is_reported_at_once() -> None:
    bad = LARGE | {"Variant Price": "free", "Variant Grams": "heavy"}
    assert refused(SHIRT | {"Status": "gone"}, bad) == [
        (3, "Variant Price"),
        (3, "Variant Grams"),
        (2, "Status"),
    ]


def test_two_variants_with_the_same_options_or_sku_are_refused() -> None:
    assert refused(SHIRT, LARGE | {"Option1 Value": "m", "Variant SKU": "X"}) == [(3, "Option1 Value")]
    assert refused(SHIRT, LARGE | {"Variant SKU": "LS-M"}) == [(3, "Variant SKU")]


def test_a_row_that_says_nothing_is_refused() -> None:
    assert refused(SHIRT, csvs.row(Handle="linen-shirt", Vendor="Loom")) == [(3, "")]


def test_a_product_of_too_many_variants_is_refused() -> None:
    rows = [csvs.row(Handle="cup", **{"Option1 Value": f"v{number}", "Variant Price": "1"}) for number in range(1, 101)]
    first = csvs.simple("cup", **{"Option1 Name": "Size", "Option1 Value": "v0"})
    assert refused(first, *rows) == [(2, "")]
