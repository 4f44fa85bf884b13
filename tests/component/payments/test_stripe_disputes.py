"""Disputes as Stripe tells them: signed events, with ids or expanded objects, and the lists that heal a lost one."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from payments.adapters.stripe.snapshot import dispute_of, reference_of
from payments.domain.dispute import DisputeStatus
from payments.doors import api
from tests.component.payments.service import PaymentsService, signed
from tests.component.payments.stripe_side import StripeSide
from tests.support import http

NUMBERS = count(1)


@pytest.fixture
def paid(payments: PaymentsService, stripe: StripeSide) -> str:
    """The id of a captured payment of 19.99 EUR."""
    payment = payments.start()
    stripe.pay(payments.stored(payment.payment_id).reference)
    return payments.get(payment.payment_id).payment_id


def dispute(**members: Any) -> dict[str, Any]:
    return {
        "id": "dp_1",
        "object": "dispute",
        "amount": 1999,
        "currency": "eur",
        "charge": "ch_1",
        "reason": "fraudulent",
        "status": "needs_response",
        "is_charge_refundable": False,
        "evidence_details": {"due_by": 1_800_000_000},
        **members,
    }


def tell(payments: PaymentsService, what: str, thing: dict[str, Any]) -> int:
    event = {"id": f"evt_{next(NUMBERS)}", "object": "event", "type": what, "created": 1_795_000_000}
    body = json.dumps({**event, "data": {"object": thing}})
    return payments.webhook(body, signed(body)).status


def test_opened_withdrawn_and_lost_are_booked_and_the_rest_cannot_be_refunded(
    payments: PaymentsService, paid: str
) -> None:
    reference = payments.stored(paid).reference
    for what, status in (("created", "needs_response"), ("funds_withdrawn", "needs_response"), ("closed", "lost")):
        assert tell(payments, f"charge.dispute.{what}", dispute(payment_intent=reference, status=status)) == 200
    view = payments.staff("GET", f"/admin/payments/{paid}").json
    assert (view["disputed"]["amount"], view["refundable"]["amount"]) == (1999, 0)
    (shown,) = view["disputes"]
    assert (shown["dispute_id"], shown["status"], shown["reason"]) == ("dp_1", "lost", "fraudulent")
    assert shown["due_by"] == "2027-01-15T08:00:00Z"
    assert [entry["kind"] for entry in view["ledger"]] == ["sale", "dispute_withdrawn"]
    assert payments.events[2:] == ["dispute.opened", "dispute.funds_withdrawn", "dispute.closed"]
    refused = payments.refund(paid, 1, "key-1")
    assert (refused.status, refused.json["code"], refused.json["disputed"]) == (409, "over_refund", 1999)
    assert "dp_1 (lost)" in refused.json["detail"]


def disputes(payments: PaymentsService, **query: str) -> Any:
    return http.call(api.api, "GET", "/admin/disputes", query=query, user="staff-1", groups=["finance"]).json


def test_staff_see_open_disputes_the_first_to_answer_first_and_closed_ones_apart(
    payments: PaymentsService, stripe: StripeSide
) -> None:
    found = []
    for number, due_by in enumerate((1_800_000_300, 1_800_000_100, 1_800_000_200)):
        payment = payments.start()
        found.append(payment.payment_id)
        stripe.pay(payments.stored(payment.payment_id).reference)
        payments.get(payment.payment_id)
        told = dispute(
            id=f"dp_{number}",
            payment_intent=payments.stored(payment.payment_id).reference,
            evidence_details={"due_by": due_by},
        )
        assert tell(payments, "charge.dispute.created", told) == 200
    payments.start()  # nobody disputes this one
    first = disputes(payments, limit="2")
    rest = disputes(payments, limit="2", cursor=first["next_cursor"])
    listed = first["items"] + rest["items"]
    assert [item["payment_id"] for item in listed] == [found[1], found[2], found[0]]
    assert (listed[0]["refundable"]["amount"], listed[0]["disputes"][0]["status"]) == (0, "needs_response")
    assert disputes(payments, state="closed")["items"] == []
    reference = payments.stored(found[1]).reference
    for what in ("funds_withdrawn", "closed"):
        thing = dispute(id="dp_1", payment_intent=reference, status="lost", evidence_details=None)
        assert tell(payments, f"charge.dispute.{what}", thing) == 200
    assert [item["payment_id"] for item in disputes(payments)["items"]] == [found[2], found[0]]
    assert [item["payment_id"] for item in disputes(payments, state="closed")["items"]] == [found[1]]


def test_a_payment_with_one_dispute_still_open_is_listed_as_open(payments: PaymentsService, paid: str) -> None:
    reference = payments.stored(paid).reference
    for name, what, status in (("dp_1", "created", "needs_response"), ("dp_2", "closed", "won")):
        thing = dispute(id=name, amount=100, payment_intent=reference, status=status)
        assert tell(payments, f"charge.dispute.{what}", thing) == 200
    (item,) = disputes(payments)["items"]
    assert {one["dispute_id"] for one in item["disputes"]} == {"dp_1", "dp_2"}
    assert disputes(payments, state="closed")["items"] == []


@pytest.mark.parametrize("path", ["/admin/disputes", "/admin/webhooks/payments"])
def test_the_lists_are_for_staff(payments: PaymentsService, path: str) -> None:
    assert http.call(api.api, "GET", path).status == 401
    assert http.call(api.api, "GET", path, user="shopper-1").status == 403
    for query in ({"state": "lost", "cursor": "?"}, {"cursor": "e30"}, {"limit": "0"}):
        answer = http.call(api.api, "GET", path, query=query, user="staff-1", groups=["admin"])
        assert answer.status == 400, answer.body


def test_a_list_does_not_go_on_with_another_lists_cursor(payments: PaymentsService) -> None:
    for number in range(2):
        tell_nonsense(payments, number)
    page = http.call(api.api, "GET", "/admin/webhooks/payments", user="staff-1", groups=["admin"]).json
    assert [item["outcome"] for item in page["items"]] == ["not understood"] * 2
    assert [item["partner"] for item in page["items"]] == ["stripe"] * 2
    assert '"odd": 1' in page["items"][0]["body"], "the newest first"
    first = http.call(
        api.api, "GET", "/admin/webhooks/payments", query={"limit": "1"}, user="staff-1", groups=["admin"]
    ).json
    stray = {"cursor": first["next_cursor"]}
    answer = http.call(api.api, "GET", "/admin/disputes", query=stray, user="staff-1", groups=["finance"])
    assert answer.status == 400


def tell_nonsense(payments: PaymentsService, number: int) -> None:
    body = json.dumps({"odd": number})
    assert payments.webhook(body, signed(body)).status == 200


def test_the_payment_is_found_however_the_event_names_it(payments: PaymentsService, paid: str) -> None:
    reference = payments.stored(paid).reference
    intent = {"id": reference, "object": "payment_intent"}
    charge = {"id": "ch_1", "object": "charge", "payment_intent": reference}
    ways: list[dict[str, Any]] = [
        {"payment_intent": reference},
        {"payment_intent": intent},
        {"charge": charge},
        {"charge": {**charge, "payment_intent": intent}},
        {"charge": charge, "payment_intent": None},
    ]
    for number, way in enumerate(ways):
        thing = dispute(id=f"dp_{number}", amount=100, **way)
        assert tell(payments, "charge.dispute.created", thing) == 200
    assert [*payments.stored(paid).disputes] == [f"dp_{number}" for number in range(len(ways))]
    assert payments.stored(paid).refundable == 1499


def test_a_refund_event_with_an_expanded_payment_finds_the_refund(
    payments: PaymentsService, stripe: StripeSide, paid: str
) -> None:
    reference = payments.stored(paid).reference
    stripe.refund(reference, 500)
    thing = {"id": "re_1", "object": "refund", "payment_intent": {"id": reference, "object": "payment_intent"}}
    assert tell(payments, "refund.created", thing) == 200
    assert payments.stored(paid).totals.refunded == 500


def test_a_thin_event_is_looked_up(payments: PaymentsService, stripe: StripeSide) -> None:
    payment = payments.start()
    reference = payments.stored(payment.payment_id).reference
    stripe.pay(reference)
    related = {"id": reference, "type": "payment_intent", "url": f"/v1/payment_intents/{reference}"}
    event = {"id": "evt_thin", "object": "v2.core.event", "type": "v1.payment_intent.succeeded"}
    for body in (json.dumps({**event, "related_object": related}), json.dumps({**event, "id": "evt_none"})):
        assert payments.webhook(body, signed(body)).status == 200
    assert payments.stored(payment.payment_id).state == "captured"


def test_a_provider_without_disputes_is_compared_all_the_same(payments: PaymentsService, paid: str) -> None:
    assert payments.reconciliation()["differences"] == {}


def entry(amount: int, fee: int = 0, currency: str = "eur") -> dict[str, Any]:
    return {"object": "balance_transaction", "amount": amount, "fee": fee, "currency": currency}


@pytest.mark.parametrize(
    ("members", "happened", "withdrawn", "reinstated"),
    [
        ({}, "created", 0, 0),
        ({}, "funds_withdrawn", 1999, 0),
        ({}, "funds_reinstated", 1999, 1999),
        ({"balance_transactions": [entry(-1999, 1500)]}, "", 1999, 0),
        ({"balance_transactions": [entry(-1999, 1500), entry(1999)]}, "", 1999, 1999),
        ({"balance_transactions": [entry(-2100, 1500, "usd")]}, "", 1999, 0),
        ({"balance_transactions": ["txn_1", None]}, "", 0, 0),
    ],
)
def test_what_has_moved_is_read_from_the_balance_or_from_the_event(
    members: dict[str, Any], happened: str, withdrawn: int, reinstated: int
) -> None:
    read = dispute_of(dispute(**members), None, happened)
    assert (read.withdrawn, read.reinstated) == (withdrawn, reinstated)


def test_the_fee_the_date_and_what_may_be_refunded_are_read() -> None:
    read = dispute_of(dispute(balance_transactions=[entry(-1999, 1500)]), datetime(2026, 1, 1, tzinfo=UTC))
    assert (str(read.fee), read.due_by, read.refundable) == ("15.00 EUR", datetime(2027, 1, 15, 8, tzinfo=UTC), False)
    inquiry = dispute_of(
        dispute(status="warning_needs_response", is_charge_refundable=True, evidence_details=None), None
    )
    assert (inquiry.due_by, inquiry.refundable) == (None, True)


def test_a_status_of_the_future_keeps_the_money_from_being_refunded() -> None:
    assert dispute_of(dispute(status="in_arbitration"), None).status is DisputeStatus.UNDER_REVIEW


def test_ids_that_are_none_name_nothing() -> None:
    for odd in ("../accounts", "pi_1/../x", "", "PI_1", 7, ["pi_1"], {"id": 1}, None):
        assert reference_of({"object": "refund", "payment_intent": odd, "charge": odd, "id": odd}) == ""
