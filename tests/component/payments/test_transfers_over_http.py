"""Bank transfers over HTTP and in the table; the provider is the shop itself, so nobody else is asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from payments.domain.payment import Payment
from payments.doors import api
from souk.ids import new_id
from tests.component.payments.service import PaymentsService, order_event, service
from tests.support import http
from tests.support.dynamo import counted
from tests.unit.payments.test_statements import N26, entry, statement

NUMBER = "SK-00000-00001"


@pytest.fixture
def shop() -> Iterator[PaymentsService]:
    with service("http://127.0.0.1:9") as running:
        yield running


def started(shop: PaymentsService, order_id: str | None = None) -> Payment:
    payment = shop.start(order_id, amount=29190, provider="manual")
    return shop.stored(payment.payment_id)


def imported(shop: PaymentsService, content: str, *book: str, format_: str = "camt053", reference: str = "") -> Any:
    chosen = [{"entry_id": each, "reference": reference} for each in book]
    body = {"format": format_, "content": content, "book": chosen}
    answer = shop.staff("POST", "/admin/transfers/statements", body)
    assert answer.status == 200, answer.body
    return answer.json


def received(shop: PaymentsService, amount: int, key: str, reference: str = NUMBER) -> http.Response:
    body = {
        "reference": reference,
        "amount": {"amount": amount, "currency": "EUR"},
        "arrived_on": "2026-11-30",
    }
    return shop.staff("POST", "/admin/transfers", body, key)


def test_a_statement_is_looked_at_then_booked_and_never_twice(shop: PaymentsService) -> None:
    payment = started(shop)
    content = statement(entry(f"order {NUMBER}") + entry("thanks", reference="<AcctSvcrRef>9</AcctSvcrRef>"))
    seen = imported(shop, content)
    assert [each["match"] for each in seen["entries"]] == ["exact", "unknown"]
    assert (seen["own_account"], shop.stored(payment.payment_id).arrivals) == (False, {})
    [known, _] = (each["entry_id"] for each in seen["entries"])
    for _ in range(2):
        assert imported(shop, content, known)["entries"][0]["match"] == "booked"
    assert shop.stored(payment.payment_id).totals.captured == 29190
    assert shop.events.count("transfer.received") == 1


def test_staff_say_where_an_entry_without_a_reference_belongs(shop: PaymentsService) -> None:
    payment = started(shop)
    content = N26.replace("SK-7Q2M9-XK4TD", "the rug")
    [seen] = imported(shop, content, format_="n26")["entries"]
    assert (seen["match"], seen["bookable"]) == ("unknown", False)
    imported(shop, content, seen["entry_id"], format_="n26", reference=NUMBER)
    held = shop.stored(payment.payment_id)
    assert (held.totals.captured, held.to_give_back) == (29190, 129190 - 29190)


def test_what_is_to_be_given_back_is_listed_with_who_sent_it_until_it_is(shop: PaymentsService) -> None:
    order_id = new_id()
    payment = started(shop, order_id)
    content = statement(entry(NUMBER, "300.00"))
    [seen] = imported(shop, content)["entries"]
    assert (seen["match"], seen["surplus"]["amount"]) == ("over", 810)
    imported(shop, content, seen["entry_id"])
    [listed] = shop.staff("GET", "/admin/transfers").json["items"]
    assert (listed["reference"], listed["amount"]["amount"]) == (NUMBER, 810)
    assert [each["payer"] for each in listed["surplus"]] == ["Amira Haddad"]
    shop.consume(order_event("order.cancelled", order_id, "changed my mind"))
    [listed] = shop.staff("GET", "/admin/transfers").json["items"]
    assert [each["amount"]["amount"] for each in listed["refunds"]] == [29190]
    body = {"payment_id": payment.payment_id, "transfer_id": seen["entry_id"]}
    for _ in range(2):
        assert shop.staff("POST", "/admin/transfers/returns", body).json["to_give_back"]["amount"] == 29190
    [refund] = listed["refunds"]
    path = f"/admin/payments/{payment.payment_id}/refunds/{refund['refund_id']}/mark-sent"
    assert shop.staff("POST", path).json["status"] == "succeeded"
    assert shop.staff("GET", "/admin/transfers").json["items"] == []
    assert [each.kind for each in shop.stored(payment.payment_id).ledger] == [
        "sale",
        "surplus",
        "surplus_returned",
        "refunded",
    ]


def test_a_part_by_hand_leaves_the_rest_due(shop: PaymentsService) -> None:
    payment = started(shop)
    for _ in range(2):
        answer = received(shop, 9190, "key-1", NUMBER.lower().replace("-", " "))
        assert (answer.status, answer.json["due"]["amount"]) == (201, 20000)
    assert shop.staff("GET", f"/admin/payments/{payment.payment_id}").json["status"] == "partially_captured"
    assert received(shop, 20000, "key-2").json["due"]["amount"] == 0
    assert shop.get(payment.payment_id).status == "captured"


def test_what_comes_for_an_order_that_has_ended_is_not_lost(shop: PaymentsService) -> None:
    order_id = new_id()
    started(shop, order_id)
    shop.consume(order_event("order.expired", order_id, "not paid in time"))
    assert received(shop, 29190, "key-1").json["to_give_back"]["amount"] == 29190


def test_an_unknown_reference_is_404_and_a_file_that_is_none_400(shop: PaymentsService) -> None:
    assert received(shop, 100, "key-1").status == 404
    for body in (
        {"format": "camt053", "content": "<Document/>"},
        {"format": "csv", "content": "a;b"},
        {"format": "mt940", "content": ":20:"},
        {"format": "camt053", "content": ""},
    ):
        assert shop.staff("POST", "/admin/transfers/statements", body).status == 400
    large = {"format": "csv", "content": "x" * 2_500_001}
    assert shop.staff("POST", "/admin/transfers/statements", large).status == 413


def test_support_sees_what_is_to_be_given_back_and_books_nothing(shop: PaymentsService) -> None:
    def support(method: str, path: str, body: Any = None) -> int:
        headers = {"Idempotency-Key": "k"}
        answer = http.call(api.api, method, path, body=body, user="s", groups=["support"], headers=headers)
        return int(answer.status)

    assert support("GET", "/admin/transfers") == 200
    assert support("POST", "/admin/transfers/statements", {"format": "camt053", "content": "x"}) == 403
    assert support("POST", "/admin/transfers", {}) == 403
    assert support("POST", "/admin/transfers/returns", {}) == 403


def test_a_look_at_a_statement_takes_as_many_calls_whatever_the_shop_holds(shop: PaymentsService) -> None:
    started(shop)
    content = statement(entry(NUMBER))

    def calls() -> list[str]:
        with counted() as requests:
            imported(shop, content)
        return requests

    few = calls()
    assert few
    for _ in range(20):
        shop.start(new_id(), amount=100, provider="manual")
    assert calls() == few
