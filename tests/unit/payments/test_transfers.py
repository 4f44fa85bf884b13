from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from payments.domain.payment import Payment, PaymentState
from payments.domain.transfers.entry import BankEntry
from payments.domain.transfers.references import quoted
from payments.usecases.transfers.matching import Match
from souk.errors import Conflict, IllegalTransition, InvalidInput, NotFound
from souk.money import Money
from tests.unit.payments.fakes import Shop, shop

FIRST, SECOND = "SK-7Q2M9-XK4TD", "SK-0000A-BCDEF"
TODAY = date(2026, 11, 30)


def waiting(number: str = FIRST, order_id: str = "o1", amount: int = 1000) -> tuple[Shop, Payment]:
    souk = shop()
    return souk, souk.start(order_id, amount=amount, provider="manual", number=number)


def entry(amount: int, text: str = FIRST, id_: str = "e1", source: str = "camt053", currency: str = "EUR") -> BankEntry:
    return BankEntry(id_, source, Money(amount, currency), str(TODAY), text, "Amira Haddad", "DE02")


def book(souk: Shop, *entries: BankEntry, reference: str = "") -> list[Match]:
    """What the entries were before they were booked."""
    before = [line.match for line in souk.services.transfers.look(entries, {each.id: reference for each in entries})]
    souk.services.transfers.book(entries, {each.id: reference for each in entries}, "user:1")
    return before


@pytest.mark.parametrize(
    "text",
    [
        "SK-7Q2M9-XK4TD",
        "sk 7q2m9 xk4td",
        "Order no. SK-7Q2M9-\nXK4TD, thank you",
        "SVWZ+SK7Q2M9XK4TD",
        "NOTPROVIDED BASKET SK - 7Q2M 9XK4 TD EREF+17",
    ],
)
def test_a_reference_is_found_however_banks_and_shoppers_write_it(text: str) -> None:
    assert "SK7Q2M9XK4TD" in quoted(text)


def test_letters_that_look_like_digits_are_read_as_these_and_several_references_are_found_in_their_order() -> None:
    assert quoted("SK-OOOOA-BCDEF and SK-7Q2M9-XK4TD, RF-3F2A-91BC-07DE") == (
        "SK0000ABCDEF",
        "SK7Q2M9XK4TD",
        "RF3F2A91BC07DE",
    )
    assert quoted("thanks for the rug") == ()


def test_what_is_due_is_captured_once_however_often_the_entry_comes() -> None:
    souk, payment = waiting()
    assert book(souk, entry(1000)) == [Match.EXACT]
    assert book(souk, entry(1000)) == [Match.BOOKED]
    held = souk.stored(payment)
    assert (held.state, held.totals.captured, held.to_give_back) == (PaymentState.CAPTURED, 1000, 0)
    assert souk.store.types == ["payment.started", "payment.captured", "transfer.received"]


def test_two_people_who_import_the_same_entry_at_once_book_it_once() -> None:
    souk, payment = waiting()
    souk.store.before_write = lambda: book(souk, entry(1000))
    book(souk, entry(1000))
    assert souk.stored(payment).totals.captured == 1000
    assert souk.store.types.count("transfer.received") == 1


def test_two_entries_at_once_for_one_order_add_up() -> None:
    souk, payment = waiting()
    souk.store.before_write = lambda: book(souk, entry(600, id_="e2"))
    book(souk, entry(600))
    held = souk.stored(payment)
    assert (held.totals.captured, held.totals.surplus) == (1000, 200)


def test_less_than_is_due_leaves_the_payment_waiting_for_the_rest() -> None:
    souk, payment = waiting()
    assert book(souk, entry(400)) == [Match.UNDER]
    assert souk.stored(payment).state is PaymentState.PARTIALLY_CAPTURED
    event = souk.store.events[-1]
    assert (event.data["due"]["amount"], event.data["surplus"]["amount"]) == (600, 0)
    assert book(souk, entry(600, id_="e2")) == [Match.EXACT]
    assert souk.stored(payment).state is PaymentState.CAPTURED


def test_more_than_is_due_waits_to_be_given_back_with_who_sent_it_until_it_is() -> None:
    souk, payment = waiting()
    assert book(souk, entry(1250)) == [Match.OVER]
    held = souk.stored(payment)
    [arrival] = held.arrivals.values()
    assert (held.totals.captured, held.to_give_back, arrival.payer, arrival.account) == (
        1000,
        250,
        "Amira Haddad",
        "DE02",
    )
    for _ in range(2):
        souk.services.transfers.give_back(payment.payment_id, "e1", "user:1")
    held = souk.stored(payment)
    [arrival] = held.arrivals.values()
    assert (held.to_give_back, held.totals.surplus, arrival.payer, arrival.account) == (0, 0, "", "")
    assert [entry.kind for entry in held.ledger] == ["sale", "surplus", "surplus_returned"]
    assert souk.store.types[-1] == "transfer.returned"


def test_of_what_was_due_nothing_is_given_back_as_surplus() -> None:
    souk, payment = waiting()
    book(souk, entry(1000))
    with pytest.raises(Conflict):
        souk.services.transfers.give_back(payment.payment_id, "e1", "user:1")
    with pytest.raises(NotFound):
        souk.services.transfers.give_back(payment.payment_id, "e2", "user:1")


def test_who_sent_what_was_due_is_not_kept() -> None:
    souk, payment = waiting()
    book(souk, entry(1000))
    assert "Amira" not in repr([(it.payer, it.account) for it in souk.stored(payment).arrivals.values()])


def test_money_for_an_order_that_has_ended_is_kept_to_be_given_back_and_pays_nothing() -> None:
    souk, payment = waiting()
    souk.services.payments.close_order("o1", "not paid in time")
    assert book(souk, entry(1000)) == [Match.ENDED]
    held = souk.stored(payment)
    assert (held.state, held.totals.captured, held.to_give_back) == (PaymentState.VOIDED, 0, 1000)
    assert souk.store.events[-1].data["late"] is True
    assert [each.payment_id for each in souk.services.transfers.to_give_back(5, None)[0]] == [payment.payment_id]


def test_an_order_that_ends_half_paid_has_its_half_promised_back_and_the_rest_kept_to_be_given_back() -> None:
    souk, payment = waiting()
    book(souk, entry(400))
    souk.services.payments.close_order("o1", "not paid in time")
    book(souk, entry(600, id_="e2"))
    held = souk.stored(payment)
    assert (held.refunding, held.totals.surplus, held.to_give_back) == (400, 600, 1000)


def test_a_transfer_for_an_order_that_was_paid_another_way_is_to_be_given_back() -> None:
    souk, _ = waiting()
    card = souk.start(attempt="2")
    souk.card.pays(card.reference)
    souk.services.payments.get(card.payment_id)
    assert book(souk, entry(1000)) == [Match.ENDED]
    assert sum(payment.totals.captured for payment in souk.store.payments.values()) == 1000


def test_what_staff_marked_by_hand_is_not_booked_again_by_the_statement_but_a_second_transfer_is() -> None:
    souk, payment = waiting()
    souk.services.transfers.receive(FIRST, Money(1000, "EUR"), TODAY, "key-1", "user:1")
    assert book(souk, entry(1000)) == [Match.RECEIVED]
    assert souk.stored(payment).to_give_back == 0
    assert book(souk, entry(1000)) == [Match.BOOKED]
    assert book(souk, entry(1000, id_="e2")) == [Match.ENDED]
    assert souk.stored(payment).to_give_back == 1000


def test_the_same_money_in_another_banks_format_is_not_booked_again() -> None:
    souk, payment = waiting()
    book(souk, entry(1000))
    assert book(souk, entry(1000, id_="row", source="csv")) == [Match.RECEIVED]
    assert souk.stored(payment).to_give_back == 0


def test_staff_do_not_mark_what_a_statement_has_told_of() -> None:
    souk, _ = waiting()
    book(souk, entry(400))
    with pytest.raises(Conflict, match="statement"):
        souk.services.transfers.receive(FIRST, Money(400, "EUR"), TODAY, "key-1", "user:1")


def test_by_hand_the_same_key_books_once_and_another_adds_up() -> None:
    souk, payment = waiting()
    for key in ("key-1", "key-1", "key-2"):
        souk.services.transfers.receive(FIRST, Money(400, "EUR"), TODAY, key, "user:1")
    assert souk.stored(payment).totals.captured == 800


def test_by_hand_an_unknown_reference_or_another_currency_is_refused() -> None:
    souk, _ = waiting()
    with pytest.raises(NotFound):
        souk.services.transfers.receive(SECOND, Money(400, "EUR"), TODAY, "key-1", "user:1")
    with pytest.raises(InvalidInput):
        souk.services.transfers.receive(FIRST, Money(400, "USD"), TODAY, "key-1", "user:1")


def test_one_transfer_for_two_orders_pays_both_in_turn_and_what_is_left_over_waits() -> None:
    souk, first = waiting()
    second = souk.start("o2", amount=500, provider="manual", number=SECOND)
    assert book(souk, entry(1600, f"{FIRST} {SECOND}")) == [Match.OVER]
    assert [souk.stored(each).totals.captured for each in (first, second)] == [1000, 500]
    assert [souk.stored(each).to_give_back for each in (first, second)] == [0, 100]


def test_one_transfer_that_is_too_little_for_two_orders_pays_the_one_named_first() -> None:
    souk, first = waiting()
    second = souk.start("o2", amount=500, provider="manual", number=SECOND)
    assert book(souk, entry(1200, f"{SECOND}, {FIRST}")) == [Match.UNDER]
    assert [souk.stored(each).totals.captured for each in (first, second)] == [700, 500]


def test_an_entry_without_a_reference_is_unknown_and_booked_where_staff_say_it_belongs() -> None:
    souk, payment = waiting()
    assert book(souk, entry(1000, "thanks")) == [Match.UNKNOWN]
    assert souk.stored(payment).totals.captured == 0
    assert book(souk, entry(1000, "thanks"), reference="sk7q2m9xk4td") == [Match.EXACT]
    assert souk.stored(payment).totals.captured == 1000


def test_another_currency_is_never_booked() -> None:
    souk, payment = waiting()
    assert book(souk, entry(1000, currency="USD")) == [Match.CURRENCY]
    assert souk.stored(payment).arrivals == {}


def test_marking_what_is_due_takes_what_is_left_of_it_and_repeats_harmlessly() -> None:
    souk, payment = waiting()
    book(souk, entry(400))
    for _ in range(2):
        souk.services.payments.mark_received(payment.payment_id, "user:1")
    assert [entry.amount for entry in souk.stored(payment).ledger] == [400, 600]
    souk.services.payments.close_order("o1", "cancelled")
    with pytest.raises(Conflict):
        souk.start(attempt="2")


def test_a_voided_payment_is_not_marked_as_received() -> None:
    souk, payment = waiting()
    souk.services.payments.void(payment.payment_id, "staff")
    with pytest.raises(IllegalTransition):
        souk.services.payments.mark_received(payment.payment_id, "user:1")


def test_another_way_to_pay_is_refused_once_a_part_has_come() -> None:
    souk, _ = waiting()
    book(souk, entry(400))
    with pytest.raises(Conflict):
        souk.start(attempt="2")


def test_what_comes_after_a_refund_was_promised_is_not_taken_as_payment() -> None:
    souk, payment = waiting()
    book(souk, entry(400))
    souk.services.refunds.request(payment.payment_id, "key-1", None, "cannot be sent", "user:1")
    assert book(souk, entry(600, id_="e2")) == [Match.ENDED]
    assert souk.stored(payment).to_give_back == 1000


def test_who_is_forgotten_is_not_named_by_what_waits_to_be_given_back() -> None:
    souk, payment = waiting()
    book(souk, entry(1250))
    souk.services.payments.forget("o1")
    [arrival] = souk.stored(payment).arrivals.values()
    assert (arrival.payer, arrival.account, arrival.to_give_back) == ("", "", 250)


def test_an_entry_is_booked_again_when_its_payment_changed_meanwhile() -> None:
    souk, payment = waiting()
    souk.store.before_write = lambda: souk.services.payments.close_order("o1", "cancelled")
    book(souk, entry(1000))
    held = souk.stored(payment)
    assert (held.totals.captured, held.to_give_back) == (0, 1000)
    assert replace(held, facts=()).state is PaymentState.VOIDED
