from __future__ import annotations

import pytest

from payments.domain.payment import AmountMismatch, PaymentState
from payments.domain.snapshot import ProviderStatus
from souk.errors import Conflict, IllegalTransition, InvalidInput, NotFound, Unavailable
from tests.unit.payments.fakes import shop


def test_the_same_attempt_twice_gives_the_same_payment_and_asks_the_provider_once() -> None:
    souk = shop()
    first, second = souk.start(), souk.start()
    assert (first.payment_id, first.client_secret) == (second.payment_id, second.client_secret)
    assert souk.card.calls == ["start"]
    assert souk.store.types == ["payment.started"]


def test_the_same_attempt_with_another_amount_is_a_conflict() -> None:
    souk = shop()
    souk.start(amount=1000)
    with pytest.raises(Conflict, match="new attempt"):
        souk.start(amount=2000)


def test_an_unknown_provider_is_named_with_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match="card, manual"):
        shop().start(provider="cheque")


def test_a_provider_that_does_not_answer_leaves_nothing_behind() -> None:
    souk = shop()
    souk.card.down = True
    with pytest.raises(Unavailable):
        souk.start()
    assert len(souk.store) == 0
    assert souk.store.events == []


def test_a_provider_that_opens_it_over_another_amount_is_not_let_near_the_shopper() -> None:
    souk = shop()
    souk.card.overcharges = True
    for _ in range(2):
        with pytest.raises(AmountMismatch):
            souk.start(amount=1000)
    assert [held.status for held in souk.card.held.values()] == [ProviderStatus.CANCELLED]
    assert souk.store.types == ["payment.started", "payment.mismatch", "payment.voided"]
    assert souk.store.events[1].data["difference"] == {"amount": 9000, "currency": "EUR"}


def test_an_answer_lost_on_the_way_gives_one_payment_on_the_second_try() -> None:
    souk = shop()
    souk.card.forgetful = True
    with pytest.raises(Unavailable):
        souk.start()
    payment = souk.start()
    assert list(souk.card.held) == [payment.reference]


def test_a_further_attempt_voids_the_earlier_one_first() -> None:
    souk = shop()
    first = souk.start(attempt="1")
    souk.start(attempt="2")
    assert souk.stored(first).state is PaymentState.VOIDED
    assert souk.card.held[first.reference].status is ProviderStatus.CANCELLED


def test_a_further_attempt_is_refused_when_the_earlier_one_was_paid_meanwhile() -> None:
    souk = shop()
    first = souk.start(attempt="1")
    souk.card.pays(first.reference)
    with pytest.raises(Conflict, match="paid already"):
        souk.start(attempt="2")
    assert souk.stored(first).state is PaymentState.CAPTURED
    assert len(souk.card.held) == 1


def test_two_attempts_at_once_leave_only_one_that_can_be_paid() -> None:
    souk = shop()
    souk.store.before_write = lambda: souk.start(attempt="rival")
    mine = souk.start(attempt="mine")
    states = {payment.attempt: str(payment.state) for payment in souk.store.payments.values()}
    assert states == {"rival": "voided", "mine": "pending"}
    assert souk.card.held[mine.reference].status is ProviderStatus.OPEN


def test_the_same_attempt_at_once_is_one_payment() -> None:
    souk = shop()
    souk.store.before_write = lambda: souk.start()
    payment = souk.start()
    assert len(souk.store) == 1
    assert souk.card.held[payment.reference].status is ProviderStatus.OPEN


def test_an_order_closed_while_the_provider_was_asked_gets_no_payment() -> None:
    souk = shop()
    souk.store.before_write = lambda: souk.store.close_order("o1", "expired")
    with pytest.raises(Conflict, match="expired"):
        souk.start()
    assert [held.status for held in souk.card.held.values()] == [ProviderStatus.CANCELLED]


def test_looking_up_an_open_payment_sees_what_the_shopper_did_at_the_provider() -> None:
    souk = shop()
    payment = souk.start()
    souk.card.pays(payment.reference)
    assert souk.services.payments.get(payment.payment_id).state is PaymentState.CAPTURED
    assert souk.store.types == ["payment.started", "payment.captured"]


def test_looking_up_a_payment_while_the_provider_is_down_says_what_we_know() -> None:
    souk = shop()
    payment = souk.start()
    souk.card.down = True
    assert souk.services.payments.get(payment.payment_id).state is PaymentState.PENDING


def test_an_unknown_payment_is_not_found() -> None:
    with pytest.raises(NotFound):
        shop().services.payments.get("nope")


def test_voiding_is_idempotent_and_keeps_the_reason() -> None:
    souk = shop()
    payment = souk.start()
    for _ in range(2):
        assert souk.services.payments.void(payment.payment_id, "changed my mind").reason == "changed my mind"
    assert souk.store.types == ["payment.started", "payment.voided"]


def test_voiding_finds_out_that_it_was_captured_in_the_meantime() -> None:
    souk = shop()
    payment = souk.start()
    souk.card.pays(payment.reference)
    with pytest.raises(IllegalTransition) as refused:
        souk.services.payments.void(payment.payment_id, "too late")
    assert refused.value.detail == {"state": "captured"}
    assert souk.stored(payment).unsent_refunds == []


def test_a_held_payment_is_captured_in_part() -> None:
    souk = shop()
    payment = souk.start()
    souk.card.turns(payment.reference, ProviderStatus.HELD, authorised=1000)
    souk.services.payments.get(payment.payment_id)
    captured = souk.services.payments.capture(payment.payment_id, payment.money(600))
    assert (captured.totals.captured, captured.totals.voided) == (600, 400)
    with pytest.raises(IllegalTransition):
        souk.services.payments.capture(payment.payment_id, None)


def test_a_bank_transfer_is_marked_received_once_by_staff() -> None:
    souk = shop()
    payment = souk.start(provider="manual")
    assert "quoting the reference SK-1." in payment.instructions
    assert "IBAN DE89 3704 0044 0532 0130 00" in payment.instructions
    assert "10.00 EUR" in payment.instructions
    for _ in range(2):
        received = souk.services.payments.mark_received(payment.payment_id, "user:staff-1")
    assert received.state is PaymentState.CAPTURED
    assert [entry.by for entry in received.ledger] == ["user:staff-1"]


def test_a_card_payment_cannot_be_marked_received() -> None:
    souk = shop()
    with pytest.raises(Conflict, match="reports by itself"):
        souk.services.payments.mark_received(souk.start().payment_id, "user:staff-1")


def test_a_voided_bank_transfer_cannot_be_marked_received() -> None:
    souk = shop()
    payment = souk.start(provider="manual")
    souk.services.payments.close_order("o1", "expired")
    with pytest.raises(IllegalTransition) as refused:
        souk.services.payments.mark_received(payment.payment_id, "user:staff-1")
    assert refused.value.detail == {"state": "voided"}
