"""Counting the stock, and receiving goods of several SKUs."""

from __future__ import annotations

from typing import Any

import pytest

from products import compose
from products.doors.api import api
from souk.ids import new_id
from tests.component.products.conftest import STAFF, Shop
from tests.support import http, outbox


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    def variant(sku: str, barcode: str = "") -> dict[str, Any]:
        return {"sku": sku, "price": {"amount": 100, "currency": "EUR"}, "barcode": barcode, "on_hand": 10}

    shop.make(title="Cup", variants=[variant("CUP", "111")])
    shop.make(title="Pot", variants=[variant("POT", "222")])
    shop.make(title="Jar", variants=[variant("JAR/1", "222")])
    return shop


def begun(shop: Shop) -> str:
    answer = shop.staff("POST", "/admin/stock/counts", body={"name": "Shelf 1"}, headers={"Idempotency-Key": new_id()})
    assert answer.status == 201, answer.body
    return str(answer.json["count_id"])


def enter(shop: Shop, count_id: str, **counted: int) -> http.Response:
    lines = [{"code": code.removeprefix("_"), "counted": number} for code, number in counted.items()]
    return shop.staff("PUT", f"/admin/stock/counts/{count_id}/lines", body={"lines": lines})


def test_what_is_counted_is_booked_as_its_difference_once(stocked: Shop) -> None:
    count_id = begun(stocked)
    assert enter(stocked, count_id, _111=3).status == 200
    entered = enter(stocked, count_id, _111=8, POT=10)
    assert [(line["sku"], line["expected"], line["difference"]) for line in entered.json["lines"]] == [
        ("CUP", 10, -2),
        ("POT", 10, 0),
    ]
    # Sold between counting and booking: the difference that was found stays what it is.
    compose.services().inventory.reserve("o1", [("CUP", 4)], 900)
    compose.services().inventory.commit("o1", [("CUP", 4)])
    booked = [stocked.staff("POST", f"/admin/stock/counts/{count_id}/book") for _ in range(2)]
    other = http.call(api, "POST", f"/admin/stock/counts/{count_id}/book", user=new_id(), groups=["merchandiser"])
    for answer in (*booked, other):
        assert (answer.status, answer.json["status"], answer.json["lines_booked"]) == (200, "booked", 2)
        assert (answer.json["lines_left"], answer.json["refused"]) == (0, [])
    assert (stocked.level("CUP").on_hand, stocked.level("POT").on_hand) == (4, 10)
    rows = stocked.staff("GET", "/admin/stock/CUP").json["movements"]
    assert next((row["kind"], row["on_hand"], row["reference"]) for row in rows) == (
        "adjustment",
        -2,
        f"count:{count_id}",
    )
    assert outbox.types(stocked.table).count("stock.low") == 1
    assert enter(stocked, count_id, CUP=1).status == 409
    stocked.assert_balanced("CUP", "POT")


def test_a_line_that_cannot_be_booked_is_told_and_keeps_no_other(stocked: Shop) -> None:
    count_id = begun(stocked)
    enter(stocked, count_id, CUP=0, POT=12)
    compose.services().inventory.reserve("o1", [("CUP", 4)], 900)
    compose.services().inventory.commit("o1", [("CUP", 4)])
    answer = stocked.staff("POST", f"/admin/stock/counts/{count_id}/book").json
    assert (answer["status"], [line["sku"] for line in answer["refused"]]) == ("booked", ["CUP"])
    assert (stocked.level("CUP").on_hand, stocked.level("POT").on_hand) == (6, 12)
    lines = stocked.staff("GET", f"/admin/stock/counts/{count_id}/lines").json["items"]
    assert {line["sku"]: line["refused"] for line in lines} == {"CUP": "only 6 are on hand", "POT": None}


def test_a_count_may_find_fewer_than_are_held(stocked: Shop) -> None:
    compose.services().inventory.reserve("o1", [("CUP", 8)], 900)
    count_id = begun(stocked)
    enter(stocked, count_id, CUP=5)
    assert stocked.staff("POST", f"/admin/stock/counts/{count_id}/book").json["refused"] == []
    level = stocked.staff("GET", "/admin/stock/CUP").json
    assert (level["on_hand"], level["reserved"], level["over_held"]) == (5, 8, 3)


@pytest.mark.parametrize("counted", [{"NOPE": 1}, {"_222": 1}, {"CUP": 1, "_111": 2}, {"CUP": 1, "NOPE": 1}])
def test_a_code_that_names_no_one_sku_is_refused_with_all_of_it(stocked: Shop, counted: dict[str, int]) -> None:
    count_id = begun(stocked)
    assert enter(stocked, count_id, **counted).status == 400
    assert stocked.staff("GET", f"/admin/stock/counts/{count_id}/lines").json["items"] == []


def test_counts_are_listed_newest_first(stocked: Shop) -> None:
    counts = [begun(stocked), begun(stocked)]
    listed = stocked.staff("GET", "/admin/stock/counts").json["items"]
    assert [item["count_id"] for item in listed] == counts[::-1]
    shown = stocked.staff("GET", f"/admin/stock/counts/{counts[0]}").json
    assert (shown["status"], shown["created_by"]) == ("open", STAFF)
    assert stocked.staff("GET", "/admin/stock/counts/nope").status == 404


def test_goods_of_several_skus_are_received_each_once(stocked: Shop) -> None:
    lines = [{"sku": sku, "quantity": 20} for sku in ("CUP", "NOPE", "JAR/1")]
    body = {"lines": lines, "reason": "delivery 42"}
    # The first try died after its first line.
    compose.services().counts.receive({"CUP": 20}, "delivery 42", STAFF, "k1")
    answers = [
        stocked.staff("POST", "/admin/stock/receipts", body=body, headers={"Idempotency-Key": "k1"}) for _ in range(2)
    ]
    for answer in answers:
        assert answer.status == 201, answer.body
        assert [(line["sku"], (line["stock"] or {}).get("on_hand")) for line in answer.json["lines"]] == [
            ("CUP", 30),
            ("NOPE", None),
            ("JAR/1", 30),
        ]
        assert answer.json["lines"][1]["refused"] == "there is no such SKU"
    stocked.assert_balanced("CUP", "JAR/1")
    twice = {"lines": lines[:1] * 2, "reason": "x"}
    assert stocked.staff("POST", "/admin/stock/receipts", body=twice, headers={"Idempotency-Key": "k2"}).status == 400
