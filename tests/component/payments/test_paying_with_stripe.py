from __future__ import annotations

import pytest

from souk.errors import Conflict, IllegalTransition, InvalidInput, NotFound
from souk.ids import new_id
from tests.component.payments.service import PaymentsService, order_event
from tests.component.payments.stripe_side import DECLINED, NEEDS_ACTION, PUBLISHABLE_KEY, StripeSide


def test_a_payment_started_carries_what_the_browser_needs(payments: PaymentsService, stripe: StripeSide) -> None:
    payment = payments.start()
    reference = payments.stored(payment.payment_id).reference
    assert (payment.status, payment.publishable_key) == ("pending", PUBLISHABLE_KEY)
    assert payment.client_secret.startswith(f"{reference}_secret_")
    intent = stripe.intent(reference)
    assert (intent["amount"], intent["currency"], intent["capture_method"]) == (1999, "eur", "automatic")
    assert intent["metadata"]["payment_id"] == payment.payment_id


def test_the_same_attempt_gives_the_same_payment_and_secret(payments: PaymentsService) -> None:
    order_id = new_id()
    first, second = payments.start(order_id), payments.start(order_id)
    assert first == second
    assert payments.events == ["payment.started"]


def test_a_card_that_is_accepted_is_captured_when_the_client_returns(
    payments: PaymentsService, stripe: StripeSide
) -> None:
    payment = payments.start()
    stripe.pay(payments.stored(payment.payment_id).reference).raise_for_status()
    paid = payments.get(payment.payment_id)
    assert (paid.status, paid.client_secret) == ("captured", "")
    assert payments.events == ["payment.started", "payment.captured"]


def test_a_declined_card_fails_the_payment_and_says_so(payments: PaymentsService, stripe: StripeSide) -> None:
    payment = payments.start()
    answer = stripe.pay(payments.stored(payment.payment_id).reference, DECLINED)
    assert answer.status_code == 402
    failed = payments.get(payment.payment_id)
    assert (failed.status, failed.next_step) == ("failed", "Use another card, or another way to pay.")
    assert failed.client_secret == payment.client_secret  # the same payment can be tried with another card
    stored = payments.stored(payment.payment_id)
    assert (stored.reason, stored.decline_code) == ("Your card was declined.", "card_declined")


@pytest.mark.parametrize(("success", "status"), [(True, "captured"), (False, "failed")])
def test_the_bank_asks_the_shopper(payments: PaymentsService, stripe: StripeSide, success: bool, status: str) -> None:
    payment = payments.start()
    reference = payments.stored(payment.payment_id).reference
    stripe.pay(reference, NEEDS_ACTION)
    waiting = payments.get(payment.payment_id)
    assert (waiting.status, waiting.client_secret) == ("requires_action", payment.client_secret)
    assert waiting.next_step == "Confirm the payment with your bank."
    stripe.authenticate(reference, payment.client_secret, success=success)
    after = payments.get(payment.payment_id)
    assert (after.status, "confirm, or use another card" in after.next_step) == (status, not success)


def test_a_void_cancels_the_intent_and_can_be_repeated(payments: PaymentsService, stripe: StripeSide) -> None:
    payment = payments.start()
    assert [payments.void(payment.payment_id).status for _ in range(2)] == ["voided", "voided"]
    assert stripe.intent(payments.stored(payment.payment_id).reference)["status"] == "canceled"


def test_a_void_that_comes_too_late_names_the_state_and_books_the_money(
    payments: PaymentsService, stripe: StripeSide
) -> None:
    payment = payments.start()
    stripe.pay(payments.stored(payment.payment_id).reference)
    with pytest.raises(IllegalTransition) as refused:
        payments.void(payment.payment_id)
    assert refused.value.detail == {"state": "captured"}
    assert payments.events[-1] == "payment.captured"


def test_an_order_that_expires_unpaid_has_its_intent_cancelled(payments: PaymentsService, stripe: StripeSide) -> None:
    order_id = new_id()
    payment = payments.start(order_id)
    expired = order_event("order.expired", order_id, "not paid in time")
    for _ in range(2):
        assert payments.consume(expired) == {"set_aside": 0}
    assert stripe.intent(payments.stored(payment.payment_id).reference)["status"] == "canceled"
    assert payments.events == ["payment.started", "payment.voided"]
    with pytest.raises(Conflict, match="not paid in time"):
        payments.start(order_id, attempt="2")


def test_a_paid_order_that_is_cancelled_is_refunded_once(payments: PaymentsService, stripe: StripeSide) -> None:
    order_id = new_id()
    payment = payments.start(order_id)
    reference = payments.stored(payment.payment_id).reference
    stripe.pay(reference)
    cancelled = order_event("order.cancelled", order_id, "changed my mind")
    for _ in range(2):
        payments.consume(cancelled)
    assert payments.stored(payment.payment_id).state == "refunded"
    assert stripe.refunded(reference) == [1999]


def test_a_second_attempt_replaces_the_first(payments: PaymentsService, stripe: StripeSide) -> None:
    order_id = new_id()
    first, second = payments.start(order_id, "1"), payments.start(order_id, "2")
    assert first.payment_id != second.payment_id
    assert stripe.intent(payments.stored(first.payment_id).reference)["status"] == "canceled"
    stripe.pay(payments.stored(second.payment_id).reference)
    with pytest.raises(Conflict, match="paid already"):
        payments.start(order_id, "3")


def test_what_cannot_be_paid_is_refused(payments: PaymentsService) -> None:
    with pytest.raises(InvalidInput):
        payments.start(amount=0)
    with pytest.raises(InvalidInput):
        payments.start(provider="cheque")
    with pytest.raises(NotFound):
        payments.get(new_id())
    assert payments.events == []


def test_a_bank_transfer_waits_for_staff(payments: PaymentsService) -> None:
    payment = payments.start(provider="manual")
    assert "DE89 3704" in payment.instructions
    assert payment.client_secret == ""
    for _ in range(2):
        answer = payments.staff("POST", f"/admin/payments/{payment.payment_id}/mark-received")
        assert (answer.status, answer.json["status"]) == (200, "captured")
    assert payments.events == ["payment.started", "payment.captured", "transfer.received"]
