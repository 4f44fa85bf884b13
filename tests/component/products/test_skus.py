"""SKUs of any signs, in keys and in paths, and SKUs that move from one product to another."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from products import compose
from products.adapters.store.stock import DynamoStockStore
from products.domain import shards
from souk import clock
from tests.component.products.conftest import Shop
from tests.unit.products import csvs

SIGNS = ["AB/12.5 & C#5", "A#1", "100%", "A%23", "a,b", "a?b=c", "ÄRTIKEL-№5", '12"', "~", "a+b", "\\"]


def path(sku: str) -> str:
    return quote(sku, safe="")


@pytest.mark.parametrize("sku", SIGNS)
def test_a_sku_of_any_signs_is_stocked_and_sold(shop: Shop, sku: str) -> None:
    shop.load(csvs.simple("cup", **{"Variant SKU": sku}))
    assert shop.get("/products/cup").json["variants"][0]["sku"] == sku
    inventory = compose.services().inventory
    inventory.reserve("o1", [(sku, 2)], 900)
    inventory.commit("o1", [(sku, 2)])
    booked = shop.staff(
        "POST",
        f"/admin/stock/{path(sku)}/movements",
        body={"kind": "receipt", "quantity": 5, "reason": "new"},
        headers={"Idempotency-Key": "k"},
    )
    assert (booked.status, booked.json["on_hand"]) == (201, 13)
    history = shop.staff("GET", f"/admin/stock/{path(sku)}").json
    assert (history["sku"], len(history["movements"])) == (sku, 4)
    shop.assert_balanced(sku)
    listed = ",".join([sku.replace("%", "%25").replace(",", "%2C"), "NOPE"])
    assert [(item["sku"], item["available"]) for item in shop.get("/products/stock", skus=listed).json["items"]] == [
        (sku, 13)
    ]
    assert compose.services().catalogue.for_sale([sku])[sku].level.on_hand == 13


def test_a_sku_that_looks_like_a_shard_of_another_is_not_one(shop: Shop) -> None:
    shop.load(csvs.simple("a", **{"Variant SKU": "A", "Variant Inventory Qty": "1000"}))
    shop.load(csvs.simple("b", **{"Variant SKU": "A#1", "Variant Inventory Qty": "7"}))
    deal = shards.spread(shop.level("A"))
    assert deal is not None
    DynamoStockStore().deal(deal, clock.now())
    assert len(shop.level("A").shards) == shards.FIRST
    assert (shop.level("A").on_hand, shop.level("A#1").on_hand) == (1000, 7)
    shop.assert_balanced("A", "A#1")


def test_a_sku_moves_with_its_stock_its_holds_and_its_ledger(shop: Shop) -> None:
    shop.load(csvs.simple("cup", **{"Variant SKU": "X/1"}))
    compose.services().inventory.reserve("o1", [("X/1", 4)], 900)
    shop.load(csvs.simple("cup", Status="archived", **{"Variant SKU": "X/1"}))
    report = shop.load(csvs.simple("mug", **{"Variant SKU": "X/1", "Variant Inventory Qty": "3"}))
    assert (report["products_created"], report["warning_count"]) == (1, 1)
    level = shop.level("X/1")
    mug = shop.get("/products/mug").json
    assert (level.handle, level.product_id, level.on_hand, level.available) == ("mug", mug["id"], 10, 6)
    assert mug["variants"][0]["available"] == 6
    compose.services().inventory.commit("o1", [("X/1", 4)])
    shop.assert_balanced("X/1")
    assert compose.services().catalogue.for_sale(["X/1"])["X/1"].product.handle == "mug"


def test_a_product_whose_sku_was_taken_is_another_version_and_cannot_be_put_on_sale_with_it(shop: Shop) -> None:
    shop.load(csvs.simple("cup", Status="archived", **{"Variant SKU": "X"}))
    [card] = shop.staff("GET", "/admin/products").json["items"]
    seen = shop.staff("GET", f"/admin/products/{card['id']}").headers["ETag"]
    shop.load(csvs.simple("mug", **{"Variant SKU": "X"}))
    late = shop.staff("PATCH", f"/admin/products/{card['id']}", body={"status": "active"}, headers={"If-Match": seen})
    assert late.status == 412
    again = shop.staff("GET", f"/admin/products/{card['id']}")
    assert again.json["variants"][0]["available"] == 0
    refused = shop.staff(
        "PATCH", f"/admin/products/{card['id']}", body={"status": "active"}, headers={"If-Match": again.headers["ETag"]}
    )
    assert (refused.status, refused.json["code"]) == (409, "sku_taken")
    assert shop.level("X").handle == "mug"


def test_a_product_that_takes_very_many_skus_gets_them_all(shop: Shop) -> None:
    def rows(handle: str, **cells: str) -> list[dict[str, str]]:
        first = csvs.simple(handle, **{"Option1 Name": "Size", "Option1 Value": "0", "Variant SKU": "S-0", **cells})
        more = {"Variant Price": "5", "Variant Inventory Qty": "1"}
        return [first] + [
            csvs.row(Handle=handle, **{"Option1 Value": str(n), "Variant SKU": f"S-{n}", **more}) for n in range(1, 100)
        ]

    shop.load(*rows("cup", Status="archived"))
    report = shop.load(*rows("mug"))
    assert (report["products_created"], report["warning_count"], len(report["warnings"])) == (1, 100, 20)
    assert {level.handle for level in compose.services().inventory.levels([f"S-{n}" for n in range(100)]).values()} == {
        "mug"
    }


def test_an_unlisted_product_is_reached_by_its_link_alone(shop: Shop) -> None:
    shop.load(csvs.simple("cup", Status="unlisted", **{"Product Category": "Home"}))
    assert shop.get("/products/cup").status == 200
    assert compose.services().catalogue.for_sale(["CUP"])["CUP"].level.sellable
    assert shop.get("/products").json["items"] == []
    assert shop.get("/categories").json["items"] == []
    assert [
        card["status"] for card in shop.staff("GET", "/admin/products", query={"status": "unlisted"}).json["items"]
    ] == ["unlisted"]


def test_a_gift_card_is_for_sale_and_goes_into_no_parcel(shop: Shop) -> None:
    shop.load(csvs.simple("card", **{"Gift Card": "TRUE", "Variant Inventory Tracker": "shopify"}))
    [card] = shop.staff("GET", "/admin/products").json["items"]
    assert (card["status"], shop.get("/products/card").status) == ("active", 200)
    [sold] = compose.services().catalogue.for_sale(["CARD"]).values()
    assert (sold.variant.requires_shipping, sold.level.sellable) == (False, True)


def test_goods_become_a_gift_card_once_they_need_no_parcel(shop: Shop) -> None:
    shop.load(csvs.simple("card"))
    [card] = shop.staff("GET", "/admin/products").json["items"]
    body: dict[str, Any] = {
        "title": "Gift card",
        "status": "active",
        "gift_card": True,
        "variants": [{"sku": "CARD", "price": {"amount": 5000, "currency": "EUR"}}],
    }
    refused = shop.staff("PUT", f"/admin/products/{card['id']}", body=body, headers={"If-Match": '"1"'})
    assert (refused.status, [error["field"] for error in refused.json["errors"]]) == (
        400,
        ["variants.0.requires_shipping"],
    )
    variants = [{**body["variants"][0], "requires_shipping": False, "tracked": False}]
    made = shop.staff(
        "PUT", f"/admin/products/{card['id']}", body={**body, "variants": variants}, headers={"If-Match": '"1"'}
    )
    assert (made.status, made.json["gift_card"]) == (200, True)


def test_what_shall_run_out_is_counted_from_then_on(shop: Shop) -> None:
    shop.load(csvs.simple("cup", **{"Variant Inventory Tracker": ""}))
    cup = shop.get("/products/cup").json
    assert (cup["variants"][0]["tracked"], cup["variants"][0]["backorder"]) == (False, True)
    body = {"variants": [{"sku": "CUP", "backorder": False}]}
    patched = shop.staff("PATCH", f"/admin/products/{cup['id']}", body=body, headers={"If-Match": '"1"'})
    assert (patched.json["variants"][0]["tracked"], patched.json["variants"][0]["backorder"]) == (True, False)
