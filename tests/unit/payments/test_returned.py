"""What is paid back for goods that came back."""

from __future__ import annotations

import pytest

from payments.domain.payment import Payment
from payments.domain.refund import Refund, RefundLine
from souk.events.shipping import ReturnRefundAsked
from souk.money import Money
from tests.unit.payments.fakes import LINES, Shop, shop


def paid() -> tuple[Shop, Payment]:
    souk = shop()
    payment = souk.paid()
    souk.services.payments.order_paid(payment.order_id, payment.payment_id, LINES)
    return souk, payment


def pay_back(souk: Shop, payment: Payment, units: dict[str, int], **more: int) -> Refund:
    asked = {"return_id": "o1-R1", "order_id": payment.order_id, "attempt": 1, "units": units, "reason": "return R1"}
    souk.services.returned.refund(ReturnRefundAsked.model_validate({**asked, **more}))
    return list(souk.stored(payment).refunds.values())[-1]


def test_each_attempt_is_one_refund_however_often_it_is_told() -> None:
    souk, payment = paid()
    first = pay_back(souk, payment, {"CUP": 1})
    assert pay_back(souk, payment, {"CUP": 1}) == first
    assert (str(first.status), first.return_id, len(souk.stored(payment).refunds)) == ("succeeded", "o1-R1", 1)


def test_the_fee_is_kept_back_and_the_delivery_goes_with_it() -> None:
    souk, payment = paid()
    plain = sum(line.amount for line in LINES)
    made = pay_back(souk, payment, {line.sku: line.quantity for line in LINES}, fee=100, delivery=10_000)
    assert made.shipping == payment.amount.amount - plain, "no more than was paid for it"
    assert made.amount == plain - 100 + made.shipping


def test_what_staff_have_paid_back_meanwhile_is_a_refund_that_failed_and_nothing_moves() -> None:
    souk, payment = paid()
    (line, *_) = LINES
    whole = (RefundLine(line.sku, line.quantity),)
    souk.services.refunds.request(payment.payment_id, "k", None, "goodwill", "user:1", whole)
    before = souk.stored(payment).totals
    made = pay_back(souk, payment, {line.sku: 1})
    assert str(made.status) == "failed"
    assert "refunded before" in made.failure
    assert souk.stored(payment).totals == before
    event = souk.store.events[-1]
    assert (event.type, event.data["return_id"], event.data["failure"]) == ("refund.failed", "o1-R1", made.failure)


def test_a_provider_that_is_away_leaves_it_to_the_reconciler() -> None:
    souk, payment = paid()
    souk.card.down = True
    assert pay_back(souk, payment, {"CUP": 1}).pending
    souk.card.down = False
    souk.reconcile()
    assert str(list(souk.stored(payment).refunds.values())[-1].status) == "succeeded"


@pytest.mark.parametrize("fee", [150, 10_000])
def test_when_nothing_is_left_staff_are_told(fee: int) -> None:
    souk, payment = paid()
    assert "nothing" in pay_back(souk, payment, {"CUP": 1}, fee=max(fee, Money(10_000, "EUR").amount)).failure
