from __future__ import annotations

from datetime import timedelta

import pytest

from payments.doors import schedule
from souk import clock
from souk.errors import PaymentMisconfigured, Unavailable
from souk.ids import new_id
from tests.component.payments.service import PaymentsService, capture_asked, order_event, put_secret
from tests.component.payments.stripe_side import StripeSide, free_port
from tests.support.lambdas import LambdaContext


def test_paid_orders_whose_webhooks_never_came_are_completed(payments: PaymentsService, stripe: StripeSide) -> None:
    started = [payments.start().payment_id for _ in range(6)]
    for payment_id in started:
        stripe.pay(payments.stored(payment_id).reference)
    assert payments.reconcile() == 6
    assert {str(payments.stored(payment_id).state) for payment_id in started} == {"captured"}
    assert payments.reconcile() == 0


def test_the_timer_leaves_fresh_payments_to_their_webhooks(payments: PaymentsService, stripe: StripeSide) -> None:
    stripe.pay(payments.stored(payments.start().payment_id).reference)
    assert schedule.handler({"job": "reconcile"}, LambdaContext())["done"] == 0


def test_while_stripe_is_down_nothing_is_lost_and_the_reconciler_catches_up(
    payments: PaymentsService, stripe: StripeSide, stripe_base: str
) -> None:
    order_id = new_id()
    payment_id = payments.start(order_id).payment_id
    reference = payments.stored(payment_id).reference
    stripe.pay(reference)
    payments.get(payment_id)
    with payments.stripe_at(f"http://127.0.0.1:{free_port()}"):
        payments.consume(order_event("order.cancelled", order_id, "changed my mind"))
        with pytest.raises(Unavailable):
            payments.start()
    assert payments.stored(payment_id).refunding == 1999
    assert payments.reconcile() == 1
    assert stripe.refunded(reference) == [1999]
    assert payments.events[-2:] == ["refund.requested", "refund.succeeded"]


def test_held_money_is_captured_in_part_and_the_rest_released(payments: PaymentsService, stripe: StripeSide) -> None:
    with payments.configured(STRIPE_CAPTURE="manual"):
        payment_id = payments.start().payment_id
        stripe.pay(payments.stored(payment_id).reference)
        assert payments.get(payment_id).status == "authorised"
        body = {"amount": {"amount": 1500, "currency": "EUR"}}
        path = f"/admin/payments/{payment_id}/capture"
        too_much = payments.staff("POST", path, {"amount": {"amount": 2000, "currency": "EUR"}}, "key-0")
        assert (too_much.status, too_much.json["capturable"]) == (409, 1999)
        captured = payments.staff("POST", path, body, "key-1").json
    assert (captured["status"], captured["captured"]["amount"], captured["voided"]["amount"]) == ("captured", 1500, 499)
    assert payments.refund(payment_id, None, "key-2").json["amount"]["amount"] == 1500
    assert payments.reconcile() == 0
    assert payments.stored(payment_id).state == "refunded"


def test_what_is_held_until_it_is_sent_is_captured_then(payments: PaymentsService, stripe: StripeSide) -> None:
    order_id = new_id()
    payment_id = payments.held(stripe, order_id)
    held = payments.get(payment_id)
    assert (held.status, held.on_shipment) == ("authorised", True)
    assert payments.stored(payment_id).held_until is not None
    for _ in range(2):
        payments.consume(capture_asked(order_id))
    stored = payments.stored(payment_id)
    assert (stored.totals.captured, stored.differing, payments.get(payment_id).on_shipment) == (1999, "", False)
    assert payments.events.count("payment.captured") == 1
    assert payments.refund(payment_id, None, "key-1").json["amount"]["amount"] == 1999


def test_what_stripe_let_go_of_is_not_captured_and_people_are_told(
    payments: PaymentsService, stripe: StripeSide
) -> None:
    order_id = new_id()
    payment_id = payments.held(stripe, order_id)
    stripe.cancel(payments.stored(payment_id).reference)
    payments.consume(capture_asked(order_id))
    stored = payments.stored(payment_id)
    assert (stored.state, stored.differing.partition(":")[0]) == ("voided", "order_without_payment")
    assert payments.events.count("payment.mismatch") == 1


def test_a_held_payment_of_an_expired_order_is_released(payments: PaymentsService, stripe: StripeSide) -> None:
    order_id = new_id()
    with payments.configured(STRIPE_CAPTURE="manual"):
        payment_id = payments.start(order_id).payment_id
        stripe.pay(payments.stored(payment_id).reference)
        payments.get(payment_id)
        payments.consume(order_event("order.expired", order_id, "not paid in time"))
    stored = payments.stored(payment_id)
    assert (stored.state, stored.totals.voided) == ("voided", 1999)


def test_a_new_key_is_used_without_a_new_deployment(payments: PaymentsService) -> None:
    put_secret(secret_key="revoked", webhook_secret="whsec_x")
    with pytest.raises(PaymentMisconfigured):
        payments.start()
    put_secret(webhook_secret="whsec_x")
    with clock.freeze(clock.now() + timedelta(seconds=11)):
        assert payments.start().status == "pending"
