"""The HTTP routes, through the gateway's event to the table and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from orders.doors.api import api
from orders.usecases.orders import Viewer
from orders.usecases.ports import Cart
from souk import clock
from souk.errors import PaymentDeclined, Unavailable
from souk.events import data_of
from souk.events.orders import OrderPlaced
from souk.money import Money
from tests.component.orders.conftest import NOW, deployed
from tests.support import outbox
from tests.support.http import Response, call
from tests.unit.orders import events
from tests.unit.orders.fakes import GUEST, TOKEN, USER, World, variant

ADA = USER.removeprefix("user:")
COOKIE = {"souk_cart": TOKEN}
ADDRESS = {
    "name": "Ada Lovelace",
    "line1": "Hauptstr. 1",
    "city": "Berlin",
    "postal_code": "10115",
    "country": "DE",
}


def line(sku: str, quantity: int, price: int) -> dict[str, Any]:
    return {"sku": sku, "quantity": quantity, "unit_price": {"amount": price, "currency": "EUR"}}


SHOWN: dict[str, Any] = {"cart_version": 0, "lines": [line("MUG", 1, 1999)]}
BODY: dict[str, Any] = {
    **SHOWN,
    "email": "ada@example.org",
    "shipping_address": ADDRESS,
    "shipping_method": "standard",
    "payment_method": "stripe",
    "expected_total": {"amount": 2489, "currency": "EUR"},
}
QUOTE = {**SHOWN, "shipping_address": {"country": "DE"}, "shipping_method": "standard"}
MONEY = ("authorised", "captured", "refunded", "disputed")
MEMBER_BODY = {name: value for name, value in BODY.items() if name != "email"}


def check_out(key: str = "key", **changes: Any) -> Response:
    return call(api, "POST", "/checkout", body={**BODY, **changes}, cookies=COOKIE, headers={"Idempotency-Key": key})


def member_check_out(world: World) -> dict[str, Any]:
    world.carts[USER] = Cart("cart-2", {"MUG": 1})
    answer = call(api, "POST", "/me/checkout", body=MEMBER_BODY, user=ADA, headers={"Idempotency-Key": "key"})
    assert answer.status == 201
    return dict(answer.json)


def assert_problem(answer: Response, status: int, code: str) -> dict[str, Any]:
    assert answer.status == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["correlation_id"]
    assert "Traceback" not in answer.body
    return dict(problem)


def staff(method: str, path: str, body: Any = None, **headers: str) -> Response:
    sent = {name.replace("_", "-"): text for name, text in headers.items()}
    return call(api, method, path, body=body, user="s1", groups=["support"], headers=sent)


def test_staff_put_an_address_right_on_condition_of_what_they_saw(world: World, table: str) -> None:
    order = check_out().json["order"]
    path = f"/admin/orders/{order['id']}"
    seen = staff("GET", path)
    etag = seen.headers["ETag"]
    assert staff("GET", path, If_None_Match=etag).status == 304
    body = {"shipping_address": {**ADDRESS, "line1": "Baker Str. 221b"}, "email": "ada@new.example", "reason": "typo"}
    assert_problem(staff("PATCH", path, body), 428, "precondition_required")
    after = staff("PATCH", path, body, If_Match=etag)
    assert after.status == 200
    assert (after.json["shipping_address"]["line1"], after.json["original_address"]["line1"]) == (
        "Baker Str. 221b",
        ADDRESS["line1"],
    )
    assert staff("GET", path).json == after.json
    late = assert_problem(staff("PATCH", path, body, If_Match=etag), 412, "precondition_failed")
    assert f'"{late["version"]}"' == after.headers["ETag"]
    reviewed = staff("POST", f"{path}/review", {"reason": "called"}, If_Match=after.headers["ETag"])
    assert reviewed.json["reviewed"]["by"] == "staff:s1"
    cancel = {"Idempotency_Key": "k1", "If_Match": etag}
    assert_problem(staff("POST", f"{path}/cancel", {"reason": "twice"}, **cancel), 412, "precondition_failed")
    bad = {**body, "shipping_address": {**ADDRESS, "postal_code": "1"}}
    assert_problem(staff("PATCH", path, bad, If_Match=reviewed.headers["ETag"]), 400, "invalid_input")
    told = [trace for trace in reviewed.json["traces"] if "order.corrected" in trace["events"]]
    assert len(told) == 1


def test_staff_change_a_paid_order_as_they_saw_it_and_once_for_a_key(world: World, table: str) -> None:
    placed = check_out().json
    stored = world.orders.listed(None, 1, None)[0][0]
    path, first = f"/admin/orders/{stored.id}", stored.lines[0]
    lower = {"amount": first.unit_price.amount - 100, "currency": "EUR"}
    body = {"prices": [{"sku": first.sku, "price": lower}], "reason": "a scratch"}
    unpaid = staff("POST", f"{path}/edits", body, Idempotency_Key="k0", If_Match=staff("GET", path).headers["ETag"])
    assert_problem(unpaid, 409, "illegal_transition")
    world.orders.reactions.payment_changed(events.captured(stored))
    seen = staff("GET", path)
    tag = seen.headers["ETag"]
    assert_problem(staff("POST", f"{path}/edits", body, Idempotency_Key="k1"), 428, "precondition_required")
    shown = staff("POST", f"{path}/edits", {**body, "preview": True}, Idempotency_Key="k1").json
    less = 100 * first.quantity
    assert shown["total"]["amount"] == stored.total.amount - less
    assert (staff("GET", path).json, shown["edits"][0]["amount"]["amount"]) == (seen.json, less)
    for _ in range(2):
        after = staff("POST", f"{path}/edits", body, Idempotency_Key="k1", If_Match=tag)
        assert (after.status, after.json["total"]) == (200, shown["total"])
    assert after.json["lines"][0]["unit_price"] == lower
    [edit] = after.json["edits"]
    assert (edit["requested_by"], edit["reason"], edit["state"]) == ("staff:s1", "a scratch", "accepted")
    assert edit["prices"][0] | {"title": ""} == {
        "sku": first.sku,
        "title": "",
        "before": {"amount": first.unit_price.amount, "currency": "EUR"},
        "after": lower,
    }
    late = staff("POST", f"{path}/edits", {**body, "shipping": lower}, Idempotency_Key="k2", If_Match=tag)
    assert_problem(late, 412, "precondition_failed")
    twice = {**body, "prices": [{"sku": first.sku, "price": lower}] * 2}
    assert_problem(staff("POST", f"{path}/edits", twice, Idempotency_Key="k3", If_Match=tag), 400, "invalid_input")
    mine = call(api, "GET", f"/orders/{stored.id}", headers=key_of(placed)).json
    assert (mine["edits"][0]["requested_by"], mine["edits"][0]["reason"]) == ("staff", "")
    assert [moment["kind"] for moment in mine["timeline"]][-1] == "edited"
    assert mine["line_cancellations"] == []
    assert outbox.types(table).count("order.edited") == 1


def test_staff_see_what_the_checkout_charges(world: World, table: str) -> None:
    rates = staff("GET", "/admin/rates").json
    assert (rates["currency"], rates["tax_included"], len(rates["payment_methods"]) > 0) == ("EUR", True, True)
    taxes = {tax.pop("country"): tax for tax in rates["taxes"]}
    assert taxes["DE"] == {"standard": 1900, "reduced": 700}
    assert taxes["US"] == {"standard": 0, "reduced": 0}
    home, *_, world_zone = rates["zones"]
    assert (home["countries"], "US" in world_zone["countries"]) == (["DE"], True)
    quoted = {method["id"]: method["bands"][0]["price"] for method in home["methods"]}
    quote = call(api, "POST", "/checkout/quote", body=QUOTE, cookies=COOKIE).json
    assert quote["shipping"] == quoted["standard"]
    standard = home["methods"][0]
    assert (standard["by"], [band["up_to"] for band in standard["bands"]]) == ("weight", [5000, None])


def test_staff_have_a_letter_sent_again_once_for_a_key(world: World, table: str) -> None:
    order = check_out().json["order"]
    path = f"/admin/orders/{order['id']}"
    assert staff("GET", path).json["letters"] == ["order_received"]
    for _ in range(2):
        assert staff("POST", f"{path}/letters", {"kind": "order_received"}, Idempotency_Key="k1").status == 202
    assert outbox.types(table).count("order.letter_asked") == 1
    too_early = staff("POST", f"{path}/letters", {"kind": "shipped"}, Idempotency_Key="k2")
    assert_problem(too_early, 409, "conflict")
    for number in range(9):
        key = f"more-{number}"
        assert staff("POST", f"{path}/letters", {"kind": "order_received"}, Idempotency_Key=key).status == 202
    last = staff("POST", f"{path}/letters", {"kind": "order_received"}, Idempotency_Key="last")
    assert_problem(last, 429, "rate_limited")


def test_the_letter_about_the_last_refund_is_sent_again_with_its_sums(world: World, table: str) -> None:
    path = f"/admin/orders/{check_out().json['order']['id']}"
    assert "refunded" not in staff("GET", path).json["letters"]
    [order], _ = world.orders.listed(None, 1, None)
    first, second = events.refunded(order, 100, 100), events.refunded(order, 200, 300)
    for refund in (second.model_copy(update={"aggregate_version": 4}), first):
        world.orders.reactions.refund_succeeded(refund)
    assert "refunded" in staff("GET", path).json["letters"]
    assert staff("POST", f"{path}/letters", {"kind": "refunded"}, Idempotency_Key="k1").status == 202
    [asked] = [event for event in outbox.events(table) if event.type == "order.letter_asked"]
    assert (asked.data["refunded"]["amount"], asked.data["refunded_total"]["amount"]) == (200, 300)


def test_a_guest_checks_out(world: World, table: str) -> None:
    answer = check_out()

    assert answer.status == 201
    order, payment = answer.json["order"], answer.json["payment"]
    assert order["state"] == "AWAITING_PAYMENT"
    assert order["number"].startswith("SK-")
    assert order["total"] == {"amount": 2489, "currency": "EUR"}
    assert order["subtotal"]["amount"] + order["shipping"]["amount"] == order["total"]["amount"]
    assert order["money"] == {name: {"amount": 0, "currency": "EUR"} for name in MONEY}
    assert order["expires_at"] == "2026-03-01T12:15:00.000Z"
    assert order["shipping_address"]["city"] == "Berlin"
    assert [(line["sku"], line["quantity"]) for line in order["lines"]] == [("MUG", 1)]
    assert [entry["state"] for entry in order["history"]] == ["PENDING", "AWAITING_PAYMENT"]
    assert payment["client_secret"] == "secret"
    assert payment["payment_id"] == order["payment"]["id"]
    assert len(answer.json["access_key"]) == 22
    assert outbox.types(table) == ["order.placed"]


@pytest.mark.parametrize("microseconds", [0, 486_499, 486_999])
def test_the_same_key_gives_the_same_answer_and_one_order(world: World, table: str, microseconds: int) -> None:
    with clock.freeze(NOW + timedelta(microseconds=microseconds)):
        first = check_out()
    world.carts.clear()
    again = check_out()
    assert (again.status, again.json) == (201, first.json)
    assert len(outbox.events(table)) == 1


def test_the_same_key_with_another_body_is_422(world: World) -> None:
    check_out()
    assert_problem(check_out(notes="something else"), 422, "idempotency_key_reused")


def test_the_event_carries_the_correlation_id_of_the_request(world: World, table: str) -> None:
    headers = {"Idempotency-Key": "key", "X-Correlation-Id": "trace-1"}
    call(api, "POST", "/checkout", body=BODY, cookies=COOKIE, headers=headers)
    assert [event.correlation_id for event in outbox.events(table)] == ["trace-1"]


@pytest.mark.parametrize("key", [None, "", "x" * 256])
def test_checkout_needs_an_idempotency_key(world: World, key: str | None) -> None:
    headers = {} if key is None else {"Idempotency-Key": key}
    answer = call(api, "POST", "/checkout", body=BODY, cookies=COOKIE, headers=headers)
    assert_problem(answer, 400, "invalid_input")


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "nobody"},
        {"email": "a@b.c d"},
        {"unknown": 1},
        {"payment_method": "cash"},
        {"shipping_method": "drone"},
        {"expected_total": {"amount": "24.89", "currency": "EUR"}},
        {"expected_total": {"amount": 24.5, "currency": "EUR"}},
        {"expected_total": {"amount": -1, "currency": "EUR"}},
        {"shipping_address": {**ADDRESS, "country": "de"}},
        {"shipping_address": {**ADDRESS, "country": "XX"}},
        {"shipping_address": {**ADDRESS, "name": "  "}},
        {"notes": "x" * 501},
        {"cart_version": None},
        {"cart_version": "0"},
        {"cart_version": -1},
        {"lines": None},
        {"lines": [line("MUG", 0, 1999)]},
        {"lines": [line("MUG", 1, 1999), line("MUG", 1, 1999)]},
        {"lines": [line(f"SKU-{number}", 1, 1999) for number in range(101)]},
        {"lines": [{"sku": "MUG", "quantity": 1}]},
    ],
)
def test_what_is_not_valid_is_400_and_leaves_nothing(world: World, table: str, changes: dict[str, Any]) -> None:
    assert_problem(check_out(**changes), 400, "invalid_input")
    assert outbox.events(table) == []
    assert world.inventory.held == {}


@pytest.mark.parametrize("cookies", [{}, {"souk_cart": "short"}, {"souk_cart": "B" * 22}])
def test_without_a_cart_there_is_nothing_to_order(world: World, cookies: dict[str, str]) -> None:
    body, headers = {**BODY, "lines": []}, {"Idempotency-Key": "key"}
    answer = call(api, "POST", "/checkout", body=body, cookies=cookies, headers=headers)
    assert "empty" in assert_problem(answer, 400, "invalid_input")["detail"]
    answer = call(api, "POST", "/checkout", body=BODY, cookies=cookies, headers=headers)
    assert assert_problem(answer, 409, "cart_changed")["changes"][0]["now"] is None


@pytest.mark.parametrize("missing", ["cart_version", "lines"])
@pytest.mark.parametrize("path", ["/checkout", "/checkout/quote"])
def test_what_is_shown_is_part_of_the_contract(world: World, path: str, missing: str) -> None:
    body = {name: value for name, value in (BODY if path == "/checkout" else QUOTE).items() if name != missing}
    answer = call(api, "POST", path, body=body, cookies=COOKIE, headers={"Idempotency-Key": "key"})
    [error] = assert_problem(answer, 400, "invalid_input")["errors"]
    assert (error["field"], error["code"]) == (missing, "missing")


def test_a_cart_that_is_not_the_one_shown_is_409_with_the_difference(world: World, table: str) -> None:
    world.carts.change(GUEST, MUG=2)
    for answer in (check_out(), call(api, "POST", "/checkout/quote", body=QUOTE, cookies=COOKIE)):
        problem = assert_problem(answer, 409, "cart_changed")
        [change] = problem["changes"]
        assert (change["title"], change["shown"]["quantity"], change["now"]["quantity"]) == ("The MUG", 1, 2)
        assert problem["cart_version"] == {"shown": 0, "now": 1}
    assert outbox.types(table) == []


def test_a_cart_is_ordered_once_and_the_second_key_hears_as_which_order(world: World, table: str) -> None:
    first = check_out("one").json["order"]
    problem = assert_problem(check_out("two"), 409, "cart_changed")
    assert (problem["reason"], problem["order_number"]) == ("ordered", first["number"])
    assert outbox.types(table) == ["order.placed"]


@pytest.mark.parametrize("cookies", [COOKIE, {}])
def test_a_cart_that_is_down_is_503_and_not_an_empty_one(world: World, cookies: dict[str, str]) -> None:
    world.carts.down = True
    answers = [
        call(api, "POST", "/checkout/quote", body=QUOTE, cookies=cookies),
        call(api, "POST", "/checkout/quote", body={**QUOTE, "lines": []}, cookies=cookies),
        call(api, "POST", "/checkout", body=BODY, cookies=cookies, headers={"Idempotency-Key": "key"}),
        call(api, "GET", "/checkout/options", query={"country": "DE"}, cookies=cookies),
    ]
    for answer in answers:
        assert "cart cannot be read" in assert_problem(answer, 503, "unavailable")["detail"]


def test_a_catalogue_that_is_down_is_503_and_says_so(world: World) -> None:
    world.catalogue.down = True
    for answer in (check_out(), call(api, "POST", "/checkout/quote", body=QUOTE, cookies=COOKIE)):
        problem = assert_problem(answer, 503, "unavailable")
        assert (problem["part"], "prices and stock" in problem["detail"]) == ("catalogue", True)


def test_what_is_short_is_409_with_what_is_left(world: World) -> None:
    world.carts[GUEST] = Cart("cart-1", {"POT": 11})
    total, lines = {"amount": 53900, "currency": "EUR"}, [line("POT", 11, 4900)]
    problem = assert_problem(check_out(expected_total=total, lines=lines), 409, "out_of_stock")
    assert problem["shortages"] == [{"sku": "POT", "requested": 11, "available": 10}]


def test_a_changed_price_is_409_with_the_new_one(world: World) -> None:
    world.catalogue["MUG"] = variant("MUG", 1000)
    problem = assert_problem(check_out(), 409, "price_changed")
    assert problem["total"] == {"amount": 1490, "currency": "EUR"}
    assert problem["lines"][0]["unit_price"] == {"amount": 1000, "currency": "EUR"}
    assert problem["changes"][0]["shown"]["unit_price"] == {"amount": 1999, "currency": "EUR"}
    assert problem["changes"][0]["now"]["unit_price"] == {"amount": 1000, "currency": "EUR"}
    assert [sum_["name"] for sum_ in problem["amounts"]] == ["total"]


def test_a_refused_payment_is_402(world: World, table: str) -> None:
    world.payments.refusal = PaymentDeclined("we cannot take this payment")
    for _ in range(2):
        assert_problem(check_out(), 402, "payment_declined")
    assert outbox.types(table) == ["order.placed", "order.cancelled"]


def test_payments_being_down_is_503_and_the_same_key_completes_it(world: World, table: str) -> None:
    world.payments.refusal = Unavailable("down")
    assert_problem(check_out(), 503, "unavailable")
    world.payments.refusal = None
    assert check_out().json["order"]["state"] == "AWAITING_PAYMENT"
    assert len(outbox.events(table)) == 1


def test_a_signed_in_user_checks_out_without_an_email_or_a_key(world: World) -> None:
    answer = member_check_out(world)
    assert answer["order"]["email"] == "ada@example.org"
    assert answer["access_key"] is None


def test_a_user_needs_to_be_signed_in(world: World) -> None:
    headers = {"Idempotency-Key": "key"}
    assert_problem(call(api, "POST", "/me/checkout", body=MEMBER_BODY, headers=headers), 401, "unauthenticated")
    assert_problem(call(api, "GET", "/me/orders"), 401, "unauthenticated")


def key_of(placed: dict[str, Any]) -> dict[str, str]:
    return {"X-Order-Key": placed["access_key"]}


def test_a_guest_reads_the_order_with_its_key_only(world: World) -> None:
    placed = check_out().json
    path = f"/orders/{placed['order']['id']}"

    assert call(api, "GET", path, headers=key_of(placed)).json == placed["order"]
    for headers in ({"X-Order-Key": "wrong"}, {"X-Order-Key": ""}, None, {"X-Order-Key": "x" * 64}):
        assert_problem(call(api, "GET", path, headers=headers), 404, "not_found")
    assert_problem(call(api, "GET", f"/me{path}", user=ADA), 404, "not_found")
    assert_problem(call(api, "GET", "/orders/nothing", headers=key_of(placed)), 404, "not_found")


def test_polling_an_unchanged_order_is_304(world: World) -> None:
    placed = check_out().json
    path, key = f"/orders/{placed['order']['id']}", key_of(placed)
    first = call(api, "GET", path, headers=key)
    tag = {**key, "If-None-Match": first.headers["ETag"]}

    unchanged = call(api, "GET", path, headers=tag)
    assert (unchanged.status, unchanged.body) == (304, "")

    call(api, "POST", f"{path}/cancel", body={}, headers={**key, "Idempotency-Key": "cancel"})
    changed = call(api, "GET", path, headers=tag)
    assert (changed.status, changed.json["state"]) == (200, "CANCELLED")


def test_a_wrong_key_does_not_get_a_304(world: World) -> None:
    placed = check_out().json
    headers = {"X-Order-Key": "wrong", "If-None-Match": '"2"'}
    answer = call(api, "GET", f"/orders/{placed['order']['id']}", headers=headers)
    assert_problem(answer, 404, "not_found")


def test_a_user_lists_the_own_orders_only(world: World) -> None:
    check_out()
    mine = member_check_out(world)["order"]
    assert call(api, "GET", "/me/orders", user=ADA).json == {"items": [mine], "next_cursor": None}
    assert call(api, "GET", "/me/orders", user="other").json == {"items": [], "next_cursor": None}
    assert call(api, "GET", f"/me/orders/{mine['id']}", user=ADA).json == mine
    assert_problem(call(api, "GET", f"/me/orders/{mine['id']}", user="other"), 404, "not_found")


def test_a_user_pages_through_orders(world: World) -> None:
    for number in range(3):
        world.carts[USER] = Cart(f"cart-{number}", {"MUG": 1})
        with clock.freeze(NOW + timedelta(seconds=number)):
            headers = {"Idempotency-Key": str(number)}
            call(api, "POST", "/me/checkout", body=MEMBER_BODY, user=ADA, headers=headers)
    first = call(api, "GET", "/me/orders", user=ADA, query={"limit": "2"}).json
    second = call(api, "GET", "/me/orders", user=ADA, query={"limit": "2", "cursor": first["next_cursor"]}).json
    placed = [order["placed_at"] for order in first["items"] + second["items"]]
    assert len(placed) == 3
    assert placed == sorted(placed, reverse=True)
    assert_problem(call(api, "GET", "/me/orders", user=ADA, query={"cursor": "nonsense"}), 400, "invalid_input")


def test_a_shopper_cancels_before_shipment(world: World, table: str) -> None:
    placed = check_out().json
    path, headers = f"/orders/{placed['order']['id']}/cancel", {**key_of(placed), "Idempotency-Key": "cancel"}
    for _ in range(2):
        answer = call(api, "POST", path, body={"reason": "too dear"}, headers=headers)
        assert (answer.status, answer.json["state"], answer.json["expires_at"]) == (200, "CANCELLED", None)
    assert outbox.types(table) == ["order.placed", "order.cancelled"]
    stranger = {**headers, "X-Order-Key": "no"}
    assert_problem(call(api, "POST", path, body={}, headers=stranger), 404, "not_found")
    assert_problem(call(api, "POST", path, body={}, headers=key_of(placed)), 400, "invalid_input")


def test_a_paid_order_shows_the_wish_to_cancel_and_its_answer(world: World, table: str) -> None:
    placed = check_out().json
    stored = world.orders.listed(None, 1, None)[0][0]
    world.orders.reactions.payment_changed(events.captured(stored))
    path, key = f"/orders/{placed['order']['id']}", key_of(placed)
    for _ in range(2):
        headers = {**key, "Idempotency-Key": "cancel"}
        answer = call(api, "POST", f"{path}/cancel", body={"reason": "too dear"}, headers=headers)
        assert (answer.status, answer.json["state"]) == (200, "PAID")
    wish = answer.json["cancellation"]
    assert (wish["state"], wish["requested_by"], wish["reason"]) == ("requested", "shopper", "too dear")
    assert (wish["answered_at"], wish["answer"]) == (None, "")
    assert outbox.types(table) == ["order.placed", "order.paid", "order.cancellation_requested"]

    world.orders.reactions.recall_answered(events.answered(stored, "refused"))
    shown = call(api, "GET", path, headers=key).json
    assert (shown["state"], shown["cancellation"]["state"]) == ("PAID", "refused")
    assert shown["cancellation"]["answer"] == "the parcel is on its way already"
    assert [entry["reason"] for entry in shown["history"][-2:]] == [
        "cancellation requested: too dear",
        "cancellation refused: the parcel is on its way already",
    ]


def test_what_is_called_off_says_that_it_is_wanted_as_store_credit(world: World) -> None:
    world.carts[USER] = Cart("cart-of-two", {"MUG": 2})
    body = {**MEMBER_BODY, "lines": [line("MUG", 2, 1999)], "expected_total": {"amount": 4488, "currency": "EUR"}}
    order = call(api, "POST", "/me/checkout", body=body, user=ADA, headers={"Idempotency-Key": "two"}).json["order"]
    stored = world.orders.listed(None, 1, None)[0][0]
    world.orders.reactions.payment_changed(events.captured(stored))
    path, headers = f"/me/orders/{order['id']}/cancel", {"Idempotency-Key": "c"}
    part = {"lines": [{"sku": "MUG", "quantity": 1}], "as_credit": True}
    answer = call(api, "POST", path, user=ADA, body=part, headers=headers)
    assert [wish["as_credit"] for wish in answer.json["line_cancellations"]] == [True], answer.body
    # The key is the wish's: what was said first of it stays.
    again = call(api, "POST", path, user=ADA, body={**part, "as_credit": False}, headers=headers)
    assert again.json["line_cancellations"] == answer.json["line_cancellations"]

    whole = call(api, "POST", path, user=ADA, body={"as_credit": True}, headers={"Idempotency-Key": "d"})
    assert whole.json["cancellation"]["as_credit"] is True


def test_a_guest_has_no_store_credit_to_get_it_as(world: World) -> None:
    placed = check_out().json
    headers = {**key_of(placed), "Idempotency-Key": "c"}
    answer = call(api, "POST", f"/orders/{placed['order']['id']}/cancel", body={"as_credit": True}, headers=headers)
    assert_problem(answer, 400, "invalid_input")


def test_a_shipped_order_is_not_cancelled_and_the_answer_names_its_state(world: World) -> None:
    order = member_check_out(world)["order"]
    stored = world.orders.listed(None, 1, None)[0][0]
    world.orders.reactions.payment_changed(events.captured(stored))
    world.orders.reactions.shipment_changed(events.shipment(stored, "A", "shipped", 2, complete=True))
    answer = call(api, "POST", f"/me/orders/{order['id']}/cancel", user=ADA, body={}, headers={"Idempotency-Key": "c"})
    assert assert_problem(answer, 409, "illegal_transition")["state"] == "SHIPPED"


def test_the_order_page_shows_its_parcels(world: World) -> None:
    order = member_check_out(world)["order"]
    stored = world.orders.listed(None, 1, None)[0][0]
    world.orders.reactions.payment_changed(events.captured(stored))
    world.orders.reactions.shipment_changed(events.shipment(stored, "A", "shipped", 2, complete=True))
    shown = call(api, "GET", f"/me/orders/{order['id']}", user=ADA).json
    assert shown["state"] == "SHIPPED"
    assert shown["shipments"] == [
        {
            "id": "A",
            "carrier": "sandbox",
            "tracking_code": "T-A",
            "tracking_url": "https://carrier.example/T-A",
            "state": "shipped",
            "lines": [{"sku": "MUG", "quantity": 1, "title": "The MUG"}],
        }
    ]
    assert all(entry["event_id"] for entry in shown["history"][2:])


def test_a_shopper_goes_on_paying(world: World) -> None:
    placed = check_out().json
    path, key = f"/orders/{placed['order']['id']}/payment", key_of(placed)
    assert call(api, "GET", path, headers=key).json == placed["payment"]
    assert_problem(call(api, "GET", path, headers={"X-Order-Key": "wrong"}), 404, "not_found")

    world.orders.cancel(placed["order"]["id"], Viewer("s", staff=True), "")
    assert_problem(call(api, "GET", path, headers=key), 409, "conflict")


def test_a_quote_adds_up_and_is_what_checkout_accepts(world: World) -> None:
    body = {**SHOWN, "shipping_address": {"country": "AT"}, "shipping_method": "express"}
    quote = call(api, "POST", "/checkout/quote", body=body, cookies=COOKIE).json
    assert [(way["id"], way["price"]["amount"]) for way in quote["shipping_methods"]] == [
        ("standard", 990),
        ("express", 1990),
    ]
    assert quote["total"]["amount"] == quote["subtotal"]["amount"] + quote["shipping"]["amount"] == 1999 + 1990
    assert quote["tax_included"] is True
    assert [tax["rate"] for tax in quote["taxes"]] == [2000]
    answer = check_out(
        shipping_address={**ADDRESS, "country": "AT", "postal_code": "1010", "city": "Wien"},
        shipping_method="express",
        expected_total=quote["total"],
        expected_shipping=quote["shipping"],
        expected_tax=quote["tax"],
    )
    assert answer.status == 201
    assert answer.json["order"]["tax"] == quote["tax"]


def test_a_quote_says_what_a_method_cannot_charge_and_a_checkout_refuses_it(world: World) -> None:
    world.catalogue["MUG"] = variant("MUG", 10, requires_shipping=False)
    shown: dict[str, Any] = {"cart_version": 0, "lines": [line("MUG", 1, 10)]}
    quoted = call(api, "POST", "/checkout/quote", body={**QUOTE, **shown}, cookies=COOKIE).json
    assert quoted["due"]["amount"] == 10
    [unpayable] = quoted["unpayable"]
    assert (unpayable["payment_method"], unpayable["reason"]) == ("stripe", "below_minimum")
    assert unpayable["minimum"] == {"amount": 50, "currency": "EUR"}
    problem = assert_problem(check_out(**shown, expected_total=quoted["total"]), 409, "payment_refused")
    assert (problem["reason"], problem["minimum"]["amount"]) == ("below_minimum", 50)


def test_a_quote_leaves_by_gift_cards_what_the_method_takes(world: World) -> None:
    world.payments.cards["0000-VB3C"] = 2460
    paying = {**QUOTE, "gift_cards": ["0000-VB3C"]}
    quoted = call(api, "POST", "/checkout/quote", body=paying, cookies=COOKIE).json
    assert (quoted["due"]["amount"], len(quoted["unpayable"])) == (29, 1)
    quoted = call(api, "POST", "/checkout/quote", body={**paying, "payment_method": "stripe"}, cookies=COOKIE).json
    assert (quoted["due"]["amount"], quoted["credits"][0]["left"]["amount"], quoted["unpayable"]) == (50, 21, [])
    assert check_out(gift_cards=["0000-VB3C"], expected_due=quoted["due"]).status == 201


def test_a_quote_needs_a_cart(world: World) -> None:
    body = {**QUOTE, "lines": []}
    assert_problem(call(api, "POST", "/checkout/quote", body=body), 400, "invalid_input")
    assert_problem(call(api, "POST", "/me/checkout/quote", body=body, user=ADA), 400, "invalid_input")


def test_the_options_name_methods_and_prices(world: World) -> None:
    options = call(api, "GET", "/checkout/options", query={"country": "DE"}).json
    assert [(m["id"], m["price"]["amount"]) for m in options["shipping_methods"]] == [
        ("standard", 490),
        ("express", 990),
    ]
    assert [method["id"] for method in options["payment_methods"]] == ["stripe", "manual"]
    for account in ("", "Souk Ltd; IBAN DE00 0000 0000 0000 0000 00"):
        with deployed(BANK_ACCOUNT=account):
            without = call(api, "GET", "/checkout/options", query={"country": "DE"}).json
            assert [method["id"] for method in without["payment_methods"]] == ["stripe"]
    world.carts[USER] = Cart("cart-2", {"POT": 3})
    options = call(api, "GET", "/me/checkout/options", query={"country": "DE"}, user=ADA).json
    assert options["shipping_methods"][0]["price"]["amount"] == 0
    assert_problem(call(api, "GET", "/checkout/options", query={"country": "XX"}), 400, "invalid_input")
    assert_problem(call(api, "GET", "/checkout/options"), 400, "invalid_input")


def test_a_further_method_is_offered_and_taken_by_its_name_alone(world: World) -> None:
    with deployed(PAYMENT_METHODS="pigeon=Carrier pigeon"):
        options = call(api, "GET", "/checkout/options", query={"country": "DE"}).json
        assert options["payment_methods"] == [{"id": "pigeon", "name": "Carrier pigeon"}]
        assert "stripe is not offered" in assert_problem(check_out(), 400, "invalid_input")["detail"]
        assert check_out("key-2", payment_method="pigeon").json["order"]["payment_method"] == "pigeon"


def test_a_further_transfer_is_told_as_the_first_is(world: World, table: str) -> None:
    with deployed(PAYMENT_METHODS="giro=Giro transfer", TRANSFER_METHODS="manual, giro"):
        transfer = check_out(payment_method="giro").json["payment"]["transfer"]
        assert transfer["until"] == "2026-03-02T12:00:00.000Z"
        [placed] = outbox.events(table)
        assert [line.model_dump() for line in data_of(placed, OrderPlaced).pay_to] == transfer["account"]
        with deployed(BANK_ACCOUNT=""):
            options = call(api, "GET", "/checkout/options", query={"country": "DE"}).json
            assert options["payment_methods"] == []


def test_an_order_by_bank_transfer_tells_the_account_the_reference_and_until_when(world: World) -> None:
    answer = check_out(payment_method="manual").json
    order, transfer = answer["order"], answer["payment"]["transfer"]
    assert transfer["account"][1] == {"label": "IBAN", "value": "DE36 0000 0000 0000 0000 00"}
    assert (transfer["reference"], transfer["amount"]) == (order["number"], order["total"])
    assert transfer["until"] == order["expires_at"] == "2026-03-02T12:00:00.000Z"
    path, key = f"/orders/{order['id']}/payment", key_of(answer)
    shown = call(api, "GET", path, headers=key).json["transfer"]
    assert shown["code"]["size"] > 0
    assert {**shown, "code": None} == transfer
    with deployed(BANK_ACCOUNT=""):
        assert_problem(check_out("key-2", payment_method="manual"), 400, "invalid_input")


def test_a_dispute_is_seen_by_staff_with_the_date_to_answer_by(world: World) -> None:
    placed = check_out().json
    order = world.orders.order(placed["order"]["id"], Viewer(staff=True))
    world.orders.reactions.payment_changed(events.captured(order))
    world.orders.reactions.dispute_changed(events.disputed(order, "opened", 3, due_by="2026-03-10T23:59:59Z"))
    shown = call(api, "GET", f"/admin/orders/{order.id}", user="s", groups=["support"]).json
    (dispute,) = shown["disputes"]
    assert (dispute["id"], dispute["status"], dispute["due_by"]) == ("dp_1", "needs_response", "2026-03-10T23:59:59Z")
    assert dispute["contested"] == shown["money"]["disputed"] == {"amount": 1000, "currency": "EUR"}
    assert shown["history"][-1]["reason"] == "the shopper's bank disputes 10.00 EUR: fraudulent (dp_1)"
    assert "disputes" not in call(api, "GET", f"/orders/{order.id}", headers=key_of(placed)).json


def test_staff_see_all_orders_and_what_they_published(world: World) -> None:
    placed = check_out().json["order"]
    listed = call(api, "GET", "/admin/orders", user="s", groups=["support"]).json
    assert [order["id"] for order in listed["items"]] == [placed["id"]]
    filtered = call(api, "GET", "/admin/orders", query={"state": "PAID"}, user="s", groups=["support"]).json
    assert filtered == {"items": [], "next_cursor": None}
    shown = call(api, "GET", f"/admin/orders/{placed['id']}", user="s", groups=["support"]).json
    assert [event["type"] for event in shown["events"]] == ["order.placed"]
    assert shown["owner"] == GUEST
    assert "access_key" not in shown["events"][0]["data"]
    for state in ("paid", "SHIPPED"):  # that one shares a list with others, and is no filter here
        wrong = call(api, "GET", "/admin/orders", query={"state": state}, user="s", groups=["support"])
        assert_problem(wrong, 400, "invalid_input")


def test_staff_cancel_with_their_name_in_the_history_that_only_staff_read(world: World) -> None:
    placed = check_out().json
    path, headers = f"/admin/orders/{placed['order']['id']}", {"Idempotency-Key": "c"}
    answer = call(
        api, "POST", f"{path}/cancel", body={"reason": "fraud"}, user="7", groups=["support"], headers=headers
    )
    assert (answer.json["state"], answer.json["history"][-1]["by"]) == ("CANCELLED", "staff:7")
    shopper = call(api, "GET", f"/orders/{placed['order']['id']}", headers=key_of(placed)).json
    assert shopper["history"][-1]["by"] == "staff"


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/admin/orders"), ("GET", "/admin/orders/1"), ("POST", "/admin/orders/1/cancel")]
)
def test_shoppers_are_not_staff(world: World, method: str, path: str) -> None:
    body: dict[str, Any] | None = {} if method == "POST" else None
    answer = call(api, method, path, user=ADA, body=body, headers={"Idempotency-Key": "c"})
    assert_problem(answer, 403, "forbidden")


def test_a_price_of_another_currency_is_our_problem_and_not_the_shoppers(world: World) -> None:
    world.catalogue["MUG"] = replace(variant("MUG"), price=Money(1999, "USD"))
    assert_problem(check_out(), 503, "unavailable")


def test_no_personal_data_is_logged(world: World, caplog: pytest.LogCaptureFixture) -> None:
    placed = check_out().json
    call(api, "GET", f"/orders/{placed['order']['id']}", headers=key_of(placed))
    check_out(notes="Lovelace")
    text = " ".join(repr(vars(record)) for record in caplog.records)
    assert placed["order"]["id"] in text
    for private in ("ada@example.org", "Lovelace", "Hauptstr", placed["access_key"], "pk_test", TOKEN):
        assert private not in text


def test_digital_content_is_asked_for_by_words_and_bought_with_them(world: World) -> None:
    world.catalogue["MUG"] = variant("MUG", requires_shipping=False, withdrawal_exclusion="digital_content")
    quoted = call(api, "POST", "/checkout/quote", body=QUOTE, cookies=COOKIE).json
    words = quoted["digital_consent"]
    assert [method["id"] for method in quoted["shipping_methods"]] == ["none"]
    total = {"amount": 1999, "currency": "EUR"}
    assert_problem(check_out(expected_total=total, digital_consent="x"), 400, "invalid_input")
    placed = check_out(expected_total=total, digital_consent=words["version"])
    assert placed.status == 201, placed.body
    shown = placed.json["order"]
    assert (shown["digital_consent"], shown["shipping_method"]) == (words["text"], "none")
    assert shown["lines"][0]["withdrawal_exclusion"] == "digital_content"
