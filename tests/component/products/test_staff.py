"""What staff do with products and stock."""

from __future__ import annotations

import pytest

from products.doors.api import api
from tests.component.products.conftest import STAFF, Shop
from tests.support import http, outbox
from tests.unit.products import csvs


@pytest.fixture
def filled(shop: Shop) -> Shop:
    shop.load(csvs.simple("cup", **{"Product Category": "Home > Kitchen"}), csvs.simple("pot", Status="draft"))
    return shop


def product_id(shop: Shop, handle: str = "cup") -> str:
    items = shop.staff("GET", "/admin/products").json["items"]
    return str(next(item["id"] for item in items if item["handle"] == handle))


@pytest.mark.parametrize(
    ("method", "path"),
    [(route.method, route.path.replace("{", "").replace("}", "")) for route in api.routes if "/admin/" in route.path],
)
def test_nobody_but_staff_gets_in(shop: Shop, method: str, path: str) -> None:
    assert http.call(api, method, path).status == 401
    assert http.call(api, method, path, user="u1", groups=["shoppers"]).status == 403


def test_staff_list_products_in_any_status(filled: Shop) -> None:
    def listed(**query: str) -> list[tuple[str, str]]:
        page = filled.staff("GET", "/admin/products", query=query).json
        return [(item["handle"], item["status"]) for item in page["items"]]

    assert listed() == [("pot", "draft"), ("cup", "active")]
    assert listed(status="draft") == [("pot", "draft")]
    assert listed(limit="1") == [("pot", "draft")]


def test_a_change_names_the_version_it_was_made_on(filled: Shop) -> None:
    path = f"/admin/products/{product_id(filled)}"
    seen = filled.staff("GET", path)
    assert seen.headers["ETag"] == '"1"'
    body = {"title": "Big Cup", "tags": ["new", "new"], "description_html": "<b>Big</b><script>x</script>"}
    assert filled.staff("PATCH", path, body=body).status == 428
    changed = filled.staff("PATCH", path, body=body, headers={"If-Match": seen.headers["ETag"]})
    assert changed.status == 200, changed.body
    assert (changed.json["title"], changed.json["tags"], changed.json["version"]) == ("Big Cup", ["new"], 2)
    assert changed.json["description_html"] == "<b>Big</b>"
    late = filled.staff("PATCH", path, body=body, headers={"If-Match": seen.headers["ETag"]})
    assert (late.status, late.json["version"]) == (412, 2)
    for never in ("9" * 40, "9" * 5000, "", "one"):  # more digits than DynamoDB's or Python's numbers take
        assert filled.staff("PATCH", path, body=body, headers={"If-Match": f'"{never}"'}).status == 412
    assert filled.get("/products/cup").json["title"] == "Big Cup"
    assert outbox.types(filled.table) == ["product.created", "product.updated"]


def test_a_new_price_reaches_lists_and_keeps_order(filled: Shop) -> None:
    path = f"/admin/products/{product_id(filled)}"
    body = {
        "variants": [
            {
                "sku": "CUP",
                "price": {"amount": 400, "currency": "EUR"},
                "compare_at": {"amount": 500, "currency": "EUR"},
                "backorder": True,
            }
        ]
    }
    assert filled.staff("PATCH", path, body=body, headers={"If-Match": '"1"'}).status == 200
    card = filled.get("/products", sort="price").json["items"][0]
    assert (card["price_from"]["amount"], card["compare_at"]) == (400, None), "it was not for sale for 30 days"
    assert filled.level("CUP").backorder


def test_publishing_and_archiving_put_a_product_into_lists_and_take_it_out(filled: Shop) -> None:
    path = f"/admin/products/{product_id(filled, 'pot')}"
    assert filled.get("/products/pot").status == 404
    filled.staff("PATCH", path, body={"status": "active"}, headers={"If-Match": '"1"'})
    assert {item["handle"] for item in filled.get("/products").json["items"]} == {"cup", "pot"}
    filled.staff("PATCH", path, body={"status": "archived"}, headers={"If-Match": '"2"'})
    assert {item["handle"] for item in filled.get("/products").json["items"]} == {"cup"}
    assert outbox.types(filled.table) == ["product.created", "product.created", "product.archived"]


@pytest.mark.parametrize(
    "body",
    [
        {"colour": "red"},
        {"title": ""},
        {"title": None},
        {"status": "gone"},
        {"category": "Home >"},
        {"variants": [{"sku": "OTHER"}]},
        {"variants": [{"sku": "CUP", "price": {"amount": -1, "currency": "EUR"}}]},
        {"variants": [{"sku": "CUP", "price": {"amount": 1, "currency": "USD"}}]},
        {"variants": [{"sku": "CUP", "price": None}]},
        {"variants": [{"sku": "CUP", "compare_at": {"amount": 1, "currency": "EUR"}}]},
    ],
)
def test_a_change_that_makes_no_sense_changes_nothing(filled: Shop, body: object) -> None:
    path = f"/admin/products/{product_id(filled)}"
    answer = filled.staff("PATCH", path, body=body, headers={"If-Match": '"1"'})
    assert answer.status == 400, answer.body
    assert filled.staff("GET", path).json["version"] == 1


def test_goods_received_are_booked_once_per_key(filled: Shop) -> None:
    body = {"kind": "receipt", "quantity": 5, "reason": "delivery 42"}
    path = "/admin/stock/CUP/movements"
    assert filled.staff("POST", path, body=body).status == 400
    first = filled.staff("POST", path, body=body, headers={"Idempotency-Key": "k1"})
    again = filled.staff("POST", path, body=body, headers={"Idempotency-Key": "k1"})
    other = filled.staff("POST", path, body=body | {"quantity": 6}, headers={"Idempotency-Key": "k1"})
    assert (first.status, first.json["on_hand"]) == (201, 15)
    assert (again.json, again.headers["Idempotency-Replayed"]) == (first.json, "true")
    assert other.status == 422
    history = filled.staff("GET", "/admin/stock/CUP").json
    assert [(m["kind"], m["on_hand"], m["actor"]) for m in history["movements"]] == [
        ("receipt", 5, f"user:{STAFF}"),
        ("receipt", 10, f"user:{STAFF}"),
    ]
    filled.assert_balanced("CUP")


def test_a_movement_is_booked_once_even_when_its_answer_was_lost(filled: Shop) -> None:
    from products import compose
    from products.domain.stock import MovementKind

    compose.services().inventory.move("CUP", MovementKind.RECEIPT, 5, "delivery", STAFF, "k1")
    body = {"kind": "receipt", "quantity": 5, "reason": "delivery"}
    again = filled.staff("POST", "/admin/stock/CUP/movements", body=body, headers={"Idempotency-Key": "k1"})
    assert again.json["on_hand"] == 15


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"kind": "adjustment", "quantity": -11, "reason": "lost"}, 409),
        ({"kind": "adjustment", "quantity": 0, "reason": "none"}, 400),
        ({"kind": "receipt", "quantity": -1, "reason": "none"}, 400),
        ({"kind": "commit", "quantity": 1, "reason": "none"}, 400),
        ({"kind": "receipt", "quantity": 1, "reason": " "}, 400),
        ({"kind": "receipt", "quantity": 1.5, "reason": "half"}, 400),
    ],
)
def test_a_movement_that_makes_no_sense_is_refused(filled: Shop, body: object, status: int) -> None:
    answer = filled.staff("POST", "/admin/stock/CUP/movements", body=body, headers={"Idempotency-Key": "k"})
    assert answer.status == status, answer.body
    assert filled.level("CUP").on_hand == 10


def test_the_stock_of_an_unknown_sku_is_not_found(filled: Shop) -> None:
    assert filled.staff("GET", "/admin/stock/NOPE").status == 404
    assert filled.staff("GET", "/admin/products/nope").status == 404


def test_the_threshold_of_low_stock_is_set_by_staff(filled: Shop) -> None:
    changed = filled.staff("PATCH", "/admin/stock/CUP", body={"threshold": 10})
    assert (changed.status, changed.json["threshold"]) == (200, 10)
    assert filled.level("CUP").threshold == 10
    assert outbox.types(filled.table)[-1] == "stock.low"
    assert filled.staff("PATCH", "/admin/stock/CUP", body={"threshold": -1}).status == 400
    assert filled.staff("PATCH", "/admin/stock/NOPE", body={"threshold": 1}).status == 404
