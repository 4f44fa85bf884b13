"""Drafts over HTTP and in the table: what staff put together, and the order that it becomes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from orders.doors.api import api
from souk import clock
from souk.events import data_of
from souk.events.orders import OrderLetterAsked
from tests.component.orders.conftest import NOW, Calls
from tests.component.orders.test_api import ADDRESS, assert_problem
from tests.support import outbox
from tests.support.http import Response, call
from tests.unit.orders.fakes import World

BODY: dict[str, Any] = {
    "lines": [
        {"sku": "MUG", "quantity": 2, "agreed": {"price": {"amount": 1500, "currency": "EUR"}, "reason": "a scratch"}},
        {"sku": "POT", "quantity": 1},
    ],
    "email": "bea@example.org",
    "shipping_address": ADDRESS,
    "shipping_method": "express",
    "notes": "ring twice",
}
ORDER = {"payment_method": "stripe", "expected_total": {"amount": 8890, "currency": "EUR"}}


def staff(method: str, path: str, body: Any = None, **headers: str) -> Response:
    sent = {name.replace("_", "-"): text for name, text in headers.items()}
    return call(api, method, path, body=body, user="s1", groups=["support"], headers=sent)


def listed(**query: str) -> Any:
    return call(api, "GET", "/admin/drafts", query=query, user="s1", groups=["support"]).json


def begin(key: str = "k1", **changes: Any) -> Response:
    return staff("POST", "/admin/drafts", {**BODY, **changes}, Idempotency_Key=key)


def test_a_draft_is_put_together_changed_and_ordered(world: World, table: str) -> None:
    begun = begin()
    assert begun.status == 201
    draft = begun.json
    assert (draft["sums"]["total"]["amount"], draft["sums"]["shipping"]["amount"]) == (8890, 990)
    assert [line["unit_price"]["amount"] for line in draft["lines"]] == [1500, 4900]
    assert begin().json == draft
    path = f"/admin/drafts/{draft['id']}"
    assert staff("GET", path, If_None_Match=begun.headers["ETag"]).status == 304
    assert_problem(staff("PUT", path, BODY), 428, "precondition_required")
    changed = staff("PUT", path, {**BODY, "notes": "ring once"}, If_Match=begun.headers["ETag"])
    assert (changed.json["notes"], staff("GET", path).json) == ("ring once", changed.json)
    stale = staff("POST", f"{path}/order", ORDER, If_Match=begun.headers["ETag"])
    assert_problem(stale, 412, "precondition_failed")
    dearer = {**ORDER, "expected_total": {"amount": 1, "currency": "EUR"}}
    assert_problem(staff("POST", f"{path}/order", dearer, If_Match=changed.headers["ETag"]), 409, "price_changed")

    ordered = staff("POST", f"{path}/order", ORDER, If_Match=changed.headers["ETag"]).json
    assert staff("POST", f"{path}/order", ORDER, If_Match=changed.headers["ETag"]).json == ordered
    assert (ordered["email"], ordered["lines"], ordered["notes"]) == (None, [], "")
    order = staff("GET", f"/admin/orders/{ordered['order_id']}").json
    assert (order["number"], order["state"], order["notes"]) == (
        ordered["order_number"],
        "AWAITING_PAYMENT",
        "ring once",
    )
    assert (order["agreed"], order["history"][0]["by"]) == ([{"sku": "MUG", "reason": "a scratch"}], "staff:s1")
    assert order["expires_at"] == clock.isoformat(NOW + timedelta(days=3))
    put = staff("PUT", path, BODY, If_Match=f'"{ordered["version"]}"')
    assert_problem(put, 409, "illegal_transition")

    letter = {"kind": "order_received"}
    assert staff("POST", f"/admin/orders/{order['id']}/letters", letter, Idempotency_Key="k2").status == 202
    asked = [event for event in outbox.events(table) if event.type == "order.letter_asked"]
    assert [data_of(event, OrderLetterAsked).placed_by for event in asked] == ["staff"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"email": None}, "invalid_input"),
        ({"customer_id": "ada"}, "invalid_input"),
        ({"lines": []}, "invalid_input"),
        ({"lines": [BODY["lines"][1]] * 2}, "invalid_input"),
        ({"email": None, "customer_id": "nobody"}, "invalid_input"),
        ({"shipping_address": {**ADDRESS, "postal_code": "1"}}, "invalid_input"),
    ],
)
def test_what_is_no_draft_is_refused(world: World, table: str, changes: dict[str, Any], code: str) -> None:
    assert_problem(begin(**changes), 400, code)


@pytest.mark.parametrize(("amount", "currency"), [(1500, "USD"), (100_000_001, "EUR")])
def test_a_price_that_is_none_of_the_shop_is_refused(world: World, table: str, amount: int, currency: str) -> None:
    agreed = {"price": {"amount": amount, "currency": currency}, "reason": "a scratch"}
    draft = begin(lines=[{"sku": "MUG", "quantity": 1, "agreed": agreed}])
    assert_problem(draft, 400, "invalid_input")


def test_a_list_of_drafts_takes_two_calls_however_many_there_are(world: World, table: str, calls: Calls) -> None:
    for number in range(3):
        with clock.freeze(NOW + timedelta(minutes=number)):
            begin(key=str(number), notes=str(number))
    calls.clear()
    page = listed(limit="2")
    assert calls.names == ["Query", "BatchGetItem"]
    rest = listed(limit="2", cursor=page["next_cursor"])
    assert [draft["changed_at"][14:16] for draft in page["items"] + rest["items"]] == ["02", "01", "00"]
    assert {(draft["units"], draft["email"]) for draft in page["items"]} == {(3, "bea@example.org")}
    begun = staff("GET", f"/admin/drafts/{page['items'][0]['id']}")
    assert staff("DELETE", f"/admin/drafts/{begun.json['id']}", If_Match=begun.headers["ETag"]).status == 204
    assert_problem(staff("GET", f"/admin/drafts/{begun.json['id']}"), 404, "not_found")
