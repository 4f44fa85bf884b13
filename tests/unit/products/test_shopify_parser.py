"""From rows to a product: what is read, what is put right, what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from products.adapters.sorting import DiskSorting
from products.domain.product import Image, ProductStatus
from products.domain.shopify.decoding import Lines, encoding_of
from products.domain.shopify.parser import BadProduct, Parsed, parse
from products.domain.shopify.prepared import unpacked
from products.domain.shopify.reader import RowGroup, RowReader
from souk.money import Money
from tests.unit.products import csvs


def parsed(*rows: dict[str, Any], currency: str = "EUR") -> Parsed:
    [group] = grouped(csvs.text(*rows).encode())
    return parse(group, currency, lambda html: html)


def grouped(content: bytes) -> list[RowGroup]:
    """The products of a file, sorted as the importer does it."""
    lines = Lines([content], encoding_of([content]))
    with DiskSorting() as sorting:
        for row in RowReader(lines):
            sorting.add(row)
        return [group for group, _ in unpacked(sorting.packed(lines.line))]


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
    assert result.quantities == (7, 3)
    assert result.lines == (2, 3)


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
        ({}, ProductStatus.ACTIVE),
        ({"Status": "Active", "Published": "TRUE"}, ProductStatus.ACTIVE),
        ({"Status": "active", "Published": "false"}, ProductStatus.DRAFT),
        ({"Status": "draft", "Published": "true"}, ProductStatus.DRAFT),
        ({"Status": "archived"}, ProductStatus.ARCHIVED),
        ({"Status": "Unlisted"}, ProductStatus.UNLISTED),
        ({"Status": "unlisted", "Published": "false"}, ProductStatus.DRAFT),
    ],
)
def test_status_and_published_together_say_what_shoppers_see(cells: dict[str, str], status: ProductStatus) -> None:
    assert parsed(csvs.simple("cup", **cells)).content.status is status


def test_the_type_is_the_category_when_none_is_given_or_only_a_number() -> None:
    assert parsed(csvs.simple("cup", Type="Cups")).content.category == ("Cups",)
    assert parsed(csvs.simple("cup", Type="Cups", **{"Product Category": "4521"})).content.category == ("Cups",)


def test_what_was_oversold_elsewhere_starts_at_zero_unless_it_may_be_backordered() -> None:
    assert parsed(csvs.simple("cup", **{"Variant Inventory Qty": "-3"})).quantities == (0,)
    continued = csvs.simple("cup", **{"Variant Inventory Qty": "-3", "Variant Inventory Policy": "continue"})
    assert parsed(continued).quantities == (-3,)


@pytest.mark.parametrize(
    "cells",
    [
        {"Variant Inventory Qty": "0", "Variant Inventory Policy": "deny"},
        {"Variant Inventory Qty": "-12", "Variant Inventory Policy": "deny"},
        {"Variant Inventory Qty": "", "Variant Inventory Policy": ""},
        {"Variant Inventory Qty": "7", "Variant Inventory Policy": "continue"},
        {"Variant Inventory Qty": "many"},
    ],
)
def test_what_is_not_tracked_is_for_sale_without_end_whatever_else_the_row_says(cells: dict[str, str]) -> None:
    result = parsed(csvs.simple("cup", **{"Variant Inventory Tracker": "", **cells}))
    assert (result.content.variants[0].tracked, result.content.variants[0].backorder) == (False, True)
    assert result.quantities == (None,)


def test_a_file_without_the_column_of_trackers_counts_what_has_a_quantity() -> None:
    text = "Handle,Title,Variant Price,Variant Inventory Qty\ncup,Cup,5,3\npot,Pot,5,\n"
    cup, pot = (parse(group, "EUR", str) for group in grouped(text.encode()))
    assert (cup.content.variants[0].backorder, cup.quantities) == (False, (3,))
    assert (pot.content.variants[0].backorder, pot.quantities) == (True, (None,))


def test_what_is_not_taxed_is_of_the_zero_class() -> None:
    assert parsed(csvs.simple("cup", **{"Variant Taxable": "FALSE"})).content.variants[0].tax_class == "zero"
    assert parsed(csvs.simple("cup", **{"Variant Tax Code": "Reduced"})).content.variants[0].tax_class == "reduced"
    assert parsed(csvs.simple("cup", **{"Variant Tax Code": "PC030000"})).content.variants[0].tax_class == "standard"


def test_what_is_excluded_from_withdrawal_says_why_and_a_silent_file_says_nothing() -> None:
    for cell, reason, silent in (("Perishable", "perishable", False), ("none", "", False), ("", "", True)):
        found = parsed(csvs.simple("cake", **{"Variant Withdrawal Exclusion": cell}))
        assert (found.content.variants[0].withdrawal_exclusion, found.silent) == (reason, (silent,))


def test_a_size_is_of_a_column_of_ours_and_a_silent_file_says_nothing() -> None:
    for cell, size, unsized in (("Bulky", "bulky", False), ("none", "", False), ("", "", True)):
        found = parsed(csvs.simple("sofa", **{"Variant Size Class": cell}))
        assert (found.content.variants[0].size_class, found.unsized) == (size, (unsized,))
    assert refused(csvs.simple("sofa", **{"Variant Size Class": "very large"})) == [(2, "Variant Size Class")]


def test_a_former_price_that_is_not_higher_is_dropped() -> None:
    for former in ("0.00", "5.00", ""):
        result = parsed(csvs.simple("cup", **{"Variant Compare At Price": former}))
        assert result.content.variants[0].compare_at is None


def test_a_currency_without_cents_takes_the_zeros_of_an_export() -> None:
    assert parsed(csvs.simple("cup", **{"Variant Price": "500.00"}), currency="JPY").content.variants[0].price == Money(
        500, "JPY"
    )


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"Title": ""}, "Title"),
        ({"Title": "x" * 256}, "Title"),
        ({"Variant Price": ""}, "Variant Price"),
        ({"Variant Price": "1,299"}, "Variant Price"),
        ({"Variant Price": "$5.00"}, "Variant Price"),
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
        ({"Variant SKU": "a" * 65}, "Variant SKU"),
        ({"Variant SKU": "a\x07b"}, "Variant SKU"),
        ({"Variant SKU": ".."}, "Variant SKU"),
        ({"Image Src": "javascript:alert(1)"}, "Image Src"),
        ({"Image Src": "media/../imports/x.csv"}, "Image Src"),
        ({"Status": "gone"}, "Status"),
        ({"Variant Withdrawal Exclusion": "custom"}, "Variant Withdrawal Exclusion"),
        ({"Published": "perhaps"}, "Published"),
        ({"Product Category": "Home > "}, "Product Category"),
        ({"Option2 Name": "Colour", "Option2 Value": "Red"}, "Option1 Name"),
        ({"Option1 Value": "Red"}, "Option1 Name"),
        ({"Option1 Name": "Colour"}, "Option1 Value"),
        ({"Handle": "stock"}, "Handle"),
        ({"Handle": "a b"}, "Handle"),
        ({"Handle": "a/b"}, "Handle"),
        ({"Handle": ".."}, "Handle"),
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


def test_two_variants_with_the_same_options_are_refused() -> None:
    assert refused(SHIRT, LARGE | {"Option1 Value": "m", "Variant SKU": "X"}) == [(3, "Option1 Value")]


@pytest.mark.parametrize(
    "sku", ["AB/12.5 & C#5", "1,5%", "ÄRTIKEL-№5", "'A\"", "a?b=c", "<x>", "\\", "~1", "12' x 8\""]
)
def test_a_sku_may_have_any_signs(sku: str) -> None:
    assert parsed(csvs.simple("cup", **{"Variant SKU": sku})).content.variants[0].sku == sku.lstrip("'")


@pytest.mark.parametrize(
    "handle",
    [
        "tee™",
        "a.b_c",
        "手作り-りんご",
        "قهوة",
        "größe-xl",
        "हिन्दी",
        "ภาษาไทย",
        "a--b",
        "x" * 255,
    ],
)
def test_a_handle_may_have_letters_of_any_script_and_signs_without_meaning_in_a_path(handle: str) -> None:
    assert parsed(csvs.simple("cup", Handle=handle)).handle == handle


def test_a_handle_in_capitals_or_in_two_pieces_is_the_same_handle() -> None:
    [group] = grouped("Handle,Title,Price\nCafe\u0301,Cafe,5\ncaf\u00e9,,\n".encode())
    assert (group.handle, group.count) == ("café", 2)


def test_a_gift_card_comes_by_mail_and_costs_what_it_is_worth_whatever_else_its_row_says() -> None:
    row = csvs.simple(
        "card",
        **{
            "Gift Card": "TRUE",
            "Status": "active",
            "Variant Requires Shipping": "TRUE",
            "Variant Compare At Price": "999",
            "Variant Inventory Tracker": "shopify",
        },
    )
    result = parsed(row)
    [variant] = result.content.variants
    assert (result.content.gift_card, result.content.is_published, result.warnings) == (True, True, ())
    assert (variant.requires_shipping, variant.tracked, variant.compare_at) == (False, False, None)


def test_a_gift_card_for_nothing_is_refused() -> None:
    assert refused(csvs.simple("card", **{"Gift Card": "TRUE", "Status": "active", "Variant Price": "0"}))


def test_the_row_that_describes_a_product_may_stand_anywhere() -> None:
    content = parsed(LARGE, SHIRT | {"Image Position": "1"}).content
    assert content == replace(parsed(SHIRT, LARGE).content, variants=content.variants, options=content.options)
    assert [variant.sku for variant in content.variants] == ["linen-shirt-l-blue", "LS-M"]


def test_a_code_that_a_spreadsheet_shortened_is_pointed_out() -> None:
    cells = {"Variant Barcode": "4.00638E+12", "Variant SKU": "1,23E+05"}
    assert [note.field for note in parsed(csvs.simple("cup", **cells)).warnings] == ["Variant SKU", "Variant Barcode"]


def test_a_row_that_says_nothing_is_refused() -> None:
    assert refused(SHIRT, csvs.row(Handle="linen-shirt", Vendor="Loom")) == [(3, "")]


def test_a_product_of_too_many_variants_is_refused() -> None:
    rows = [csvs.row(Handle="cup", **{"Option1 Value": f"v{number}", "Variant Price": "1"}) for number in range(1, 101)]
    first = csvs.simple("cup", **{"Option1 Name": "Size", "Option1 Value": "v0"})
    assert refused(first, *rows) == [(2, "")]
