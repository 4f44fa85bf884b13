from __future__ import annotations

import pytest

from payments.doors import api
from souk.ids import new_id
from tests.component.payments.service import PaymentsService, event_of, signed
from tests.component.payments.stripe_side import StripeSide
from tests.support import http


@pytest.fixture
def paid(payments: PaymentsService, stripe: StripeSide) -> str:
    """The id of a captured payment of 19.99 EUR."""
    payment = payments.start()
    stripe.pay(payments.stored(payment.payment_id).reference)
    return payments.get(payment.payment_id).payment_id


def test_partial_refunds_add_up_and_end_at_what_was_paid(
    payments: PaymentsService, stripe: StripeSide, paid: str
) -> None:
    first = payments.refund(paid, 500, "key-1")
    assert (first.status, first.json["status"]) == (201, "succeeded")
    assert payments.refund(paid, 1000, "key-2").status == 201
    too_much = payments.refund(paid, 500, "key-3")
    assert (too_much.status, too_much.json["code"], too_much.json["refundable"]) == (409, "over_refund", 499)
    assert payments.refund(paid, None, "key-4").json["amount"] == {"amount": 499, "currency": "EUR"}
    assert stripe.refunded(payments.stored(paid).reference) == [499, 500, 1000]
    view = payments.staff("GET", f"/admin/payments/{paid}").json
    assert (view["status"], view["refunded"]["amount"], view["refundable"]["amount"]) == ("refunded", 1999, 0)
    assert [entry["kind"] for entry in view["ledger"]] == ["sale", "refunded", "refunded", "refunded"]


def test_the_same_key_gives_the_same_answer_and_one_refund(
    payments: PaymentsService, stripe: StripeSide, paid: str
) -> None:
    first, second = payments.refund(paid, 500, "key-1"), payments.refund(paid, 500, "key-1")
    assert first.json == second.json
    assert stripe.refunded(payments.stored(paid).reference) == [500]
    assert payments.events[-2:] == ["refund.requested", "refund.succeeded"]


def test_the_same_key_for_another_amount_is_refused(payments: PaymentsService, paid: str) -> None:
    payments.refund(paid, 500, "key-1")
    assert payments.refund(paid, 600, "key-1").status == 422


def test_a_refund_in_stripes_dashboard_is_found_and_counts(
    payments: PaymentsService, stripe: StripeSide, paid: str
) -> None:
    payments.refund(paid, 500, "key-1")
    reference = payments.stored(paid).reference
    stripe.refund(reference, 1400)
    body = event_of("charge.refunded", reference)
    assert payments.webhook(body, signed(body)).status == 200
    assert payments.refund(paid, 100, "key-2").status == 409
    assert payments.stored(paid).totals.refunded == 1900


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"reason": ""},
        {"reason": "returned", "amount": {"amount": 0, "currency": "EUR"}},
        {"reason": "returned", "amount": {"amount": -5, "currency": "EUR"}},
        {"reason": "returned", "amount": {"amount": 1.5, "currency": "EUR"}},
        {"reason": "returned", "amount": {"amount": 5, "currency": "USD"}},
        {"reason": "returned", "whom": "me"},
    ],
)
def test_a_request_that_makes_no_sense_is_refused(payments: PaymentsService, paid: str, body: object) -> None:
    assert payments.staff("POST", f"/admin/payments/{paid}/refunds", body, "key-1").status == 400
    assert payments.stored(paid).totals.refunded == 0


def test_a_refund_needs_an_idempotency_key(payments: PaymentsService, paid: str) -> None:
    assert payments.refund(paid, 500, "").status == 400


def test_only_staff_see_and_move_payments(payments: PaymentsService, paid: str) -> None:
    path = f"/admin/payments/{paid}"
    assert http.call(api.api, "GET", path).status == 401
    assert http.call(api.api, "GET", path, user="shopper-1").status == 403
    assert payments.staff("GET", f"/admin/payments/{new_id()}").status == 404


def test_a_refund_by_line_is_recorded_with_its_reason_and_restocks_only_when_asked(
    payments: PaymentsService, stripe: StripeSide, paid: str
) -> None:
    line = {"sku": "BOWL", "quantity": 2, "amount": {"amount": 700, "currency": "EUR"}}
    path = f"/admin/payments/{paid}/refunds"
    made = payments.staff("POST", path, {"reason": "arrived broken", "lines": [line]}, "key-1")
    assert (made.status, made.json["amount"]["amount"], made.json["restock"]) == (201, 700, False)
    restocked = {"reason": "not wanted", "lines": [{"sku": "CUP", "quantity": 1}], "restock": True}
    restocked["amount"] = {"amount": 300, "currency": "EUR"}
    assert payments.staff("POST", path, restocked, "key-3").json["restock"] is True
    refunds = payments.staff("GET", f"/admin/payments/{paid}").json["refunds"]
    assert [(refund["reason"], refund["lines"]) for refund in refunds] == [
        ("arrived broken", [line]),
        ("not wanted", [{"sku": "CUP", "quantity": 1, "amount": None}]),
    ]
    assert stripe.refunded(payments.stored(paid).reference) == [300, 700]


def test_lines_without_amounts_are_refunded_with_what_their_units_cost_beside_a_part_of_the_shipping(
    payments: PaymentsService, stripe: StripeSide
) -> None:
    started = payments.start(amount=2498, lines=(("BOWL", 3, 1400), ("CUP", 1, 599)))
    stripe.pay(payments.stored(started.payment_id).reference)
    payment_id = payments.get(started.payment_id).payment_id
    path = f"/admin/payments/{payment_id}"
    before = payments.staff("GET", path).json
    assert before["refundable_shipping"]["amount"] == 499
    assert [(line["sku"], line["units"], line["amount"]["amount"]) for line in before["refundable_lines"]] == [
        ("BOWL", 3, 1400),
        ("CUP", 1, 599),
    ]
    body = {
        "reason": "one is broken",
        "lines": [{"sku": "BOWL", "quantity": 1}],
        "shipping": {"amount": 200, "currency": "EUR"},
        "restock": True,
    }
    made = payments.staff("POST", f"{path}/refunds", body, "key-1")
    assert (made.status, made.json["amount"]["amount"]) == (201, 667)
    assert (made.json["lines"][0]["amount"]["amount"], made.json["shipping"]["amount"]) == (467, 200)
    assert payments.staff("POST", f"{path}/refunds", body, "key-1").json == made.json
    after = payments.staff("GET", path).json
    assert after["refundable_shipping"]["amount"] == 299
    left = after["refundable_lines"][0]
    assert (left["ordered"], left["units"], left["amount"]["amount"]) == (3, 2, 933)
    too_much = payments.staff(
        "POST", f"{path}/refunds", {"reason": "late", "shipping": {"amount": 300, "currency": "EUR"}}, "key-2"
    )
    assert (too_much.status, too_much.json["code"], too_much.json["refundable"]) == (409, "over_refund", 299)
    everything = payments.staff("POST", f"{path}/refunds", {"reason": "all of it"}, "key-3")
    assert everything.json["amount"]["amount"] == 2498 - 667
    assert {line["amount"]["amount"] for line in payments.staff("GET", path).json["refundable_lines"]} == {0}


def test_of_two_people_who_refund_the_same_line_at_once_one_is_told_to_look_again(
    payments: PaymentsService, stripe: StripeSide
) -> None:
    """Two of three units are left, so both refunds would be possible: only what they saw tells them apart."""
    started = payments.start(amount=1999, lines=(("BOWL", 3, 1999),))
    stripe.pay(payments.stored(started.payment_id).reference)
    payment_id = payments.get(started.payment_id).payment_id
    path = f"/admin/payments/{payment_id}"
    etag = payments.staff("GET", path).headers["ETag"]
    body = {"reason": "one is broken", "lines": [{"sku": "BOWL", "quantity": 1}]}
    first = payments.staff("POST", f"{path}/refunds", body, "ada", if_match=etag)
    second = payments.staff("POST", f"{path}/refunds", body, "bo", if_match=etag)
    assert (first.status, second.status, second.json["code"]) == (201, 412, "precondition_failed")
    assert stripe.refunded(payments.stored(payment_id).reference) == [first.json["amount"]["amount"]]
    again = payments.staff("GET", path)
    assert again.headers["ETag"] == f'"{second.json["version"]}"'
    assert payments.staff("POST", f"{path}/refunds", body, "ada", if_match=etag).status == 201, "the same act as before"
    assert payments.staff("POST", f"{path}/void", {"reason": "by phone"}, if_match=etag).status == 412
    assert payments.staff("POST", f"{path}/refunds", body, "cy", if_match='"x"').status == 412


def test_asking_again_for_a_payment_that_did_not_change_costs_no_answer(payments: PaymentsService, paid: str) -> None:
    path = f"/admin/payments/{paid}"
    etag = payments.staff("GET", path).headers["ETag"]
    same = payments.staff("GET", path, if_none_match=etag)
    assert (same.status, same.body) == (304, "")
    payments.refund(paid, 100, "key-1")
    assert payments.staff("GET", path, if_none_match=etag).status == 200


def test_an_unpaid_payment_cannot_be_refunded(payments: PaymentsService) -> None:
    answer = payments.refund(payments.start().payment_id, None, "key-1")
    assert (answer.status, answer.json["state"]) == (409, "pending")


def test_staff_void_an_open_payment(payments: PaymentsService, stripe: StripeSide) -> None:
    payment = payments.start()
    answer = payments.staff("POST", f"/admin/payments/{payment.payment_id}/void", {"reason": "by phone"})
    assert (answer.status, answer.json["status"], answer.json["reason"]) == (200, "voided", "by phone")


def test_the_answer_to_staff_holds_no_client_secret(payments: PaymentsService) -> None:
    payment = payments.start()
    assert payment.client_secret not in payments.staff("GET", f"/admin/payments/{payment.payment_id}").body
