from __future__ import annotations

from datetime import UTC, datetime, timedelta

from payments.domain.payment import PaymentState
from payments.domain.snapshot import ProviderStatus
from souk import clock
from souk.money import Money
from tests.support import logs
from tests.unit.payments.fakes import shop

START = datetime(2026, 1, 31, 8, tzinfo=UTC)


def test_payments_whose_webhooks_never_came_are_completed() -> None:
    souk = shop()
    payments = [souk.start(f"o{number}") for number in range(5)]
    for payment in payments:
        souk.card.pays(payment.reference)
    assert souk.reconcile() == 5
    assert {str(souk.stored(payment).state) for payment in payments} == {"captured"}
    assert souk.store.checks == {}


def test_a_payment_just_started_is_left_alone_for_a_while() -> None:
    souk = shop()
    with clock.freeze(START):
        payment = souk.start()
    souk.card.pays(payment.reference)
    with clock.freeze(START + timedelta(seconds=59)):
        assert souk.services.reconciler.run().healed == []
    with clock.freeze(START + timedelta(seconds=60)):
        assert souk.services.reconciler.run().healed == [payment.payment_id]


def test_a_payment_nothing_happens_to_is_asked_about_less_and_less() -> None:
    souk = shop()
    with clock.freeze(START):
        souk.start()
    for minute in range(1, 61):
        with clock.freeze(START + timedelta(minutes=minute)):
            souk.services.reconciler.run()
    assert souk.card.calls.count("fetch") < 15


def test_a_provider_that_is_down_is_not_asked_for_every_payment() -> None:
    souk = shop()
    for number in range(5):
        souk.start(f"o{number}")
    souk.card.calls.clear()
    souk.card.down = True
    assert souk.reconcile() == 0
    assert len(souk.card.calls) == 1
    assert len(souk.store.checks) == 5


def test_one_payment_that_cannot_be_right_does_not_hold_up_the_others() -> None:
    souk = shop()
    wrong, right = souk.start("o1"), souk.start("o2")
    souk.card.turns(wrong.reference, ProviderStatus.CAPTURED, amount=Money(1, "EUR"), captured=1)
    souk.card.pays(right.reference)
    assert souk.reconcile() == 1
    assert souk.stored(wrong).state is PaymentState.PENDING
    assert souk.stored(right).state is PaymentState.CAPTURED


def test_a_provider_whose_webhooks_stay_away_is_an_error_somebody_sees_and_one_lost_webhook_is_not() -> None:
    souk = shop()

    def completed_by_the_timer(number: int) -> list[str]:
        payment = souk.start(f"o{number}")
        souk.card.pays(payment.reference)
        with logs.captured() as lines:
            assert souk.reconcile() == 1
        return [line["level"] for line in lines.parsed() if "webhooks" in line["message"]]

    assert [completed_by_the_timer(number) for number in range(1, 5)] == [
        ["WARNING"],
        ["WARNING"],
        ["ERROR"],
        ["WARNING"],
    ]
