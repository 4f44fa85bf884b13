"""A product under another handle: found by all it had, sold without a gap, and met again by files of before."""

from __future__ import annotations

from typing import Any

import pytest

from products import compose
from products.domain.product import MAX_EARLIER
from products.doors.consumers import consumer
from tests.component.products.conftest import Shop
from tests.component.products.test_authoring import body_of, euro, variants
from tests.support import kafka, outbox
from tests.support.dynamo import counted
from tests.support.http import Response
from tests.unit.products import csvs


def rename(shop: Shop, product: dict[str, Any], handle: str, **changes: Any) -> Response:
    now = shop.staff("GET", f"/admin/products/{product['id']}").json
    body = {**body_of(now), "handle": handle, **changes}
    headers = {"If-Match": f'"{now["version"]}"'}
    return shop.staff("PUT", f"/admin/products/{product['id']}", body=body, headers=headers)


def heard(shop: Shop) -> None:
    """The service hears of its own change."""
    assert kafka.batch(consumer, outbox.events(shop.table)) == {"set_aside": 0}


def came(report: dict[str, Any]) -> tuple[int, int, int]:
    return report["products_created"], report["products_updated"], report["products_failed"]


def sold_under(*skus: str) -> dict[str, str]:
    return {sku: sale.product.handle for sku, sale in compose.services().catalogue.for_sale(skus).items()}


@pytest.fixture
def mug(shop: Shop) -> dict[str, Any]:
    made: dict[str, Any] = shop.make(options=["Colour"], variants=variants("blue", "red", on_hand=4)).json
    return made


def test_every_handle_leads_to_the_product_and_says_which_it_has(shop: Shop, mug: dict[str, Any]) -> None:
    renamed = rename(shop, mug, "cup")
    assert (renamed.status, renamed.json["handle"], renamed.json["version"]) == (200, "cup", 2), renamed.body
    assert renamed.json["earlier_handles"] == ["mug"]
    again = rename(shop, mug, "beaker")
    assert again.json["earlier_handles"] == ["mug", "cup"]
    for handle in ("mug", "cup", "beaker"):
        shown = shop.get(f"/products/{handle}").json
        assert (shown["id"], shown["handle"]) == (mug["id"], "beaker")
        assert [variant["available"] for variant in shown["variants"]] == [4, 4]
    assert [card["handle"] for card in shop.get("/products").json["items"]] == ["beaker"]
    assert outbox.events(shop.table)[-1].data["handle"] == "beaker"
    found = shop.staff("GET", "/admin/products", query={"q": "beaker"}).json["items"]
    assert [card["id"] for card in found] == [mug["id"]]


def test_it_is_for_sale_at_every_moment_and_its_stock_stays(shop: Shop, mug: dict[str, Any]) -> None:
    rename(shop, mug, "cup")
    assert sold_under("MUG-BLUE", "MUG-RED") == {"MUG-BLUE": "cup", "MUG-RED": "cup"}
    heard(shop)
    assert {shop.level(sku).handle for sku in ("MUG-BLUE", "MUG-RED")} == {"cup"}
    shop.assert_balanced("MUG-BLUE", "MUG-RED")
    assert sold_under("MUG-BLUE") == {"MUG-BLUE": "cup"}


def test_the_handle_it_has_costs_what_it_cost(shop: Shop, mug: dict[str, Any]) -> None:
    other = shop.make(title="Never renamed").json
    rename(shop, mug, "cup")
    heard(shop)
    asked = {}
    for handle in (other["handle"], "cup", "mug"):
        with counted() as requests:
            shop.get(f"/products/{handle}")
        asked[handle] = len(requests)
    assert asked["cup"] == asked[other["handle"]]
    assert asked["mug"] == asked["cup"] + 2
    with counted() as requests:
        sold_under("MUG-BLUE")
    assert requests == ["BatchGetItem", "BatchGetItem"]


def test_a_handle_it_had_is_no_others_and_is_taken_back(shop: Shop, mug: dict[str, Any]) -> None:
    rename(shop, mug, "cup")
    assert shop.make(title="Another", handle="mug").status == 409
    assert shop.make(title="Mug").json["handle"] == "mug-2"
    another = shop.make(title="Jar").json
    for handle in ("mug", "cup"):
        assert rename(shop, another, handle).status == 409
    assert rename(shop, another, "Has Blanks").status == 400
    back = rename(shop, mug, "mug")
    assert (back.status, back.json["handle"], back.json["earlier_handles"]) == (200, "mug", ["cup"]), back.body
    assert shop.get("/products/cup").json["handle"] == "mug"
    heard(shop)
    assert sold_under("MUG-BLUE") == {"MUG-BLUE": "mug"}


def test_files_meet_it_again_by_any_handle_and_its_unnamed_skus_stay(shop: Shop) -> None:
    unnamed = {"Variant SKU": "", "Option1 Name": "Size", "Option1 Value": "L"}
    shop.load(csvs.simple("mug", **unnamed))
    [card] = shop.staff("GET", "/admin/products").json["items"]
    assert rename(shop, card, "cup").status == 200
    heard(shop)
    before = shop.load(csvs.simple("mug", **{**unnamed, "Variant Price": "7.00"}))
    assert came(before) == (0, 1, 0)
    assert "handle is 'cup' now" in before["warnings"][0]["message"]
    since = shop.load(csvs.simple("cup", **{**unnamed, "Variant Price": "8.00"}))
    assert (came(since), since["warnings"]) == ((0, 1, 0), [])
    shown = shop.get("/products/mug").json
    assert (shown["handle"], [variant["sku"] for variant in shown["variants"]]) == ("cup", ["mug-l"])
    assert (shown["variants"][0]["price"]["amount"], shown["variants"][0]["available"]) == (800, 10)
    exported = shop.export()
    assert exported["status"] == "succeeded"


def test_a_dry_run_says_of_a_file_of_before_what_its_import_does(shop: Shop, mug: dict[str, Any]) -> None:
    rename(shop, mug, "cup")
    text = csvs.text(
        csvs.simple("mug", **{"Variant SKU": "MUG-BLUE"}), csvs.simple("jar", **{"Variant SKU": "MUG-RED"})
    )
    import_id = shop.send(text.encode(), begin="check")
    shop.work(import_id)
    rows = {row["handle"]: row for row in shop.tried(import_id)}
    assert {handle: row["outcome"] for handle, row in rows.items()} == {"cup": "updated", "jar": "created"}
    shop.staff("POST", f"/admin/products/imports/{import_id}/start")
    shop.work(import_id)
    report = shop.report(import_id)
    assert came(report) == (1, 1, 0)
    assert sold_under("MUG-BLUE", "MUG-RED") == {"MUG-BLUE": "cup", "MUG-RED": "jar"}


def test_of_two_who_change_it_at_once_one_does(shop: Shop, mug: dict[str, Any]) -> None:
    body, headers = {**body_of(mug), "handle": "cup"}, {"If-Match": '"1"'}
    assert shop.staff("PUT", f"/admin/products/{mug['id']}", body=body, headers=headers).status == 200
    assert shop.staff("PUT", f"/admin/products/{mug['id']}", body=body, headers=headers).status == 412
    body["variants"][0]["price"] = euro(1100)
    changed = shop.staff("PUT", f"/admin/products/{mug['id']}", body=body, headers={"If-Match": '"2"'})
    assert (changed.status, changed.json["handle"], changed.json["earlier_handles"]) == (200, "cup", ["mug"])


def test_a_product_has_had_so_many_handles_and_no_more(shop: Shop) -> None:
    made = shop.make().json
    for number in range(MAX_EARLIER):
        assert rename(shop, made, f"mug-{number}").status == 200
    refused = rename(shop, made, "one-more")
    assert (refused.status, "earlier handles" in refused.json["detail"]) == (409, True), refused.body
    assert rename(shop, made, "mug").status == 200
