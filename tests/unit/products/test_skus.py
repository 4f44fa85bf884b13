"""SKUs that are used twice, given up and taken over: every variant keeps its own stock."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.domain import product as rules
from products.domain.importing import Mode
from products.domain.product import ProductStatus
from products.usecases.editing import Authored
from products.usecases.inventory import Inventory
from products.usecases.ports import SkuTaken
from souk.errors import PreconditionFailed
from tests.unit.products import csvs
from tests.unit.products.test_imports import Shop, counts, skus


def boot(*sizes: str, handle: str = "boot", sku: str = "BOOT", **cells: Any) -> list[dict[str, str]]:
    """A product whose sizes all have one SKU; there are as many of each as its size says."""
    rows = []
    for number, size in enumerate(sizes):
        row = csvs.row(
            Handle=handle,
            **{"Option1 Value": size, "Variant SKU": sku, "Variant Price": "5", "Variant Inventory Qty": size, **cells},
        )
        rows.append({**row, "Title": "Boot", "Option1 Name": "Size"} if number == 0 else row)
    return rows


def stock(shop: Shop, handle: str = "boot") -> dict[str, int]:
    """Units on hand by the first option."""
    variants = shop.catalogue.by_handle[handle].content.variants
    return {variant.options[0]: shop.stock.by_sku[variant.sku].on_hand for variant in variants}


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.mark.parametrize("order", list(permutations(["38", "39", "40"])))
def test_the_same_file_in_another_order_leaves_every_variant_its_stock(shop: Shop, order: tuple[str, ...]) -> None:
    shop.run(*boot("38", "39", "40"))
    before = {v.options: v.sku for v in shop.catalogue.by_handle["boot"].content.variants}
    assert stock(shop) == {"38": 38, "39": 39, "40": 40}
    shop.run(*boot(*order))
    assert {v.options: v.sku for v in shop.catalogue.by_handle["boot"].content.variants} == before
    assert len(shop.stock.by_sku) == 3


def test_a_variant_keeps_the_sku_it_was_given_when_the_other_use_of_it_is_gone(shop: Shop) -> None:
    shop.run(*boot("38", "39"))
    shop.run(*boot("39"))
    assert (skus(shop, "boot"), stock(shop)) == (["BOOT-39"], {"39": 39})


def test_a_variant_that_gets_a_sku_of_its_own_in_the_file_has_it(shop: Shop) -> None:
    shop.run(*boot("38", "39"))
    first, second = boot("38", "39")
    shop.run(first, second | {"Variant SKU": "NEW"})
    assert (skus(shop, "boot"), stock(shop)) == (["BOOT", "NEW"], {"38": 38, "39": 39})


def test_two_products_with_one_sku_are_both_for_sale_whatever_comes_first_later(shop: Shop) -> None:
    one, two = csvs.simple("cup", **{"Variant SKU": "X"}), csvs.simple("mug", **{"Variant SKU": "X"})
    job = shop.run(one, two | {"Variant Inventory Qty": "3"})
    assert (counts(job), job.warnings) == ((2, 0, 0, 0), 1)
    assert (skus(shop, "cup"), skus(shop, "mug")) == (["X"], ["X-mug"])
    assert (shop.stock.by_sku["X"].on_hand, shop.stock.by_sku["X-mug"].on_hand) == (10, 3)
    assert counts(shop.run(two | {"Variant Inventory Qty": "3"}, one)) == (0, 0, 2, 0)


def test_a_given_sku_does_not_change_when_the_first_one_becomes_free(shop: Shop) -> None:
    one, two = csvs.simple("cup", **{"Variant SKU": "X"}), csvs.simple("mug", **{"Variant SKU": "X"})
    shop.run(one, two)
    shop.run(one | {"Status": "archived"}, two)
    assert skus(shop, "mug") == ["X-mug"]


def test_variants_without_a_sku_whose_options_look_alike_are_both_for_sale(shop: Shop) -> None:
    shop.run(*boot("5", "5-", "5+", sku="", **{"Variant Inventory Qty": "4"}))
    assert len(set(skus(shop, "boot"))) == 3
    assert stock(shop) == {"5": 4, "5-": 4, "5+": 4}


def test_what_is_held_stays_held_when_a_sku_moves(shop: Shop) -> None:
    shop.run(csvs.simple("cup", **{"Variant SKU": "X"}))
    inventory = Inventory(shop.stock)
    inventory.reserve("o1", [("X", 4)], 900)
    shop.run(csvs.simple("cup", Status="archived", **{"Variant SKU": "X"}))
    job = shop.run(csvs.simple("mug", **{"Variant SKU": "X", "Variant Inventory Qty": "3"}))
    level = shop.stock.by_sku["X"]
    assert (level.handle, level.on_hand, level.reserved) == ("mug", 10, 4)
    assert ("cup" in shop.jobs.told[0].message, job.warnings) == (True, 1)
    inventory.commit("o1", [("X", 4)])
    assert shop.stock.by_sku["X"].on_hand == 6
    assert sum(row.on_hand for row in shop.stock.rows if row.sku == "X") == 6


def test_a_count_of_a_sku_that_moves_is_booked_on_its_ledger(shop: Shop) -> None:
    shop.run(csvs.simple("cup", Status="archived", **{"Variant SKU": "X"}))
    shop.run(csvs.simple("mug", **{"Variant SKU": "X", "Variant Inventory Qty": "3"}), mode=Mode.SET_STOCK)
    assert [row.on_hand for row in shop.stock.rows] == [10, -7]
    assert (shop.stock.by_sku["X"].handle, shop.stock.by_sku["X"].on_hand) == ("mug", 3)


def test_a_sku_of_a_draft_is_not_taken(shop: Shop) -> None:
    shop.run(csvs.simple("cup", Status="draft", **{"Variant SKU": "X"}))
    shop.run(csvs.simple("mug", **{"Variant SKU": "X"}))
    assert skus(shop, "mug") == ["X-mug"]


def test_a_product_that_comes_back_without_its_sku_gets_another(shop: Shop) -> None:
    cup, mug = csvs.simple("cup", **{"Variant SKU": "X"}), csvs.simple("mug", **{"Variant SKU": "X"})
    shop.run(cup | {"Status": "archived"}, mug)
    shop.run(cup)
    assert (skus(shop, "cup"), skus(shop, "mug")) == (["X-cup"], ["X"])


def test_staff_cannot_put_a_product_on_sale_whose_sku_is_anothers_by_now(shop: Shop) -> None:
    shop.run(csvs.simple("cup", Status="archived", **{"Variant SKU": "X"}), csvs.simple("mug", **{"Variant SKU": "X"}))
    cup = shop.catalogue.by_handle["cup"]
    with pytest.raises(SkuTaken, match="'mug'"):
        shop.editor.revise(
            cup.id, cup.version, lambda content: Authored(replace(content, status=ProductStatus.ACTIVE)), "s"
        )
    written = shop.editor.revise(cup.id, cup.version, lambda content: Authored(replace(content, title="Old")), "s")
    assert (written.product.content.title, written.levels) == ("Old", {})


def test_a_product_cannot_come_back_while_its_sku_is_taken(shop: Shop) -> None:
    shop.run(csvs.simple("cup", Status="archived", **{"Variant SKU": "X"}))
    cup = shop.catalogue.by_handle["cup"]

    def revive() -> None:
        shop.editor.revise(
            cup.id, cup.version, lambda content: Authored(replace(content, status=ProductStatus.ACTIVE)), "s"
        )

    # Staff are first: the import finds the product on sale, and takes nothing.
    shop.catalogue.before_save = revive
    shop.run(csvs.simple("mug", **{"Variant SKU": "X"}))
    assert (skus(shop, "cup"), skus(shop, "mug")) == (["X"], ["X-mug"])

    # The import is first: what staff saw is no longer the product.
    other = Shop()
    other.run(csvs.simple("cup", Status="archived", **{"Variant SKU": "X"}))
    cup = other.catalogue.by_handle["cup"]

    def take() -> None:
        other.run(csvs.simple("mug", **{"Variant SKU": "X"}))

    other.catalogue.before_save = take
    with pytest.raises(PreconditionFailed):
        other.editor.revise(
            cup.id, cup.version, lambda content: Authored(replace(content, status=ProductStatus.ACTIVE)), "s"
        )
    assert other.stock.by_sku["X"].handle == "mug"


handles = st.sampled_from(["a", "b", "c"])
products = st.dictionaries(
    handles,
    st.tuples(
        st.lists(st.sampled_from(["X", "Y", "Z", ""]), min_size=1, max_size=3), st.sampled_from(list(ProductStatus))
    ),
    min_size=1,
    max_size=3,
)


@given(st.lists(products, min_size=1, max_size=4))
def test_whatever_files_come_no_sku_is_twice_for_sale_and_the_last_file_again_changes_nothing(
    files: list[dict[str, tuple[list[str], ProductStatus]]],
) -> None:
    shop = Shop()
    for file in files:
        rows = []
        for handle, (names, status) in file.items():
            for number, name in enumerate(names):
                cells = {
                    "Option1 Value": str(number),
                    "Variant SKU": name,
                    "Variant Price": "5",
                    "Variant Inventory Qty": "1",
                }
                row = csvs.row(Handle=handle, **cells)
                first = {"Title": "T", "Option1 Name": "Size", "Status": status.value}
                rows.append({**row, **first} if number == 0 else row)
        job = shop.run(*rows)
        assert (job.failed, job.created + job.updated + job.unchanged) == (0, len(file))
    for handle, product in shop.catalogue.by_handle.items():
        for sku in product.skus:
            assert rules.is_sku(sku)
            assert product.content.status is ProductStatus.ARCHIVED or shop.stock.by_sku[sku].handle == handle
    # What one file leaves open because of an order of its own, the same file again settles.
    shop.run(*rows)
    assert shop.run(*rows).unchanged == len(file)
