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
    assert payments.staff("POST", path, restocked, "key-2").status == 400  # of how much money?
    restocked["amount"] = {"amount": 300, "currency": "EUR"}
    assert payments.staff("POST", path, restocked, "key-3").json["restock"] is True
    refunds = payments.staff("GET", f"/admin/payments/{paid}").json["refunds"]
    assert [(refund["reason"], refund["lines"]) for refund in refunds] == [
        ("arrived broken", [line]),
        ("not wanted", [{"sku": "CUP", "quantity": 1, "amount": None}]),
    ]
    assert stripe.refunded(payments.stored(paid).reference) == [300, 700]


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
