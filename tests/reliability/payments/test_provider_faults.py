"""The provider is down, slow or lying: nothing is charged twice, nothing is lost, and nobody waits for long."""

from __future__ import annotations

from datetime import timedelta

import pytest

from payments.adapters.stripe.client import API_VERSION
from souk import clock
from souk.errors import Conflict, Unavailable
from souk.ids import new_id
from souk_local.stripe_proxy import Fault, StripeProxy
from tests.component.payments.service import PaymentsService, capture_asked, event_of, order_event, signed
from tests.component.payments.stripe_side import StripeSide
from tests.support import outbox

START = "POST /v1/payment_intents"
FETCH = "GET /v1/payment_intents/.*"
CAPTURE = "POST /v1/payment_intents/.*/capture"
CANCEL = "POST /v1/payment_intents/.*/cancel"
REFUND = "POST /v1/refunds"
# Its effect has taken place, and nobody tells.
LOST_ANSWERS = [Fault.TIMEOUT_AFTER_SUCCESS, Fault.CUT_AFTER_SUCCESS, Fault.ERROR_AFTER_SUCCESS]
NO_EFFECT = [Fault.DOWN, Fault.ERROR]


def paid(payments: PaymentsService, stripe: StripeSide) -> tuple[str, str]:
    """A captured payment of 19.99 EUR: its id and Stripe's."""
    payment_id = payments.start().payment_id
    reference = payments.stored(payment_id).reference
    stripe.pay(reference).raise_for_status()
    # A look at the provider gives up soon, for a shopper waits; where this machine is busy, another one sees it.
    assert any(payments.get(payment_id).status == "captured" for _ in range(5))
    return payment_id, reference


def charges(stripe: StripeSide) -> list[int]:
    """What was ever charged, however many intents there are."""
    return [charge["amount"] for charge in stripe.charges()]


def differences(payments: PaymentsService) -> list[tuple[str, int | None]]:
    """Kind and amount of what people were told of."""
    told = [event.data for event in outbox.events(payments.table) if event.type == "payment.mismatch"]
    return [(data["kind"], (data.get("difference") or {}).get("amount")) for data in told]


# An answer that does not come


@pytest.mark.parametrize("fault", [Fault.TIMEOUT_AFTER_SUCCESS, Fault.ERROR_AFTER_SUCCESS, Fault.DOWN])
def test_one_unanswered_try_is_repeated_and_opens_one_payment(
    payments: PaymentsService, stripe: StripeSide, proxy: StripeProxy, fault: Fault
) -> None:
    proxy.misbehave(fault, START, times=1)
    payment_id = payments.start().payment_id
    assert proxy.count(START) == 2
    assert len(stripe.intents()) == 1
    assert payments.stored(payment_id).reference == stripe.intents()[0]["id"]


@pytest.mark.parametrize("fault", [*LOST_ANSWERS, *NO_EFFECT])
def test_a_start_that_is_never_answered_is_tried_a_bounded_number_of_times_and_charges_once_later(
    payments: PaymentsService, stripe: StripeSide, proxy: StripeProxy, fault: Fault
) -> None:
    order_id = new_id()
    proxy.misbehave(fault, START)
    with pytest.raises(Unavailable, match="try again shortly"):
        payments.start(order_id)
    assert proxy.count(START) == 2
    assert payments.events == []
    proxy.behave()
    payment_id = payments.start(order_id).payment_id
    stripe.pay(payments.stored(payment_id).reference).raise_for_status()
    assert payments.get(payment_id).status == "captured"
    assert charges(stripe) == [1999]


@pytest.mark.parametrize("fault", [*LOST_ANSWERS, *NO_EFFECT])
def test_a_refund_that_is_not_answered_is_not_forgotten_and_not_sent_twice(
    payments: PaymentsService, stripe: StripeSide, proxy: StripeProxy, fault: Fault
) -> None:
    payment_id, reference = paid(payments, stripe)
    proxy.misbehave(fault, REFUND)
    answer = payments.refund(payment_id, 500, "key-1")
    assert (answer.status, answer.json["status"]) == (201, "requested")
    assert payments.staff("GET", f"/admin/payments/{payment_id}").json["refundable"]["amount"] == 1499
    proxy.behave()
    payments.reconcile()
    assert stripe.refunded(reference) == [500]
    assert payments.stored(payment_id).totals.refunded == 500
    payments.reconcile()
    assert stripe.refunded(reference) == [500]


@pytest.mark.parametrize("fault", [Fault.TIMEOUT_AFTER_SUCCESS, Fault.ERROR_AFTER_SUCCESS])
def test_a_capture_whose_answer_is_lost_captures_once(
    payments: PaymentsService, stripe: StripeSide, proxy: StripeProxy, fault: Fault
) -> None:
    with payments.configured(STRIPE_CAPTURE="manual"):
        payment_id = payments.start().payment_id
        stripe.pay(payments.stored(payment_id).reference).raise_for_status()
        payments.get(payment_id)
        proxy.misbehave(fault, CAPTURE)
        path = f"/admin/payments/{payment_id}/capture"
        assert payments.staff("POST", path, {}, "key-1").status == 503
        proxy.behave()
        payments.reconcile()
    assert payments.stored(payment_id).totals.captured == 1999
    assert charges(stripe) == [1999]


@pytest.mark.parametrize("fault", [Fault.TIMEOUT_AFTER_SUCCESS, Fault.DOWN])
def test_what_is_held_is_captured_once_when_the_provider_does_not_answer(
    payments: PaymentsService, stripe: StripeSide, proxy: StripeProxy, fault: Fault
) -> None:
    order_id = new_id()
    payment_id = payments.held(stripe, order_id)
    proxy.misbehave(fault, CAPTURE)
    assert payments.consume(capture_asked(order_id)) == {"set_aside": 0}
    proxy.behave()
    payments.reconcile()
    assert payments.stored(payment_id).totals.captured == 1999
    assert charges(stripe) == [1999]
    assert differences(payments) == []


@pytest.mark.parametrize("fault", [Fault.TIMEOUT_AFTER_SUCCESS, Fault.ERROR])
def test_a_cancellation_that_is_not_answered_is_finished_later(
    payments: PaymentsService, stripe: StripeSide, proxy: StripeProxy, fault: Fault
) -> None:
    order_id = new_id()
    payment_id = payments.start(order_id).payment_id
    proxy.misbehave(fault, CANCEL)
    assert payments.consume(order_event("order.expired", order_id, "not paid in time")) == {"set_aside": 0}
    assert payments.stored(payment_id).state == "pending"
    proxy.behave()
    payments.reconcile()
    assert payments.stored(payment_id).state == "voided"
    assert stripe.intents()[0]["status"] == "canceled"


def test_an_answer_that_is_slow_but_comes_is_good(payments: PaymentsService, proxy: StripeProxy) -> None:
    proxy.misbehave(Fault.SLOW, START, times=1, seconds=0.1)
    assert payments.start().status == "pending"
    assert proxy.count(START) == 1


def test_a_webhook_during_an_outage_is_asked_for_again_and_settles_once(
    payments: PaymentsService, stripe: StripeSide, proxy: StripeProxy
) -> None:
    payment_id = payments.start().payment_id
    reference = payments.stored(payment_id).reference
    stripe.pay(reference).raise_for_status()
    body = event_of("payment_intent.succeeded", reference)
    proxy.misbehave(Fault.DOWN, FETCH)
    assert payments.webhook(body, signed(body)).status == 503
    proxy.behave()
    assert [payments.webhook(body, signed(body)).status for _ in range(3)] == [200, 200, 200]
    assert payments.events == ["payment.started", "payment.captured"]


# The circuit


def test_while_the_provider_is_down_checkout_fails_at_once_and_says_what_to_do(
    payments: PaymentsService, proxy: StripeProxy
) -> None:
    proxy.misbehave(Fault.DOWN)
    for _ in range(3):
        with pytest.raises(Unavailable):
            payments.start()
    asked = len(proxy.requests)
    for _ in range(20):
        with pytest.raises(Unavailable, match=r"nothing was charged; try again in \d+ seconds or choose"):
            payments.start()
    assert len(proxy.requests) == asked
    assert payments.start(provider="manual").status == "pending"


def test_a_new_process_knows_of_the_outage_and_one_call_finds_its_end(
    payments: PaymentsService, proxy: StripeProxy
) -> None:
    proxy.misbehave(Fault.ERROR)
    for _ in range(3):
        with pytest.raises(Unavailable):
            payments.start()
    with payments.configured():  # a new process
        asked = len(proxy.requests)
        with pytest.raises(Unavailable, match="nothing was charged"):
            payments.start()
        assert len(proxy.requests) == asked
        proxy.behave()
        with clock.freeze(clock.now() + timedelta(seconds=16)):
            assert payments.start().status == "pending"
    assert payments.start().status == "pending"


def test_a_trial_that_fails_costs_one_call_and_closes_the_door_again(
    payments: PaymentsService, proxy: StripeProxy
) -> None:
    proxy.misbehave(Fault.DOWN)
    for _ in range(3):
        with pytest.raises(Unavailable):
            payments.start()
    asked = len(proxy.requests)
    with clock.freeze(clock.now() + timedelta(seconds=16)):
        for _ in range(5):
            with pytest.raises(Unavailable):
                payments.start()
    assert len(proxy.requests) == asked + 2  # one call, with its one retry


# Lies


def test_a_payment_done_twice_by_the_provider_is_charged_once_and_the_other_one_is_cancelled(
    payments: PaymentsService, stripe: StripeSide, proxy: StripeProxy
) -> None:
    proxy.misbehave(Fault.DUPLICATE_SUCCESS, START, times=1)
    payment_id = payments.start().payment_id
    assert len(stripe.intents()) == 2
    stripe.pay(payments.stored(payment_id).reference).raise_for_status()
    payments.get(payment_id)
    with clock.freeze(clock.now() + timedelta(hours=2)):
        payments.reconcile()
    assert sorted(intent["status"] for intent in stripe.intents()) == ["canceled", "succeeded"]
    assert charges(stripe) == [1999]


def test_a_refund_done_twice_by_the_provider_is_booked_once_and_told(
    payments: PaymentsService, stripe: StripeSide, proxy: StripeProxy
) -> None:
    payment_id, reference = paid(payments, stripe)
    proxy.misbehave(Fault.DUPLICATE_SUCCESS, REFUND, times=1)
    payments.refund(payment_id, 500, "key-1")
    assert stripe.refunded(reference) == [500, 500]
    for _ in range(2):
        payments.reconcile()
    assert payments.stored(payment_id).totals.refunded == 500
    assert differences(payments) == [("refunded", 500)]


def test_more_sent_back_by_the_provider_than_was_paid_is_told_and_not_booked(
    payments: PaymentsService, stripe: StripeSide, proxy: StripeProxy
) -> None:
    payment_id, _ = paid(payments, stripe)
    proxy.misbehave(Fault.DUPLICATE_SUCCESS, REFUND, times=1)
    payments.refund(payment_id, None, "key-1")
    for _ in range(2):
        payments.reconcile()
    assert payments.stored(payment_id).totals.refunded == 1999
    assert differences(payments) == [("refunded", 1999)]


def test_a_payment_opened_over_another_amount_is_cancelled_and_told(
    payments: PaymentsService, stripe: StripeSide, proxy: StripeProxy
) -> None:
    proxy.misbehave(Fault.WRONG_AMOUNT, START)
    with pytest.raises(Conflict):
        payments.start()
    assert stripe.intents()[0]["status"] == "canceled"
    assert payments.events == ["payment.started", "payment.mismatch", "payment.voided"]
    assert differences(payments) == [("amount", -1)]


def test_a_webhook_with_a_wrong_amount_is_told_and_not_paid_and_healed_once_it_is_right(
    payments: PaymentsService, stripe: StripeSide, proxy: StripeProxy
) -> None:
    payment_id = payments.start().payment_id
    reference = payments.stored(payment_id).reference
    stripe.pay(reference).raise_for_status()
    proxy.misbehave(Fault.WRONG_AMOUNT, FETCH)
    for number in range(3):
        body = event_of("payment_intent.succeeded", reference, f"evt_{number}")
        assert payments.webhook(body, signed(body)).status == 200
    assert payments.stored(payment_id).state == "pending"
    assert differences(payments) == [("amount", -1)]
    proxy.behave()
    payments.reconcile()
    assert (payments.stored(payment_id).state, payments.stored(payment_id).differing) == ("captured", "")


# What goes over the wire


def test_every_call_names_the_pinned_version_and_every_change_carries_a_key_of_our_own(
    payments: PaymentsService, stripe: StripeSide, proxy: StripeProxy
) -> None:
    payment_id, _ = paid(payments, stripe)
    payments.refund(payment_id, 500, "key-1")
    payments.void(payments.start().payment_id)
    assert {seen.headers["stripe-version"] for seen in proxy.requests} == {API_VERSION}
    changes = [seen for seen in proxy.requests if seen.request.startswith("POST")]
    assert len(changes) == 4
    assert len({seen.headers["idempotency-key"] for seen in changes}) == 4
