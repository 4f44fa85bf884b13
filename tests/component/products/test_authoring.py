"""What staff write of products: the same rules as a file's, and one version after the other."""

from __future__ import annotations

from typing import Any

import pytest

from souk.ids import new_id
from tests.component.products.conftest import Shop
from tests.support import outbox
from tests.unit.products import csvs


def euro(amount: int) -> dict[str, Any]:
    return {"amount": amount, "currency": "EUR"}


def variants(*colours: str, on_hand: int = 0) -> list[dict[str, Any]]:
    return [
        {"sku": f"MUG-{c.upper()}", "options": [c], "price": euro(1000), "on_hand": on_hand, "barcode": f"40{n}"}
        for n, c in enumerate(colours)
    ]


def body_of(product: dict[str, Any]) -> dict[str, Any]:
    """What is sent to change a product as it was read."""
    names = [option["name"] for option in product["options"]]
    taken = (
        "sku",
        "price",
        "compare_at",
        "recommended",
        "backorder",
        "tracked",
        "weight_grams",
        "barcode",
        "image",
        "tax_class",
    )
    return {
        "title": product["title"],
        "status": product["status"],
        "options": names,
        "variants": [
            {name: each[name] for name in taken} | {"options": [each["options"][name] for name in names]}
            for each in product["variants"]
        ],
        "attributes": product["attributes"],
        "tags": product["tags"],
    }


def test_a_product_is_made_whole_with_its_stock_and_told_of_once(shop: Shop) -> None:
    made = shop.make(
        title="Blue Mug",
        category="Home > Kitchen",
        options=["Colour"],
        variants=variants("blue", "red", on_hand=4),
        attributes=[{"name": "Material", "value": "Stoneware"}],
        description_html="<b>Good</b><script>x</script>",
        tags=["new"],
    )
    assert (made.status, made.json["handle"], made.headers["ETag"]) == (201, "blue-mug", '"1"')
    assert made.json["description_html"] == "<b>Good</b>"
    shown = shop.get("/products/blue-mug").json
    assert [(v["sku"], v["available"]) for v in shown["variants"]] == [("MUG-BLUE", 4), ("MUG-RED", 4)]
    assert shown["attributes"] == [{"name": "Material", "value": "Stoneware"}]
    assert outbox.types(shop.table) == ["product.created"]
    shop.assert_balanced("MUG-BLUE", "MUG-RED")
    assert shop.make(title="Blue Mug", handle="blue-mug").status == 409
    assert shop.make(title="Blue Mug").json["handle"] == "blue-mug-2"


def test_the_same_request_makes_one_product(shop: Shop) -> None:
    key = {"Idempotency-Key": "k1"}
    body = {"title": "Mug", "variants": [{"price": euro(500)}]}
    first = shop.staff("POST", "/admin/products", body=body, headers=key)
    again = shop.staff("POST", "/admin/products", body=body, headers=key)
    assert first.json["id"] == again.json["id"]
    assert len(shop.staff("GET", "/admin/products").json["items"]) == 1


def test_all_that_is_wrong_is_told_by_field(shop: Shop) -> None:
    made = shop.make(
        options=["Size", "size"],
        variants=[
            {"sku": "A", "options": ["S", "M"], "price": euro(-1)},
            {"sku": "A", "options": ["s", "m"], "price": euro(5), "compare_at": euro(4)},
        ],
        images=[{"src": "javascript:alert(1)"}],
    )
    assert made.status == 400
    assert {error["field"] for error in made.json["errors"]} == {
        "options",
        "images",
        "variants.0.price",
        "variants.1.options",
        "variants.1.compare_at",
        "variants.1.sku",
    }
    assert shop.make(variants=[{"price": {"amount": 5, "currency": "USD"}}]).status == 400
    assert shop.make(handle="Has Blanks").status == 400
    assert shop.staff("GET", "/admin/products").json["items"] == []


def test_variants_come_and_go_and_what_is_stocked_stays_stocked(shop: Shop) -> None:
    made = shop.make(options=["Colour"], variants=variants("blue", "red", on_hand=4)).json
    path = f"/admin/products/{made['id']}"
    body = body_of(made)
    del body["variants"][0]
    body["variants"].append({"sku": "MUG-GREEN", "options": ["green"], "price": euro(1200), "on_hand": 3})
    body["variants"][0] |= {"on_hand": 99}  # it is stocked already, and moves by receipts alone
    assert shop.staff("PUT", path, body=body).status == 428
    changed = shop.staff("PUT", path, body=body, headers={"If-Match": '"1"'})
    assert changed.status == 200, changed.body
    assert [(v["sku"], v["on_hand"]) for v in changed.json["variants"]] == [("MUG-RED", 4), ("MUG-GREEN", 3)]
    assert shop.level("MUG-BLUE").on_hand == 4
    assert shop.staff("PUT", path, body=body, headers={"If-Match": '"1"'}).status == 412
    # What no product lists any more another one takes over, with its stock; what one lists stays its own.
    other = shop.make(title="Cup", variants=[{"sku": "MUG-BLUE", "price": euro(900), "on_hand": 50}])
    assert (other.status, other.json["variants"][0]["on_hand"]) == (201, 4)
    taken = shop.make(title="Jar", variants=[{"sku": "MUG-RED", "price": euro(900)}])
    assert (taken.status, taken.json["code"], taken.json["handles"]) == (409, "sku_taken", [made["handle"]])
    shop.assert_balanced("MUG-BLUE", "MUG-RED", "MUG-GREEN")


def test_a_change_that_changes_nothing_is_not_written(shop: Shop) -> None:
    made = shop.make(options=["Colour"], variants=variants("blue")).json
    path = f"/admin/products/{made['id']}"
    same = shop.staff("PUT", path, body=body_of(made), headers={"If-Match": '"1"'})
    assert (same.status, same.json["version"]) == (200, 1)
    assert shop.staff("GET", path, headers={"If-None-Match": '"1"'}).status == 304


def test_a_file_keeps_the_attributes_it_has_no_column_for(shop: Shop) -> None:
    shop.make(title="Cup", attributes=[{"name": "Material", "value": "Glass"}])
    shop.load(csvs.simple("cup", **{"Variant Price": "12.00"}))
    shown = shop.get("/products/cup").json
    assert (shown["attributes"], shown["variants"][0]["price"]["amount"]) == (
        [{"name": "Material", "value": "Glass"}],
        1200,
    )


def test_why_one_cannot_withdraw_is_shown_patched_and_kept_by_files_that_do_not_say(shop: Shop) -> None:
    def shown() -> object:
        return shop.get("/products/cake").json["variants"][0]["withdrawal_exclusion"]

    cake = {"sku": "CAKE", "price": euro(900), "withdrawal_exclusion": "perishable"}
    made = shop.make(title="Cake", variants=[cake]).json
    assert (made["variants"][0]["withdrawal_exclusion"], shown()) == ("perishable", "perishable")
    shop.load(csvs.simple("cake", **{"Variant Price": "12.00"}))
    assert shown() == "perishable"
    shop.load(csvs.simple("cake", **{"Variant Withdrawal Exclusion": "sealed_hygiene"}))
    assert shown() == "sealed_hygiene"
    path = f"/admin/products/{made['id']}"
    version = {"If-Match": f'"{shop.staff("GET", path).json["version"]}"'}
    body = {"variants": [{"sku": "CAKE", "withdrawal_exclusion": None}]}
    assert shop.staff("PATCH", path, body=body, headers=version).status == 200
    assert shown() is None


def test_a_size_is_written_patched_and_kept_by_files_that_do_not_say(shop: Shop) -> None:
    path = f"/admin/products/{shop.make(title='Sofa', variants=[{'sku': 'SOFA', 'price': euro(900)}]).json['id']}"

    def size() -> object:
        return shop.staff("GET", path).json["variants"][0]["size_class"]

    def patched(size_class: str) -> int:
        version = {"If-Match": f'"{shop.staff("GET", path).json["version"]}"'}
        body = {"variants": [{"sku": "SOFA", "size_class": size_class}]}
        return shop.staff("PATCH", path, body=body, headers=version).status

    assert size() == ""
    assert (patched("bulky"), size()) == (200, "bulky")
    assert (patched("Very large"), size()) == (400, "bulky")
    shop.load(csvs.simple("sofa", **{"Variant SKU": "SOFA", "Variant Price": "12.00"}))
    assert size() == "bulky"
    shop.load(csvs.simple("sofa", **{"Variant SKU": "SOFA", "Variant Size Class": "none"}))
    assert size() == ""
    made = shop.make(title="Bed", variants=[{"sku": "BED", "price": euro(900), "size_class": "bulky"}]).json
    assert made["variants"][0]["size_class"] == "bulky"


def test_digital_content_is_in_no_parcel(shop: Shop) -> None:
    song = {"sku": "SONG", "price": euro(900), "withdrawal_exclusion": "digital_content"}
    refused = shop.make(title="Song", variants=[song])
    assert (refused.status, refused.json["errors"][0]["field"]) == (400, "variants.0.withdrawal_exclusion")
    assert shop.make(title="Song", variants=[{**song, "requires_shipping": False}]).status == 201


def test_a_copy_is_a_draft_with_skus_of_its_own_and_can_be_looked_at(shop: Shop) -> None:
    made = shop.make(options=["Colour"], variants=variants("blue", on_hand=4), tags=["new"]).json
    copied = shop.staff(
        "POST",
        f"/admin/products/{made['id']}/duplicate",
        body={"title": "Cup"},
        headers={"Idempotency-Key": new_id()},
    )
    assert copied.status == 201, copied.body
    copy = copied.json
    assert (copy["handle"], copy["status"], copy["tags"]) == ("cup", "draft", ["new"])
    assert [(v["sku"], v["on_hand"], v["barcode"]) for v in copy["variants"]] == [("cup-blue", 0, "")]
    assert shop.get("/products/cup").status == 404
    preview = shop.staff("GET", f"/admin/products/{copy['id']}/preview").json
    assert (preview["title"], set(preview)) == ("Cup", set(shop.get("/products/mug").json))


@pytest.mark.parametrize("count", [30, 100])
def test_a_product_of_many_variants_is_written_whole_and_found(shop: Shop, count: int) -> None:
    made = shop.make(options=["Colour"], variants=variants(*(f"c{n}" for n in range(count)), on_hand=1))
    assert made.status == 201, made.body
    assert len(shop.get("/products/mug").json["variants"]) == count
    assert [item["handle"] for item in shop.staff("GET", "/admin/products", query={"q": "mug-c7"}).json["items"]] == [
        "mug"
    ]
