"""A payment whose order's person is forgotten: nobody's words, and all of its money."""

from __future__ import annotations

from dataclasses import replace

from payments.domain.payment import Payment, PaymentState
from payments.domain.reconciling.notes import REMOVED
from payments.domain.snapshot import ProviderStatus
from souk.money import Money
from tests.unit.payments.fakes import shop

WORDS = "give it to Zenobia next door"


def money_of(payment: Payment) -> Payment:
    """Without what may be text."""
    refunds = {key: replace(refund, reason="") for key, refund in payment.refunds.items()}
    return replace(payment, reason="", abandoned="", refunds=refunds, revision=0)


def test_a_refunded_payment_keeps_every_figure_and_no_word() -> None:
    souk = shop()
    payment = souk.paid()
    amount = Money(1, payment.amount.currency)
    souk.services.refunds.request(payment.payment_id, "key", amount, WORDS, "user:fin", (), restock=False)
    souk.services.payments.close_order("o1", WORDS)
    before = souk.stored(payment)
    souk.services.payments.forget("o1")
    after = souk.stored(payment)
    assert WORDS in str(before)
    assert WORDS not in str(after)
    assert after.published == ()
    assert money_of(after) == money_of(before)
    assert {refund.requested_by for refund in after.refunds.values()} == {"user:fin", "system"}


def test_a_voided_payment_says_no_more_why_and_its_order_stays_closed() -> None:
    souk = shop()
    payment = souk.start()
    souk.services.payments.close_order("o1", WORDS)
    souk.services.payments.forget("o1")
    assert (souk.stored(payment).state, souk.stored(payment).reason) == (PaymentState.VOIDED, REMOVED)
    assert souk.store.order("o1").closed == REMOVED


def test_told_again_nothing_is_written_and_an_old_event_brings_no_word_back() -> None:
    souk = shop()
    payment = souk.paid()
    souk.services.payments.close_order("o1", WORDS)
    souk.services.payments.forget("o1")
    once = souk.stored(payment).revision
    souk.services.payments.forget("o1")
    souk.services.payments.close_order("o1", WORDS)
    assert souk.stored(payment).revision == once
    assert WORDS not in f"{souk.stored(payment)}{souk.store.order('o1')}"


def test_what_the_provider_said_of_a_failure_stays() -> None:
    souk = shop()
    payment = souk.start()
    souk.card.turns(payment.reference, ProviderStatus.DECLINED, failure="Your card was declined.")
    souk.webhook(reference=payment.reference)
    souk.services.payments.forget("o1")
    assert souk.stored(payment).reason == "Your card was declined."


def test_an_order_without_payments_is_nothing_to_do() -> None:
    souk = shop()
    souk.services.payments.forget("unknown")
    assert not souk.store.orders
