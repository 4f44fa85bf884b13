"""Units beyond the stock, from the product's page to the shelf, on the real transactions."""

from __future__ import annotations

from typing import Any

import pytest

from products import compose
from souk import clock
from souk.errors import OutOfStock
from souk.ids import new_id
from tests.component.products.conftest import Shop
from tests.support import outbox

DAY = "2030-01-31"


def variant(**more: Any) -> dict[str, Any]:
    return {"sku": "MUG", "price": {"amount": 1000, "currency": "EUR"}, "on_hand": 1, **more}


@pytest.fixture
def product(shop: Shop) -> dict[str, Any]:
    preorder = {"units": 3, "available_from": DAY}
    made: dict[str, Any] = shop.make(title="Mug", status="active", variants=[variant(preorder=preorder)]).json
    return made


def buy(order_id: str, units: int) -> None:
    inventory = compose.services().inventory
    inventory.reserve(order_id, [("MUG", units)], 900)
    inventory.commit(order_id, [("MUG", units)])


def receive(shop: Shop, units: int) -> dict[str, Any]:
    body = {"kind": "receipt", "quantity": units, "reason": "came in"}
    headers = {"Idempotency-Key": new_id()}
    level: dict[str, Any] = shop.staff("POST", "/admin/stock/MUG/movements", body=body, headers=headers).json
    return level


def test_what_waits_is_listed_until_goods_come_in(shop: Shop, product: dict[str, Any]) -> None:
    assert product["variants"][0]["preorder"] == {"units": 3, "left": 3, "available_from": DAY}
    buy("first", 2)
    buy("second", 2)
    with pytest.raises(OutOfStock):
        buy("third", 1)
    waiting = shop.staff("GET", "/admin/stock/waiting").json["items"]
    assert [(each["order_id"], each["sku"], each["units"], each["promised"]) for each in waiting] == [
        ("first", "MUG", 1, DAY),
        ("second", "MUG", 2, DAY),
    ]
    level = shop.staff("GET", "/admin/stock/MUG").json
    assert (level["on_hand"], level["available"], level["waiting"], level["limit"]) == (0, -3, 3, 3)
    assert (receive(shop, 1)["waiting"], receive(shop, 5)["available"]) == (2, 3)
    assert shop.staff("GET", "/admin/stock/waiting", query={"sku": "MUG"}).json["items"] == []
    assert outbox.types(shop.table).count("stock.units_in") == 2


def test_the_timer_gives_what_came_in_otherwise(shop: Shop, product: dict[str, Any]) -> None:
    buy("waits", 2)
    compose.services().inventory.reserve("goes", [("MUG", 1)], 900)
    inventory = compose.services().inventory
    buy("back", 1)
    inventory.close("back", "cancelled")
    assert inventory.level("MUG").waiting == 2
    # One unit comes back from somebody who had it.
    inventory.take_back("waits", [("MUG", 1)], "return:1")
    inventory.serve(clock.Deadline(30))
    assert inventory.level("MUG").waiting == 1
    assert inventory.level("MUG").free == 0


def test_a_limit_that_is_taken_away_leaves_what_was_promised(shop: Shop, product: dict[str, Any]) -> None:
    buy("waits", 3)
    path = f"/admin/products/{product['id']}"
    etag = shop.staff("GET", path).headers["ETag"]
    patched = shop.staff(
        "PATCH", path, body={"variants": [{"sku": "MUG", "preorder": None}]}, headers={"If-Match": etag}
    )
    assert patched.json["variants"][0]["preorder"] is None
    with pytest.raises(OutOfStock):
        buy("late", 1)
    assert receive(shop, 2)["waiting"] == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"backorder": True, "preorder": {"units": 3, "available_from": DAY}},
        {"preorder": {"units": 0, "available_from": DAY}},
        {"preorder": {"units": 3, "available_from": "soon"}},
    ],
)
def test_what_makes_no_sense_is_refused(shop: Shop, wrong: dict[str, Any]) -> None:
    body = {"title": "Mug", "variants": [variant(**wrong)]}
    answer = shop.staff("POST", "/admin/products", body=body, headers={"Idempotency-Key": new_id()})
    assert answer.status == 400
