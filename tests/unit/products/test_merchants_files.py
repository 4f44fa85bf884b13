"""Files as merchants send them: each one comes in as it is meant, or is refused with a message they understand."""

from __future__ import annotations

import pytest

from products.domain.importing import ImportStatus, Mode
from products.domain.product import ProductStatus
from tests.unit.products import csvs
from tests.unit.products.test_imports import Shop, counts, skus

ONE_PRODUCT = {
    "bom.csv": "Tête à tête",
    "cp1252.csv": "Café – “Müller”",
    "crlf.csv": "Tête à tête",
    "formula.csv": '=HYPERLINK("http://evil.example","x")',
    "free.csv": "T",
    "neg-qty.csv": "Tête à tête",
    "price-comma-decimal.csv": "Tête à tête",
    "price-zero.csv": "Tête à tête",
    "quoted-newline.csv": "Tête à tête",
    "semicolon.csv": "Tête à tête",
    "sep-line.csv": "Tête à tête",
    "sku-slash.csv": "Tête à tête",
    "sku-unicode.csv": "Tête à tête",
    "tab.csv": "Tête à tête",
    "trailing-blank-rows.csv": "Tête à tête",
    "utf16.csv": "Tête à tête",
    "wide-row.csv": "Tête à tête",
}


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.mark.parametrize(("name", "title"), ONE_PRODUCT.items(), ids=ONE_PRODUCT)
def test_a_file_of_one_product_comes_in(shop: Shop, name: str, title: str) -> None:
    job = shop.load(csvs.case(name))
    assert (job.status, counts(job), job.products) == (ImportStatus.SUCCEEDED, (1, 0, 0, 0), 1)
    [product] = shop.catalogue.by_handle.values()
    assert product.is_listed
    assert product.content.title == title
    again = shop.load(csvs.case(name))
    assert counts(again) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("empty.csv", "the file is empty"),
        ("missing-price-col.csv", "lacks Variant Price"),
    ],
)
def test_a_file_that_is_no_product_file_fails_with_a_plain_message(shop: Shop, name: str, message: str) -> None:
    job = shop.load(csvs.case(name))
    assert job.status is ImportStatus.FAILED
    assert message in job.failure


@pytest.mark.parametrize(
    ("name", "field", "message"),
    [
        ("blank-price-2nd.csv", "Variant Price", "needs a price"),
        ("option-case.csv", "Option1 Value", "two variants are S"),
        ("price-currency-sign.csv", "Variant Price", "not in EUR"),
        ("price-sci.csv", "Variant Price", "spreadsheet shortens"),
        ("qty-float.csv", "Variant Inventory Qty", "not a whole number"),
    ],
)
def test_a_product_with_a_fault_is_refused_with_a_plain_message(
    shop: Shop, name: str, field: str, message: str
) -> None:
    job = shop.load(csvs.case(name))
    assert counts(job) == (0, 0, 0, 1)
    [fault] = shop.imports_errors()
    assert fault.field == field
    assert message in fault.message


def test_a_file_of_columns_only_says_that_it_has_no_products(shop: Shop) -> None:
    job = shop.load(csvs.case("header-only.csv"))
    assert (job.status, job.rows_total, job.products, job.warnings) == (ImportStatus.SUCCEEDED, 0, 0, 1)


def test_what_is_not_tracked_can_be_bought_without_end(shop: Shop) -> None:
    shop.load(csvs.case("untracked-deny-zero.csv"))
    [level] = shop.stock.by_sku.values()
    assert (level.sellable, level.can_take(1_000), level.on_hand) == (True, True, 0)


def test_every_row_of_a_western_file_comes_in(shop: Shop) -> None:
    job = shop.load(csvs.case("latin1-one-bad.csv"))
    assert counts(job) == (2, 0, 0, 0)
    assert shop.catalogue.by_handle["bad1-59158"].content.title == "Café"
    assert "windows-1252" in shop.jobs.told[0].message


def test_the_status_of_each_product_is_its_own(shop: Shop) -> None:
    shop.load(csvs.case("draft.csv"))
    assert {handle.partition("-")[0]: p.content.status for handle, p in shop.catalogue.by_handle.items()} == {
        "draft": ProductStatus.DRAFT,
        "arch": ProductStatus.ARCHIVED,
        "unpub": ProductStatus.DRAFT,
        "activecap": ProductStatus.ACTIVE,
    }


def test_an_unlisted_product_can_be_bought_but_is_not_listed(shop: Shop) -> None:
    shop.load(csvs.case("unlisted.csv"))
    [product] = shop.catalogue.by_handle.values()
    assert (product.is_published, product.is_listed) == (True, False)
    assert [(event.type, event.data["status"]) for event in shop.catalogue.events] == [("product.created", "unlisted")]


def test_a_gift_card_comes_in_as_one_and_not_as_a_parcel(shop: Shop) -> None:
    file = csvs.case("gift-card.csv")
    shop.load(file.replace(b",TRUE\n", b",FALSE\n"))
    job = shop.load(file)
    [product] = shop.catalogue.by_handle.values()
    [variant] = product.content.variants
    assert (product.is_published, product.content.gift_card, job.updated, job.warnings) == (True, True, 1, 0)
    assert (variant.requires_shipping, variant.tracked, variant.price.amount) == (False, False, 5000)


def test_handles_of_any_script_come_in(shop: Shop) -> None:
    job = shop.load(csvs.case("handle-unicode.csv"))
    assert job.failed == 0
    assert {"tee™-59158", "a.b_c-59158", "手作り-りんご-59158", "قهوة-59158", "größe-xl-59158"} <= set(
        shop.catalogue.by_handle
    )


def test_prices_with_more_decimals_than_the_currency_come_in_when_these_are_zero(shop: Shop) -> None:
    assert counts(shop.load(csvs.case("price-4dec.csv"))) == (1, 0, 0, 1)
    assert counts(shop.load(csvs.case("price-thousands.csv"))) == (2, 0, 0, 0)
    assert shop.catalogue.by_handle["pt-59158"].content.variants[0].price.amount == 129900


def test_description_and_title_of_html_come_in(shop: Shop) -> None:
    assert counts(shop.load(csvs.case("html.csv"))) == (1, 0, 0, 0)


def test_rows_apart_are_one_product(shop: Shop) -> None:
    assert counts(shop.load(csvs.case("nonadjacent.csv"))) == (2, 0, 0, 0)
    assert skus(shop, "na-59158") == ["NA-S-59158", "NA-M-59158"]
    shop.load(csvs.case("sorted-1-good.csv"))
    assert counts(shop.load(csvs.case("sorted-2-apart.csv"))) == (0, 0, 2, 0)
    assert skus(shop, "sorted-59405") == ["SRT-S-59405", "SRT-M-59405"]


def test_a_fault_in_a_row_apart_refuses_the_whole_product_and_changes_nothing_of_it(shop: Shop) -> None:
    shop.load(csvs.case("sorted-1-good.csv"))
    before = dict(shop.catalogue.by_handle)
    job = shop.load(csvs.case("sorted-2-apart.csv").replace(b"M-59405,,shopify,5,deny,19.99", b"M-59405,,,,,cheap"))
    assert counts(job) == (0, 0, 1, 1)
    assert shop.catalogue.by_handle == before


def test_two_products_of_one_handle_are_refused_and_do_not_overwrite_each_other(shop: Shop) -> None:
    shop.run(csvs.simple("cup"))
    job = shop.run(csvs.simple("cup", Title="One"), csvs.simple("jar"), csvs.simple("cup", Title="Other"))
    assert counts(job) == (1, 0, 0, 1)
    assert shop.faults() == [(4, "cup", "Option1 Value")]
    assert shop.catalogue.by_handle["cup"].content.title == "Cup"


def test_a_second_use_of_a_sku_gets_one_of_its_own_with_its_own_stock(shop: Shop) -> None:
    job = shop.load(csvs.case("duplicate-sku.csv"))
    assert (counts(job), job.warnings) == ((1, 0, 0, 0), 1)
    assert skus(shop, "boot") == ["BOOT-1", "BOOT-1-39"]
    assert [shop.stock.by_sku[sku].on_hand for sku in skus(shop, "boot")] == [2, 1]
    [note] = shop.jobs.told.values()
    assert (note.line, note.field) == (3, "Variant SKU")
    assert "BOOT-1-39" in note.message
    assert counts(shop.load(csvs.case("duplicate-sku.csv"))) == (0, 0, 1, 0)


def test_an_archived_products_sku_can_be_used_again_with_its_stock(shop: Shop) -> None:
    shop.load(csvs.case("rename-1.csv"))
    job = shop.load(csvs.case("archive-then-reuse.csv"))
    assert counts(job) == (1, 1, 0, 0)
    assert (skus(shop, "new-name-59405"), shop.stock.by_sku["RN-59405"].handle) == (["RN-59405"], "new-name-59405")
    assert shop.stock.by_sku["RN-59405"].on_hand == 5
    assert counts(shop.load(csvs.case("archive-then-reuse.csv"))) == (0, 0, 2, 0)


def test_a_sku_of_a_product_that_is_for_sale_stays_with_it(shop: Shop) -> None:
    shop.load(csvs.case("rename-1.csv"))
    job = shop.load(csvs.case("rename-2.csv"))
    assert (counts(job), job.warnings) == ((1, 0, 0, 0), 1)
    assert skus(shop, "new-name-59405") == ["RN-59405-new-name-59405"]
    assert shop.stock.by_sku["RN-59405"].handle == "old-name-59405"


@pytest.mark.parametrize("reverse", [False, True])
def test_a_sku_moves_to_another_product_in_whatever_order_they_stand(shop: Shop, reverse: bool) -> None:
    shop.load(csvs.case("sku-move-1.csv"))
    header, *rows = csvs.case("sku-move-2.csv").splitlines(keepends=True)
    file = header + b"".join(reversed(rows) if reverse else rows)
    assert counts(shop.load(file)) == (1, 1, 0, 0)
    assert (skus(shop, "mv-a-59405"), skus(shop, "mv-b-59405")) == (["MV2-59405"], ["MV-59405"])
    assert (shop.stock.by_sku["MV-59405"].handle, shop.stock.by_sku["MV-59405"].on_hand) == ("mv-b-59405", 5)
    assert counts(shop.load(file)) == (0, 0, 2, 0)


HEADER = b"Handle,Title,Variant Price,Option1 Name,Option1 Value,Body (HTML)\r\n"


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (b"ID,Type,SKU,Name,Published,Stock,Regular price\r\n1,simple,A,Cup,1,3,5\r\n", "a file of WooCommerce"),
        (b"Handle,Title,Option1 Value,SKU,Location,On hand\r\ncup,Cup,,A,Shop,3\r\n", "a file of Shopify's inventory"),
        (b"First Name,Last Name\r\na,b\r\n", "here it is 'First Name, Last Name'"),
        (b"My products,,\r\nHandle,Title,Variant Price\r\n", "here it is 'My products'"),
        (b'"Handle,Title,Variant Price"\r\n"cup,Cup,5"\r\n', "here it is 'Handle,Title,Variant Price'"),
        (b'[{"handle": "cup"}]', "the file is JSON"),
        (b"<html><table></table></html>", "a web page"),
        (b"PK\x05\x06" + bytes(18), "an Excel workbook or a ZIP"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "a picture"),
        (bytes(1000), "not a text"),
    ],
)
def test_a_file_of_another_kind_is_named_for_what_it_is(shop: Shop, file: bytes, message: str) -> None:
    job = shop.load(file)
    assert (job.status, message in job.failure) == (ImportStatus.FAILED, True), job.failure


@pytest.mark.parametrize(
    "file",
    [
        b"sep=;\r\nHandle,Title,Variant Price\r\ncup,Cup,5\r\n",
        b"Handle,Title,Variant Price\r\ncup,Cup,5\r\nHandle,Title,Variant Price\r\n",
        b"Handle,Title,Variant Price\r\ncup,Cup,5\r\n\x1a",
        b"Handle,Title,Variant Price,Published\r\ncup,Cup,5,WAHR\r\n",
        b"Handle,Title,Variant Price,Image Src\r\ncup,Cup,5,//a.example/my cup.jpg\r\n",
        b"Handle,Title,Variant Price\r\ncup,C\x00u\x07p,5\r\n",
    ],
)
def test_what_can_mean_one_thing_only_is_read(shop: Shop, file: bytes) -> None:
    assert counts(shop.load(file)) == (1, 0, 0, 0), shop.imports_errors()
    assert shop.catalogue.by_handle["cup"].content.title == "Cup"
    assert {image.src for image in shop.catalogue.by_handle["cup"].content.images} <= {"https://a.example/my%20cup.jpg"}


def test_rows_that_a_stray_quote_swallows_refuse_their_products_too(shop: Shop) -> None:
    """Else a product whose other rows stand further down would lose the variants that were swallowed."""
    shop.load(HEADER + b"jar,Jar,5,Size,S,\r\njar,Jar,5,Size,M,\r\nmug,Mug,5,,,\r\n")
    before = dict(shop.catalogue.by_handle)
    rows = b'cup,"Cup,5,,,\r\njar,Jar,5,Size,S,\r\nmug,Mug,6,,,"big"\r\njar,Jar,5,Size,M,\r\n'
    assert counts(shop.load(HEADER + rows)) == (0, 0, 0, 3)
    assert shop.catalogue.by_handle == before
    assert [line for line, _, _ in shop.faults()] == [2, 3, 4]
    assert "lines 2 to 4 could not be read" in shop.imports_errors()[0].message


@pytest.mark.parametrize("column", [b"", b",Variant Inventory Qty"])
def test_where_a_file_says_no_quantity_a_count_of_stock_changes_none(shop: Shop, column: bytes) -> None:
    shop.run(csvs.simple("cup"))
    header = b"Handle,Title,Variant SKU,Variant Price,Variant Inventory Tracker" + column
    job = shop.load(header + b"\r\ncup,Cup,CUP,5.00,shopify" + (b"," if column else b""), mode=Mode.SET_STOCK)
    assert (job.failed, shop.stock.by_sku["CUP"].on_hand) == (0, 10)
    assert job.warnings == (0 if column else 1)
