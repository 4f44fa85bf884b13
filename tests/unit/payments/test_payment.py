from __future__ import annotations

from dataclasses import replace

import pytest

from payments.domain.ids import payment_id_of, refund_id_of
from payments.domain.ledger import OverCapture, OverRefund
from payments.domain.movements import abandon, authorise, capture, fail, release, void
from payments.domain.payment import Payment, PaymentState
from payments.domain.refunding import fail_refund, request_refund, settle_refund
from souk.errors import Conflict, IllegalTransition, NotFound
from souk.ids import is_id
from souk.money import Money
from tests.unit.payments.strategies import AT, started


def captured(amount: int = 1000) -> Payment:
    return capture(started(), amount, AT, "ch_1")


def facts(payment: Payment) -> list[str]:
    return [fact.type for fact in payment.facts]


def test_the_same_attempt_is_the_same_payment_and_another_is_not() -> None:
    assert payment_id_of("o1", "1") == payment_id_of("o1", "1")
    assert payment_id_of("o1", "1") != payment_id_of("o1", "2")
    assert is_id(payment_id_of("o1", "1"))


def test_a_payment_of_nothing_cannot_be_started() -> None:
    with pytest.raises(ValueError, match="positive"):
        Payment.start("o1", "1", "stripe", Money(0, "EUR"), AT)


def test_automatic_capture_is_one_sale_in_the_ledger() -> None:
    payment = captured()
    assert payment.state is PaymentState.CAPTURED
    assert [(entry.kind, entry.amount) for entry in payment.ledger] == [("sale", 1000)]
    assert (payment.totals.authorised, payment.totals.captured) == (1000, 1000)


def test_capturing_part_of_an_authorisation_and_releasing_the_rest() -> None:
    payment = started()
    payment = authorise(payment, 1000, AT)
    assert str(payment.state) == "authorised"
    payment = capture(payment, 600, AT)
    payment = release(payment, AT)
    assert payment.state is PaymentState.CAPTURED
    assert (payment.totals.captured, payment.totals.voided, payment.refundable) == (600, 400, 600)


def test_more_than_the_payment_cannot_be_captured() -> None:
    payment = captured()
    with pytest.raises(OverCapture):
        capture(payment, 1, AT)
    assert payment.totals.captured == 1000


def test_voiding_an_authorised_payment_releases_the_money() -> None:
    payment = started()
    payment = authorise(payment, 1000, AT)
    payment = void(payment, "cancelled", AT)
    assert (payment.state, payment.totals.voided) == (PaymentState.VOIDED, 1000)


def test_voiding_twice_is_voiding_once() -> None:
    payment = started()
    payment = void(payment, "cancelled", AT)
    payment = void(payment, "cancelled", AT)
    assert facts(payment) == ["payment.started", "payment.voided"]


def test_a_captured_payment_cannot_be_voided_and_the_error_names_the_state() -> None:
    with pytest.raises(IllegalTransition) as refused:
        void(captured(), "cancelled", AT)
    assert refused.value.detail == {"state": "captured"}


def test_a_declined_payment_may_still_be_captured() -> None:
    payment = started()
    payment = fail(payment, "insufficient funds", "insufficient_funds", AT)
    assert str(payment.state) == "failed"
    payment = capture(payment, 1000, AT)
    assert payment.state is PaymentState.CAPTURED


def test_partial_refunds_add_up_to_a_full_one() -> None:
    payment = captured()
    for key, amount in (("a", 300), ("b", 700)):
        refund_id = refund_id_of(payment.payment_id, key)
        payment = request_refund(payment, refund_id, amount, "returned", "user:1", AT)
        payment = settle_refund(payment, refund_id, f"re_{key}", AT)
    assert payment.state is PaymentState.REFUNDED
    assert facts(payment)[2:] == ["refund.requested", "refund.succeeded"] * 2


def test_a_refund_that_is_not_sent_yet_already_takes_its_share() -> None:
    payment = captured()
    payment = request_refund(payment, "r1", 800, "returned", "user:1", AT)
    assert payment.state is PaymentState.CAPTURED
    with pytest.raises(OverRefund) as refused:
        request_refund(payment, "r2", 201, "returned", "user:1", AT)
    assert refused.value.detail == {"refundable": 200}


def test_a_failed_refund_gives_its_share_back() -> None:
    payment = captured()
    payment = request_refund(payment, "r1", 1000, "returned", "user:1", AT)
    payment = fail_refund(payment, "r1", "card closed", AT)
    assert payment.refundable == 1000
    assert facts(payment)[-1] == "refund.failed"


def test_a_refund_the_bank_sends_back_is_reversed_in_the_ledger() -> None:
    payment = captured()
    payment = request_refund(payment, "r1", 400, "returned", "user:1", AT)
    payment = settle_refund(payment, "r1", "re_1", AT)
    payment = fail_refund(payment, "r1", "account closed", AT)
    assert payment.totals.refunded == 0
    assert [str(entry.kind) for entry in payment.ledger] == ["sale", "refunded", "refund_reversed"]


def test_the_same_refund_twice_is_one_refund_but_not_with_another_amount() -> None:
    payment = request_refund(captured(), "r1", 400, "returned", "user:1", AT)
    assert request_refund(payment, "r1", 400, "returned", "user:1", AT) is payment
    with pytest.raises(Conflict, match="another amount"):
        request_refund(payment, "r1", 500, "returned", "user:1", AT)


def test_nothing_can_be_refunded_before_it_is_captured() -> None:
    with pytest.raises(IllegalTransition):
        request_refund(started(), "r1", 1, "returned", "user:1", AT)


def test_an_unknown_refund_is_not_found() -> None:
    with pytest.raises(NotFound):
        captured().refund("nope")


def test_money_captured_after_the_order_was_given_up_goes_back_by_itself() -> None:
    payment = started()
    payment = abandon(payment, "the order expired", AT)
    assert payment.must_be_voided
    payment = capture(payment, 1000, AT)
    (refund,) = payment.unsent_refunds
    assert (refund.amount, refund.requested_by, refund.reason) == (1000, "system", "the order expired")


def test_giving_up_a_paid_order_refunds_only_what_is_not_refunded_yet() -> None:
    payment = captured()
    payment = request_refund(payment, "r1", 300, "damaged", "user:1", AT)
    payment = abandon(payment, "cancelled", AT)
    payment = abandon(payment, "cancelled", AT)
    assert sorted(refund.amount for refund in payment.unsent_refunds) == [300, 700]


def test_a_refused_automatic_refund_is_left_to_a_person() -> None:
    payment = captured()
    payment = abandon(payment, "cancelled", AT)
    (refund,) = payment.unsent_refunds
    payment = fail_refund(payment, refund.refund_id, "card closed", AT)
    payment = abandon(payment, "cancelled", AT)
    assert not payment.unsent_refunds
    assert payment.refundable == 1000


def test_versions_count_the_facts() -> None:
    payment = captured()
    payment = abandon(payment, "cancelled", AT)
    assert [(fact.type, fact.version) for fact in payment.facts] == [
        ("payment.started", 1),
        ("payment.captured", 2),
        ("refund.requested", 3),
    ]


def test_what_the_payment_shows_of_itself_holds_no_client_secret() -> None:
    payment = replace(started(), client_secret="pi_1_secret_2")
    assert "secret_2" not in repr(payment)
