from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from payments.domain.ids import payment_id_of
from payments.domain.payment import PaymentState
from payments.domain.snapshot import ProviderStatus
from payments.usecases.ports import StartRequest
from souk import clock
from souk.errors import InvalidInput, Unavailable
from souk.money import Money
from souk.webhooks import MAX_KEPT
from tests.support import logs
from tests.unit.payments.fakes import shop


def test_a_delivery_repeated_has_its_effect_once() -> None:
    souk = shop()
    payment = souk.start()
    souk.card.pays(payment.reference)
    assert [souk.webhook("evt_1", reference=payment.reference) for _ in range(3)] == [
        "applied",
        "repeated",
        "repeated",
    ]
    assert souk.store.types == ["payment.started", "payment.captured"]


def test_a_delivery_repeated_at_the_same_moment_has_its_effect_once() -> None:
    souk = shop()
    payment = souk.start()
    souk.card.pays(payment.reference)
    souk.store.before_write = lambda: souk.webhook("evt_1", reference=payment.reference)
    assert souk.webhook("evt_1", reference=payment.reference) == "repeated"
    assert souk.store.types == ["payment.started", "payment.captured"]


def test_an_old_event_that_comes_late_does_not_turn_the_payment_back() -> None:
    souk = shop()
    payment = souk.start()
    souk.card.pays(payment.reference)
    souk.webhook("evt_2", "payment_intent.succeeded", payment.reference)
    souk.webhook("evt_1", "payment_intent.payment_failed", payment.reference)
    assert souk.stored(payment).state is PaymentState.CAPTURED
    assert [*souk.stored(payment).receipts] == ["evt_2"]  # kept with what it changed
    assert list(souk.store.receipts) == [("card", "evt_1")]


def test_a_decline_is_recorded_with_what_the_bank_said() -> None:
    souk = shop()
    payment = souk.start()
    souk.card.turns(payment.reference, ProviderStatus.DECLINED, failure="declined", decline_code="card_declined")
    souk.webhook(reference=payment.reference)
    assert souk.stored(payment).state is PaymentState.FAILED
    assert souk.store.events[-1].data["decline_code"] == "card_declined"


def test_a_bad_signature_is_refused_and_nothing_is_stored() -> None:
    souk = shop()
    with pytest.raises(InvalidInput):
        souk.services.webhooks.receive("card", b"{}", {"signature": "forged"})
    assert souk.store.receipts == {}


@pytest.mark.parametrize(("reference", "outcome"), [("", "ignored"), ("ref-gone", "unknown")])
def test_an_event_that_means_nothing_to_us_is_stored_and_acknowledged(reference: str, outcome: str) -> None:
    souk = shop()
    assert souk.webhook("evt_1", "customer.created", reference) == outcome
    assert souk.webhook("evt_1", "customer.created", reference) == "repeated"


def test_a_payment_of_somebody_else_on_the_same_account_is_left_alone() -> None:
    souk = shop()
    payment = souk.start()
    souk.card.held[payment.reference] = replace(souk.card.held[payment.reference], payment_id="", order_id="")
    assert souk.webhook(reference=payment.reference) == "not ours"


def test_an_event_that_comes_before_our_own_write_is_acknowledged() -> None:
    souk = shop()
    payment_id = payment_id_of("o9", "1")
    opened = souk.card.start(StartRequest(payment_id, "o9", "1", Money(1000, "EUR"), ""))
    assert souk.webhook(reference=opened.reference) == "early"
    assert souk.start("o9").payment_id == payment_id


def test_money_that_came_for_a_payment_we_lost_is_taken_in() -> None:
    souk = shop()
    payment_id = payment_id_of("o9", "1")
    opened = souk.card.start(StartRequest(payment_id, "o9", "1", Money(1000, "EUR"), ""))
    souk.card.pays(opened.reference)
    assert souk.webhook(reference=opened.reference) == "adopted"
    assert souk.store.load(payment_id).state is PaymentState.CAPTURED
    assert souk.store.types == ["payment.started", "payment.captured"]


def test_money_that_came_for_a_payment_we_lost_of_a_closed_order_goes_back() -> None:
    souk = shop()
    souk.services.payments.close_order("o9", "expired")
    opened = souk.card.start(StartRequest(payment_id_of("o9", "1"), "o9", "1", Money(1000, "EUR"), ""))
    souk.card.pays(opened.reference)
    souk.webhook(reference=opened.reference)
    assert souk.store.load(payment_id_of("o9", "1")).state is PaymentState.REFUNDED


def test_a_provider_that_is_down_makes_the_event_come_again() -> None:
    souk = shop()
    payment = souk.start()
    souk.card.pays(payment.reference)
    souk.card.down = True
    with pytest.raises(Unavailable):
        souk.webhook(reference=payment.reference)
    souk.card.down = False
    assert souk.webhook(reference=payment.reference) == "applied"


def test_a_provider_that_reports_another_amount_books_nothing() -> None:
    souk = shop()
    payment = souk.start()
    souk.card.turns(payment.reference, ProviderStatus.CAPTURED, amount=Money(1, "EUR"), captured=1)
    assert souk.webhook(reference=payment.reference) == "mismatch"
    assert souk.webhook("evt_2", reference=payment.reference) == "mismatch"
    assert souk.stored(payment).state is PaymentState.PENDING
    assert souk.store.types == ["payment.started", "payment.mismatch"]
    assert souk.services.payments.get(payment.payment_id).state is PaymentState.PENDING


def test_an_event_of_a_shape_nobody_knows_is_kept_with_what_it_says_cut_to_size() -> None:
    souk = shop()
    assert souk.webhook("evt_1", "new.thing", understood=False, filling="x" * 20_000) == "not understood"
    assert souk.webhook("evt_1", "new.thing", understood=False) == "repeated"
    body = souk.store.receipts["card", "evt_1"].body
    assert body.startswith('{"id": "evt_1"')
    assert len(body) == MAX_KEPT
    assert souk.card.calls == []


def test_a_wrong_secret_is_an_error_somebody_sees_and_one_forged_delivery_is_not() -> None:
    souk = shop()

    def forge(times: int, headers: dict[str, str]) -> list[str]:
        with logs.captured() as lines:
            for _ in range(times):
                with pytest.raises(InvalidInput):
                    souk.services.webhooks.receive("card", b"{}", headers)
        return [line["level"] for line in lines.parsed()]

    assert forge(10, {}) == []  # not even signed: somebody knocks at every door
    assert forge(2, {"signature": "forged"}) == ["WARNING", "WARNING"]
    souk.webhook("evt_1", "customer.created")  # so the secret is right
    assert forge(6, {"signature": "forged"}) == ["WARNING", "WARNING", "ERROR", "WARNING", "WARNING", "WARNING"]
    with clock.freeze(clock.now() + timedelta(hours=1)):
        assert forge(3, {"signature": "forged"}) == ["WARNING", "WARNING", "ERROR"]
