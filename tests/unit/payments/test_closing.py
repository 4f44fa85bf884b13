from __future__ import annotations

import pytest

from payments.domain.payment import PaymentState
from payments.domain.snapshot import ProviderStatus
from souk.errors import Conflict
from tests.unit.payments.fakes import shop


def test_an_unpaid_order_that_expires_has_its_payment_voided() -> None:
    souk = shop()
    payment = souk.start()
    for _ in range(2):
        souk.services.payments.close_order("o1", "not paid in time")
    assert souk.stored(payment).state is PaymentState.VOIDED
    assert souk.stored(payment).reason == "not paid in time"
    assert souk.store.types == ["payment.started", "payment.voided"]


def test_a_paid_order_that_is_cancelled_is_refunded_once() -> None:
    souk = shop()
    payment = souk.paid()
    for _ in range(3):
        souk.services.payments.close_order("o1", "changed my mind")
    assert souk.stored(payment).state is PaymentState.REFUNDED
    assert len(souk.card.held[payment.reference].refunds) == 1
    assert souk.store.types[-2:] == ["refund.requested", "refund.succeeded"]


def test_money_that_comes_in_the_very_moment_of_the_expiry_goes_back() -> None:
    souk = shop()
    payment = souk.start()
    souk.card.pays(payment.reference)  # the webhook is still on its way
    souk.services.payments.close_order("o1", "not paid in time")
    assert souk.stored(payment).state is PaymentState.REFUNDED


def test_money_captured_after_the_expiry_goes_back_when_its_webhook_comes() -> None:
    souk = shop()
    payment = souk.start()
    souk.card.down = True
    souk.services.payments.close_order("o1", "not paid in time")
    souk.card.down = False
    souk.card.pays(payment.reference)
    souk.webhook(reference=payment.reference)
    assert souk.stored(payment).state is PaymentState.REFUNDED


def test_a_void_the_provider_did_not_answer_is_finished_by_the_reconciler() -> None:
    souk = shop()
    payment = souk.start()
    souk.card.down = True
    souk.services.payments.close_order("o1", "not paid in time")
    assert souk.stored(payment).state is PaymentState.PENDING
    souk.card.down = False
    souk.reconcile()
    assert souk.stored(payment).state is PaymentState.VOIDED
    assert souk.card.held[payment.reference].status is ProviderStatus.CANCELLED


def test_a_closed_order_takes_no_new_payment() -> None:
    souk = shop()
    souk.services.payments.close_order("o1", "cancelled")
    with pytest.raises(Conflict, match="cancelled"):
        souk.start()
    assert souk.card.held == {}


def test_closing_an_order_without_payments_is_fine() -> None:
    assert shop().services.payments.close_order("o1", "cancelled") == 0


def test_a_bank_transfer_received_for_a_cancelled_order_waits_for_staff_to_send_it_back() -> None:
    souk = shop()
    payment = souk.start(provider="manual")
    souk.services.payments.mark_received(payment.payment_id, "user:1")
    souk.services.payments.close_order("o1", "cancelled")
    (refund,) = souk.stored(payment).refunds.values()
    assert (refund.status, refund.amount) == ("requested", 1000)
    souk.services.refunds.mark_sent(payment.payment_id, refund.refund_id, "user:2")
    assert souk.stored(payment).state is PaymentState.REFUNDED
