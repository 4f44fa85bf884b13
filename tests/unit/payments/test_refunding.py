from __future__ import annotations

import pytest

from payments.domain.ledger import OverRefund
from payments.domain.payment import PaymentState
from payments.domain.refund import RefundStatus
from souk.errors import Conflict, IllegalTransition, InvalidInput
from souk.money import Money
from tests.unit.payments.fakes import Shop, shop


def refund(souk: Shop, payment_id: str, amount: int | None, key: str = "k1") -> RefundStatus:
    wanted = None if amount is None else Money(amount, "EUR")
    _, made = souk.services.refunds.request(payment_id, key, wanted, "returned", "user:1")
    return made.status


def test_partial_refunds_until_nothing_is_left() -> None:
    souk = shop()
    payment = souk.paid()
    assert refund(souk, payment.payment_id, 300, "a") == "succeeded"
    assert souk.stored(payment).state is PaymentState.PARTIALLY_REFUNDED
    assert refund(souk, payment.payment_id, None, "b") == "succeeded"
    assert souk.stored(payment).state is PaymentState.REFUNDED
    with pytest.raises(OverRefund):
        refund(souk, payment.payment_id, None, "c")


def test_the_same_key_refunds_once() -> None:
    souk = shop()
    payment = souk.paid()
    for _ in range(3):
        refund(souk, payment.payment_id, 300)
    assert souk.stored(payment).totals.refunded == 300
    assert len(souk.card.held[payment.reference].refunds) == 1


def test_a_full_refund_repeated_under_its_key_is_the_same_refund() -> None:
    souk = shop()
    payment = souk.paid()
    assert refund(souk, payment.payment_id, None) == "succeeded"
    assert refund(souk, payment.payment_id, None) == "succeeded"


def test_more_than_is_left_is_refused_and_nothing_is_sent() -> None:
    souk = shop()
    payment = souk.paid()
    refund(souk, payment.payment_id, 600, "a")
    with pytest.raises(OverRefund) as refused:
        refund(souk, payment.payment_id, 401, "b")
    assert refused.value.detail == {"refundable": 400}
    assert souk.card.calls.count("refund") == 1


def test_another_currency_is_refused() -> None:
    souk = shop()
    with pytest.raises(InvalidInput, match="EUR"):
        souk.services.refunds.request(souk.paid().payment_id, "k", Money(1, "USD"), "returned", "user:1")


def test_an_unpaid_payment_has_nothing_to_refund() -> None:
    souk = shop()
    with pytest.raises(IllegalTransition):
        refund(souk, souk.start().payment_id, None)


def test_two_refunds_at_once_never_exceed_what_was_paid() -> None:
    souk = shop()
    payment = souk.paid()
    souk.store.before_write = lambda: refund(souk, payment.payment_id, 800, "rival")
    with pytest.raises(OverRefund):
        refund(souk, payment.payment_id, 800, "mine")
    assert souk.stored(payment).totals.refunded == 800


def test_a_refund_the_provider_does_not_answer_is_kept_and_sent_by_the_reconciler() -> None:
    souk = shop()
    payment = souk.paid()
    souk.card.down = True
    assert refund(souk, payment.payment_id, 300) == "requested"
    souk.card.down = False
    assert souk.reconcile() == 1
    assert souk.stored(payment).totals.refunded == 300


def test_a_refund_whose_answer_was_lost_is_not_sent_twice() -> None:
    souk = shop()
    payment = souk.paid()
    souk.card.forgetful = True
    assert refund(souk, payment.payment_id, 300) == "requested"
    assert refund(souk, payment.payment_id, 300) == "succeeded"
    assert souk.card.calls.count("refund") == 1
    assert souk.stored(payment).totals.refunded == 300


def test_a_refund_the_provider_refuses_is_failed_and_can_be_tried_otherwise() -> None:
    souk = shop()
    payment = souk.paid()
    souk.card.refuses_refunds = True
    assert refund(souk, payment.payment_id, 300) == "failed"
    assert souk.stored(payment).refundable == 1000
    assert souk.store.types[-2:] == ["refund.requested", "refund.failed"]


def test_a_card_refund_cannot_be_marked_sent_by_hand() -> None:
    souk = shop()
    payment = souk.paid()
    souk.card.down = True
    _, made = souk.services.refunds.request(payment.payment_id, "k", None, "returned", "user:1")
    with pytest.raises(Conflict, match="by itself"):
        souk.services.refunds.mark_sent(payment.payment_id, made.refund_id, "user:1")
