from __future__ import annotations

import json
import queue

import pytest

from payments.adapters.records import WebhookRecord
from souk.cloud import secrets
from tests.component.payments.service import (
    PREVIOUS_SECRET,
    WEBHOOK_SECRET,
    PaymentsService,
    event_of,
    put_secret,
    signed,
)
from tests.component.payments.stripe_side import DECLINED, Delivery, StripeSide, endpoint


def for_reference(deliveries: queue.Queue[Delivery], reference: str) -> Delivery:
    """The next delivery about this payment; others belong to other tests of the session."""
    while True:
        delivery = deliveries.get(timeout=15)
        if json.loads(delivery.body)["data"]["object"].get("id") == reference:
            return delivery


def test_stripe_reports_success_over_http_and_a_replay_changes_nothing(
    payments: PaymentsService, stripe: StripeSide
) -> None:
    payment = payments.start()
    reference = payments.stored(payment.payment_id).reference
    with endpoint() as (url, deliveries):
        stripe.send_webhooks_to(url, WEBHOOK_SECRET)
        stripe.pay(reference)
        delivery = for_reference(deliveries, reference)
    for _ in range(3):
        answer = payments.webhook(delivery.body, delivery.signature)
        assert (answer.status, answer.json) == (200, {"received": True})
    assert payments.stored(payment.payment_id).state == "captured"
    assert payments.events == ["payment.started", "payment.captured"]


def test_stripe_reports_a_decline_over_http(payments: PaymentsService, stripe: StripeSide) -> None:
    payment = payments.start()
    reference = payments.stored(payment.payment_id).reference
    with endpoint() as (url, deliveries):
        stripe.send_webhooks_to(url, WEBHOOK_SECRET)
        stripe.pay(reference, DECLINED)
        delivery = for_reference(deliveries, reference)
    assert payments.webhook(delivery.body, delivery.signature).status == 200
    assert payments.stored(payment.payment_id).state == "failed"


def test_a_lying_body_is_not_believed_only_looked_into(payments: PaymentsService) -> None:
    payment = payments.start()
    body = event_of("payment_intent.succeeded", payments.stored(payment.payment_id).reference)
    assert payments.webhook(body, signed(body)).status == 200
    assert payments.stored(payment.payment_id).state == "pending"


@pytest.mark.parametrize("secret", [WEBHOOK_SECRET, PREVIOUS_SECRET])
def test_both_secrets_are_accepted_during_a_rotation(
    payments: PaymentsService, stripe: StripeSide, secret: str
) -> None:
    payment = payments.start()
    reference = payments.stored(payment.payment_id).reference
    stripe.pay(reference)
    body = event_of("payment_intent.succeeded", reference)
    assert payments.webhook(body, signed(body, secret)).status == 200
    assert payments.stored(payment.payment_id).state == "captured"


def test_a_new_webhook_secret_is_taken_up_without_a_deployment(payments: PaymentsService) -> None:
    body = event_of("payment_intent.succeeded", payments.stored(payments.start().payment_id).reference)
    assert payments.webhook(body, signed(body)).status == 200  # the secret is cached now
    put_secret(webhook_secret="whsec_new")
    assert payments.webhook(body, signed(body, "whsec_new")).status == 200
    assert payments.webhook(body, signed(body, WEBHOOK_SECRET)).status == 400


def test_forged_webhooks_do_not_make_us_read_the_secret_again_and_again(payments: PaymentsService) -> None:
    body = event_of("payment_intent.succeeded", payments.stored(payments.start().payment_id).reference)
    assert payments.webhook(body, signed(body, "whsec_forged")).status == 400
    put_secret(webhook_secret="whsec_new")
    assert payments.webhook(body, signed(body, "whsec_new")).status == 400
    secrets.reset()  # five minutes later
    assert payments.webhook(body, signed(body, "whsec_new")).status == 200


@pytest.mark.parametrize(("age", "status"), [(0, 200), (295, 200), (305, 400), (86_400, 400)])
def test_a_delivery_signed_more_than_five_minutes_ago_is_a_replay(
    payments: PaymentsService, age: int, status: int
) -> None:
    body = event_of("payment_intent.succeeded", payments.stored(payments.start().payment_id).reference)
    assert payments.webhook(body, signed(body, age=age)).status == status


def test_bad_signatures_are_refused_and_change_nothing(payments: PaymentsService, stripe: StripeSide) -> None:
    payment = payments.start()
    reference = payments.stored(payment.payment_id).reference
    stripe.pay(reference)
    body = event_of("payment_intent.succeeded", reference)
    for signature in (
        signed(body, "whsec_wrong"),
        signed(body + " "),
        signed(body, age=301),
        signed(body).replace("v1=", "v0="),
        "t=now,v1=abc",
        "nonsense",
        "",
    ):
        answer = payments.webhook(body, signature)
        assert (answer.status, answer.json["code"]) == (400, "invalid_input")
    assert payments.stored(payment.payment_id).state == "pending"


ODD = [
    "",
    "{",
    "[]",
    "null",
    "7",
    "[" * 100_000,
    '{"id": "evt_1"}',
    '{"id": "e", "type": "t"}',
    '{"id": "e", "type": "t", "data": null}',
    '{"id": "e", "type": "t", "data": []}',
    '{"id": "e", "type": "t", "data": {"object": []}}',
    '{"id": "e", "type": "t", "data": {"object": null}}',
    '{"id": "e", "type": "t", "data": {"object": "pi_1"}}',
    '{"id": null, "type": "t", "data": {"object": {}}}',
    '{"id": 5, "type": 6, "data": {"object": {}}}',
    json.dumps({"id": "e" * 5000, "type": "t", "data": {"object": {}}}),
    json.dumps({"id": "e", "type": "t" * 5000, "data": {"object": {}}}),
    '{"id": "e", "object": "v2.core.event", "type": "v1.charge.refunded", "related_object": []}',
]


@pytest.mark.parametrize("body", ODD, ids=range(len(ODD)))
def test_a_signed_body_of_an_unknown_shape_is_kept_and_acknowledged(payments: PaymentsService, body: str) -> None:
    for _ in range(2):
        answer = payments.webhook(body, signed(body))
        assert (answer.status, answer.json) == (200, {"received": True})
    kept = list(WebhookRecord.scan())
    assert [(record.outcome, record.body) for record in kept] == [("not understood", body[:8000] or None)]
    assert payments.events == []


@pytest.mark.parametrize(
    "thing",
    [
        {},
        {"object": "balance"},
        {"object": "refund", "id": "re_1", "charge": None, "payment_intent": None},
        {"object": "charge", "id": "../../v1/accounts"},
        {"object": "charge", "id": "ch_unknown", "payment_intent": {"id": []}},
        {"object": "dispute", "id": "dp_1", "charge": "ch_unknown", "amount": "many", "currency": "eur"},
        {"object": "dispute", "id": "dp_1", "charge": "ch_unknown", "amount": 5, "currency": 5},
        {"object": "dispute", "id": "dp_1", "charge": {"id": "ch_x", "payment_intent": {"id": "pi_x"}}, "amount": 5},
        {"object": "payment_intent", "id": {"id": "pi_1"}},
        {"object": ["payment_intent"], "id": "pi_1"},
    ],
)
def test_an_event_about_nothing_of_ours_is_acknowledged_whatever_it_holds(
    payments: PaymentsService, thing: dict[str, object]
) -> None:
    for created in (1, None, "now", 10**30):
        body = json.dumps({"id": "evt_1", "type": "x.y", "created": created, "data": {"object": thing}})
        assert payments.webhook(body, signed(body)).status == 200
    assert payments.events == []


def test_an_event_of_a_kind_we_do_not_know_is_stored_and_acknowledged(payments: PaymentsService) -> None:
    body = json.dumps({"id": "evt_9", "type": "customer.created", "data": {"object": {"id": "cus_1"}}})
    for _ in range(2):
        assert payments.webhook(body, signed(body)).status == 200
    assert payments.events == []
    stored = WebhookRecord.fetch("WEBHOOK#stripe#evt_9", "WEBHOOK")
    assert stored is not None
    assert (stored.type, stored.outcome) == ("customer.created", "ignored")


def test_an_event_for_an_intent_that_is_not_ours_is_acknowledged(payments: PaymentsService, stripe: StripeSide) -> None:
    intent = stripe.client.post("/v1/payment_intents", json={"amount": 500, "currency": "eur"}).json()
    for reference in (intent["id"], "pi_unknown"):
        body = event_of("payment_intent.succeeded", reference, f"evt_{reference}")
        assert payments.webhook(body, signed(body)).status == 200
    assert payments.events == []


def test_an_event_larger_than_any_of_stripes_is_refused(payments: PaymentsService) -> None:
    body = "x" * (512 * 1024 + 1)
    assert payments.webhook(body, signed(body)).status == 413
