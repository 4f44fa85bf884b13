from __future__ import annotations

import contextlib
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.domain.ledger import OverCapture, OverRefund, PaymentTotals
from payments.domain.movements import abandon
from payments.domain.payment import AmountMismatch, Payment, PaymentState
from payments.domain.reconciling.observation import observe
from payments.domain.reconciling.reconciliation import next_check
from payments.domain.refunding import request_refund
from payments.domain.snapshot import ProviderPayment, ProviderRefund, ProviderStatus
from tests.unit.payments.strategies import AT, LIMIT, observations, seen, started

DECLINED = seen(ProviderStatus.DECLINED, failure="Your card was declined.")
ACTION = seen(ProviderStatus.REQUIRES_ACTION)
CAPTURED = seen(ProviderStatus.CAPTURED, captured=1000)
FIRST = timedelta(seconds=60)


def after(*steps: ProviderPayment) -> Payment:
    payment = started()
    for step in steps:
        payment = observe(payment, step, AT)
    return payment


def unless_refused(payment: Payment, step: ProviderPayment) -> Payment:
    """The payment after the observation; as before when its figures cannot be, since nothing is saved then."""
    try:
        return observe(payment, step, AT)
    except (OverCapture, OverRefund):
        return payment


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ([ACTION], PaymentState.REQUIRES_ACTION),
        ([DECLINED], PaymentState.FAILED),
        ([ACTION, DECLINED, CAPTURED], PaymentState.CAPTURED),
        ([CAPTURED, ACTION], PaymentState.CAPTURED),
        ([CAPTURED, DECLINED], PaymentState.CAPTURED),
        ([seen(ProviderStatus.HELD, authorised=1000)], PaymentState.AUTHORISED),
        ([seen(ProviderStatus.CANCELLED)], PaymentState.VOIDED),
        ([seen(ProviderStatus.HELD, authorised=1000), seen(ProviderStatus.CANCELLED)], PaymentState.VOIDED),
        ([seen(ProviderStatus.CANCELLED), ACTION], PaymentState.VOIDED),
    ],
)
def test_the_payment_ends_where_the_provider_says_it_is(steps: list[ProviderPayment], state: PaymentState) -> None:
    assert after(*steps).state is state


def test_a_partial_capture_seen_late_books_the_whole_story() -> None:
    payment = after(seen(ProviderStatus.CAPTURED, authorised=1000, captured=600))
    assert [(str(entry.kind), entry.amount) for entry in payment.ledger] == [
        ("authorised", 1000),
        ("captured", 600),
        ("voided", 400),
    ]


def test_a_provider_that_reports_another_amount_changes_nothing() -> None:
    payment = started()
    with pytest.raises(AmountMismatch):
        observe(payment, seen(ProviderStatus.CAPTURED, amount=100, captured=100), AT)
    with pytest.raises(AmountMismatch):
        observe(payment, seen(ProviderStatus.CAPTURED, captured=1000, currency="USD"), AT)
    assert payment.state is PaymentState.PENDING


def test_a_refund_made_at_the_provider_is_booked_once() -> None:
    refund = ProviderRefund("re_9", 250, "succeeded")
    captured = seen(ProviderStatus.CAPTURED, captured=1000, refunds=(refund,))
    payment = after(captured, captured)
    assert (payment.state, payment.totals.refunded) == (PaymentState.PARTIALLY_REFUNDED, 250)
    assert next(iter(payment.refunds.values())).requested_by == "provider"


def test_our_own_refund_is_recognised_by_the_id_sent_along() -> None:
    payment = after(CAPTURED)
    payment = request_refund(payment, "r1", 400, "returned", "user:1", AT)
    refund = ProviderRefund("re_1", 400, "succeeded", refund_id="r1")
    payment = observe(payment, seen(ProviderStatus.CAPTURED, captured=1000, refunds=(refund,)), AT)
    assert payment.totals.refunded == 400
    assert not payment.unsent_refunds


def test_a_refund_the_provider_is_working_on_is_not_sent_again() -> None:
    payment = after(CAPTURED)
    payment = request_refund(payment, "r1", 400, "returned", "user:1", AT)
    refund = ProviderRefund("re_1", 400, "pending", refund_id="r1")
    payment = observe(payment, seen(ProviderStatus.CAPTURED, captured=1000, refunds=(refund,)), AT)
    assert (payment.unsent_refunds, payment.refunding) == ([], 400)


@given(observations)
def test_seeing_the_same_thing_again_changes_nothing(step: ProviderPayment) -> None:
    payment = started()
    with contextlib.suppress(OverCapture, OverRefund):
        payment = observe(payment, step, AT)
        version, state, totals = payment.version, payment.state, payment.totals
        payment = observe(payment, step, AT)
        assert (payment.version, payment.state, payment.totals) == (version, state, totals)


@given(st.lists(observations, max_size=8))
def test_whatever_the_provider_reports_the_ledger_adds_up(steps: list[ProviderPayment]) -> None:
    payment = started()
    for step in steps:
        payment = unless_refused(payment, step)
        assert PaymentTotals.of(payment.ledger, LIMIT) == payment.totals
        assert [fact.version for fact in payment.facts] == list(range(1, payment.version + 1))
        refunded = sum(refund.amount for refund in payment.refunds.values() if refund.status == "succeeded")
        assert refunded == payment.totals.refunded


@given(st.lists(observations, max_size=6))
def test_an_abandoned_payment_never_keeps_money_it_was_not_refused_to_return(steps: list[ProviderPayment]) -> None:
    payment = started()
    payment = abandon(payment, "the order expired", AT)
    for step in steps:
        payment = unless_refused(payment, step)
    refused = any(r.requested_by == "system" and r.status == "failed" for r in payment.refunds.values())
    came_back = any(str(entry.kind) == "refund_reversed" for entry in payment.ledger)
    assert refused or came_back or payment.refundable <= 0


def test_an_open_payment_is_looked_after_less_and_less_often() -> None:
    payment = started()
    checks = [next_check(payment, True, AT + timedelta(seconds=age), FIRST) for age in (0, 600, 86_400)]
    waits = [check - AT - timedelta(seconds=age) for check, age in zip(checks, (0, 600, 86_400), strict=True) if check]
    assert waits == [timedelta(seconds=60), timedelta(seconds=300), timedelta(hours=1)]


def test_a_finished_payment_is_left_alone() -> None:
    assert next_check(after(CAPTURED), True, AT, FIRST) is None


def test_a_bank_transfer_is_not_polled_unless_something_is_left_to_do() -> None:
    payment = started()
    assert next_check(payment, False, AT, FIRST) is None
    payment = abandon(payment, "the order expired", AT)
    assert next_check(payment, False, AT, FIRST) == AT + FIRST
