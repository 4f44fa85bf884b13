"""What shoppers read."""

from __future__ import annotations

import pytest

from products import compose
from tests.component.products.conftest import Shop
from tests.unit.products import csvs


@pytest.fixture
def filled(shop: Shop) -> Shop:
    shop.load(
        csvs.simple(
            "cup",
            Title="Cup",
            **{"Product Category": "Home > Kitchen", "Variant Price": "7.00", "Image Src": "media/cup.svg"},
        ),
        csvs.simple("bowl", Title="Bowl", **{"Product Category": "Home > Kitchen", "Variant Price": "3.00"}),
        csvs.simple(
            "lamp", Title="Lamp", **{"Product Category": "Home", "Variant Price": "30.00", "Variant Inventory Qty": "0"}
        ),
        csvs.simple("ball", Title="Ball", Type="Toys", **{"Variant Price": "1.00"}),
        csvs.simple("secret", Title="Secret", Status="draft", **{"Product Category": "Home"}),
    )
    return shop


def handles(shop: Shop, **query: str) -> list[str]:
    return [item["handle"] for item in shop.get("/products", **query).json["items"]]


def test_a_category_lists_its_products_and_those_below_it(filled: Shop) -> None:
    assert sorted(handles(filled, category="home")) == ["bowl", "cup", "lamp"]
    assert sorted(handles(filled, category="home~kitchen")) == ["bowl", "cup"]
    assert sorted(handles(filled, category="home/kitchen")) == ["bowl", "cup"]
    assert sorted(handles(filled)) == ["ball", "bowl", "cup", "lamp"]
    assert handles(filled, category="garden") == []


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("newest", ["ball", "lamp", "bowl", "cup"]),
        ("price", ["ball", "bowl", "cup", "lamp"]),
        ("-price", ["lamp", "cup", "bowl", "ball"]),
        ("title", ["ball", "bowl", "cup", "lamp"]),
    ],
)
@pytest.mark.parametrize("limit", ["1", "3", "24"])
def test_a_list_is_sorted_across_its_pages(filled: Shop, sort: str, expected: list[str], limit: str) -> None:
    found: list[str] = []
    query = {"sort": sort, "limit": limit}
    while True:
        page = filled.get("/products", **query).json
        found += [item["handle"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
        assert len(found) <= 4
    assert found == expected


def test_a_card_says_what_a_list_needs(filled: Shop) -> None:
    [card] = [item for item in filled.get("/products").json["items"] if item["handle"] == "cup"]
    assert card == {
        "id": card["id"],
        "handle": "cup",
        "title": "Cup",
        "image": "/media/cup.svg",
        "price_from": {"amount": 700, "currency": "EUR"},
        "price_to": {"amount": 700, "currency": "EUR"},
        "compare_at": None,
        "compare_at_kind": None,
        "list_price": None,
        "price_per_measure": None,
        "available": True,
        "category_ids": ["home", "home/kitchen"],
        "vendor": "",
    }


@pytest.mark.parametrize(
    "query",
    [{"sort": "best"}, {"limit": "0"}, {"limit": "101"}, {"cursor": "%%%"}, {"cursor": "e30x"}, {"colour": "red"}],
)
def test_a_query_that_makes_no_sense_is_a_clear_400(filled: Shop, query: dict[str, str]) -> None:
    answer = filled.get("/products", **query)
    assert answer.status == 400
    assert answer.json["code"] == "invalid_input"


def test_the_tree_counts_what_is_published(filled: Shop) -> None:
    tree = filled.get("/categories").json["items"]
    assert [(c["id"], c["parent_id"], c["product_count"]) for c in tree] == [
        ("home", None, 3),
        ("toys", None, 1),
        ("home/kitchen", "home", 2),
    ]
    assert tree[0]["image"] == "/media/cup.svg"


def test_counts_follow_products_that_move_or_leave(filled: Shop) -> None:
    filled.load(
        csvs.simple("cup", Title="Cup", Type="Toys"),
        csvs.simple("ball", Title="Ball", Type="Toys", Status="archived"),
    )
    tree = {c["id"]: c["product_count"] for c in filled.get("/categories").json["items"]}
    assert tree == {"home": 2, "home/kitchen": 1, "toys": 1}
    assert handles(filled, category="toys") == ["cup"]
    assert sorted(handles(filled, category="home")) == ["bowl", "lamp"]


def test_a_product_shows_its_variants_with_live_stock(shop: Shop) -> None:
    first = csvs.simple(
        "shirt",
        Tags="linen",
        **{
            "Option1 Name": "Size",
            "Option1 Value": "M",
            "Variant Compare At Price": "9.00",
            "Variant Compare At Kind": "recommended",
            "Body (HTML)": "<p onclick=x>Soft<script>alert(1)</script></p>",
            "Product Category": "Clothes > Shirts",
        },
    )
    large = csvs.row(Handle="shirt", **{"Option1 Value": "L", "Variant SKU": "SHIRT-L", "Variant Price": "6.00"})
    shop.load(first, large)
    compose.services().inventory.reserve("o1", [("SHIRT", 3)], 900)
    answer = shop.get("/products/shirt")
    view = answer.json
    assert view["description_html"] == "<p>Soft</p>"
    assert view["options"] == [{"name": "Size", "values": ["M", "L"]}]
    assert [(v["sku"], v["options"], v["available"]) for v in view["variants"]] == [
        ("SHIRT", {"Size": "M"}, 7),
        ("SHIRT-L", {"Size": "L"}, 0),
    ]
    assert view["variants"][0]["compare_at"] == {"amount": 900, "currency": "EUR"}
    assert view["variants"][0]["compare_at_kind"] == "recommended"
    assert view["categories"] == [{"id": "clothes", "name": "Clothes"}, {"id": "clothes/shirts", "name": "Shirts"}]


def test_public_answers_may_be_cached_and_asked_after(filled: Shop) -> None:
    from products.doors.api import api
    from tests.support import http

    for path in ("/products", "/products/cup", "/categories"):
        answer = filled.get(path)
        assert answer.headers["Cache-Control"].startswith("public, max-age=")
        again = http.call(api, "GET", path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status, again.body) == (304, "")
    before = filled.get("/products/cup").headers["ETag"]
    filled.count("CUP", 1)
    assert filled.get("/products/cup").headers["ETag"] != before
    assert filled.get("/products/stock", skus="CUP").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("handle", ["nothing", "secret", "../admin"])
def test_what_is_not_published_is_not_found(filled: Shop, handle: str) -> None:
    answer = filled.get(f"/products/{handle.replace('/', '%2F')}")
    assert (answer.status, answer.json["code"]) == (404, "not_found")


def test_live_stock_of_several_skus(filled: Shop) -> None:
    assert filled.get("/products/stock", skus="LAMP, CUP,NONE").json["items"] == [
        {"sku": "LAMP", "available": 0, "backorder": False, "preorder_left": 0},
        {"sku": "CUP", "available": 10, "backorder": False, "preorder_left": 0},
    ]
    many = ",".join(f"S{number}" for number in range(101))
    assert filled.get("/products/stock", skus=many).status == 400


def test_health(shop: Shop) -> None:
    assert shop.get("/products/health").json == {"status": "ok", "service": "products"}
