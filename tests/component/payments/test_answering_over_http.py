"""Disputes and warnings of fraud as Stripe has them, answered by staff over HTTP."""

from __future__ import annotations

import json
import queue
from collections.abc import Iterator

import httpx
import pytest

from payments.doors import api
from souk.events.factory import new_event
from souk.events.orders import OrderAnonymised
from tests.component.payments.service import WEBHOOK_SECRET, PaymentsService
from tests.component.payments.stripe_side import DISPUTED, VISA, WARNED, Delivery, StripeSide, endpoint
from tests.support import http
from tests.support.clients import whole

EVIDENCE = {"customer_name": "Ada Lovelace", "shipped_on": "2026-11-20", "explanation": "She has it."}


@pytest.fixture
def deliveries(stripe: StripeSide) -> Iterator[queue.Queue[Delivery]]:
    with endpoint() as (url, delivered):
        stripe.send_webhooks_to(url, WEBHOOK_SECRET)
        yield delivered


def paid_with(payments: PaymentsService, stripe: StripeSide, card: str) -> str:
    payment = payments.start()
    stripe.pay(payments.stored(payment.payment_id).reference, card)
    return payments.get(payment.payment_id).payment_id


def hear(payments: PaymentsService, deliveries: queue.Queue[Delivery], *wanted: str) -> None:
    """Takes webhooks until all of these came."""
    waiting = set(wanted)
    while waiting:
        delivery = deliveries.get(timeout=20)
        assert payments.webhook(delivery.body, delivery.signature).status == 200
        waiting.discard(json.loads(delivery.body)["type"])


def the_dispute(payments: PaymentsService, payment_id: str) -> str:
    (dispute,) = payments.stored(payment_id).disputes
    return f"/admin/payments/{payment_id}/disputes/{dispute}"


def test_evidence_is_drafted_sent_once_and_wins_the_money_back(
    payments: PaymentsService, stripe: StripeSide, deliveries: queue.Queue[Delivery]
) -> None:
    payment_id = paid_with(payments, stripe, DISPUTED)
    hear(payments, deliveries, "charge.dispute.created", "charge.dispute.funds_withdrawn")
    path = the_dispute(payments, payment_id)
    receipt = {"file_id": sent(payments, path, b"%PDF-1.7 a receipt"), "kind": "receipt", "name": "receipt.pdf"}
    found = payments.staff("GET", path)
    assert (found.json["evidence"], found.json["editable"], found.json["acceptable"]) == (None, True, True)
    assert payments.staff("PATCH", path, EVIDENCE).status == 428
    saved = payments.staff("PATCH", path, EVIDENCE, if_match=found.headers["ETag"])
    assert (saved.status, saved.json["evidence"]["customer_name"]) == (200, "Ada Lovelace")
    assert payments.staff("PATCH", path, EVIDENCE, if_match=found.headers["ETag"]).status == 412
    said = {**EVIDENCE, "explanation": "She has it. winning_evidence", "invoice": "R-1", "files": [receipt]}
    body = {"answer": "evidence", "evidence": said}
    assert payments.staff("POST", path, {"answer": "evidence"}, "k0", saved.headers["ETag"]).status == 400
    answer = payments.staff("POST", path, body, "k1", saved.headers["ETag"])
    assert (answer.status, answer.json["dispute"]["submissions"]) == (200, 1), answer.body
    assert answer.json["dispute"]["answer"]["sent_at"]
    again = payments.staff("POST", path, body, "k2", answer.headers["ETag"])
    assert (again.status, again.json["code"]) == (409, "dispute_answered")
    at_stripe = httpx.get(f"{stripe.base}/v1/disputes/{path.rpartition('/')[2]}", auth=("sk_test_souk", "")).json()
    named = at_stripe["evidence"].pop("receipt")
    assert httpx.get(f"{stripe.base}/v1/files/{named}", auth=("sk_test_souk", "")).json()["size"] == 18
    assert at_stripe["evidence"] == {
        "customer_name": "Ada Lovelace",
        "shipping_date": "2026-11-20",
        "uncategorized_text": "She has it. winning_evidence\n\nInvoice:\nR-1",
    }
    hear(payments, deliveries, "charge.dispute.closed", "charge.dispute.funds_reinstated")
    stored = payments.stored(payment_id)
    (dispute,) = stored.disputes.values()
    assert (dispute.status, stored.totals.disputed, stored.refundable) == ("won", 0, 1999)
    kept = payments.staff("GET", path).json
    assert (kept["evidence"]["invoice"], kept["editable"], kept["acceptable"]) == ("R-1", False, False)
    assert [{name: file[name] for name in receipt} for file in kept["files"]] == [receipt]
    (link,) = payments.staff("GET", f"{path}/files").json["items"]
    assert (link["file_id"], "X-Amz-Expires=300" in link["url"]) == (receipt["file_id"], True)
    assert "Ada" not in json.dumps(payments.events)
    data = OrderAnonymised(order_id=stored.order_id)
    payments.consume(new_event("order.anonymised", aggregate_id=stored.order_id, aggregate_version=9, data=data))
    forgotten = payments.staff("GET", path).json
    assert (forgotten["evidence"], forgotten["files"], forgotten["dispute"]["answer"]["kind"]) == (None, [], "evidence")
    assert "Contents" not in whole("s3").list_objects_v2(Bucket="media")


def sent(payments: PaymentsService, path: str, content: bytes) -> str:
    """The id of a file that S3 was sent."""
    assert payments.staff("POST", f"{path}/files", {"media_type": "image/gif"}).status == 400
    assert payments.staff("POST", f"{path}/files", {}).status == 400
    begun = payments.staff("POST", f"{path}/files", {"media_type": "application/pdf"})
    assert begun.status == 201, begun.body
    key = f"uploads/disputes/{path.split('/')[3]}/{begun.json['file_id']}"
    assert begun.json["fields"]["key"] == key
    whole("s3").put_object(Bucket="media", Key=key, Body=content)
    return str(begun.json["file_id"])


def test_an_accepted_dispute_is_lost_and_needs_its_permission(payments: PaymentsService, stripe: StripeSide) -> None:
    payment_id = paid_with(payments, stripe, DISPUTED)
    path = the_dispute(payments, payment_id)
    seen = payments.staff("GET", path).headers["ETag"]
    headers = {"If-Match": seen, "Idempotency-Key": "k1"}
    for method, body in (("PATCH", EVIDENCE), ("POST", {"answer": "accept"})):
        refused = http.call(api.api, method, path, body=body, user="s", groups=["support"], headers=headers)
        assert refused.status == 403
    answer = payments.staff("POST", path, {"answer": "accept"}, "k1", seen)
    assert (answer.status, answer.json["dispute"]["status"]) == (200, "lost")
    assert payments.stored(payment_id).totals.disputed == 1999


@pytest.mark.parametrize("told", [True, False])
def test_a_warning_is_heard_of_or_found_and_a_full_refund_settles_it(
    payments: PaymentsService, stripe: StripeSide, deliveries: queue.Queue[Delivery], told: bool
) -> None:
    payment_id = paid_with(payments, stripe, WARNED)
    if told:
        hear(payments, deliveries, "radar.early_fraud_warning.created")
    else:
        assert payments.reconciliation()["healed"] == [payment_id]
    view = payments.staff("GET", f"/admin/payments/{payment_id}").json
    (warning,) = view["fraud_warnings"]
    assert (warning["kind"], warning["actionable"]) == ("made_with_stolen_card", True)
    assert payments.events[-1] == "fraud_warning.received"
    assert payments.refund(payment_id, None, "all").status == 201
    (warning,) = payments.staff("GET", f"/admin/payments/{payment_id}").json["fraud_warnings"]
    assert warning["actionable"] is False
    payments.reconciliation()
    assert payments.events[-1] == "fraud_warning.closed"


def test_an_order_is_refunded_over_its_payments(payments: PaymentsService, stripe: StripeSide) -> None:
    payment_id = paid_with(payments, stripe, VISA)
    path = f"/admin/orders/{payments.stored(payment_id).order_id}/refunds"
    found = payments.staff("GET", path)
    assert (found.json["refundable"]["amount"], len(found.json["payments"])) == (1999, 1)
    body = {"lines": [{"sku": "CUP", "quantity": 1}], "restock": True, "reason": "broken"}
    first, again = (payments.staff("POST", path, body, "k1", found.headers["ETag"]) for _ in range(2))
    assert (first.status, first.json) == (201, again.json)
    (part,) = first.json["parts"]
    assert (part["payment_id"], part["refund"]["amount"]["amount"], part["refund"]["status"]) == (
        payment_id,
        599,
        "succeeded",
    )
    assert payments.staff("POST", path, body, "k2", found.headers["ETag"]).status == 412
    assert payments.staff("POST", path, body, "k2").json["code"] == "over_refund"
    assert payments.staff("GET", "/admin/orders/none/refunds").status == 404
