"""Bad input at the real gateway: a clear 4xx problem, nothing changed, nothing leaked."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from souk_tools.shopper import ADDRESS, Shopper
from tests.support.cloud import TestCloud

pytestmark = pytest.mark.cloud

JSON = {"Content-Type": "application/json"}
EMAIL = f"{uuid.uuid4().hex}@example.com"


@pytest.fixture(scope="module")
def http(cloud: TestCloud) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{cloud.url}/api", timeout=60) as client:
        yield client


def checkout(**changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "cart_version": 0,
        "lines": [],
        "email": EMAIL,
        "shipping_address": ADDRESS,
        "shipping_method": "standard",
        "payment_method": "stripe",
        "expected_total": {"amount": 1, "currency": "EUR"},
    }
    return {**body, **changes}


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}


def assert_problem(response: httpx.Response, status: int, code: str) -> None:
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"].startswith("application/problem+json")
    problem = response.json()
    assert problem["code"] == code
    assert problem["status"] == status
    for leak in ("Traceback", "File \\", "site-packages", "arn:aws", "botocore"):
        assert leak not in response.text


def test_malformed_json(http: httpx.Client) -> None:
    assert_problem(http.post("/cart/lines", content=b'{"sku": ', headers=JSON), 400, "invalid_input")


def test_an_unknown_field(http: httpx.Client) -> None:
    body = {"sku": "x", "quantity": 1, "price": 0}
    assert_problem(http.post("/cart/lines", json=body), 400, "invalid_input")


def test_another_content_type(http: httpx.Client) -> None:
    response = http.post("/cart/lines", content=b"sku=x", headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert_problem(response, 415, "unsupported_media_type")


@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."])
def test_a_wrong_token(http: httpx.Client, token: str) -> None:
    assert_problem(http.get("/me", headers={"Authorization": f"Bearer {token}"}), 401, "unauthenticated")


def test_no_token(http: httpx.Client) -> None:
    assert_problem(http.get("/me/orders"), 401, "unauthenticated")
    assert_problem(http.get("/admin/orders"), 401, "unauthenticated")


def test_an_unknown_sku(http: httpx.Client) -> None:
    assert_problem(http.post("/cart/lines", json={"sku": "NO-SUCH", "quantity": 1}), 404, "not_found")


@pytest.mark.parametrize("quantity", [-1, 0, 100_000, 1.5, "one", None])
def test_a_quantity_that_makes_no_sense(http: httpx.Client, quantity: Any) -> None:
    assert_problem(http.post("/cart/lines", json={"sku": "x", "quantity": quantity}), 400, "invalid_input")


def test_an_empty_cart(cloud: TestCloud) -> None:
    with httpx.Client(base_url=f"{cloud.url}/api", timeout=60) as nobody:
        response = nobody.post("/checkout", json=checkout(), headers=key())
    assert response.status_code in (400, 404, 409), response.text
    assert response.json()["code"] in ("invalid_input", "not_found", "conflict")


def test_a_checkout_without_an_idempotency_key(http: httpx.Client) -> None:
    assert_problem(http.post("/checkout", json=checkout()), 400, "invalid_input")


def test_a_total_the_shopper_was_not_shown(shopper: Shopper) -> None:
    variant = shopper.something_in_stock()
    shopper.put_into_cart(variant["sku"])
    headers = {**key(), "X-Correlation-Id": shopper.correlation_id}
    response = shopper.api.send("POST", "/checkout", checkout(**shopper.look()), headers)
    assert_problem(response, 409, "price_changed")
    assert shopper.stock(variant["sku"])["available"] == variant["available"], "a refused checkout must not hold stock"


def test_a_cart_the_shopper_was_not_shown(shopper: Shopper) -> None:
    variant = shopper.something_in_stock(units=2)
    shopper.put_into_cart(variant["sku"])
    stale = shopper.look()
    shopper.put_into_cart(variant["sku"])
    where = {"shipping_address": {"country": "DE"}, "shipping_method": "standard"}
    for response in (
        shopper.api.send("POST", "/checkout/quote", {**stale, **where}),
        shopper.api.send("POST", "/checkout", checkout(**stale), key()),
    ):
        assert_problem(response, 409, "cart_changed")
        (change,) = response.json()["changes"]
        assert (change["shown"]["quantity"], change["now"]["quantity"]) == (1, 2)


def test_two_checkouts_of_one_cart_with_different_keys(shopper: Shopper) -> None:
    shopper.put_into_cart(shopper.something_in_stock()["sku"])
    total = shopper.quote()["total"]
    body = checkout(**shopper.seen, expected_total=total)

    def tab(headers: dict[str, str]) -> httpx.Response:
        answer = shopper.api.send("POST", "/checkout", body, headers)
        for _ in range(5):
            if answer.status_code != 503:  # on a busy machine the other one is waited for too long
                break
            answer = shopper.api.send("POST", "/checkout", body, headers)
        return answer

    with ThreadPoolExecutor(2) as tabs:
        answers = list(tabs.map(tab, [key(), key()]))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert_problem(max(answers, key=lambda answer: answer.status_code), 409, "cart_changed")


def test_the_same_key_for_another_checkout(shopper: Shopper) -> None:
    shopper.put_into_cart(shopper.something_in_stock()["sku"])
    used = str(uuid.uuid4())
    shopper.check_out(used)
    response = shopper.api.send("POST", "/checkout", checkout(notes="another"), {"Idempotency-Key": used})
    assert_problem(response, 422, "idempotency_key_reused")


def test_more_than_there_is(shopper: Shopper) -> None:
    variant = shopper.something_in_stock()
    if variant["available"] >= 99:
        pytest.fail("the seed catalogue should have a variant with less than a line's maximum")
    shopper.put_into_cart(variant["sku"], variant["available"] + 1)
    total = shopper.quote()["total"]
    response = shopper.api.send("POST", "/checkout", checkout(**shopper.seen, expected_total=total), key())
    assert_problem(response, 409, "out_of_stock")
    (shortage,) = response.json()["shortages"]
    assert shortage == {
        "sku": variant["sku"],
        "requested": variant["available"] + 1,
        "available": variant["available"],
    }


def test_a_body_of_two_megabytes(http: httpx.Client) -> None:
    body = json.dumps({"sku": "x" * 2_000_000, "quantity": 1})
    assert_problem(http.post("/cart/lines", content=body, headers=JSON), 413, "too_large")


def test_somebody_elses_order(shopper: Shopper, http: httpx.Client) -> None:
    shopper.put_into_cart(shopper.something_in_stock()["sku"])
    placed = shopper.check_out(str(uuid.uuid4()))
    assert_problem(http.get(f"/orders/{placed.order_id}", headers={"X-Order-Key": "wrong"}), 404, "not_found")
    assert_problem(http.get(f"/orders/{placed.order_id}"), 404, "not_found")
    assert_problem(http.get(f"/orders/{uuid.uuid4()}", headers={"X-Order-Key": placed.access_key}), 404, "not_found")


def test_a_webhook_with_a_bad_signature(http: httpx.Client) -> None:
    event = {"id": "evt_1", "type": "payment_intent.succeeded", "data": {"object": {"id": "pi_1"}}}
    for header in ({}, {"Stripe-Signature": "t=1,v1=00"}, {"Stripe-Signature": "nonsense"}):
        assert_problem(http.post("/webhooks/payments/stripe", json=event, headers=header), 400, "invalid_input")


def test_a_tracking_webhook_with_a_bad_signature(http: httpx.Client) -> None:
    response = http.post("/webhooks/carriers/sandbox", json={}, headers={"X-Carrier-Signature": "t=1,v1=00"})
    assert response.status_code in (400, 401)
    assert response.headers["Content-Type"].startswith("application/problem+json")


def test_an_address_that_does_not_exist(http: httpx.Client) -> None:
    assert_problem(http.get("/no/such/thing"), 404, "not_found")
