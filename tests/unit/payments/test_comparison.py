from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from payments.domain.ids import payment_id_of
from payments.domain.payment import Payment, PaymentState
from payments.domain.snapshot import ProviderRefund, ProviderStatus
from payments.usecases.comparison import Comparison
from payments.usecases.ports import StartRequest
from souk import clock
from souk.errors import Unavailable
from souk.money import Money
from tests.unit.payments.fakes import Shop, shop

START = datetime(2026, 1, 31, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.freeze(START):
        yield


def mismatches(souk: Shop) -> list[dict[str, object]]:
    return [event.data for event in souk.store.events if event.type == "payment.mismatch"]


def acknowledged(souk: Shop, payment: Payment) -> None:
    souk.services.payments.order_paid(payment.order_id, payment.payment_id)


def test_money_that_nobody_told_us_of_is_booked() -> None:
    souk = shop()
    payment = souk.start()
    souk.store.checks.clear()  # whatever the reason: nobody looks after it any more
    souk.card.pays(payment.reference)
    report = souk.compare()
    assert (report.healed, report.differences, report.finished) == ([payment.payment_id], {}, True)
    assert souk.stored(payment).state is PaymentState.CAPTURED
    assert souk.compare().healed == []


def test_a_refund_made_at_the_provider_that_nobody_told_us_of_is_booked() -> None:
    souk = shop()
    payment = souk.paid()
    refund = ProviderRefund("re_9", 250, "succeeded")
    souk.card.held[payment.reference] = replace(souk.card.held[payment.reference], refunds=(refund,))
    assert souk.compare().healed == [payment.payment_id]
    assert souk.stored(payment).totals.refunded == 250


def test_a_paid_payment_that_never_reached_our_table_is_taken_in() -> None:
    souk = shop()
    request = StartRequest(payment_id_of("o9", "1"), "o9", "1", Money(1000, "EUR"), "", "trace-1")
    souk.card.pays(souk.card.start(request).reference)
    assert souk.compare().healed == [request.payment_id]
    assert souk.store.load(request.payment_id).state is PaymentState.CAPTURED
    assert {event.correlation_id for event in souk.store.events} == {"trace-1"}


def test_an_open_payment_that_never_reached_our_table_is_cancelled_once_nobody_works_on_it() -> None:
    souk = shop()
    opened = souk.card.start(StartRequest(payment_id_of("o9", "1"), "o9", "1", Money(1000, "EUR"), ""))
    assert souk.compare().healed == []
    with clock.freeze(START + timedelta(hours=2)):
        assert souk.compare().healed == [opened.payment_id]
        assert souk.compare().healed == []
    assert souk.card.held[opened.reference].status is ProviderStatus.CANCELLED


def test_payments_of_others_on_the_same_account_are_left_alone() -> None:
    souk = shop()
    payment = souk.start()
    souk.card.held[payment.reference] = replace(souk.card.held[payment.reference], order_id="theirs")
    assert souk.compare().looked_at == 0


def test_money_we_booked_that_the_provider_does_not_have_is_told_once_until_it_is_right() -> None:
    souk = shop()
    payment = souk.paid()
    acknowledged(souk, payment)
    paid = souk.card.held[payment.reference]
    souk.card.held[payment.reference] = replace(paid, status=ProviderStatus.OPEN, captured=0, authorised=0)
    for _ in range(3):
        assert list(souk.compare().differences) == [payment.payment_id]
    (told,) = mismatches(souk)
    assert (told["kind"], told["expected"], told["found"], told["difference"]) == (
        "captured",
        {"amount": 1000, "currency": "EUR"},
        {"amount": 0, "currency": "EUR"},
        {"amount": -1000, "currency": "EUR"},
    )
    souk.card.held[payment.reference] = paid
    report = souk.compare()
    assert (report.healed, report.differences) == ([payment.payment_id], {})
    assert souk.stored(payment).differing == ""


def test_a_wrong_amount_is_told_with_the_difference_and_nothing_is_booked() -> None:
    souk = shop()
    payment = souk.start()
    souk.card.turns(payment.reference, ProviderStatus.CAPTURED, amount=Money(900, "EUR"), captured=900)
    assert souk.compare().differences == {payment.payment_id: "amount: 10.00 EUR / 9.00 EUR"}
    assert souk.stored(payment).state is PaymentState.PENDING
    assert [told["difference"] for told in mismatches(souk)] == [{"amount": -100, "currency": "EUR"}]


def test_another_currency_is_told_without_a_difference() -> None:
    souk = shop()
    payment = souk.start()
    souk.card.turns(payment.reference, ProviderStatus.CAPTURED, amount=Money(1000, "USD"), captured=1000)
    souk.compare()
    (told,) = mismatches(souk)
    assert (told["kind"], told["difference"]) == ("amount", None)


def test_money_taken_for_the_same_payment_twice_is_told() -> None:
    souk = shop()
    payment = souk.paid()
    acknowledged(souk, payment)
    souk.card.held["second"] = replace(souk.card.held[payment.reference], reference="second")
    for _ in range(2):
        assert payment.payment_id in souk.compare().differences
    (told,) = mismatches(souk)
    assert (told["kind"], told["found"]) == ("second_payment", {"amount": 1000, "currency": "EUR"})


def test_a_second_opening_of_the_same_payment_is_cancelled() -> None:
    souk = shop()
    payment = souk.paid()
    acknowledged(souk, payment)
    open_one = replace(souk.card.held[payment.reference], status=ProviderStatus.OPEN, captured=0, authorised=0)
    souk.card.held["second"] = replace(open_one, reference="second")
    with clock.freeze(START + timedelta(hours=2)):
        assert souk.compare().differences == {}
    assert souk.card.held["second"].status is ProviderStatus.CANCELLED
    assert souk.card.held[payment.reference].status is ProviderStatus.CAPTURED


def test_an_order_that_does_not_hear_of_its_money_is_told_again_and_so_are_people() -> None:
    souk = shop()
    payment = souk.paid()
    with clock.freeze(START + timedelta(minutes=14)):
        assert souk.compare().differences == {}
    with clock.freeze(START + timedelta(minutes=16)):
        for _ in range(2):
            assert payment.payment_id in souk.compare().differences
        assert souk.store.types[-2:] == ["payment.captured", "payment.mismatch"]
        assert mismatches(souk)[0]["kind"] == "paid_without_order"
        acknowledged(souk, payment)
        assert souk.compare().differences == {}
    assert len(mismatches(souk)) == 1


def test_an_order_that_counts_as_paid_without_money_is_told() -> None:
    souk = shop()
    payment = souk.start()
    for _ in range(2):
        acknowledged(souk, payment)
    (told,) = mismatches(souk)
    assert (told["kind"], told["expected"], told["found"]) == (
        "order_without_payment",
        {"amount": 0, "currency": "EUR"},
        {"amount": 1000, "currency": "EUR"},
    )


def test_an_order_that_counts_as_paid_makes_us_look_for_the_money_first() -> None:
    souk = shop()
    payment = souk.start()
    souk.card.pays(payment.reference)
    acknowledged(souk, payment)
    assert souk.stored(payment).state is PaymentState.CAPTURED
    assert mismatches(souk) == []


def test_money_of_a_cancelled_order_that_cannot_be_sent_back_is_told() -> None:
    souk = shop()
    payment = souk.paid()
    souk.card.refuses_refunds = True
    souk.services.payments.close_order("o1", "changed my mind")
    (told,) = mismatches(souk)
    assert (told["kind"], told["expected"]) == ("refund_refused", {"amount": 1000, "currency": "EUR"})
    assert souk.stored(payment).refundable == 1000


def test_one_payment_that_cannot_be_right_does_not_hold_up_the_others() -> None:
    souk = shop()
    right, wrong = souk.start("o1"), souk.start("o2")
    souk.card.pays(right.reference)
    souk.card.turns(wrong.reference, ProviderStatus.CAPTURED, amount=Money(1, "EUR"), captured=1)
    report = souk.compare()
    assert (report.healed, list(report.differences)) == ([right.payment_id], [wrong.payment_id])


def test_a_run_cut_short_is_gone_on_with_by_the_next() -> None:
    souk = shop()
    for number in range(3):
        souk.card.pays(souk.start(f"o{number}").reference)
    completion = souk.services.payments._completion
    hurried = Comparison(completion, souk.services.payments, seconds=-1)
    assert not hurried.run().finished
    newest = souk.start("o2").reference
    souk.store.compare_from("card", newest)  # as after a run that had time for one
    report = souk.compare()
    assert (report.looked_at, report.finished) == (2, True)
    assert souk.compare().looked_at == 3


def test_what_is_older_than_a_day_is_not_compared() -> None:
    souk = shop()
    souk.start()
    with clock.freeze(START + timedelta(hours=25)):
        assert souk.compare().looked_at == 0


def test_a_provider_that_is_down_leaves_the_run_unfinished() -> None:
    souk = shop()
    souk.start()
    souk.card.down = True
    report = souk.compare()
    assert (report.looked_at, report.finished) == (0, False)
    with pytest.raises(Unavailable):
        souk.start("o2")
